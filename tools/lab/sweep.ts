/** `sweep`: every combination of a grid, trained by the page. */
import type { Page } from '@playwright/test';
import type { LabSweep } from '../../src/app/scripting/labSweep';
import { progressOf } from '../record/progress';
import { UsageError, withArguments, type Arguments } from './arguments';
import { configure, imagesIn, interruptions, opened, saved } from './page';
import { configurationOf } from './settings';

export interface Swept {
  files: string[];
  sweep: LabSweep;
  interrupted: boolean;
}

/** What the page holds of the sweep while it goes on. */
interface Held {
  now?: LabSweep;
  ended?: LabSweep;
  error?: { name: string; message: string };
}

declare global {
  interface Window {
    labSweepHeld?: Held;
  }
}

const ENDED = new Set(['done', 'lost', 'failed', 'cancelled']);

async function begin(page: Page, { grid, jobs }: Arguments, steps: number): Promise<void> {
  await page.evaluate(
    ([grid, jobs, steps]) => {
      const held: NonNullable<typeof window.labSweepHeld> = (window.labSweepHeld = {});
      window.lab
        .sweep({ grid: grid!, steps, ...(jobs === undefined ? {} : { jobs }), onProgress: (now) => (held.now = now) })
        .then((ended) => (held.ended = ended))
        .catch(({ name, message }: Error) => (held.error = { name, message }));
    },
    [grid, jobs, steps] as const,
  );
}

/** Waits for the end, saying how far it is; an interruption cancels what has not ended. */
async function followed(page: Page, steps: number, problems: string[]): Promise<{ sweep: LabSweep; interrupted: boolean }> {
  const progress = progressOf('Sweep', 'cell', process.stderr);
  const interruption = interruptions();
  let cancelled = false;
  try {
    for (;;) {
      const held = await page.evaluate(() => window.labSweepHeld!);
      if (held.error)
        throw held.error.name === 'GridError' || held.error.name === 'ConfigError'
          ? new UsageError(held.error.message)
          : new Error(held.error.message);
      if (problems.length > 0) throw new Error(problems.join(' '));
      if (held.ended) return { sweep: held.ended, interrupted: cancelled };
      if (held.now) {
        const { cells, id, state, reason } = held.now;
        const done = cells.filter((cell) => ENDED.has(cell.state)).length;
        const taken = cells.reduce((sum, { step }) => sum + step, 0);
        progress.report(done, cells.length, `${taken} of ${cells.length * steps} steps`);
        if (state === 'paused') throw new Error(`The sweep has paused: ${reason ?? 'nobody asked for it'}`);
        if (interruption.asked && !cancelled) {
          cancelled = true;
          await page.evaluate((id) => window.lab.sweeps.cancel(id), id);
        }
      }
      await new Promise((wake) => setTimeout(wake, 500));
    }
  } finally {
    progress.end();
    interruption.end();
  }
}

/** @throws UsageError, and Error with what went wrong on the page */
export async function sweep(given: Arguments): Promise<Swept> {
  const wanted = withArguments(await configurationOf(given.config), given);
  return opened(async (page, problems) => {
    const config = { ...wanted, imageSet: await imagesIn(page, given.images, wanted.imageSet) };
    await configure(page, config);
    await begin(page, given, config.steps);
    const { sweep: ended, interrupted } = await followed(page, config.steps, problems);
    const records = ended.cells.flatMap(({ record }) => record ?? []);
    const files: string[] = [];
    if (records.length > 0)
      files.push(
        await saved(page, 'export', given.out, 'sweep.zip', records),
        await saved(page, 'report', given.out, 'report.html', records),
      );
    return { files, sweep: ended, interrupted };
  });
}

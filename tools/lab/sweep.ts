/** `sweep`: every combination of a grid, trained by the page. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import type { LabSweep } from '../../src/app/scripting/labSweep';
import { progressOf } from '../record/progress';
import { UsageError, withArguments, type Arguments } from './arguments';
import { configure, filesIn, imagesIn, interruptions, opened, saved } from './page';
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

const SWEEP = 'sweep.zip';

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

/**
 * What was left in the folder by an interrupted sweep: cells that are finished are not trained again, one that is not goes on from its
 * checkpoint. A cell is what decides its result, so those of another sweep are good for this one, or not asked for.
 */
async function goneOn(page: Page, file: string): Promise<void> {
  if (!existsSync(file)) return;
  await filesIn(page, file);
  const { problem, count } = await page.evaluate(async () => {
    const [file] = document.querySelector<HTMLInputElement>('#lab-files')!.files!;
    try {
      return { count: (await window.lab.import(file!)).length, problem: undefined };
    } catch (error) {
      return { count: 0, problem: error instanceof Error ? error.message : String(error) };
    }
  });
  if (problem === undefined) console.error(`Going on with what ${file} holds: ${count} cells, finished or begun`);
  else console.error(`${problem} Every cell is trained anew.`);
}

/** @throws UsageError, and Error with what went wrong on the page */
export async function sweep(given: Arguments): Promise<Swept> {
  const wanted = withArguments(await configurationOf(given.config), given);
  return opened(async (page, problems) => {
    const config = { ...wanted, imageSet: await imagesIn(page, given.images, wanted.imageSet) };
    await configure(page, config);
    await goneOn(page, join(given.out, SWEEP));
    await begin(page, given, config.steps);
    const { sweep: ended, interrupted } = await followed(page, config.steps, problems);
    const records = ended.cells.flatMap(({ record }) => record ?? []);
    const files: string[] = [];
    if (records.length > 0)
      files.push(
        await saved(page, 'export', given.out, SWEEP, { what: records }),
        await saved(page, 'report', given.out, 'report.html', { what: records, site: given.site }),
      );
    return { files, sweep: ended, interrupted };
  });
}

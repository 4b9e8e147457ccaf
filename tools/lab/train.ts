/** `train`: the experiment of the page. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import type { ExperimentConfig } from '../../src/core/configuration/schema';
import { differingPaths } from '../../src/state/session/settings';
import { progressOf } from '../record/progress';
import { withArguments, type Arguments } from './arguments';
import { configure, filesIn, imagesIn, interruptions, opened, saved } from './page';
import { configurationOf } from './settings';

const EXPERIMENT = 'experiment.zip';

export interface Trained {
  files: string[];
  step: number;
  steps: number;
  backend: string | undefined;
  adapter: string | undefined;
  seconds: number;
  interrupted: boolean;
  /** Recall@1 of the last evaluation, by id of the run. */
  recallAt1: Record<string, number | undefined>;
}

/** What has to be as it was for an experiment to be gone on with. */
const SAME = ['imageSet', 'seed', 'model', 'head', 'batch', 'augmentation', 'optimizer', 'evaluation', 'runs'] as const;

/** What was left in the folder by an interrupted run of the same experiment is gone on with. @returns the step; undefined = begun anew */
async function goneOn(page: Page, file: string, wanted: ExperimentConfig): Promise<number | undefined> {
  if (!existsSync(file)) return undefined;
  await filesIn(page, file);
  const { id, step, then } = await page.evaluate(async () => {
    const [file] = document.querySelector<HTMLInputElement>('#lab-files')!.files!;
    const [id] = await window.lab.import(file!);
    const { configuration, step } = await window.lab.runs.get(id!);
    return { id, step, then: configuration };
  });
  if (step >= wanted.steps || !SAME.every((key) => differingPaths(then[key], wanted[key]).length === 0)) return undefined;
  await page.evaluate(
    async ([id, steps, backend]) => {
      await window.lab.resume(id);
      await window.lab.configure({ steps, backend });
    },
    [id, wanted.steps, wanted.backend] as const,
  );
  return page.evaluate(() => window.lab.status().step);
}

/** Trains until the last step, a failure, or an interruption, saying how far it is. @returns whether it was interrupted */
async function trained(page: Page, steps: number, problems: string[], out: NodeJS.WriteStream): Promise<boolean> {
  const progress = progressOf('Training', 'step', out);
  const interruption = interruptions();
  try {
    await page.evaluate(() => window.lab.train());
    for (;;) {
      const status = await page.evaluate(() => window.lab.status());
      if (status.state === 'failed' || problems.length > 0) {
        const notices = await page.getByRole('alert').allInnerTexts();
        throw new Error(`Training failed at step ${status.step}. ${[...problems, ...notices].join(' ')}`.trim());
      }
      progress.report(status.step, steps, `${status.stepsPerSecond.toFixed(2)} steps/s on ${status.backend}`);
      const { asked } = interruption;
      if (asked) await page.evaluate(() => window.lab.pause());
      if (asked || (status.step >= steps && status.state !== 'training')) return asked;
      await new Promise((wake) => setTimeout(wake, 500));
    }
  } finally {
    progress.end();
    interruption.end();
  }
}

/** @throws UsageError, and Error with what went wrong on the page */
export async function train(given: Arguments): Promise<Trained> {
  const wanted = withArguments(await configurationOf(given.config), given);
  return opened(async (page, problems) => {
    const imageSet = await imagesIn(page, given.images, wanted.imageSet);
    const config = { ...wanted, imageSet };
    const began = Date.now();
    const step = await goneOn(page, join(given.out, EXPERIMENT), config);
    if (step === undefined) await configure(page, config);
    else console.error(`Going on from step ${step} of ${join(given.out, EXPERIMENT)}`);
    const interrupted = await trained(page, config.steps, problems, process.stderr);
    const files: string[] = [];
    // Before its first step the page shows its recording, which is none of what was asked for.
    if ((await page.evaluate(() => window.lab.status().step)) > 0) {
      await page.evaluate(() => window.lab.evaluate());
      if (given.test && !interrupted) await page.evaluate(() => window.lab.finalTest());
      files.push(await saved(page, 'export', given.out, EXPERIMENT), await saved(page, 'report', given.out, 'report.html', given));
    }
    const { status, metrics } = await page.evaluate(() => ({ status: window.lab.status(), metrics: window.lab.metrics() }));
    return {
      files,
      step: status.step,
      steps: config.steps,
      backend: status.backend,
      adapter: status.adapter,
      seconds: Math.round((Date.now() - began) / 1000),
      interrupted,
      recallAt1: Object.fromEntries(Object.entries(metrics).map(([id, { evaluations }]) => [id, evaluations.at(-1)?.recallAt[1]])),
    };
  });
}

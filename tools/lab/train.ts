/** `train`: the page itself, in a browser without a window. */
import { existsSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium, type Page } from '@playwright/test';
import { build, preview } from 'vite';
import type { ExperimentConfig } from '../../src/core/configuration/schema';
import type { Lab } from '../../src/app/scripting/lab';
import { chromiumFlags, ensureChromium } from '../chromium.mjs';
import { progressOf } from '../record/progress';
import { UsageError, withArguments, type Arguments } from './arguments';
import { move } from './output';
import { configurationOf } from './settings';

const root = fileURLToPath(new URL('../../', import.meta.url));
/** Names that are short for a set of the page. */
const SHORT: Record<string, string> = { bundled: 'emoji', fashion: 'fashion-mnist' };
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

/** Opens the built page; it is built first where it has not been. */
async function opened<T>(use: (page: Page, problems: string[]) => Promise<T>): Promise<T> {
  if (!existsSync(join(root, 'dist', 'index.html'))) {
    console.error('Building the page …');
    await build({ root, logLevel: 'error' });
  }
  const server = await preview({ root, preview: { port: 0, strictPort: false }, logLevel: 'error' });
  const browser = await chromium.launch({ args: chromiumFlags(), executablePath: ensureChromium() });
  try {
    const page = await browser.newPage({ viewport: { width: 1280, height: 800 }, acceptDownloads: true });
    const problems: string[] = [];
    page.on('pageerror', (error) => problems.push(error.message));
    page.on('crash', () => problems.push('The page has crashed: the machine may have run out of memory.'));
    const address = server.resolvedUrls?.local[0];
    if (!address) throw new Error('The server of the page gave no address.');
    await page.goto(address);
    await page.evaluate(() => window.lab.ready);
    return await use(page, problems);
  } finally {
    await browser.close();
    await server.close();
  }
}

/** An input of the page with these files: the browser reads them from the disk as they are asked for. */
async function filesIn(page: Page, path: string): Promise<void> {
  const folder = (await stat(path)).isDirectory();
  await page.evaluate((folder) => {
    const input = Object.assign(document.createElement('input'), { type: 'file', id: 'lab-files', hidden: true, webkitdirectory: folder });
    document.getElementById('lab-files')?.remove();
    document.body.append(input);
  }, folder);
  await page.setInputFiles('#lab-files', resolve(path));
}

/** The image set that is meant, in the page. @returns its id */
async function imagesIn(page: Page, given: string | undefined, wanted: string): Promise<string> {
  const listed = await page.evaluate(async () => (await window.lab.images.list()).map(({ id }) => id));
  const named = SHORT[given ?? ''] ?? given ?? wanted;
  if (listed.includes(named)) return named;
  if (given === undefined)
    throw new UsageError(
      `The configuration is for the image set “${wanted}”, which the page does not bring along: give the images, --images DIR. It has ${listed.join(', ')}.`,
    );
  if (!existsSync(given))
    throw new UsageError(
      `--images ${given}: there is no such folder or file, and no set of this name; the page brings along ${listed.join(', ')}.`,
    );
  console.error(`Reading the images of ${given} …`);
  await filesIn(page, given);
  const report = await page.evaluate(async () => {
    const { files } = document.querySelector<HTMLInputElement>('#lab-files')!;
    const { set, images, classes, rejected, notes } = await window.lab.images.add([...files!]);
    return { set, images, classes, rejected: rejected.slice(0, 5), left: rejected.length, notes };
  });
  const left = report.rejected.map(({ name, reason }) => `${name}: ${reason}`).join('\n');
  if (report.set === null) throw new Error(`--images ${given}: no image could be read.\n${report.notes.join('\n')}\n${left}`);
  console.error(
    `${report.images} images of ${report.classes} classes${report.left > 0 ? `; ${report.left} files were left out, the first:\n${left}` : ''}`,
  );
  return report.set;
}

/** What was left in the folder by an interrupted run of the same experiment is gone on with. @returns the step; undefined = begun anew */
async function goneOn(page: Page, file: string, wanted: ExperimentConfig): Promise<number | undefined> {
  if (!existsSync(file)) return undefined;
  await filesIn(page, file);
  return page.evaluate(async (wanted) => {
    const [file] = document.querySelector<HTMLInputElement>('#lab-files')!.files!;
    const { lab } = window;
    const [id] = await lab.import(file!);
    const record = await lab.runs.get(id!);
    const same = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b);
    const { configuration: then } = record;
    const keys = ['imageSet', 'seed', 'model', 'head', 'batch', 'augmentation', 'optimizer', 'evaluation', 'runs'] as const;
    if (!keys.every((key) => same(then[key], wanted[key])) || record.step >= wanted.steps) return undefined;
    await lab.resume(id);
    await lab.configure({ steps: wanted.steps, backend: wanted.backend });
    return lab.status().step;
  }, wanted);
}

/** Has the page make a file and moves it into the folder once it is whole. */
async function saved(page: Page, make: 'export' | 'report', folder: string, name: string): Promise<string> {
  const [download] = await Promise.all([
    page.waitForEvent('download', { timeout: 0 }),
    page.evaluate(
      async ([make, name]) => {
        const blob = await window.lab[make]();
        Object.assign(document.createElement('a'), { href: URL.createObjectURL(blob), download: name }).click();
      },
      [make, name] as const,
    ),
  ]);
  return move(folder, name, (partial) => download.saveAs(partial));
}

/** Trains until the last step, a failure, or an interruption, saying how far it is. @returns whether it was interrupted */
async function trained(page: Page, steps: number, problems: string[], out: NodeJS.WriteStream): Promise<boolean> {
  const progress = progressOf('Training', 'step', out);
  let interrupted = false;
  const interrupt = () => (interrupted = true);
  process.once('SIGINT', interrupt);
  process.once('SIGTERM', interrupt);
  try {
    await page.evaluate(() => window.lab.train());
    for (;;) {
      const status = await page.evaluate(() => window.lab.status());
      if (status.state === 'failed' || problems.length > 0) {
        const notices = await page.getByRole('alert').allInnerTexts();
        throw new Error(`Training failed at step ${status.step}. ${[...problems, ...notices].join(' ')}`.trim());
      }
      progress.report(status.step, steps, `${status.stepsPerSecond.toFixed(2)} steps/s on ${status.backend}`);
      if (interrupted) await page.evaluate(() => window.lab.pause());
      if (interrupted || (status.step >= steps && status.state !== 'training')) return interrupted;
      await new Promise((wake) => setTimeout(wake, 500));
    }
  } finally {
    progress.end();
    process.off('SIGINT', interrupt);
    process.off('SIGTERM', interrupt);
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
    await page.evaluate(() => window.lab.evaluate());
    if (given.test && !interrupted) await page.evaluate(() => window.lab.finalTest());
    const files = [await saved(page, 'export', given.out, EXPERIMENT), await saved(page, 'report', given.out, 'report.html')];
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

/** What the image set cannot carry is refused by the page, which has it open. */
async function configure(page: Page, config: ExperimentConfig): Promise<void> {
  const refused = await page.evaluate(async (config) => {
    const { lab }: { lab: Lab } = window;
    try {
      if (config.imageSet !== lab.config().imageSet) await lab.images.use(config.imageSet);
      await lab.configure(config);
      return undefined;
    } catch (error) {
      if (error instanceof Error && error.name === 'ConfigError') return error.message;
      throw error;
    }
  }, config);
  if (refused !== undefined) throw new UsageError(`These settings cannot be used with these images.\n${refused}`);
}

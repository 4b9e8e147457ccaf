/** The page in a browser without a window: opened, given images and settings, asked for files. */
import { existsSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { chromium, type Page } from 'playwright-core';
import type { Lab } from '../../src/app/scripting/lab';
import type { ExperimentConfig } from '../../src/core/configuration/schema';
import { chromiumFlags, ensureChromium } from '../chromium.mjs';
import { UsageError } from './arguments';
import { move } from './output';
import { builtPage, served } from './site';

/** Names that are short for a set of the page. */
const SHORT: Record<string, string> = { bundled: 'emoji', fashion: 'fashion-mnist' };

/** Opens the built page; it is built first where it has not been. */
export async function opened<T>(use: (page: Page, problems: string[]) => Promise<T>): Promise<T> {
  await builtPage();
  const server = await served();
  const browser = await chromium.launch({
    args: chromiumFlags(),
    executablePath: ensureChromium(),
    // What is finished is written before it is closed.
    handleSIGINT: false,
  });
  try {
    const page = await browser.newPage({ viewport: { width: 1280, height: 800 }, acceptDownloads: true });
    const problems: string[] = [];
    // What runs TypeScript here names functions by a helper, in those that are sent to the page as well.
    await page.addInitScript('globalThis.__name = (value) => value;');
    page.on('pageerror', (error) => problems.push(error.message));
    page.on('crash', () => problems.push('The page has crashed: the machine may have run out of memory.'));
    await page.goto(server.address);
    await page.evaluate(() => window.lab.ready);
    return await use(page, problems);
  } finally {
    await browser.close();
    await server.close();
  }
}

/** An input of the page with these files: the browser reads them from the disk as they are asked for. */
export async function filesIn(page: Page, path: string): Promise<void> {
  const folder = (await stat(path)).isDirectory();
  await page.evaluate((folder) => {
    const input = Object.assign(document.createElement('input'), { type: 'file', id: 'lab-files', hidden: true, webkitdirectory: folder });
    document.getElementById('lab-files')?.remove();
    document.body.append(input);
  }, folder);
  await page.setInputFiles('#lab-files', resolve(path));
}

/** The image set that is meant, in the page. @returns its id */
export async function imagesIn(page: Page, given: string | undefined, wanted: string): Promise<string> {
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

/** Has the page make a file of the experiment shown, or of runs kept, and moves it into the folder once it is whole. */
export async function saved(
  page: Page,
  make: 'export' | 'report',
  folder: string,
  name: string,
  { what = 'shown', site }: { what?: string | string[]; site?: string | undefined } = {},
): Promise<string> {
  const [download] = await Promise.all([
    page.waitForEvent('download', { timeout: 0 }),
    page.evaluate(
      async ([make, name, what, site]) => {
        // The page is served here, for this run alone: its own address leads nowhere.
        const blob = make === 'report' ? await window.lab.report({ what, site }) : await window.lab.export({ what });
        Object.assign(document.createElement('a'), { href: URL.createObjectURL(blob), download: name }).click();
      },
      [make, name, what, site ?? null] as const,
    ),
  ]);
  return move(
    folder,
    name,
    (partial) => download.saveAs(partial),
    async () => (await stat(await download.path())).size,
  );
}

/** One press of Ctrl-C may arrive twice, from the terminal and from what started this. */
const ONE_PRESS_MS = 1000;

/** Whether Ctrl-C was pressed; pressed once more, it ends at once. */
export function interruptions(): { readonly asked: boolean; end(): void } {
  let asked: number | undefined;
  const interrupt = () => {
    if (asked !== undefined && Date.now() - asked > ONE_PRESS_MS) process.exit(130);
    asked ??= Date.now();
  };
  process.on('SIGINT', interrupt);
  return {
    get asked() {
      return asked !== undefined;
    },
    end: () => process.off('SIGINT', interrupt),
  };
}

/** What the image set cannot carry is refused by the page, which has it open. */
export async function configure(page: Page, config: ExperimentConfig): Promise<void> {
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

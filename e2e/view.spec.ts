/** The page that only shows an experiment: `view.html`. */
import { readFile } from 'node:fs/promises';
import { readFileSync, readdirSync } from 'node:fs';
import { deflateSync, gzipSync } from 'node:zlib';
import AxeBuilder from '@axe-core/playwright';
import { expect, test, type Page } from '@playwright/test';
import { archiveEntries } from '../src/core/export';
import { crc32 } from '../src/core/ingest/archives/crc32';
import { decodeRecord } from '../src/core/record/decode';
import { withSnapshotsOf } from '../src/core/record/join';
import type { ExperimentRecord } from '../src/core/record/schema';
import { zipStream, type ZipEntry } from '../src/core/record/zipStream';
import { readRecorded, type Recorded } from './pages/recording';

const SAMPLES = new URL('../public/samples/', import.meta.url);
const DIST = new URL('../dist/', import.meta.url);

/** A sheet of so many grey pictures of 8 × 8. */
function sheetOf(count: number): Uint8Array {
  const side = 8 * Math.ceil(Math.sqrt(count));
  const chunk = (type: string, data: Uint8Array) => {
    const body = Buffer.concat([Buffer.from(type), data]);
    const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
    length.writeUInt32BE(data.length);
    sum.writeUInt32BE(crc32(new Uint8Array(body)) >>> 0);
    return Buffer.concat([length, body, sum]);
  };
  const head = Buffer.alloc(13);
  head.writeUInt32BE(side, 0);
  head.writeUInt32BE(side, 4);
  head.set([8, 0, 0, 0, 0], 8);
  const rows = Buffer.alloc(side * (side + 1), 120);
  for (let row = 0; row < side; row++) rows[row * (side + 1)] = 0;
  return Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    chunk('IHDR', head),
    chunk('IDAT', deflateSync(rows)),
    chunk('IEND', new Uint8Array()),
  ]);
}

/** The recorded run with an earlier step, as a file. */
async function archive({ record }: Recorded, change: (entry: ZipEntry) => ZipEntry = (entry) => entry): Promise<Buffer> {
  const [first] = record.elsewhere!;
  const earlier = await decodeRecord(new Blob([await readFile(new URL(`stored/${first!.file}`, SAMPLES))]), first!.file);
  const whole = ({ elsewhere: _, ...rest }: ExperimentRecord): ExperimentRecord => rest;
  const { classes } = JSON.parse(await readFile(new URL('emoji/manifest.json', SAMPLES), 'utf8')) as {
    classes: { path: string; name: string }[];
  };
  const sprites = { png: sheetOf(record.evaluated[0]!.rows.length), side: 8 };
  async function* entries() {
    for await (const entry of archiveEntries({ record: whole(withSnapshotsOf(record, earlier)), classes, sprites })) yield change(entry);
  }
  return Buffer.from(await new Response(zipStream(entries())).arrayBuffer());
}

const serve = (page: Page, name: string, body: Buffer) =>
  page.route(`**/${name}`, (route) => route.fulfill({ body, contentType: 'application/zip' }));
const region = (page: Page, name: string | RegExp) => page.getByRole('region', { name, exact: true });
const clean = async (page: Page) => {
  const { violations } = await new AxeBuilder({ page }).analyze();
  expect(violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html}`))).toEqual([]);
};

let recorded: Recorded;
let file: Buffer;
test.beforeAll(async () => {
  recorded = await readRecorded();
  file = await archive(recorded);
});

test('shows all of an experiment out of its file, without what trains', async ({ page }) => {
  const [errors, scripts]: [string[], string[]] = [[], []];
  page.on('pageerror', ({ message }) => errors.push(message));
  page.on('console', (message) => message.type() === 'error' && errors.push(message.text()));
  page.on('request', (request) => /\.(m?js|wasm)$/.test(new URL(request.url()).pathname) && scripts.push(request.url()));
  await serve(page, 'experiment.zip', file);
  await page.goto('./view.html?file=experiment.zip');
  const { record, images, step } = recorded;
  const names = record.runs.map(({ configuration }) => configuration.name);
  await expect(page.locator('.disk-panel')).toHaveCount(names.length);
  await expect(page.getByText('read only')).toBeVisible();
  const negatives = region(page, 'Hard negatives');
  await expect(negatives).toContainText(`of ${images}`);
  await expect(negatives.getByText(recorded.anchor.name).first()).toBeVisible();
  await expect(region(page, 'Triplet weights')).toContainText('eff. neg.');
  await expect(region(page, 'Curves')).toContainText('raw pixels');
  await expect(region(page, 'Settings')).toContainText('geometry');
  await expect(region(page, 'Settings').locator('.differs')).not.toHaveCount(0);
  await expect(region(page, 'Where it was trained')).toContainText(record.backend.adapter);
  await expect(region(page, 'Final tests')).toContainText('347 classes');
  await expect(region(page, 'How to repeat').getByRole('link')).toHaveAttribute('href', /\/lab\/#v1&/);
  await expect(page.getByRole('button', { name: 'Ask with your own picture' })).toHaveCount(0);

  // Through the anchors and the steps by keys.
  await page.keyboard.press(']');
  await expect(negatives).toContainText(`${(record.anchor ?? 0) + 2} of ${images}`);
  const slider = page.getByRole('slider', { name: 'Step shown' });
  await expect(slider).toHaveValue(String(step));
  await page.keyboard.press(',');
  await expect(slider).not.toHaveValue(String(step));
  await page.keyboard.press('l');
  await expect(slider).toHaveValue(String(step));

  // What opens: a popover that Escape closes, which gives the focus back, and a dialog.
  const help = page.getByRole('button', { name: 'About Triplet weights' });
  await help.click();
  await expect(page.locator('.popover:popover-open')).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(page.locator('.popover:popover-open')).toHaveCount(0);
  await expect(help).toBeFocused();
  await clean(page);
  await page.emulateMedia({ colorScheme: 'dark' });
  await clean(page);

  expect(scripts.map((url) => url.split('/').at(-1)!).filter((name) => /training|wasm|tfjs/.test(name))).toEqual([]);
  expect(errors).toEqual([]);
});

test('says what is wrong with a file, and takes another', async ({ page }) => {
  const alert = page.getByRole('alert');
  await page.goto('./view.html?file=absent.zip');
  await expect(alert).toContainText('There is no file absent.zip');
  await serve(page, 'cut.zip', file.subarray(0, file.length / 2));
  await page.goto('./view.html?file=cut.zip');
  await expect(alert).toContainText('cut.zip');
  await serve(
    page,
    'newer.zip',
    await archive(recorded, (entry) =>
      entry.path === 'record.json'
        ? { ...entry, bytes: new TextEncoder().encode(new TextDecoder().decode(entry.bytes).replace(/"version": ?\d+/, '"version": 99')) }
        : entry,
    ),
  );
  await page.goto('./view.html?file=newer.zip');
  await expect(alert).toContainText('newer.zip: this record has version 99');
  await page.goto('./view.html?file=https://elsewhere.example/a.zip');
  await expect(alert).toContainText('a.zip lies on another site, elsewhere.example');
  await clean(page);
  await page.getByLabel('File of an experiment').setInputFiles({ name: 'mine.zip', mimeType: 'application/zip', buffer: file });
  await expect(page.locator('.disk-panel')).toHaveCount(recorded.record.runs.length);
});

test('stands in another page, as narrow as a phone', async ({ page, baseURL }) => {
  await page.setViewportSize({ width: 390, height: 800 });
  await page.context().route('**/experiment.zip', (route) => route.fulfill({ body: file, contentType: 'application/zip' }));
  await page.route('**/paper.html', (route) =>
    route.fulfill({
      contentType: 'text/html',
      body: `<iframe title="experiment" src="${baseURL}view.html?file=experiment.zip" width="360" height="700"></iframe>`,
    }),
  );
  await page.goto('./paper.html');
  const frame = page.frameLocator('iframe');
  await expect(frame.locator('.disk-panel').first()).toBeVisible();
  await expect(frame.getByRole('region', { name: 'Results' })).toContainText('Recall@1, head');
  const wider = await frame.locator('html').evaluate((html) => html.scrollWidth - html.clientWidth);
  expect(wider, 'the page itself does not scroll sideways').toBeLessThanOrEqual(0);
});

const scriptsIn = (start: string, mentions: (text: string, name: string) => boolean): Set<string> => {
  const names = readdirSync(new URL('assets/', DIST)).filter((name) => name.endsWith('.js'));
  const read = (path: string) => readFileSync(new URL(path, DIST), 'utf8');
  const found = new Set<string>();
  const look = (text: string, all: (text: string, name: string) => boolean) => {
    for (const name of names)
      if (!found.has(name) && all(text, name)) {
        found.add(name);
        look(read(`assets/${name}`), mentions);
      }
  };
  look(read(start), (text, name) => text.includes(name));
  return found;
};
const bytesOf = (names: Iterable<string>) =>
  [...names].reduce((sum, name) => sum + gzipSync(readFileSync(new URL(`assets/${name}`, DIST)), { level: 9 }).length, 0);

test('is at most 250 KB of script, none of which trains', () => {
  const all = scriptsIn('view.html', (text, name) => text.includes(name));
  const started = scriptsIn('view.html', (text, name) =>
    new RegExp(`(?:from|import)\\s*["'\`]\\./${name.replace(/[.$]/g, String.raw`\$&`)}`).test(text),
  );
  const analysis = [...all].filter((name) => name.startsWith('analysis-'));
  expect(analysis).toHaveLength(1);
  // What is loaded to show an experiment. Formulas of the help, exports of plots and other projections come when they are asked for.
  expect(bytesOf([...started, ...analysis])).toBeLessThanOrEqual(250_000);
  expect([...all].filter((name) => /training|records-|ingest|tfjs/.test(name))).toEqual([]);
  for (const name of all) expect(readFileSync(new URL(`assets/${name}`, DIST), 'utf8').includes('registerKernel'), name).toBe(false);
});

/** Writes a bundled image set: sheets, manifest, and its line in the index of bundled sets. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundledContentHash } from '../../src/core/data/contentHash';
import { parseIndex, parseManifest, MANIFEST_VERSION, type IndexEntry, type Manifest } from '../../src/core/data/manifest';

export const SAMPLES = fileURLToPath(new URL('../../public/samples/', import.meta.url));

/** The order in which the page offers them. */
const ORDER = ['emoji', 'fashion-mnist'];

/**
 * Writes `<samples>/<id>/manifest.json`, with the hash of its content, and the sheets, having read the manifest back as the app will.
 * Returns bytes written.
 */
export async function writeImageSet(manifest: Manifest, sheets: ReadonlyMap<string, Uint8Array>): Promise<number> {
  const folder = join(SAMPLES, manifest.id);
  const text = manifestText({ ...manifest, contentHash: await bundledContentHash(manifest, sheets) });
  parseManifest(JSON.parse(text), `${manifest.id}/manifest.json`);
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'manifest.json'), text);
  for (const [file, bytes] of sheets) writeFileSync(join(folder, file), bytes);
  writeIndex({ id: manifest.id, title: manifest.title, detail: manifest.detail, manifest: `${manifest.id}/manifest.json` });
  return Buffer.byteLength(text) + [...sheets.values()].reduce((sum, bytes) => sum + bytes.length, 0);
}

/** JSON with a line for each class and each sheet: small, and a change to one class is a change to one line. */
function manifestText({ classes, sheets, ...head }: Manifest): string {
  const lines = (items: readonly unknown[]) => items.map((item) => `    ${JSON.stringify(item)}`).join(',\n');
  const start = JSON.stringify(head, null, 2).replace(/\n}$/, '');
  return `${start},\n  "classes": [\n${lines(classes)}\n  ],\n  "sheets": [\n${lines(sheets)}\n  ]\n}\n`;
}

function writeIndex(entry: IndexEntry): void {
  const file = join(SAMPLES, 'index.json');
  const others = existsSync(file)
    ? parseIndex(JSON.parse(readFileSync(file, 'utf8')), 'index.json').sets.filter(({ id }) => id !== entry.id)
    : [];
  const place = ({ id }: IndexEntry) => (ORDER.includes(id) ? ORDER.indexOf(id) : ORDER.length);
  const sets = [...others, entry].sort((a, b) => place(a) - place(b));
  writeFileSync(file, `${JSON.stringify({ version: MANIFEST_VERSION, sets }, null, 2)}\n`);
}

/** What is bundled is what was agreed: counts, split, sizes, licences. Reads public/samples as it is served. */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe as suite, expect, it } from 'vitest';
import { bundledContentHash } from '../../src/core/data/contentHash';
import { describe, parseIndex, parseManifest } from '../../src/core/data/manifest';

const samples = fileURLToPath(new URL('../../public/samples', import.meta.url));
const json = (file: string): unknown => JSON.parse(readFileSync(join(samples, file), 'utf8'));
const index = parseIndex(json('index.json'), 'index.json');
const open = (id: string) => parseManifest(json(index.sets.find((set) => set.id === id)!.manifest), id);

/** Width and height of a lossless WebP, from its header. */
function sizeOf(file: string): [number, number] {
  const bytes = readFileSync(join(samples, file));
  expect(bytes.toString('latin1', 0, 4) + bytes.toString('latin1', 8, 16)).toBe('RIFFWEBPVP8L');
  const packed = bytes.readUInt32LE(21);
  return [(packed & 0x3fff) + 1, ((packed >>> 14) & 0x3fff) + 1];
}

suite('bundled image sets', () => {
  it('are listed, emoji first', () => {
    expect(index.sets.map(({ id }) => id)).toEqual(['emoji', 'fashion-mnist']);
  });

  it('take less than 5 MB in all, notice and licences included', () => {
    const bytes = readdirSync(samples, { recursive: true, encoding: 'utf8' })
      // Snapshots of recorded runs lie in the same folder but are no part of an image set.
      .filter((file) => !file.startsWith('stored'))
      .map((file) => statSync(join(samples, file)))
      .reduce((sum, found) => sum + (found.isFile() ? found.size : 0), 0);
    expect(bytes).toBeLessThan(5_000_000);
  });

  it.each(['emoji', 'fashion-mnist'])('%s: every sheet is a lossless WebP with room for its tiles', (id) => {
    const { tile, sheets } = open(id);
    for (const { file, columns, images } of sheets)
      expect(sizeOf(`${id}/${file}`)).toEqual([columns * tile, Math.ceil(images.length / columns) * tile]);
  });

  it.each(['emoji', 'fashion-mnist'])('%s: the manifest tells the content of classes, split and sheets', async (id) => {
    const manifest = open(id);
    const files = new Map(manifest.sheets.map(({ file }) => [file, new Uint8Array(readFileSync(join(samples, id, file)))]));
    expect(manifest.contentHash).toBe(await bundledContentHash(manifest, files));
    expect(describe(manifest).info.contentHash).toBe(manifest.contentHash);
  });

  it.each(['emoji', 'fashion-mnist'])('%s: every work, its link and its licence stand in the notice', (id) => {
    const notice = readFileSync(join(samples, 'NOTICE.md'), 'utf8');
    for (const { file, link, licence } of open(id).sheets) {
      const line = notice.split('\n').find((text) => (id === 'emoji' ? text.includes(`${id}/${file}`) : text.includes(link)));
      expect(line).toContain(link);
      expect(line).toContain(licence.name);
    }
    for (const [, file] of notice.matchAll(/\]\((licences\/[^)]+)\)/g)) expect(statSync(join(samples, file!)).size).toBeGreaterThan(500);
  });

  suite('emoji', () => {
    const manifest = open('emoji');
    const { info, labels } = describe(manifest);
    const perClass = Array<number>(info.classes.length).fill(0);
    for (const label of labels) perClass[label]!++;

    it('has 868 classes in 7 groups and 81 subgroups, all 5,409 images of seven artists', () => {
      const parts = info.classes.map(({ path }) => path.split('/'));
      expect(parts.every((path) => path.length === 3)).toBe(true);
      expect(info.classes.length).toBe(868);
      expect(new Set(parts.map(([group]) => group)).size).toBe(7);
      expect(new Set(parts.map(([group, subgroup]) => `${group}/${subgroup}`)).size).toBe(81);
      expect(info.count).toBe(5409);
      expect(info.size).toBe(64);
      expect(manifest.sheets.map(({ images }) => images.length)).toEqual([868, 858, 868, 862, 859, 545, 549]);
    });

    it('has four images of a class or more', () => {
      expect(Math.min(...perClass)).toBe(4);
      // Some artists drew an emoji under several names, so a few classes have more than one image a sheet.
      expect(perClass.filter((count) => count > 8).length).toBeLessThanOrEqual(6);
    });

    it('is split by disjoint classes, in every group half train, a tenth validation, the rest test', () => {
      expect(info.disjointClasses).toBe(true);
      expect(info.splitRule).toBe('disjoint classes, stratified by group, seed 1');
      const shares = (group: string) => {
        const own = manifest.classes.filter(({ path }) => path.startsWith(group));
        return (['train', 'validation', 'test'] as const).map((split) => own.filter((found) => found.split === split).length / own.length);
      };
      for (const group of ['', ...new Set(info.classes.map(({ path }) => path.split('/')[0]!))]) {
        const [train, validation, test] = shares(group);
        expect(Math.abs(train! - 0.5)).toBeLessThan(0.02);
        expect(Math.abs(validation! - 0.1)).toBeLessThan(0.02);
        expect(Math.abs(test! - 0.4)).toBeLessThan(0.02);
      }
    });
  });

  it('fashion-mnist has 200 images of each of ten classes: 5 train, 2 validation, 3 test', () => {
    const { info, labels } = describe(open('fashion-mnist'));
    expect(info.classes.map((_, label) => labels.filter((found) => found === label).length)).toEqual(Array(10).fill(200));
    const { classes } = open('fashion-mnist');
    expect(['train', 'validation', 'test'].map((split) => classes.filter((found) => found.split === split).length)).toEqual([5, 2, 3]);
    expect(info.disjointClasses).toBe(true);
  });
});

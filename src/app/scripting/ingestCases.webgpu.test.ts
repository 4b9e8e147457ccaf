/**
 * Inputs that people really have, in miniature, through `lab.images` with its workers, decoding and storage: what is stored is right, or it has
 * been asked. The cases are data: `test/cases/ingest.json`.
 */
import { describe, expect, it } from 'vitest';
import { LabelsUnclearError } from '../../core/errors';
import type { IngestOptions } from '../../engine/ingest';
import { storedImages } from '../../engine/testing/storedImages';
import { createStores } from '../../state/stores';
import { createLabImages } from './labImages';
import data from '../../../test/cases/ingest.json';

interface Case {
  name: string;
  why: string;
  files: { path: string; picture?: number; text?: string; base64?: string }[];
  options?: IngestOptions;
  labels?: Record<string, string>;
  split?: Record<string, string>;
  left_out?: string[];
  unlabelled?: string[];
  grouping?: string[][];
  counts?: Record<string, number>;
  asks?: string;
  brightness?: [number, number];
}

const { lab, ingest } = createStores();
const images = createLabImages(lab, ingest);

/** An 8×8 PNG of a colour that its number gives. */
async function pictureOf(n: number): Promise<Blob> {
  const context = new OffscreenCanvas(8, 8).getContext('2d')!;
  context.fillStyle = `rgb(${(n * 37) % 256} ${(n * 91) % 256} ${(n * 53) % 256})`;
  context.fillRect(0, 0, 8, 8);
  return context.canvas.convertToBlob({ type: 'image/png' });
}

/** As a chosen folder gives them. */
function filesOf({ files }: Case): Promise<File[]> {
  return Promise.all(
    files.map(async ({ path, picture, text, base64 }) => {
      const content = picture !== undefined ? await pictureOf(picture) : (text ?? Uint8Array.from(atob(base64!), (c) => c.charCodeAt(0)));
      const file = new File([content], path.slice(path.lastIndexOf('/') + 1));
      return path.includes('/') ? Object.defineProperty(file, 'webkitRelativePath', { value: path }) : file;
    }),
  );
}

const last = (path: string | undefined) => path?.split('/').at(-1);

describe.each((data as unknown as { cases: Case[] }).cases)('$name', (own) => {
  it(own.why, async () => {
    const files = await filesOf(own);
    if (own.asks !== undefined) {
      const error = await images.add(files, { size: 32 }).catch((caught: unknown) => caught);
      expect(error).toBeInstanceOf(LabelsUnclearError);
      expect((error as LabelsUnclearError).question.about).toBe(own.asks);
      expect((error as LabelsUnclearError).choices.map(({ option }) => option)).toContainEqual(own.options);
    }
    const report = await images.add(files, { ...own.options, size: 32 });
    const set = report.set!;
    const listing = await images.get(set);
    const stored = own.brightness ? await storedImages({ from: 'browser', id: set }) : undefined;
    await images.remove(set);
    const of = new Map(listing.images.map((image) => [image.path, image]));
    const read = (paths: string[], what: 'class' | 'split') => Object.fromEntries(paths.map((path) => [path, last(of.get(path)?.[what])]));
    const { labels = {}, split = {}, unlabelled = [], grouping = [], left_out: leftOut = [], counts, brightness } = own;
    expect(read(Object.keys(labels), 'class')).toEqual(labels);
    expect(read(Object.keys(split), 'split')).toEqual(split);
    if (counts) expect(Object.fromEntries(listing.classes.map(({ path, images: n }) => [last(path), n]))).toEqual(counts);
    for (const path of unlabelled) expect(Object.values(labels)).not.toContain(last(of.get(path)?.class));
    const groups = grouping.map((paths) => new Set(paths.map((path) => of.get(path)?.class)));
    for (const group of groups) expect([...group]).toEqual([expect.any(String)]);
    expect(new Set(groups.flatMap((group) => [...group])).size).toBe(groups.length);
    for (const path of leftOut) {
      expect(of.has(path)).toBe(false);
      expect(report.rejected.find(({ name }) => name === path)?.reason).toBeTruthy();
    }
    if (brightness && stored) {
      const values = stored.pixels;
      const range = values.reduce<[number, number]>(([least, most], value) => [Math.min(least, value), Math.max(most, value)], [255, 0]);
      expect(range).toEqual(brightness);
    }
  });
});

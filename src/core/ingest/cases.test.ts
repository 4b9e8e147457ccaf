/** Inputs that people really have, in miniature: what comes out is right, or asked. The cases are data: `test/cases/ingest.json`. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { SPLIT_CODE } from '../data/imageSet';
import { excludeUnlabelled } from './edit';
import { planIngest, type PlanOptions } from './plan';
import { fromBlob, type SourceFile } from './source';
import { chooseSplit } from './splitting';
import { bytesOf, png } from './testing/images';

interface Case {
  name: string;
  why: string;
  files: { path: string; picture?: number; text?: string; base64?: string }[];
  options?: PlanOptions;
  labels?: Record<string, string>;
  split?: Record<string, string>;
  unlabelled?: string[];
  left_out?: string[];
  grouping?: string[][];
  counts?: Record<string, number>;
  asks?: string;
  brightness?: [number, number];
}

const { cases } = JSON.parse(readFileSync('test/cases/ingest.json', 'utf8')) as { cases: Case[] };

function filesOf({ files }: Case): SourceFile[] {
  return files.map(({ path, picture, text, base64 }) => {
    const content =
      picture !== undefined
        ? png(8, 8, { colour: [(picture * 37) % 256, (picture * 91) % 256, (picture * 53) % 256] })
        : text !== undefined
          ? new TextEncoder().encode(text)
          : bytesOf(Buffer.from(base64!, 'base64'));
    return fromBlob(new Blob([content]), path);
  });
}

/** What would be stored: class and split by the image's path. */
async function stored(own: Case, options: PlanOptions = {}) {
  const plan = await planIngest(filesOf(own), options);
  const taken = excludeUnlabelled(plan);
  const chosen = chooseSplit(taken);
  const names = Object.keys(SPLIT_CODE) as (keyof typeof SPLIT_CODE)[];
  const images = new Map(
    Array.from(chosen.entries, (index, row) => {
      const { name, classIndex } = taken.entries[index]!;
      const split = names.find((word) => SPLIT_CODE[word] === chosen.split[row]);
      return [name, { label: taken.classes[classIndex]!.path.split('/').at(-1), split, classIndex }];
    }),
  );
  return { plan, taken, images };
}

describe.each(cases)('$name', (own) => {
  it(own.why, async () => {
    if (own.asks !== undefined) {
      const { plan, images } = await stored(own);
      expect(plan.question?.about).toBe(own.asks);
      expect(plan.question!.images).toHaveLength(6);
      expect(images.size).toBe(0);
    }
    const { plan, taken, images } = await stored(own, own.options);
    const { labels = {}, split = {}, unlabelled = [], left_out: leftOut = [], grouping = [], counts, brightness } = own;
    expect(plan.question).toBeUndefined();
    const read = (paths: string[], of: 'label' | 'split') => Object.fromEntries(paths.map((path) => [path, images.get(path)?.[of]]));
    expect(read(Object.keys(labels), 'label')).toEqual(labels);
    expect(read(Object.keys(split), 'split')).toEqual(split);
    const classes = new Set(Object.values(labels));
    for (const path of unlabelled) expect(classes).not.toContain(images.get(path)?.label);
    for (const path of leftOut) {
      expect(images.has(path)).toBe(false);
      expect(taken.rejected.find(({ name }) => name === path)?.reason).toBeTruthy();
    }
    const groups = grouping.map((paths) => new Set(paths.map((path) => images.get(path)?.classIndex)));
    for (const group of groups) expect([...group]).toEqual([expect.any(Number)]);
    expect(new Set(groups.flatMap((group) => [...group])).size).toBe(groups.length);
    if (counts) {
      const found = Object.fromEntries(plan.classes.map(({ path }) => [path.split('/').at(-1), 0]));
      for (const { label } of images.values()) found[label!]!++;
      expect(found).toEqual(counts);
    }
    if (brightness) {
      const values = plan.arrays.flatMap(({ n, pixels }) => Array.from({ length: n }, (_, row) => [...pixels(row)]).flat());
      expect([Math.min(...values), Math.max(...values)]).toEqual(brightness);
    }
  });
});

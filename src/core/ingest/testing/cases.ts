/** The cases of `test/cases/ingest.json` for tests in Node. */
import { readFileSync } from 'node:fs';
import { SPLIT_CODE } from '../../data/imageSet';
import { excludeUnlabelled } from '../edit';
import { planIngest, type PlanOptions } from '../plan';
import { fromBlob, type SourceFile } from '../source';
import { chooseSplit } from '../splits/splitting';
import { bytesOf, png } from './images';

export interface Case {
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

export const { cases } = JSON.parse(readFileSync('test/cases/ingest.json', 'utf8')) as { cases: Case[] };

export function filesOf({ files }: Case): SourceFile[] {
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
export async function stored(files: readonly SourceFile[], options: PlanOptions = {}) {
  const plan = await planIngest(files, options);
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

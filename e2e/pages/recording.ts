/** What the page opens with, and the images under it: browser tests read their figures here, so that a new recording breaks none. */
import { readFile } from 'node:fs/promises';
import { decodeRecord } from '../../src/core/record/decode';
import type { ExperimentRecord } from '../../src/core/record/schema';

const SAMPLES = new URL('../../public/samples/', import.meta.url);

interface Manifest {
  classes: { path: string; name: string; split: string }[];
  sheets: { images: number[] }[];
}

export interface Recorded {
  record: ExperimentRecord;
  /** Part of the image set that it was judged by: `test`. */
  part: string;
  /** The step the page opens with, and the last one that was planned. */
  step: number;
  steps: number;
  /** Evaluated images, and the classes they are of. */
  images: number;
  classes: number;
  /** Recall@1 of raw pixels as the page writes it: `43.7`. */
  rawPixels: string;
  /** Class of the anchor that the page opens with, and how many images are evaluated of it. */
  anchor: { name: string; images: number };
  /** Evaluated classes whose names hold these words. */
  classesNamed(words: string): number;
  /** Images of the bundled set in one part of its split. */
  imagesOf(part: string): number;
}

export async function readRecorded(): Promise<Recorded> {
  const file = new URL('stored/emoji.zip', SAMPLES);
  const record = await decodeRecord(new Blob([await readFile(file)]), 'emoji.zip');
  const { classes, sheets } = JSON.parse(await readFile(new URL('emoji/manifest.json', SAMPLES), 'utf8')) as Manifest;
  const { part, labels } = record.evaluated[0]!;
  const evaluated = [...new Set(labels)];
  const label = labels[record.anchor ?? 0]!;
  return {
    record,
    part,
    step: record.step,
    steps: record.configuration.steps,
    images: labels.length,
    classes: evaluated.length,
    rawPixels: (100 * record.baselines.rawPixels!.recallAt[1]).toFixed(1),
    anchor: { name: classes[label]!.name, images: labels.filter((other) => other === label).length },
    classesNamed: (words) => evaluated.filter((one) => classes[one]!.name.toLowerCase().includes(words.toLowerCase())).length,
    imagesOf: (wanted) => sheets.flatMap(({ images }) => images).filter((one) => classes[one]!.split === wanted).length,
  };
}

/** As the page writes whole numbers: `2,167`. */
export const counted = (count: number): string => count.toLocaleString('en');

/** What the preview lets choose besides labels and classes, before it becomes the options of an ingest. */
import { DEFAULT_WORKING_SIZE, WORKING_SIZES, type WorkingSize } from '../../core/data/workingSizes';
import type { IngestOptions, IngestPreview } from '../../state/library/ingest';
import { parseNumber } from '../fields/numbers';

export interface Choices {
  /** Absent = the preview's. */
  title?: string;
  size: WorkingSize;
  fit: NonNullable<IngestOptions['fit']>;
  /** Absent = the one that suits the set. */
  split?: IngestOptions['split'];
  /** As typed. */
  seed: string;
}

export const startingChoices: Choices = { size: DEFAULT_WORKING_SIZE, fit: 'crop', seed: '1' };

export function seedProblem(text: string): string | undefined {
  const seed = parseNumber(text);
  if (seed === undefined) return 'A whole number is needed here';
  return Number.isInteger(seed) && seed >= 0 && seed < 2 ** 31 ? undefined : 'A seed is a whole number from 0 to 2,147,483,647';
}

export const asWorkingSize = (text: string): WorkingSize => WORKING_SIZES.find((size) => String(size) === text) ?? DEFAULT_WORKING_SIZE;

/** A split that the labels chosen since have made impossible counts as none. */
export function splitOf({ split }: Choices, preview: IngestPreview): NonNullable<IngestOptions['split']> {
  return split !== undefined && preview.split.possible.includes(split) ? split : preview.split.preferred;
}

export function ingestOptions(choices: Choices, preview: IngestPreview): IngestOptions {
  const title = choices.title?.trim();
  return {
    title: title || preview.title,
    size: choices.size,
    fit: choices.fit,
    split: splitOf(choices, preview),
    seed: parseNumber(choices.seed) ?? 1,
  };
}

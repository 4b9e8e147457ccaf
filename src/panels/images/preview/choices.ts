/** What the preview lets choose besides labels and classes, before it becomes the options of an ingest. */
import { leastWorkingSize, workingSizeFor, WORKING_SIZES, type WorkingSize } from '../../../core/data/workingSizes';
import type { BACKGROUNDS } from '../../../core/ingest/image/ground';
import type { IngestOptions, IngestPreview } from '../../../state/library/ingest';

import { parseNumber } from '../../fields/numbers';

type SplitRule = IngestPreview['split']['preferred'];

export interface Choices {
  /** Absent = the preview's. */
  title?: string;
  /** Absent = what the model asks for. */
  size?: WorkingSize | undefined;
  fit: NonNullable<IngestOptions['fit']>;
  /** Absent = the one that suits the set. */
  split?: SplitRule | undefined;
  /** As typed. */
  seed: string;
  /** What transparent pictures are laid over. */
  background: Ground;
}

export type Ground = (typeof BACKGROUNDS)[number];

export const startingChoices: Choices = { fit: 'crop', seed: '1', background: 'auto' };

export function seedProblem(text: string): string | undefined {
  const seed = parseNumber(text);
  if (seed === undefined) return 'A whole number is needed here';
  return Number.isInteger(seed) && seed >= 0 && seed < 2 ** 31 ? undefined : 'A seed is a whole number from 0 to 2,147,483,647';
}

export const asWorkingSize = (text: string): WorkingSize | undefined => WORKING_SIZES.find((size) => String(size) === text);

/** Sizes that keep crops from being enlarged, as far as the originals have it. */
export function sizesFor({ side }: Pick<IngestPreview, 'side'>, modelSide: number): WorkingSize[] {
  const least = leastWorkingSize(modelSide, side);
  return WORKING_SIZES.filter((size) => size >= least);
}

/** The size chosen, where it is still among those to be had; else the one that suits. */
export function sizeOf({ size }: Choices, preview: Pick<IngestPreview, 'side'>, modelSide: number): WorkingSize {
  return size !== undefined && sizesFor(preview, modelSide).includes(size) ? size : workingSizeFor(modelSide, preview.side);
}

/** A split that the labels chosen since have made impossible counts as none. */
export function splitOf({ split }: Choices, preview: IngestPreview): SplitRule {
  return split !== undefined && preview.split.possible.includes(split) ? split : preview.split.preferred;
}

export function ingestOptions(choices: Choices, preview: IngestPreview, modelSide: number): IngestOptions {
  const title = choices.title?.trim();
  return {
    title: title || preview.title,
    size: sizeOf(choices, preview, modelSide),
    fit: choices.fit,
    split: splitOf(choices, preview),
    seed: parseNumber(choices.seed) ?? 1,
    ...(choices.background === 'auto' ? {} : { background: choices.background }),
  };
}

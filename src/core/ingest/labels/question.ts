/** Where more than one reading of the labels is possible, the person decides: what is asked, and what each answer would give. */

import type { Split } from '../../data/imageSet';
import type { SplitRule } from '../splits/splits';

/**
 * What says where the split is: `folders`, `table`, the heading of a column, the name of a table; `none` where folders that are called
 * `train` or `test` are classes like others; or what single folders are, `{ valid: 'test' }`, with `none` for those that are left out.
 */
export type SplitReading = 'folders' | 'table' | 'none' | (string & {}) | Readonly<Record<string, Split | 'none'>>;

/** What says where labels are, for scripts, and what an answer to a question is. */
export interface LabelOptions {
  /** Heading of the column that names files. */
  fileColumn?: string;
  /** Heading of the label's column; several joined by `/` are levels of a hierarchy. */
  labelColumn?: string;
  /**
   * `benchmark`, `layout`, `arrays`, `table`, `folders`, `names` or `none`; `first folder` or `last folder` of those that divide the images;
   * or the name of a table.
   */
  labelsFrom?: string;
  /** How the set is split (`classes`, `images`, `own`), or where its files say it. */
  split?: SplitRule | SplitReading;
}

export interface Choice {
  /** In words: `column “diagnosis”`. */
  title: string;
  /** Options that are this answer. */
  option: LabelOptions;
  /** The label that each of the question's images would have, or the part of the split that it would be in; null: none. */
  labels: (string | null)[];
}

export interface Question {
  about: 'label column' | 'file column' | 'hierarchy levels' | 'labels' | 'split';
  /** The question itself, a sentence. */
  text: string;
  /** Indices of up to six images to judge the answers by. */
  images: number[];
  choices: Choice[];
}

/** Images shown with each answer. */
export const SHOWN_IMAGES = 6;

/** At most `SHOWN_IMAGES` of these, evenly spread. */
export function shownImages(images: readonly number[]): number[] {
  if (images.length <= SHOWN_IMAGES) return [...images];
  return Array.from({ length: SHOWN_IMAGES }, (_, i) => images[Math.floor((i * images.length) / SHOWN_IMAGES)]!);
}

/** A question with its images by path, as scripts get it. */
export interface AskedQuestion extends Omit<Question, 'images'> {
  images: string[];
}

/** What is known of images before any is decoded: which there are, of which class, and what was left out. */
import type { ClassInfo } from '../data/imageSet';
import type { ArrayImages } from './arrays/arrayImages';
import type { Encoding } from './encoding';
import type { Question } from './labels/question';
import type { Rejected } from './rejection';
import type { SourceFile } from './source';
import type { IngestSplit } from './splits/splits';

/** `classIndex` of an image that no label is known for. */
export const UNLABELLED = -1;

/** An image: a file of its own, or a row of an array. */
export type EntrySource = { file: SourceFile } | { array: number; row: number };

export interface PlanEntry {
  /** As the report names it: the file's path, or `x_train in mnist.npz, image 17`. Show it with `showName`. */
  name: string;
  source: EntrySource;
  /** Index into `classes`, or UNLABELLED. */
  classIndex: number;
  /** Where the set itself has a split. */
  split?: IngestSplit;
}

/**
 * Where the labels come from: a known benchmark or layout, the arrays, a table beside the images, folders, file names, or nowhere (each image
 * its own class).
 */
export type LabelSource = 'benchmark' | 'layout' | 'arrays' | 'table' | 'folders' | 'names' | 'none';

export interface IngestPlan {
  title: string;
  classes: ClassInfo[];
  entries: PlanEntry[];
  /** What `array` of an entry's source counts in. */
  arrays: ArrayImages[];
  rejected: Rejected[];
  /** Files that operating systems leave lying about, and files that belong to a benchmark and are no images. */
  ignored: number;
  /** A recognised benchmark: its name, and its published protocol in words. */
  protocol?: { name: string; note: string };
  /** What was decided, for people; one sentence each. */
  notes: string[];
  labelSource: LabelSource;
  /** Labels could be read in several ways: to be answered before anything is stored. No entry has a label then; `images` are indices of entries. */
  question?: Question;
  /** Bits that the values of 16-bit PNGs have, where they have fewer: they are stretched. */
  bits?: number;
  /** The largest shorter side among some of the images, pixels: a larger store only enlarges. Infinity for drawings, 0 where it is not known. */
  side?: number;
  /** In which names or tables were read that do not say their encoding. */
  encoding?: Encoding;
  /** All sources that would give labels here, the surest first; `none` is always among them. */
  labelSources: LabelSource[];
}

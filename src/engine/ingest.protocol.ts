/**
 * What crosses the boundary between the page and the ingest worker: types only. Files cross as they are (no content is copied),
 * bitmaps are transferred.
 */
import type { Fit } from '../core/data/fit';
import type { Split } from '../core/data/imageSet';
import type { WorkingSize } from '../core/data/workingSizes';
import type { AskedQuestion, Choice, LabelOptions, Question } from '../core/ingest/labels/question';
import type { Encoding } from '../core/ingest/encoding';
import type { LabelSource } from '../core/ingest/plan.types';
import type { Rejected } from '../core/ingest/rejection';
import type { SplitRule } from '../core/ingest/splits/splits';
import type { ChannelStatistics, Summary } from '../core/ingest/duplicates/statistics';

export type { AskedQuestion, Choice, Fit, LabelOptions, LabelSource, Rejected, SplitRule };

/** A file of the page and its place: folders and name joined by `/`. */
export interface IngestFile {
  path: string;
  file: File;
}

export interface LabelsWanted {
  source: LabelSource | 'auto';
  /** With `names`: a regular expression over the path; its first group, or the one called `label`, is the label. */
  pattern?: string;
  /** With `auto`: the answer to a question of the preview. */
  options?: ReadingOptions;
}

/** Classes are meant by their paths, entries by their ids. */
export type IngestEdit =
  /** Another last part of the path. */
  | { type: 'rename'; path: string; name: string }
  /** All images of these classes go to the class `into`, which need not be there yet. */
  | { type: 'merge'; paths: string[]; into: string }
  /** These classes and their images are left out. */
  | { type: 'exclude'; paths: string[] }
  /** Moves classes below another group of the hierarchy; `''` is the top. */
  | { type: 'regroup'; paths: string[]; group: string }
  /** Gives images a class, which need not be there yet; `null` takes theirs away. */
  | { type: 'assign'; entries: number[]; path: string | null }
  /** These images are left out. */
  | { type: 'excludeEntries'; entries: number[] }
  /** Takes the last edit back; without one nothing happens. */
  | { type: 'undo' };

export interface PreviewClass {
  /** Place in the hierarchy, parts joined by `/`; unique. */
  path: string;
  name: string;
  count: number;
  /** Up to `samples` ids of its entries, spread over the class. */
  samples: number[];
}

/** How files are read, where it does not show by itself. */
export interface ReadingOptions extends LabelOptions {
  /** Of names in archives and of tables that do not say theirs; `ENCODINGS` has the names. */
  encoding?: string;
}

export interface PreviewOptions extends ReadingOptions {
  /** Sample entries a class; 8 if not given. */
  samples?: number;
}

export interface IngestPreview {
  title: string;
  classes: PreviewClass[];
  /** Images that would be read, those without a label among them. */
  images: number;
  unlabelled: number;
  /** Up to `samples` of those without a label; `entries(null)` gives all. */
  unlabelledSamples: number[];
  /** Classes with one image: they can't be positives. */
  singletons: number;
  /** The largest shorter side among some of the images, pixels: a larger store only enlarges. Infinity for drawings, 0 where it is not known. */
  side?: number;
  /** How many edits `undo` can take back. */
  edits: number;
  rejected: Rejected[];
  /** Files passed over in silence: what operating systems leave lying about, a benchmark's lists. */
  ignored: number;
  /** A recognised benchmark and its published protocol, in words. */
  protocol?: { name: string; note: string };
  /** What was decided, one sentence each. */
  notes: string[];
  /** Labels could be read in several ways: nothing is stored before it is answered, by `setLabels` or by labelling. `images` are entries' ids. */
  question?: Question;
  /** Names or tables did not say their encoding and were read in this one; `setLabels` with the option `encoding` changes it. */
  encoding?: Encoding;
  labelSource: LabelSource;
  /** Those that would give labels here, `none` always among them. */
  labelSources: LabelSource[];
  split: {
    /** What is taken if nothing else is asked for. */
    preferred: SplitRule;
    /** Those that can be had here. */
    possible: SplitRule[];
  };
}

export interface IngestOptions extends ReadingOptions {
  /** Default: the preview's. */
  title?: string;
  /** Default: 64, or more where the model's image side asks for it: 1.5 times as much, as far as the images have it. */
  size?: WorkingSize;
  /** The model's image side: a store that is too small for its crops is noted. */
  modelSide?: number;
  /** Default: `crop`. */
  fit?: Fit;
  /** Of the split. Default: 1. */
  seed?: number;
  /**
   * What transparent pictures are laid over: `white`, `black`, `grey` or `#rrggbb`. Default, `auto`: white, and black where a picture would
   * not be seen on white; the report says of how many.
   */
  background?: string;
}

export interface IngestProgress {
  phase: 'looking' | 'reading' | 'finishing';
  /** In words: `Sorting files`, `Reading images`, `Comparing images`. */
  activity: string;
  done: number;
  /** 0 where it is not known. */
  total: number;
  /** Of the last seconds; 0 until it is known. */
  perSecond: number;
  /** null until it is known. */
  secondsLeft: number | null;
  /** Rejected so far. */
  rejected: number;
  /** Once enough classes are in to train on: the set, as far as it is stored, opens under this id. */
  usable?: { set: string; images: number; classes: number };
}

/** Numbers of a set. `mean` and `std`: of the training images' channels, R, G and B, in 0 … 1. */
export interface SetStatistics extends ChannelStatistics {
  /** [classes] by index into the set's classes. */
  imagesPerClass: number[];
  /** Sides of the images as they came, pixels. */
  width: Summary;
  height: Summary;
}

/** An image of a pair in a report. */
export interface PairedImage {
  row: number;
  name: string;
  classPath: string;
  split: Split;
}

export interface NearDuplicatePair {
  train: PairedImage;
  test: PairedImage;
  /** Bits by which the perceptual hashes differ. */
  distance: number;
}

/** Images that look the same, or all but the same, and have different labels, within or across the parts of the split. */
export interface Contradiction {
  first: PairedImage;
  second: PairedImage;
}

export interface ImageSetReport {
  /** Id of the stored set: `ImageLibrary.open(set)`. */
  set: string;
  title: string;
  classes: number;
  images: number;
  rejected: Rejected[];
  notes: string[];
  /** Classes with one image: never positives, kept as negatives. */
  singletons: number;
  /** How the split was made, in words. */
  splitRule: string;
  statistics: SetStatistics;
  /** Pairs of images that look alike, one to train on and one to test on: they fake Recall. */
  nearDuplicates: NearDuplicatePair[];
  contradictions: Contradiction[];
  /** Contradictions there are in all; more than are listed where there are very many. */
  contradictionCount: number;
  /** Near-duplicate pairs there are in all; more than are listed where there are very many. */
  nearDuplicateCount: number;
  /** false: reading was stopped, or the browser's storage ran out; `kept` says what there is. */
  complete: boolean;
  kept?: string;
  /** Bytes in the browser's storage. */
  bytes: number;
}

/** What the page asks of the worker. */
export interface IngestRequests {
  preview: { ask: { options: PreviewOptions }; answer: IngestPreview; progress: IngestProgress };
  labels: { ask: { labels: LabelsWanted; options: PreviewOptions }; answer: IngestPreview; progress: IngestProgress };
  edit: { ask: { edit: IngestEdit; options: PreviewOptions }; answer: IngestPreview };
  /** Ids of the entries of a class, or of those without one. */
  entries: { ask: { path: string | null }; answer: Int32Array };
  /** null for an entry that cannot be decoded. */
  thumbnails: { ask: { entries: number[]; size: number; background?: string }; answer: (ImageBitmap | null)[]; progress: IngestProgress };
  /** One that is withdrawn removes what it has stored. */
  ingest: { ask: { options: IngestOptions }; answer: ImageSetReport; progress: IngestProgress };
}

/** What the worker asks of the page. */
export interface IngestCallbacks {
  /** Workers cannot draw SVG: the page does, as an image, in which no script runs and nothing is fetched. null where it cannot either. */
  draw: { ask: { svg: Blob; wanted: WantedDrawing }; answer: SvgDrawing | null };
}

/** How an SVG is to be drawn. */
export interface WantedDrawing {
  /** Its own size in pixels, where it says one. */
  size?: { width: number; height: number };
  /** Pixels along the shorter side where it is cropped to a square, along the longer where it is padded. */
  side: number;
  fit: Fit;
}

export interface SvgDrawing {
  bitmap: ImageBitmap;
  /** Of the drawing itself, CSS pixels. */
  width: number;
  height: number;
  /** References to other files, which were left out. */
  left: number;
}

export type IngestMessage =
  /** More of the drop; sent before the first request, in parts that are quick to send. */
  | { type: 'files'; files: IngestFile[] }
  /** Ends the ingest under way with what it has stored: it is answered with its report. */
  | { type: 'finish' };

/** The ingest worker, for a link. */
export interface IngestProtocol {
  requests: IngestRequests;
  events: never;
  callbacks: IngestCallbacks;
  messages: IngestMessage;
}

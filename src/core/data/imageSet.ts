/**
 * An image set in memory: decoded and resized once, uint8, with its labels and its split.
 * One buffer an image set; rows are images, in the order of `entries` of whatever it was read from.
 */
export type Split = 'train' | 'validation' | 'test';

/** Codes in `ImageStore.split`. */
export const SPLIT_CODE: Record<Split, number> = { train: 0, validation: 1, test: 2 };

/** Codes in `ImageStore.role`: what an image may be in evaluation. */
export const ROLE_CODE = { either: 0, query: 1, gallery: 2 } as const;

export interface ClassInfo {
  /** Place in the hierarchy, parts joined by `/`, the class itself last: `animals-nature/animal-mammal/cat`. Unique. */
  path: string;
  /** The last part, for people. */
  name: string;
}

export interface ImageSetInfo {
  id: string;
  title: string;
  classes: ClassInfo[];
  /** Number of images. */
  count: number;
  /** Side of the stored square images, pixels. */
  size: number;
  /** How the split was made, in words: `disjoint classes, stratified by group, seed 1`. */
  splitRule: string;
  /** true: no class has images in two splits. */
  disjointClasses: boolean;
  /** Of its content, as in `contentHash.ts`. Absent: unknown, as for sets that were stored before there was one. */
  contentHash?: string;
}

export interface ImageStore {
  info: ImageSetInfo;
  /** [count, size, size, 3] row-major RGB. */
  pixels: Uint8Array;
  /** [count] index into `info.classes`. */
  labels: Int32Array;
  /** [count] codes of SPLIT_CODE. */
  split: Uint8Array;
  /**
   * [count] what each test image may be in evaluation, codes of ROLE_CODE: queries are looked up in the gallery only,
   * as In-Shop is evaluated. Not there where, as usual, every image is looked up among all others.
   */
  role?: Uint8Array;
}

/** Where an image set lies; by this the training worker opens it. */
export type ImageSetReference =
  /** Bundled with the site. `base`: absolute address of the folder with index.json. */
  | { from: 'site'; base: string; id: string }
  /** One of the user's own, in the browser's storage. */
  | { from: 'browser'; id: string }
  /** Not stored: its pixels are copied to the worker once. */
  | { from: 'memory'; store: ImageStore };

/** Rows of the store that belong to a split, ascending. */
export function rowsOf(store: Pick<ImageStore, 'split'>, split: Split): Int32Array {
  const code = SPLIT_CODE[split];
  const rows: number[] = [];
  store.split.forEach((value, row) => {
    if (value === code) rows.push(row);
  });
  return Int32Array.from(rows);
}

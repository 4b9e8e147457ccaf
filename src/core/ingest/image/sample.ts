/** What a few of the images show of all of them, before any is read in earnest: bits of 16-bit PNGs, and sides. */
import { readDimensions } from './dimensions';
import type { ArrayImages } from '../arrays/arrayImages';
import { mapBounded } from '../pace';
import { bitsFor, isPng16, readPng16, BIT_DEPTHS } from './png16';
import { isImageKind, sniff } from './sniff';
import type { SourceFile } from '../source';

/** Images whose heads are looked at, and 16-bit ones that are read whole. */
const HEADS = 32;
const WHOLE = 12;
/** Enough for the metadata of most photographs. */
const HEAD_BYTES = 65_536;
/** 16-bit images larger than this are not read to tell their bits. */
const MOST_BYTES = 32_000_000;

export interface Sampled {
  /** Bits that the values of 16-bit PNGs have; absent where there are none, or where they have all sixteen. */
  bits?: number;
  /** The largest shorter side of those that were looked at: what there is to be had. 0 where none could be told. */
  side: number;
}

export async function lookAtSome(images: readonly SourceFile[], arrays: readonly ArrayImages[]): Promise<Sampled> {
  const looked = await mapBounded(evenly(images, HEADS), 8, async (file) => {
    try {
      const head = await file.slice(0, Math.min(HEAD_BYTES, file.size));
      const kind = sniff(head);
      if (!isImageKind(kind)) return { side: 0, deep: null };
      const size = readDimensions(kind, head, head.length === file.size);
      // A drawing has any size.
      const side = kind === 'svg' ? Infinity : size === 'short' || size === null ? 0 : Math.min(size.width, size.height);
      return { side, deep: isPng16(head) && file.size <= MOST_BYTES ? file : null };
    } catch {
      // What cannot be read is told when it is to be decoded.
      return { side: 0, deep: null };
    }
  });
  const deep = looked.flatMap(({ deep: file }) => (file ? [file] : []));
  const most = await mapBounded(evenly(deep, WHOLE), 2, async (file) => {
    try {
      return (await readPng16(await file.bytes(), file.path))?.most ?? 0;
    } catch {
      return 0;
    }
  });
  const bits = bitsFor(Math.max(0, ...most));
  const side = Math.max(0, ...looked.map((one) => one.side), ...arrays.map(({ width, height }) => Math.min(width, height)));
  return { side, ...(deep.length > 0 && bits < BIT_DEPTHS.at(-1)! ? { bits } : {}) };
}

function evenly<T>(values: readonly T[], most: number): T[] {
  if (values.length <= most) return [...values];
  return Array.from({ length: most }, (_, i) => values[Math.floor((i * values.length) / most)]!);
}

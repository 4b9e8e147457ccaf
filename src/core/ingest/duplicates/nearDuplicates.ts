/**
 * Images that stand, all but the same, in training and in test: what was learned by heart counts as retrieved. Hashes that differ in at most
 * r bits are equal in one of r + 1 stretches, so those with an equal stretch are compared and no others (multi-index hashing, Norouzi et al. 2012).
 */
import { SPLIT_CODE } from '../../data/imageSet';
import { hammingDistance, toGrey } from './hash';

export interface NearDuplicate {
  /** Rows of the store. */
  test: number;
  train: number;
  /** Bits in which their hashes differ. */
  distance: number;
}

export interface NearDuplicateOptions {
  /** Most bits of 64 that may differ. */
  distance?: number;
  /** To be sure: pixels of the store, and how far brightness may be apart in the mean over 32 × 32 cells, of 255. */
  pixels?: { data: Uint8Array; size: number; tolerance?: number };
}

/** Comparisons after which the rest of a bucket is left alone: of flat images thousands have nearly the same hash. */
const MOST_IN_BUCKET = 2000;
/** Candidates of one test image that are looked at pixel by pixel. */
const MOST_LOOKED_AT = 8;

/**
 * For each test image that has near-duplicates in training, the nearest of them.
 * @param hashes [count, 2] of `perceptualHashes`
 * @param split codes of SPLIT_CODE
 * @throws RangeError for a distance outside 0 … 15
 */
export function findNearDuplicates(hashes: Uint32Array, split: ArrayLike<number>, options: NearDuplicateOptions = {}): NearDuplicate[] {
  const { distance = 4, pixels } = options;
  if (!Number.isInteger(distance) || distance < 0 || distance > 15)
    throw new RangeError(`The distance must be a whole number from 0 to 15, not ${distance}`);
  const train: number[] = [];
  const test: number[] = [];
  for (let row = 0; row < split.length; row++) {
    if (split[row] === SPLIT_CODE.train) train.push(row);
    else if (split[row] === SPLIT_CODE.test) test.push(row);
  }
  // Equal hashes are one: a thousand blank images are compared once.
  const trainGroups = groupByHash(hashes, train);
  const testGroups = groupByHash(hashes, test);
  const bands = bandsFor(distance);
  const tables = bands.map((band) => bucketsOf(hashes, trainGroups, band));
  const alike = pixels ? createComparison(pixels.data, pixels.size, pixels.tolerance ?? 10) : () => true;
  const found: NearDuplicate[] = [];
  for (const group of testGroups) {
    const candidates = candidatesOf(hashes, group[0]!, bands, tables, distance);
    if (candidates.length === 0) continue;
    for (const row of group) {
      const rows = candidates
        .flatMap(({ rows, apart }) => rows.slice(0, MOST_LOOKED_AT).map((other) => ({ other, apart })))
        .slice(0, MOST_LOOKED_AT);
      const nearest = rows.find(({ other }) => alike(row, other));
      if (nearest) found.push({ test: row, train: nearest.other, distance: nearest.apart });
    }
  }
  return found.sort((a, b) => a.distance - b.distance || a.test - b.test);
}

/** Images of one hash that are looked at: more of them are blank or of one pattern, and no copies. */
const MOST_IN_GROUP = 256;

/** Two images that look the same and have different labels. */
export interface Contradiction {
  first: number;
  second: number;
}

/** Bits by which the hashes of all but identical images may differ: recompressed or made smaller, they differ in few. */
const IDENTICAL_BITS = 4;

/**
 * Images that look the same, or all but the same, and have different labels, in whatever parts of the split: one of the labels is wrong, or both
 * are right and one class is not enough. Of each group of images with one hash every label is compared with the first; then the groups whose
 * hashes are near.
 * @param hashes [count, 2] of `perceptualHashes`
 * @param labels [count]
 * @param pixels of the store
 */
export function findContradictions(
  hashes: Uint32Array,
  labels: ArrayLike<number>,
  { data, size, tolerance = 3 }: NonNullable<NearDuplicateOptions['pixels']>,
): Contradiction[] {
  const alike = createComparison(data, size, tolerance);
  const same = (a: number, b: number) => sameColours(data, size, a, b, tolerance) && alike(a, b);
  const groups = groupByHash(
    hashes,
    Array.from({ length: labels.length }, (_, row) => row),
  );
  const found: Contradiction[] = [];
  // One of each label and look stands for all that are the same.
  const standing = groups.map((group) => {
    const kept: number[] = [];
    for (const row of group.slice(0, MOST_IN_GROUP)) {
      const known = group.length < 2 ? [] : kept.filter((other) => same(other, row));
      const other = known.find((own) => labels[own] !== labels[row]);
      if (other !== undefined) found.push({ first: other, second: row });
      if (!known.some((own) => labels[own] === labels[row]) && kept.length < MOST_LOOKED_AT) kept.push(row);
    }
    return kept;
  });
  const bands = bandsFor(IDENTICAL_BITS);
  const tables = bands.map((band) => bucketsOf(hashes, standing, band));
  for (const group of standing) {
    const near = candidatesOf(hashes, group[0]!, bands, tables, IDENTICAL_BITS)
      // Each pair of groups once, and none with itself.
      .filter(({ rows }) => rows[0]! < group[0]!)
      .slice(0, MOST_LOOKED_AT);
    for (const row of group) {
      const other = near.flatMap(({ rows }) => rows).find((own) => labels[own] !== labels[row] && same(own, row));
      if (other !== undefined) found.push({ first: other, second: row });
    }
  }
  return found.sort((a, b) => a.first - b.first || a.second - b.second);
}

/** Flat images of different colours have one hash, and may have one brightness. */
function sameColours(data: Uint8Array, size: number, a: number, b: number, tolerance: number): boolean {
  const stride = size * size * 3;
  const sums = [0, 0, 0];
  for (let i = 0; i < stride; i++) sums[i % 3]! += data[a * stride + i]! - data[b * stride + i]!;
  return sums.every((sum) => Math.abs(sum) <= tolerance * size * size);
}

/**
 * What to do about them, or null where there is nothing to do.
 * @param split code of each image, to say how many lie across its parts
 */
export function warnOfContradictions(found: readonly Contradiction[], split: ArrayLike<number> = []): string | null {
  if (found.length === 0) return null;
  const across = found.filter(({ first, second }) => split[first] !== split[second]).length;
  const where = across > 0 ? ` (${across.toLocaleString('en')} of them across the parts of the split)` : '';
  const pairs =
    found.length === 1 ? '1 image looks the same as another' : `${found.length.toLocaleString('en')} images look the same as others`;
  return `${pairs} with a different label${where}: one of the two labels is wrong, or the classes overlap. Look at the pairs in the report and relabel or leave out what is wrong; splitting otherwise does not help.`;
}

/**
 * The warning, or null where there is nothing to warn of.
 * @param labels class of each image: what to do depends on whether the two of a pair have one
 */
export function warnOfNearDuplicates(found: readonly NearDuplicate[], testImages: number, labels: ArrayLike<number> = []): string | null {
  if (found.length === 0) return null;
  const share = ((100 * found.length) / Math.max(1, testImages)).toFixed(1);
  const differ = found.filter(({ test, train }) => labels[test] !== labels[train]).length;
  const advice =
    differ === 0
      ? 'Recall will look better than it is; leave them out, or split by classes.'
      : differ === found.length
        ? 'Their labels differ: relabel what is wrong, or put both into one class.'
        : `Recall will look better than it is; leave them out, or split by classes. Of ${differ.toLocaleString('en')} the labels differ: relabel those.`;
  const images = found.length === 1 ? '1 test image is' : `${found.length.toLocaleString('en')} test images are`;
  return `${images} all but equal to a training image (${share} % of the test images). ${advice}`;
}

/** Rows by hash, in order of first occurrence. */
function groupByHash(hashes: Uint32Array, rows: readonly number[]): number[][] {
  const groups = new Map<number, Map<number, number[]>>();
  const all: number[][] = [];
  for (const row of rows) {
    let inner = groups.get(hashes[2 * row]!);
    if (!inner) groups.set(hashes[2 * row]!, (inner = new Map()));
    const own = inner.get(hashes[2 * row + 1]!);
    if (own) own.push(row);
    else {
      const group = [row];
      inner.set(hashes[2 * row + 1]!, group);
      all.push(group);
    }
  }
  return all;
}

interface Band {
  from: number;
  bits: number;
}

function bandsFor(distance: number): Band[] {
  const count = distance + 1;
  return Array.from({ length: count }, (_, i) => {
    const from = Math.floor((64 * i) / count);
    // Beyond 30 bits a stretch would be no small integer; a shorter one lets more through, never less.
    return { from, bits: Math.min(30, Math.floor((64 * (i + 1)) / count) - from) };
  });
}

function bandOf(hashes: Uint32Array, row: number, { from, bits }: Band): number {
  const low = hashes[2 * row]!;
  const high = hashes[2 * row + 1]!;
  const mask = 2 ** bits - 1;
  if (from >= 32) return (high >>> (from - 32)) & mask;
  const upper = from + bits > 32 ? high << (32 - from) : 0;
  return ((low >>> from) | upper) & mask;
}

function bucketsOf(hashes: Uint32Array, groups: readonly number[][], band: Band): Map<number, number[][]> {
  const buckets = new Map<number, number[][]>();
  for (const group of groups) {
    const key = bandOf(hashes, group[0]!, band);
    const own = buckets.get(key);
    if (own) own.push(group);
    else buckets.set(key, [group]);
  }
  return buckets;
}

/** Groups of training rows within the distance, nearest first. */
function candidatesOf(
  hashes: Uint32Array,
  row: number,
  bands: readonly Band[],
  tables: readonly Map<number, number[][]>[],
  distance: number,
) {
  const seen = new Set<number>();
  const found: { rows: number[]; apart: number }[] = [];
  bands.forEach((band, i) => {
    const bucket = tables[i]!.get(bandOf(hashes, row, band)) ?? [];
    for (const rows of bucket.slice(0, MOST_IN_BUCKET)) {
      const apart = hammingDistance(hashes, row, rows[0]!);
      if (apart > distance || seen.has(rows[0]!)) continue;
      seen.add(rows[0]!);
      found.push({ rows, apart });
    }
  });
  return found.sort((a, b) => a.apart - b.apart || a.rows[0]! - b.rows[0]!);
}

/** Whether two rows look alike: mean difference of brightness over 32 × 32 cells. */
function createComparison(data: Uint8Array, size: number, tolerance: number): (a: number, b: number) => boolean {
  const stride = size * size * 3;
  const first = new Float64Array(1024);
  const second = new Float64Array(1024);
  return (a, b) => {
    toGrey(data.subarray(a * stride, (a + 1) * stride), size, first);
    toGrey(data.subarray(b * stride, (b + 1) * stride), size, second);
    let sum = 0;
    for (let i = 0; i < 1024; i++) sum += Math.abs(first[i]! - second[i]!);
    return sum / 1024 <= tolerance;
  };
}

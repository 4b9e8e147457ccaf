/**
 * Splits of an image set, seeded: by disjoint classes (as CUB, Cars and SOP are split: what is retrieved was never seen) or by image.
 */
import { createRandom, type Random } from '../random/random';
import { SPLIT_CODE, type ClassInfo, type Split } from './imageSet';

export type SplitShares = Record<Split, number>;

/** Half to train on, a tenth to choose settings by, the rest to report. */
export const DEFAULT_SHARES: SplitShares = { train: 0.5, validation: 0.1, test: 0.4 };

export interface MadeSplit {
  /** [images] codes of SPLIT_CODE. */
  split: Uint8Array;
  /** For `ImageSetInfo.splitRule`. */
  rule: string;
  disjointClasses: boolean;
}

/**
 * Whole classes go to a split, stratified by top-level group (the first part of the class path): every group, and the whole,
 * is shared out as `shares` says to within a class or so.
 * @param labels class of each image, index into `classes`
 */
export function splitByClasses(classes: readonly ClassInfo[], labels: ArrayLike<number>, seed: number, shares = DEFAULT_SHARES): MadeSplit {
  const groups = new Map<string, number[]>();
  // Sorted by path, so that the split does not depend on the order in which classes were read.
  const order = classes.map((_, index) => index).sort((a, b) => compare(classes[a]!.path, classes[b]!.path));
  for (const index of order) {
    const parts = classes[index]!.path.split('/');
    const group = parts.length > 1 ? parts[0]! : '';
    groups.set(group, [...(groups.get(group) ?? []), index]);
  }
  const codes = shareOut(groups, classes.length, shares, createRandom(seed).fork('split'));
  const split = Uint8Array.from({ length: labels.length }, (_, row) => codes[classOf(labels, row, classes.length)]!);
  const stratified = groups.size > 1 ? ', stratified by group' : '';
  return { split, rule: `disjoint classes${stratified}, seed ${seed}`, disjointClasses: true };
}

/** Images of every class go to all splits, in `shares`. For image sets of few classes. */
export function splitByImages(classes: readonly ClassInfo[], labels: ArrayLike<number>, seed: number, shares = DEFAULT_SHARES): MadeSplit {
  const groups = new Map<string, number[]>(classes.map(({ path }) => [path, []]));
  for (let row = 0; row < labels.length; row++) groups.get(classes[classOf(labels, row, classes.length)]!.path)!.push(row);
  return {
    split: shareOut(groups, labels.length, shares, createRandom(seed).fork('split')),
    rule: `by image, stratified by class, seed ${seed}`,
    disjointClasses: false,
  };
}

const SPLITS = ['train', 'validation', 'test'] as const;

/**
 * Each member, in random order within its group, goes to the split that is furthest below its share so far. The tally runs on
 * from group to group: single-member groups do not all fall to the largest split.
 */
function shareOut(groups: Map<string, number[]>, count: number, shares: SplitShares, random: Random): Uint8Array {
  const total = SPLITS.reduce((sum, name) => sum + shares[name], 0);
  if (!(total > 0) || SPLITS.some((name) => !(shares[name] >= 0)))
    throw new RangeError('The shares of the splits must be 0 or more, and not all 0');
  const codes = new Uint8Array(count);
  const given: SplitShares = { train: 0, validation: 0, test: 0 };
  let dealt = 0;
  for (const [group, members] of groups) {
    for (const member of random.fork(group).shuffle([...members])) {
      dealt++;
      const deficit = (name: Split) => (shares[name] / total) * dealt - given[name];
      const chosen = SPLITS.reduce((best, name) => (deficit(name) > deficit(best) ? name : best));
      given[chosen]++;
      codes[member] = SPLIT_CODE[chosen];
    }
  }
  return codes;
}

function classOf(labels: ArrayLike<number>, row: number, classes: number): number {
  const label = labels[row]!;
  if (!(Number.isInteger(label) && label >= 0 && label < classes))
    throw new RangeError(`Image ${row} has class ${label}, but there are ${classes} classes`);
  return label;
}

/** By code units: the same order on every machine, whatever its language. */
function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

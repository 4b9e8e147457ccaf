/**
 * Which images train and which are retrieved among: the set's own split, disjoint classes, or by image. And the store's arrays that follow.
 */
import { ROLE_CODE, SPLIT_CODE, type Split } from '../../data/imageSet';
import { DEFAULT_SHARES, splitByClasses, splitByImages, type SplitShares } from '../../data/split';
import { counted } from '../labels/labelling';
import { UNLABELLED, type IngestPlan } from '../plan.types';
import type { SplitRule } from './splits';

export type { SplitRule } from './splits';

export interface SplitOptions {
  /** `auto`: the set's own if it has one, else by classes where enough of them can be retrieved, else by image. */
  rule?: 'auto' | SplitRule;
  seed?: number;
  shares?: SplitShares;
}

export interface ChosenSplit {
  rule: SplitRule;
  /** Entries of the plan that are taken, ascending: those with a label. Everything below is in this order. */
  entries: Int32Array;
  /** Class of each, index into the plan's classes. */
  labels: Int32Array;
  /** Codes of SPLIT_CODE. */
  split: Uint8Array;
  /** Codes of ROLE_CODE: what an image may be in evaluation; null where all may be both, as usual. */
  role: Uint8Array | null;
  /** For `ImageSetInfo.splitRule`. */
  splitRule: string;
  disjointClasses: boolean;
  /** Classes with one image: never positives, kept as negatives. */
  singletons: number;
  /** Which rules are possible here. */
  possible: SplitRule[];
  /** What was decided and why, a sentence each. */
  notes: string[];
}

/** Splitting by classes needs some to train on, to choose by and to retrieve. */
export const FEWEST_CLASSES = 8;

/** Chooses and makes the split of a plan. The same plan and seed give the same split. */
export function chooseSplit(plan: Pick<IngestPlan, 'classes' | 'entries'>, options: SplitOptions = {}): ChosenSplit {
  const { rule = 'auto', seed = 1, shares = DEFAULT_SHARES } = options;
  const entries = Int32Array.from(plan.entries.flatMap(({ classIndex }, index) => (classIndex === UNLABELLED ? [] : [index])));
  const labels = Int32Array.from(entries, (index) => plan.entries[index]!.classIndex);
  const counts = new Int32Array(plan.classes.length);
  for (const label of labels) counts[label]!++;
  const repeated = counts.reduce((sum, count) => sum + (count >= 2 ? 1 : 0), 0);
  const singletons = counts.reduce((sum, count) => sum + (count === 1 ? 1 : 0), 0);
  const own = ownSplit(plan, entries);
  const possible: SplitRule[] = [...(own ? (['own'] as const) : []), ...(repeated >= 2 ? (['classes'] as const) : []), 'images'];
  const wished = rule === 'auto' ? (own ? 'own' : repeated >= FEWEST_CLASSES ? 'classes' : 'images') : rule;
  const taken = possible.includes(wished) ? wished : possible[0]!;
  const notes: string[] = own ? [] : unusableSplit(plan, entries);
  if (taken !== wished)
    notes.push(wished === 'own' ? 'The set has no split of its own.' : 'Splitting by classes needs two classes with two images or more.');
  const made =
    taken === 'own'
      ? own!
      : taken === 'classes'
        ? byClasses(plan, labels, counts, seed, shares)
        : { ...splitByImages(plan.classes, labels, seed, shares), role: null };
  notes.push(splitNote(made.rule, made.split));
  if (taken === 'images' && rule === 'auto' && !own)
    notes.push(
      `The split is by image, since only ${counted(repeated, 'class has', 'classes have')} two images or more; with ${FEWEST_CLASSES} or more whole classes are held back, as the benchmarks do.`,
    );
  if (singletons > 0)
    notes.push(
      `${counted(singletons, 'class has', 'classes have')} one image: ${singletons === 1 ? 'it' : 'they'} can’t be ${singletons === 1 ? 'a positive' : 'positives'} for another image, and ${singletons === 1 ? 'stays' : 'stay'} in as ${singletons === 1 ? 'a negative' : 'negatives'}.`,
    );
  const disjointClasses = isDisjoint(labels, made.split, plan.classes.length);
  return {
    rule: taken,
    entries,
    labels,
    split: made.split,
    role: made.role,
    splitRule: made.rule,
    disjointClasses,
    singletons,
    possible,
    notes,
  };
}

interface Made {
  split: Uint8Array;
  role: Uint8Array | null;
  rule: string;
}

/** Why a split that the set has is not taken. */
function unusableSplit({ entries: all }: Pick<IngestPlan, 'entries'>, entries: Int32Array): string[] {
  const splits = Array.from(entries, (index) => all[index]!.split);
  const present = new Set(splits.filter((split) => split !== undefined));
  if (present.size === 0) return [];
  const without = splits.filter((split) => split === undefined).length;
  if (without > 0)
    return [`The set’s own split leaves out ${counted(without, 'image')} of ${splits.length} that have labels, so it is not used.`];
  return present.has('train')
    ? ['All images with labels are those that the set trains on: its test images have none, so some of them are held back.']
    : ['The set’s own split has no images to train on, so it is not used.'];
}

/** The set's own split, if every image has one and there is something to train on and something to retrieve. */
function ownSplit({ entries: all }: Pick<IngestPlan, 'entries'>, entries: Int32Array): Made | null {
  const splits = Array.from(entries, (index) => all[index]!.split);
  const present = new Set(splits);
  if (present.has(undefined) || !present.has('train') || present.size < 2) return null;
  const asks = present.has('query') && present.has('gallery');
  const code = (split: (typeof splits)[number]): number =>
    split === 'query' || split === 'gallery' ? SPLIT_CODE.test : SPLIT_CODE[split as Split];
  return {
    split: Uint8Array.from(splits, code),
    role: asks
      ? Uint8Array.from(splits, (split) => (split === 'query' || split === 'gallery' ? ROLE_CODE[split] : ROLE_CODE.either))
      : null,
    rule: asks ? 'the set’s own, queries looked up in a gallery' : 'the set’s own',
  };
}

/**
 * Classes with positives and classes with a single image are shared out by themselves: otherwise a few of the first among many of the
 * second could all fall to one split, and nothing could be retrieved.
 */
function byClasses(
  { classes }: Pick<IngestPlan, 'classes'>,
  labels: Int32Array,
  counts: Int32Array,
  seed: number,
  shares: SplitShares,
): Made {
  const groups = [true, false].map((many) =>
    Array.from(counts.keys()).filter((label) => (many ? counts[label]! >= 2 : counts[label] === 1)),
  );
  const codes = new Uint8Array(classes.length);
  let rule = '';
  for (const group of groups) {
    const own = group.map((label) => classes[label]!);
    const made = splitByClasses(own, Array.from(own.keys()), seed, shares);
    group.forEach((label, place) => (codes[label] = made.split[place]!));
    rule ||= made.rule;
  }
  return { split: Uint8Array.from(labels, (label) => codes[label]!), role: null, rule };
}

function isDisjoint(labels: Int32Array, split: Uint8Array, classes: number): boolean {
  const seen = new Uint8Array(classes);
  for (let i = 0; i < labels.length; i++) seen[labels[i]!]! |= 1 << split[i]!;
  return seen.every((bits) => (bits & (bits - 1)) === 0);
}

/** The note that says how a set was split, and how many images came to each part. Of what was stored: some of a plan may not be. */
export const splitNote = (rule: string, split: Uint8Array): string => `Split: ${rule}. ${inWords(split)}.`;

function inWords(split: Uint8Array): string {
  const counts = [0, 0, 0];
  for (const code of split) counts[code]!++;
  const names = ['to train', 'to choose settings by', 'to test'];
  const parts = names.flatMap((name, code) => (counts[code]! > 0 ? [`${counted(counts[code]!, 'image')} ${name}`] : []));
  return parts.length > 0 ? parts.join(', ') : 'No images';
}

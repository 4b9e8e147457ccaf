/** Parts of a set that its makers set apart: the words for them, in all the spellings that folders, files and columns have. */

/** `query` and `gallery`: evaluated by looking up each query among the gallery (In-Shop). */
export type IngestSplit = 'train' | 'validation' | 'test' | 'query' | 'gallery';

const SPLIT_WORDS: ReadonlyMap<string, IngestSplit> = new Map([
  ...['train', 'training', 'trainset', 'trainingset', 'trainval', 'trn'].map((word) => [word, 'train'] as const),
  ...['val', 'valid', 'validation', 'valset', 'validationset', 'dev', 'devel'].map((word) => [word, 'validation'] as const),
  ...['test', 'testing', 'testset', 'tst', 'eval', 'evaluation', 't10k'].map((word) => [word, 'test'] as const),
  ['query', 'query'],
  ['gallery', 'gallery'],
]);

/** Words beside the split's own that say nothing: `training_set`, `seg_train`, `test images`. */
const FILLERS = new Set([
  'set',
  'seg',
  'split',
  'data',
  'dataset',
  'images',
  'image',
  'imgs',
  'img',
  'pictures',
  'photos',
  'final',
  'full',
  'mini',
  'the',
]);

/** How a set is split: as its files say, by whole classes, or by image. */
export type SplitRule = 'classes' | 'images' | 'own';

export const SPLIT_RULES: readonly SplitRule[] = ['classes', 'images', 'own'];

export const isRule = (split: unknown): split is SplitRule => SPLIT_RULES.some((rule) => rule === split);

export interface SplitName {
  split: IngestSplit;
  /** The word that says so, without a number: `valid`, `train` of `train2017`. */
  word: string;
  /** What else the name says, words joined by a space: `cars` of `cars_train`. Empty where it says the split alone. */
  rest: string;
}

/** The split that a name has as a word of its own, with or without a number: `train2017`, `seg_train`, `cars_test`, `x_val`. */
export function splitName(name: string): SplitName | undefined {
  const words = name
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '');
  const bare = words.map((word) => (SPLIT_WORDS.has(word) ? word : word.replace(/\d{1,4}$/u, '')));
  const found = bare.map((word) => SPLIT_WORDS.get(word));
  const at = found.findIndex((split) => split !== undefined);
  // `train_val` is what is trained on, as `trainval` is; two other splits in one name are none.
  const others = found.filter((split) => split !== undefined && split !== found[at]);
  if (at < 0 || (others.length > 0 && !(found[at] === 'train' && others.every((split) => split === 'validation')))) return undefined;
  const rest = words.filter((word, index) => found[index] === undefined && !FILLERS.has(word));
  return { split: found[at]!, word: bare[at]!, rest: rest.join(' ') };
}

/** The split that a word means, if it means nothing else. */
export function splitOf(word: string): IngestSplit | undefined {
  const found = splitName(word.trim());
  return found?.rest === '' ? found.split : undefined;
}

/** `train`, `validation` or `test` where a name says so, whatever else it says: `x_train`, `t10k-images`, `test.bin`. */
export function splitInName(name: string): IngestSplit | undefined {
  return splitName(name)?.split;
}

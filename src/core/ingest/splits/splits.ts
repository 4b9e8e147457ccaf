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

export interface SplitName {
  split: IngestSplit;
  /** What else the name says, words joined by a space: `cars` of `cars_train`. Empty where it says the split alone. */
  rest: string;
}

/** The split that a name has as a word of its own, with or without a number: `train2017`, `seg_train`, `cars_test`, `x_val`. */
export function splitName(name: string): SplitName | undefined {
  const words = name
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '');
  const found = words.map((word) => SPLIT_WORDS.get(word) ?? SPLIT_WORDS.get(word.replace(/\d{1,4}$/u, '')));
  const at = found.findIndex((split) => split !== undefined);
  // `train_val` is what is trained on, as `trainval` is; two other splits in one name are none.
  const others = found.filter((split) => split !== undefined && split !== found[at]);
  if (at < 0 || (others.length > 0 && !(found[at] === 'train' && others.every((split) => split === 'validation')))) return undefined;
  const rest = words.filter((word, index) => found[index] === undefined && !FILLERS.has(word));
  return { split: found[at]!, rest: rest.join(' ') };
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

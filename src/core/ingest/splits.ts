/** Parts of a set that its makers set apart: the words for them. */

/** `query` and `gallery`: evaluated by looking up each query among the gallery (In-Shop). */
export type IngestSplit = 'train' | 'validation' | 'test' | 'query' | 'gallery';

const SPLIT_WORDS: Record<string, IngestSplit> = {
  train: 'train',
  training: 'train',
  val: 'validation',
  valid: 'validation',
  validation: 'validation',
  dev: 'validation',
  test: 'test',
  testing: 'test',
  eval: 'test',
  query: 'query',
  gallery: 'gallery',
};

/** The split that a word means, if it is one. */
export function splitOf(word: string): IngestSplit | undefined {
  const key = word.trim().toLowerCase();
  return Object.hasOwn(SPLIT_WORDS, key) ? SPLIT_WORDS[key] : undefined;
}

/** `train`, `validation` or `test` where a name says so as a word of its own: `x_train`, `t10k-images`, `test.bin`. */
export function splitInName(name: string): IngestSplit | undefined {
  const words = name.toLowerCase().split(/[^a-z0-9]+/u);
  if (words.some((word) => word === 'train' || word === 'training')) return 'train';
  if (words.some((word) => word === 'val' || word === 'valid' || word === 'validation' || word === 'dev')) return 'validation';
  return words.some((word) => word === 'test' || word === 'testing' || word === 't10k') ? 'test' : undefined;
}

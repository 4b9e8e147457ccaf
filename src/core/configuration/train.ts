/**
 * What of a model is trained. The words are the configuration's: `head`, `last 2` (blocks, the last norm and the head), `all but patch
 * embedding` (the papers': class token and positions train) and `all`.
 */
export type Train = 'head' | `last ${number}` | 'all but patch embedding' | 'all';

export const TRAIN_PATTERN = /^(head|last [1-9]\d?|all but patch embedding|all)$/;

/** Number of the last blocks that `last k` names; undefined for everything else. */
export function lastBlocks(train: Train): number | undefined {
  const count = /^last (\d+)$/.exec(train)?.[1];
  return count === undefined ? undefined : Number(count);
}

/** All that can be trained of a model of some depth, from the least to the most. */
export const trainChoices = (depth: number): Train[] => [
  'head',
  ...Array.from({ length: depth }, (_, i): Train => `last ${i + 1}`),
  'all but patch embedding',
  'all',
];

/** The trained part of a model of some depth. What lies below it is frozen: no gradient, no moments, no decay. */
export interface TrainedPart {
  /** Everything, the projection of the patches included. */
  patchEmbedding: boolean;
  /** Class token and positions. */
  positions: boolean;
  /** Of the blocks, the first that is trained; the depth where none is. */
  firstBlock: number;
  /** The norm after the blocks. */
  norm: boolean;
}

export function trainedPart(train: Train, depth: number): TrainedPart {
  if (train === 'head') return { patchEmbedding: false, positions: false, firstBlock: depth, norm: false };
  const last = lastBlocks(train);
  if (last !== undefined) return { patchEmbedding: false, positions: false, firstBlock: Math.max(0, depth - last), norm: true };
  return { patchEmbedding: train === 'all', positions: true, firstBlock: 0, norm: true };
}

/** Whether a parameter is trained, by timm's name. */
export function isTrained(part: TrainedPart, name: string): boolean {
  const block = /^blocks\.(\d+)\./.exec(name)?.[1];
  if (block !== undefined) return Number(block) >= part.firstBlock;
  if (name.startsWith('patch_embed.')) return part.patchEmbedding;
  if (name === 'cls_token' || name === 'pos_embed') return part.positions;
  return name.startsWith('norm.') ? part.norm : true;
}

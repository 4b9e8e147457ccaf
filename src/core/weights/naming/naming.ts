/** How a library names and lays out the parameters of a vision transformer, against timm's names, which are this project's. */

export interface Naming {
  title: string;
  /** Finds, in any name that can only be of the model's body, what stands before the model's own names. */
  anchor: RegExp;
  /** The number of a block in a name without that prefix. */
  block: RegExp;
  /** Where the values of one of our parameters are: of several, one below the other. Several ways to write it come one after another. */
  sources(parameter: string): string[][];
  /** Where the LayerScale after a block's `attn.proj` and `mlp.fc2` is; both may be absent. */
  scale(block: number, branch: 'attn' | 'mlp'): string[];
  /** What may be beside the body and is left out: heads and what else is of no use to embeddings. */
  beside: RegExp;
  /** The stored shape as one of ours, and the values in our order; absent where a library stores as we do. */
  layout?: {
    shape(parameter: string, stored: readonly number[]): number[];
    values(parameter: string, stored: readonly number[], values: Float32Array<ArrayBuffer>): Float32Array<ArrayBuffer>;
  };
}

/** Our parameters of a body of this depth, by timm's names and in its order; the head is not among them. */
export function bodyParameters(depth: number): string[] {
  const names = ['cls_token', 'pos_embed', 'patch_embed.proj.weight', 'patch_embed.proj.bias'];
  const blocks = ['norm1', 'attn.qkv', 'attn.proj', 'norm2', 'mlp.fc1', 'mlp.fc2'];
  for (let i = 0; i < depth; i++) for (const part of blocks) names.push(`blocks.${i}.${part}.weight`, `blocks.${i}.${part}.bias`);
  return [...names, 'norm.weight', 'norm.bias'];
}

/** `blocks.3.attn.qkv.weight` as block 3, part `attn.qkv` and kind `weight`; null for what is in no block. */
export function partOfBlock(parameter: string): { block: number; part: string; kind: string } | null {
  const match = /^blocks\.(\d+)\.(.+)\.(weight|bias)$/u.exec(parameter);
  return match && { block: Number(match[1]), part: match[2]!, kind: match[3]! };
}

/** The forward pass of the vision transformer as dispatches of a plan; the model is that of `vit.ts`. */
import { attentionProgram } from '../../ops/attention/programs';
import { layerNormProgram, type NormShape, type RowChoice } from '../../ops/layerNorm/programs';
import { linearProgram, slopesAt, type Epilogue, type Sides } from '../../ops/linear/programs';
import { meanProgram, sequenceProgram } from '../../ops/patches/programs';
import type { PlanBuilder, Region } from '../../ops/runtime/plan';
import { bodyWidth, CHANNELS, patchCount, type ModelShape } from '../shape';

/** What the backward pass needs of a block. */
export interface BlockTape {
  input: Region;
  normalised1: Region;
  qkv: Region;
  /** Attention's output and what lies behind it. */
  attended: Region;
  joined: Region;
  normalised2: Region;
  /** GELU of the hidden layer, and behind it GELU's slope. */
  hidden: Region;
}

export interface ForwardTape {
  patches: Region;
  blocks: BlockTape[];
  /** Tokens after the last block. */
  sequence: Region;
  body: Region;
  features: Region;
}

const EPSILON = 1e-6;

/** The sizes of a model over a number of images. */
export function dimensions(model: ModelShape, images: number) {
  const patches = patchCount(model);
  const { width, embedding, heads } = model;
  const tokens = patches + 1;
  const rows = images * tokens;
  const hidden = Math.round(width * model.mlpRatio);
  const choice: RowChoice = model.pooling === 'class token' ? { tokens, first: 0, taken: 1 } : { tokens, first: 1, taken: patches };
  const sides = (inputs: number, outputs: number): Sides => ({ rows, inputs, outputs });
  return {
    rows,
    patches,
    hidden,
    sequence: { images, tokens, width },
    norm: { rows, width, epsilon: EPSILON } as NormShape,
    lastNorm: { rows, width, epsilon: EPSILON, choice } as NormShape,
    pooled: { images, tokens: patches, width },
    attention: { rows, tokens, heads, width },
    projection: { rows: images * patches, inputs: CHANNELS * model.patch ** 2, outputs: width } as Sides,
    qkv: sides(width, 3 * width),
    mix: sides(width, width),
    up: sides(width, hidden),
    down: sides(hidden, width),
    head: { rows: images, inputs: bodyWidth(model), outputs: embedding } as Sides,
  };
}

/** Half precision is kept four values at a time. */
export function fitsHalves(model: ModelShape): boolean {
  const { width, heads, mlpRatio } = model;
  return [width, width / heads, Math.round(width * mlpRatio)].every((side) => side % 4 === 0);
}

export type Dimensions = ReturnType<typeof dimensions>;

/**
 * Appends the forward pass.
 * @param weights the region of a parameter, by timm's name
 * @param half keeps what the backward pass needs in half precision, but for the sums that run through the blocks and the attention's
 *   output, from which its weights are computed anew
 * @param patches [images·patches, channels·patch·patch], pixels as (channel, y, x)
 */
export function planForward(
  plan: PlanBuilder,
  model: ModelShape,
  weights: (name: string) => Region,
  patches: Region,
  images: number,
  half = false,
): ForwardTape {
  const sizes = dimensions(model, images);
  const layer = (sides: Sides, name: string, x: Region, epilogue: Epilogue = 'none', residual: Region[] = [], half = false) =>
    plan.run(linearProgram(sides, epilogue), [x, weights(`${name}.weight`), weights(`${name}.bias`), ...residual], { half });
  const norm = (shape: NormShape, name: string, x: Region, half = false) =>
    plan.run(layerNormProgram(shape), [x, weights(`${name}.weight`), weights(`${name}.bias`)], { half });

  const projected = layer(sizes.projection, 'patch_embed.proj', patches);
  let x = plan.run(sequenceProgram(sizes.sequence), [projected, weights('cls_token'), weights('pos_embed')]);
  const blocks: BlockTape[] = [];
  for (let i = 0; i < model.depth; i++) {
    const name = `blocks.${i}`;
    const normalised1 = norm(sizes.norm, `${name}.norm1`, x, half);
    const qkv = layer(sizes.qkv, `${name}.attn.qkv`, normalised1, 'none', [], half);
    const attended = plan.run(attentionProgram(sizes.attention), [qkv]);
    const joined = layer(sizes.mix, `${name}.attn.proj`, front(attended, sizes.mix), 'residual', [x]);
    const normalised2 = norm(sizes.norm, `${name}.norm2`, joined, half);
    const hidden = layer(sizes.up, `${name}.mlp.fc1`, normalised2, 'gelu', [], half);
    blocks.push({ input: x, normalised1, qkv, attended, joined, normalised2, hidden });
    x = layer(sizes.down, `${name}.mlp.fc2`, front(hidden, sizes.up), 'residual', [joined]);
  }
  const normalised = norm(sizes.lastNorm, 'norm', x);
  const body = model.pooling === 'mean' ? plan.run(meanProgram(sizes.pooled), [normalised]) : normalised;
  return { patches, blocks, sequence: x, body, features: layer(sizes.head, 'head', body) };
}

/** The values of a packed result of a product, without what lies behind them. */
export const front = (packed: Region, { rows, outputs }: Sides): Region => packed.part(0, rows * outputs);

/** GELU's slope, behind its values. */
export const slopes = (packed: Region, sides: Sides): Region => packed.part(slopesAt(sides), sides.rows * sides.outputs);

/** The sizes of a model's layers over a number of images, and the places within their results. */
import type { NormShape, RowChoice } from '../../ops/layerNorm/kernel';
import { slopesAt, type Sides } from '../../ops/linear/kernel';
import type { Region } from '../../ops/runtime/plan';
import { bodyWidth, CHANNELS, patchCount, type ModelShape } from '../shape';

const EPSILON = 1e-6;

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

export type Dimensions = ReturnType<typeof dimensions>;

/** Half precision is kept four values at a time. */
export function fitsHalves(model: ModelShape): boolean {
  const { width, heads, mlpRatio } = model;
  return [width, width / heads, Math.round(width * mlpRatio)].every((side) => side % 4 === 0);
}

/** The values of a packed result of a product, without what lies behind them. */
export const front = (packed: Region, { rows, outputs }: Sides): Region => packed.part(0, rows * outputs);

/** GELU's slope, behind its values. */
export const slopes = (packed: Region, sides: Sides): Region => packed.part(slopesAt(sides), sides.rows * sides.outputs);

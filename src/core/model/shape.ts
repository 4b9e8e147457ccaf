/** Names and shapes of a vision transformer's parameters, as timm calls them, with the linear head of metric learning. */
import type { ModelConfig } from '../configuration/schema';

export const CHANNELS = 3;

/** What determines the shapes and the forward pass; how the weights are initialised, or where they come from, does not. */
export type ModelShape = Omit<ModelConfig, 'initialisation' | 'weights'>;

/** Patches of one image. */
export function patchCount({ image, patch }: ModelShape): number {
  return (image / patch) ** 2;
}

/** Length of the body features, which are the input of the head. */
export function bodyWidth(model: ModelShape): number {
  return model.pooling === 'concatenate' ? patchCount(model) * model.width : model.width;
}

export interface ParameterShape {
  name: string;
  shape: number[];
}

/** All parameters in timm's order. Matrices are [outputs, inputs]. */
export function parameterShapes(model: ModelShape): ParameterShape[] {
  const { patch, width, depth, embedding } = model;
  const hidden = Math.round(width * model.mlpRatio);
  const shapes: ParameterShape[] = [];
  const add = (name: string, ...shape: number[]) => shapes.push({ name, shape });
  const layer = (name: string, outputs: number, inputs: number) => {
    add(`${name}.weight`, outputs, inputs);
    add(`${name}.bias`, outputs);
  };
  const norm = (name: string) => {
    add(`${name}.weight`, width);
    add(`${name}.bias`, width);
  };
  add('cls_token', 1, 1, width);
  add('pos_embed', 1, patchCount(model) + 1, width);
  add('patch_embed.proj.weight', width, CHANNELS, patch, patch);
  add('patch_embed.proj.bias', width);
  for (let i = 0; i < depth; i++) {
    norm(`blocks.${i}.norm1`);
    layer(`blocks.${i}.attn.qkv`, 3 * width, width);
    layer(`blocks.${i}.attn.proj`, width, width);
    norm(`blocks.${i}.norm2`);
    layer(`blocks.${i}.mlp.fc1`, hidden, width);
    layer(`blocks.${i}.mlp.fc2`, width, hidden);
  }
  norm('norm');
  layer('head', embedding, bodyWidth(model));
  return shapes;
}

export function sizeOf(shape: readonly number[]): number {
  return shape.reduce((size, side) => size * side, 1);
}

/** Number of trainable parameters. */
export function parameterCount(model: ModelShape): number {
  return parameterShapes(model).reduce((count, { shape }) => count + sizeOf(shape), 0);
}

/** Weights by name, row-major. */
export type Weights = Record<string, Float32Array>;

export class WeightsError extends Error {
  override name = 'WeightsError';
}

/** Throws WeightsError unless the weights are exactly those of the model, each of its length. */
export function checkWeights(model: ModelShape, weights: Readonly<Record<string, ArrayLike<number>>>): void {
  const shapes = parameterShapes(model);
  for (const { name, shape } of shapes) {
    const values = weights[name];
    if (!values) throw new WeightsError(`The weights lack ${name} [${shape}]: they belong to a model of another shape`);
    if (values.length !== sizeOf(shape))
      throw new WeightsError(
        `${name} has ${values.length} values where the model needs ${sizeOf(shape)} [${shape}]: it belongs to a model of another shape`,
      );
  }
  const known = new Set(shapes.map(({ name }) => name));
  const extra = Object.keys(weights).find((name) => !known.has(name));
  if (extra) throw new WeightsError(`The weights hold ${extra}, which the model does not have: they belong to a model of another shape`);
}

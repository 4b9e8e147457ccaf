/**
 * Forward pass of the vision transformer (Dosovitskiy et al., arXiv 2010.11929; timm's VisionTransformer): pre-norm blocks,
 * exact GELU, layer norm with ε = 1e-6, no dropout; then pooling and the linear head.
 */
import * as tf from '@tensorflow/tfjs';
import { attention } from '../ops/attention';
import { gelu } from '../ops/gelu';
import { layerNorm } from '../ops/layerNorm';
import { linear } from '../ops/linear';
import { embedPatches, extractPatches } from '../ops/patches';
import { patchCount, type ModelShape } from './shape';

/** Parameters on the backend, by timm's names, in the shapes of `parameterShapes`. */
export type Parameters = Record<string, tf.Tensor>;

export interface VitOutput {
  /** [n, embedding], the head's output. */
  features: tf.Tensor2D;
  /** [n, bodyWidth], the head's input. */
  body: tf.Tensor2D;
}

function reader(parameters: Parameters) {
  return <T extends tf.Tensor>(name: string): T => {
    const parameter = parameters[name];
    if (!parameter) throw new Error(`The model has no parameter ${name}`);
    return parameter as T;
  };
}

/** The tokens the head sees, normalised, as one row an image. Only these go through the last norm, which acts on each token alone. */
function pool(sequence: tf.Tensor2D, model: ModelShape, norm: (x: tf.Tensor2D) => tf.Tensor2D): tf.Tensor2D {
  const patches = patchCount(model);
  const { width, pooling } = model;
  const n = sequence.shape[0] / (patches + 1);
  const byImage = tf.reshape(sequence, [n, patches + 1, width]) as tf.Tensor3D;
  if (pooling === 'class token') return norm(tf.reshape(tf.slice3d(byImage, [0, 0, 0], [n, 1, width]), [n, width]));
  const tokens = norm(tf.reshape(tf.slice3d(byImage, [0, 1, 0], [n, patches, width]), [n * patches, width]));
  if (pooling === 'concatenate') return tf.reshape(tokens, [n, patches * width]);
  return tf.mean(tf.reshape(tokens, [n, patches, width]), 1);
}

/** A model's layers on its parameters. */
function layersOf(parameters: Parameters) {
  const get = reader(parameters);
  return {
    get,
    layer: (x: tf.Tensor2D, name: string, residual?: tf.Tensor2D) =>
      linear(x, get<tf.Tensor2D>(`${name}.weight`), get<tf.Tensor1D>(`${name}.bias`), residual),
    norm: (x: tf.Tensor2D, name: string) => layerNorm(x, get<tf.Tensor1D>(`${name}.weight`), get<tf.Tensor1D>(`${name}.bias`)),
  };
}

/**
 * The token sequence [n·(patches + 1), width] before the first block.
 * @param patches [n·patchCount, patch·patch·3] from `extractPatches`, of pixels scaled to ±1
 */
export function embedTokens(parameters: Parameters, patches: tf.Tensor2D): tf.Tensor2D {
  const { get } = layersOf(parameters);
  return embedPatches(patches, {
    weight: get('patch_embed.proj.weight'),
    bias: get('patch_embed.proj.bias'),
    classToken: get('cls_token'),
    positions: get('pos_embed'),
  });
}

/** The sequence after blocks `from` up to, not including, `to`. */
export function forwardBlocks(model: ModelShape, parameters: Parameters, sequence: tf.Tensor2D, from: number, to: number): tf.Tensor2D {
  const { layer, norm } = layersOf(parameters);
  const tokens = patchCount(model) + 1;
  let x = sequence;
  for (let i = from; i < to; i++) {
    const block = `blocks.${i}`;
    const mixed = attention(layer(norm(x, `${block}.norm1`), `${block}.attn.qkv`), tokens, model.heads);
    x = layer(mixed, `${block}.attn.proj`, x);
    x = layer(gelu(layer(norm(x, `${block}.norm2`), `${block}.mlp.fc1`)), `${block}.mlp.fc2`, x);
  }
  return x;
}

/** Body features [n, bodyWidth] of the sequence after the last block. */
export function bodyOf(model: ModelShape, parameters: Parameters, sequence: tf.Tensor2D): tf.Tensor2D {
  const { norm } = layersOf(parameters);
  return pool(sequence, model, (pooled) => norm(pooled, 'norm'));
}

/** Features [n, embedding] of body features. */
export const headOf = (parameters: Parameters, body: tf.Tensor2D): tf.Tensor2D => layersOf(parameters).layer(body, 'head');

/**
 * Features of images given as patches.
 * @param patches [n·patchCount, patch·patch·3] from `extractPatches`, of pixels scaled to ±1
 */
export function forwardPatches(model: ModelShape, parameters: Parameters, patches: tf.Tensor2D): VitOutput {
  const sequence = forwardBlocks(model, parameters, embedTokens(parameters, patches), 0, model.depth);
  const body = bodyOf(model, parameters, sequence);
  return { features: headOf(parameters, body), body };
}

/**
 * Features of images; intermediate tensors are left to the caller's tidy.
 * @param images [n, image, image, 3], pixels scaled to ±1 as (x/255 − 0.5)/0.5; no gradient with respect to them
 * @throws RangeError when the images are not of the model's side
 */
export function forward(model: ModelShape, parameters: Parameters, images: tf.Tensor4D): VitOutput {
  if (images.shape[1] !== model.image)
    throw new RangeError(`The model takes images of ${model.image} pixels a side, not ${images.shape[1]}`);
  return forwardPatches(model, parameters, extractPatches(images, model.patch));
}

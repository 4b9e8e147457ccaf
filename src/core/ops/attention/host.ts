import * as tf from '@tensorflow/tfjs';
import type { Attributes, Inputs } from '../runtime';

interface Shape {
  images: number;
  tokens: number;
  heads: number;
  /** Width of one head. */
  size: number;
}

function shapeOf(qkv: tf.Tensor, { tokens, heads }: Attributes): Shape {
  const [rows, width] = qkv.shape as [number, number];
  return { images: rows / (tokens as number), tokens: tokens as number, heads: heads as number, size: width / 3 / (heads as number) };
}

/** [q, k, v], each [heads·images, tokens, size]. The order (heads, images) makes each of them one contiguous slice. */
function split(qkv: tf.Tensor, { images, tokens, heads, size }: Shape): [tf.Tensor3D, tf.Tensor3D, tf.Tensor3D] {
  const byHead = tf.transpose(tf.reshape(qkv, [images, tokens, 3 * heads, size]), [2, 0, 1, 3]);
  const flat = tf.reshape(byHead, [3 * heads * images, tokens, size]);
  const part = (i: number) => tf.slice3d(flat as tf.Tensor3D, [i * heads * images, 0, 0], [heads * images, tokens, size]);
  return [part(0), part(1), part(2)];
}

/** [parts·heads·images, tokens, size] → [images·tokens, parts·heads·size]. */
function join(byHead: tf.Tensor, { images, tokens, heads, size }: Shape, parts: number): tf.Tensor2D {
  const moved = tf.transpose(tf.reshape(byHead, [parts * heads, images, tokens, size]), [1, 2, 0, 3]);
  return tf.reshape(moved, [images * tokens, parts * heads * size]);
}

/** Softmax of the scaled scores of all heads, [heads·images, tokens, tokens]. */
function weights(q: tf.Tensor3D, k: tf.Tensor3D, size: number): tf.Tensor3D {
  return tf.softmax(tf.mul(tf.matMul(q, k, false, true), 1 / Math.sqrt(size)));
}

/** [softmax(q·kᵀ/√size)·v of every head, heads side by side; then what the gradient would compute again: q, k, v and the weights]. */
export function attentionHost({ qkv }: Inputs, attributes: Attributes): tf.Tensor[] {
  const shape = shapeOf(qkv!, attributes);
  const [q, k, v] = split(qkv!, shape);
  const p = weights(q, k, shape.size);
  return [join(tf.matMul(p, v), shape, 1), q, k, v, p];
}

/**
 * Gradient with respect to qkv from what the forward pass kept. With P the weights and O the output: dV = Pᵀ·dO, dP = dO·vᵀ,
 * dS = P∘(dP − rowsum(P∘dP)), dQ = dS·k/√size, dK = dSᵀ·q/√size.
 */
export function attentionGradHost({ qkv, dy, ...kept }: Inputs, attributes: Attributes): tf.Tensor {
  const shape = shapeOf(qkv!, attributes);
  const { images, tokens, heads, size } = shape;
  const [q, k, v, p] = [kept.kept0!, kept.kept1!, kept.kept2!, kept.kept3!];
  const dO = tf.reshape(tf.transpose(tf.reshape(dy!, [images, tokens, heads, size]), [2, 0, 1, 3]), [heads * images, tokens, size]);
  const dV = tf.matMul(p, dO, true, false);
  const pdP = tf.mul(p, tf.matMul(dO, v, false, true));
  const dS = tf.mul(tf.sub(pdP, tf.mul(p, tf.sum(pdP, 2, true))), 1 / Math.sqrt(size));
  const dQ = tf.matMul(dS, k);
  const dK = tf.matMul(dS, q, true, false);
  return join(tf.concat([dQ, dK, dV], 0), shape, 3);
}

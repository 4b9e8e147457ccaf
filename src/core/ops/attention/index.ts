/**
 * Multi-head self-attention without its projections (Vaswani et al., arXiv 1706.03762, eq. 1), in timm's layout of qkv.
 */
import type * as tf from '@tensorflow/tfjs';
import { named, onTensors, registerOperation, runOperation, runOperationFirst } from '../runtime';
import { attentionGradHost, attentionHost } from './host';
import { attentionGradWebgpu, attentionWebgpu } from './webgpu';

registerOperation('Attention', {
  host: onTensors(attentionHost),
  webgpu: attentionWebgpu,
  gradient: {
    inputs: ['qkv'],
    // On wasm and cpu q, k, v and the weights; on webgpu nothing.
    outputs: [false, true, true, true, true],
    of: ([dy], [qkv, ...kept], attributes) => ({
      qkv: () => runOperation('AttentionGrad', { qkv: qkv!, dy: dy!, ...named(kept) }, attributes),
    }),
  },
});
registerOperation('AttentionGrad', { host: onTensors(attentionGradHost), webgpu: attentionGradWebgpu });

/**
 * softmax(q·kᵀ/√size)·v for every image and head.
 * @param qkv [images·tokens, 3·width], columns as (q, k, v) × head × size
 * @param tokens tokens of one image
 * @param heads number of heads; width = heads·size
 * @returns [images·tokens, width], columns as head × size; differentiable
 * @throws RangeError when tokens does not divide the rows or heads the width
 */
export function attention(qkv: tf.Tensor2D, tokens: number, heads: number): tf.Tensor2D {
  const [rows, columns] = qkv.shape;
  if (rows % tokens !== 0) throw new RangeError(`${tokens} tokens an image do not divide ${rows} rows`);
  if (columns % (3 * heads) !== 0) throw new RangeError(`${heads} heads do not divide q, k and v of ${columns} columns in all`);
  return runOperationFirst('Attention', { qkv }, { tokens, heads });
}

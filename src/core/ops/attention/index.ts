/**
 * Multi-head self-attention without its projections (Vaswani et al., arXiv 1706.03762, eq. 1), in timm's layout of qkv.
 */
import type * as tf from '@tensorflow/tfjs';
import { differentiable, named, registerOperation, runOperation, runOperationMulti } from '../operation';
import { attentionGradReference, attentionReference } from './reference';
import { attentionGradWebgpu, attentionWebgpu } from './webgpu';

registerOperation('Attention', { reference: attentionReference, webgpu: attentionWebgpu });
registerOperation('AttentionGrad', { reference: attentionGradReference, webgpu: attentionGradWebgpu });

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
  return differentiable(
    ([qkv], save) => {
      const [value, ...kept] = runOperationMulti('Attention', { qkv: qkv! }, { tokens, heads });
      save([qkv!, ...kept]);
      return {
        value: value!,
        gradient: (dy, [qkv, ...kept]) => [runOperation('AttentionGrad', { qkv: qkv!, dy, ...named(kept) }, { tokens, heads })],
      };
    },
    [qkv],
  ) as tf.Tensor2D;
}

/**
 * The model in two parts for tfjs's tape: what is frozen runs outside of it, so that nothing of that is kept for the backward pass, which
 * ends at the lowest parameter that is trained.
 */
import * as tf from '@tensorflow/tfjs';
import type { TrainedPart } from '../configuration/train';
import { patchCount, type ModelShape } from './shape';
import { bodyOf, embedTokens, forwardBlocks, headOf, type Parameters } from './vit';

export interface ModelTape {
  /**
   * From patches to where the trained part begins: to the patches themselves, the token sequence before a block, or the body features.
   * What is left between is the caller's tidy's.
   */
  lower(parameters: Parameters, patches: tf.Tensor2D): tf.Tensor2D;
  /** From there to features [n, embedding]. */
  upper(parameters: Parameters, from: tf.Tensor2D): tf.Tensor2D;
  /**
   * The value of a function of the features, and its gradient with respect to every trained parameter, in the order of their names.
   * @param from what `lower` gave
   * @param dy of a function that is no scalar, the gradient of its value
   */
  differentiate<T extends tf.Tensor>(
    parameters: Parameters,
    from: tf.Tensor2D,
    of: (features: tf.Tensor2D) => T,
    dy?: T,
  ): { value: T; gradients: tf.Tensor[] };
}

/** @param trained names of the parameters that are trained, which are those of `part` */
export function modelTape(model: ModelShape, part: TrainedPart, trained: readonly string[]): ModelTape {
  const { depth, width } = model;
  const { patchEmbedding, positions, firstBlock, norm } = part;
  const tokens = patchCount(model) + 1;

  const lower: ModelTape['lower'] = (parameters, patches) => {
    if (patchEmbedding) return patches;
    const sequence = forwardBlocks(model, parameters, embedTokens(parameters, patches), 0, firstBlock);
    return norm ? sequence : bodyOf(model, parameters, sequence);
  };
  const upper: ModelTape['upper'] = (parameters, from) => {
    if (!norm) return headOf(parameters, from);
    const sequence = patchEmbedding ? embedTokens(parameters, from) : from;
    return headOf(parameters, bodyOf(model, parameters, forwardBlocks(model, parameters, sequence, firstBlock, depth)));
  };
  // Without the projection of patches, class token and positions are summands of the sequence, whose gradient is found in their place.
  const summands = positions && !patchEmbedding;
  const differentiated = summands ? trained.filter((name) => name !== 'cls_token' && name !== 'pos_embed') : trained;

  function differentiate<T extends tf.Tensor>(parameters: Parameters, from: tf.Tensor2D, of: (features: tf.Tensor2D) => T, dy?: T) {
    const run = (...tensors: tf.Tensor[]) => {
      const own = { ...parameters, ...Object.fromEntries(differentiated.map((name, i) => [name, tensors[i]!])) };
      return of(upper(own, summands ? (tensors.at(-1) as tf.Tensor2D) : from));
    };
    const [value, ...gradients] = tf.tidy(() => {
      const arguments_ = [...differentiated.map((name) => parameters[name]!), ...(summands ? [from] : [])];
      const { value, grads } = tf.valueAndGrads(run as unknown as (...tensors: tf.Tensor[]) => tf.Scalar)(
        arguments_,
        dy as unknown as tf.Scalar,
      );
      if (!summands) return [value, ...grads];
      const dSequence = tf.reshape(grads.pop()!, [-1, tokens, width]);
      const dPositions = tf.sum(dSequence, 0, true);
      return [value, tf.slice(dPositions, [0, 0, 0], [1, 1, width]), dPositions, ...grads];
    });
    return { value: value as T, gradients };
  }
  return { lower, upper, differentiate };
}

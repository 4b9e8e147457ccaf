/**
 * The contrastive cross-entropy over one similarity matrix, all pairs of sample slots at once (DESIGN §2; Ermolov et al. 2022,
 * eq. 8, as HypMix sums it).
 *
 * Rows stand class-major: row k·m + i is sample i of class k. For every ordered pair of slots i ≠ j and every anchor (k, i):
 *
 *   −log p(x⁺),   p(x⁺) = exp s⁺ / (exp s⁺ + Σ exp s⁻),   x⁺ = (k, j),   x⁻ = (k′, j) and (k′, i) for all k′ ≠ k
 *
 * mean over anchors, summed over the pairs. Its gradient by the similarity of a negative is p(x⁻)/K and by that of the positive
 * (p(x⁺) − 1)/K. The accuracy is the share of pairs and anchors whose s⁺ is larger than every s⁻. With z = log Σ exp s⁻ − s⁺ the term is softplus(z) and 1 − p(x⁺) = sigmoid(z): no digit is lost when p(x⁺) → 1.
 */
import * as tf from '@tensorflow/tfjs';
import { onArrays, registerOperation, runOperation, runOperationMulti, runShader } from '../runtime';
import { checkBatch } from './batch';
import { contrastiveBackward, contrastiveForward } from './host';
import { gradientProgram, lossProgram, termsProgram } from './kernel';

export { checkBatch };

const LOSS = 'ContrastiveCrossEntropy';
const GRADIENT = 'ContrastiveCrossEntropyGradient';

type Attributes = { samplesPerClass: number };

export interface ContrastiveResult {
  loss: tf.Scalar;
  /** Share of ordered pairs of slots and anchors whose largest logit is the target's; a tie counts as wrong. Has no gradient. */
  accuracy: tf.Scalar;
  /**
   * [n, m, 3]: for row a and slot j, −log p(x⁺), 1 − p(x⁺), and 1 where s⁺ is the largest, else 0; zeros at the row's own slot.
   * So p(x⁻) = exp(s⁻ − s⁺ + log p(x⁺)).
   */
  terms: tf.Tensor3D;
}

/**
 * Loss of a similarity matrix [n, n] with `samplesPerClass` rows to a class, differentiable in the matrix.
 * Throws RangeError unless the matrix is square, with at least two classes of at least two samples.
 */
export function contrastiveCrossEntropy(similarity: tf.Tensor2D, samplesPerClass: number): ContrastiveResult {
  const [n, columns] = similarity.shape;
  if (n !== columns)
    throw new RangeError(`The similarity of a batch with itself is a square matrix, not [${similarity.shape.join(', ')}].`);
  checkBatch(n, samplesPerClass);
  const [summary, terms] = runOperationMulti(LOSS, { similarity }, { samplesPerClass });
  const [loss, accuracy] = tf.tidy(() => [0, 1].map((at) => tf.reshape(tf.slice(summary!, [at], [1]), []) as tf.Scalar));
  summary!.dispose();
  return { loss: loss!, accuracy: accuracy!, terms: terms as tf.Tensor3D };
}

registerOperation<Attributes>(LOSS, {
  host: onArrays(({ similarity }, { samplesPerClass }) => contrastiveForward(similarity!, samplesPerClass)),
  webgpu({ similarity }, { samplesPerClass }) {
    const n = similarity!.shape[0]!;
    const terms = runShader(termsProgram(n, samplesPerClass), [similarity!]);
    return [runShader(lossProgram(n, samplesPerClass), [terms]), terms];
  },
  gradient: {
    inputs: ['similarity'],
    outputs: [false, true],
    of: ([dy], [similarity, terms], { samplesPerClass }) => ({
      similarity: () => runOperation(GRADIENT, { similarity: similarity!, terms: terms!, dy: dy! }, { samplesPerClass }),
    }),
  },
});
registerOperation<Attributes>(GRADIENT, {
  host: onArrays(({ similarity, terms, dy }, { samplesPerClass }) => contrastiveBackward(similarity!, terms!, dy!, samplesPerClass)),
  webgpu: ({ similarity, terms, dy }, { samplesPerClass }) =>
    runShader(gradientProgram(similarity!.shape[0]!, samplesPerClass), [similarity!, terms!, dy!]),
});

/**
 * Features → embedding (DESIGN §2): what the head's geometry makes of the linear layer's output.
 *
 *   sphere   e = f/‖f‖
 *   ball     u = f·min(1, r/‖f‖)  (or from e, for `hyperbolicInput: 'normalized'`),
 *            b = tanh(√c‖u‖)·u/(√c‖u‖)  kept within (1 − 10⁻³)/√c
 *
 * The exponential map at 0 and the clipping are Ermolov et al. 2022, eqs. 5 and 6. Both mappings keep the direction of f, so
 * everything is a radius R(‖f‖) times f/‖f‖ and the gradient is exact in closed form:
 *
 *   ∂L/∂f = R/‖f‖·(g − ê⟨ê, g⟩) + R′·ê⟨ê, g⟩,   ê = f/‖f‖
 */
import type * as tf from '@tensorflow/tfjs';
import { onArrays, registerOperation, runOperation, runShader } from '../runtime';
import { embeddingAttributes, type EmbeddingAttributes, type EmbeddingOptions } from './attributes';
import { embedBackward, embedForward } from './host';
import { embedBackwardProgram, embedForwardProgram } from './kernel';

export { embeddingAttributes, type EmbeddingOptions };

const FORWARD = 'HeadEmbedding';
const BACKWARD = 'HeadEmbeddingGradient';

/**
 * Embedding of features [n, d]: [n, d] on the unit sphere (`spherical`) or in the ball of radius 1/√c (`hyperbolic`), or
 * [n, 2d] with both side by side, sphere first (`fused`). Differentiable; a zero feature gives 0 and no NaN.
 * Throws RangeError for c ≤ 0, a negative clip radius, or features that are not a matrix.
 */
export function headEmbedding(features: tf.Tensor2D, options: EmbeddingOptions): tf.Tensor2D {
  if (features.rank !== 2) throw new RangeError(`Features must be a matrix [n, d], not of shape [${features.shape.join(', ')}].`);
  return runOperation(FORWARD, { features }, { ...embeddingAttributes(options) });
}

registerOperation<EmbeddingAttributes>(FORWARD, {
  host: onArrays(({ features }, attributes) => embedForward(features!, attributes)),
  webgpu: ({ features }, attributes) => runShader(embedForwardProgram(features!.shape[0]!, features!.shape[1]!, attributes), [features!]),
  gradient: {
    inputs: ['features'],
    of: ([dy], [features], attributes) => ({
      features: () => runOperation(BACKWARD, { features: features!, dy: dy! }, { ...attributes }),
    }),
  },
});
registerOperation<EmbeddingAttributes>(BACKWARD, {
  host: onArrays(({ features, dy }, attributes) => embedBackward(features!, dy!, attributes)),
  webgpu: ({ features, dy }, attributes) =>
    runShader(embedBackwardProgram(features!.shape[0]!, features!.shape[1]!, attributes), [features!, dy!]),
});

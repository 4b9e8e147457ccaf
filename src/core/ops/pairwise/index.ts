/**
 * Similarity of every row of x with every row of y in one operation (DESIGN §2), without a buffer of n·m·d values:
 *
 *   spherical    s = ⟨e_x, e_y⟩ / τ_s
 *   hyperbolic   s = −d(x, y) / τ_h
 *   fused        s = ⟨e_x, e_y⟩ / τ_s − λ·d(x, y) / τ_h
 *
 * with the distance of the Poincaré ball of curvature −c (Nickel & Kiela 2017, eq. 1, scaled to c; equal to Möbius addition's
 * (2/√c)·artanh(√c‖−x ⊕ y‖), Ermolov et al. 2022, eq. 3):
 *
 *   t = c‖x−y‖² / ((1−c‖x‖²)(1−c‖y‖²)),   d = (2/√c)·asinh(√t)
 *
 * ‖x−y‖² is summed per pair: through the Gram matrix near duplicates would lose all their digits. A row is an embedding as
 * `headEmbedding` makes it: on the sphere [d], in the ball [d], or for `fused` both side by side [2d].
 */
import type * as tf from '@tensorflow/tfjs';
import { onArrays, registerOperation, runOperation, runShader } from '../runtime';
import { checked, similarityAttributes, type PairwiseAttributes, type SimilarityOptions, type Upstream } from './attributes';
import { pairwiseBackward, pairwiseForward } from './host';
import { backwardProgram, forwardProgram, type PairwiseShape } from './kernel';

export { similarityAttributes, type SimilarityOptions };

const PAIRWISE = 'PairwiseSimilarity';
const SELF = 'SelfSimilarity';
const GRADIENT = 'PairwiseSimilarityGradient';

/** Similarities [n, m] of x [n, width] with y [m, width]; differentiable in both. Throws RangeError for shapes that do not fit. */
export function pairwiseSimilarity(x: tf.Tensor2D, y: tf.Tensor2D, options: SimilarityOptions): tf.Tensor2D {
  return compare(x, y, similarityAttributes(options));
}

/** Similarities [n, n] of the rows of x with each other: as `pairwiseSimilarity(x, x)`, with one gradient instead of two. */
export function selfSimilarity(x: tf.Tensor2D, options: SimilarityOptions): tf.Tensor2D {
  return compare(x, undefined, similarityAttributes(options));
}

/** Hyperbolic distances [n, m] of points x [n, d], y [m, d] in the ball of radius 1/√c; 0 exactly between equal rows. */
export function pairwiseDistance(x: tf.Tensor2D, y: tf.Tensor2D, c: number): tf.Tensor2D {
  return compare(x, y, checked({ useCosine: false, useDistance: true, cosine: 0, distance: 1, c }));
}

function compare(x: tf.Tensor2D, y: tf.Tensor2D | undefined, attributes: PairwiseAttributes): tf.Tensor2D {
  const width = x.shape[1];
  if (x.rank !== 2 || (y && y.rank !== 2)) throw new RangeError('Embeddings to compare must be matrices, one row each.');
  if (y && y.shape[1] !== width) throw new RangeError(`Embeddings of width ${width} and ${y.shape[1]} cannot be compared.`);
  if (attributes.useCosine && attributes.useDistance && width % 2 !== 0)
    throw new RangeError(
      `A fused embedding is a spherical and a ball part of equal width side by side; ${width} columns cannot be halved.`,
    );
  return y ? runOperation(PAIRWISE, { x, y }, { ...attributes }) : runOperation(SELF, { x }, { ...attributes });
}

function sideGradient(x: tf.Tensor, y: tf.Tensor, dy: tf.Tensor, attributes: PairwiseAttributes, upstream: Upstream): tf.Tensor {
  return runOperation(GRADIENT, { x, y, dy }, { ...attributes, upstream });
}

type GradientAttributes = PairwiseAttributes & { upstream: Upstream };

const pairShape = (x: tf.TensorInfo, y: tf.TensorInfo): PairwiseShape => ({ n: x.shape[0]!, m: y.shape[0]!, width: x.shape[1]! });

registerOperation<PairwiseAttributes>(PAIRWISE, {
  host: onArrays(({ x, y }, attributes) => pairwiseForward(x!, y!, attributes)),
  webgpu: ({ x, y }, attributes) => runShader(forwardProgram(pairShape(x!, y!), attributes), [x!, y!]),
  gradient: {
    inputs: ['x', 'y'],
    of: ([dy], [x, y], attributes) => ({
      x: () => sideGradient(x!, y!, dy!, attributes, 'row'),
      y: () => sideGradient(y!, x!, dy!, attributes, 'column'),
    }),
  },
});
registerOperation<PairwiseAttributes>(SELF, {
  host: onArrays(({ x }, attributes) => pairwiseForward(x!, x!, attributes)),
  webgpu: ({ x }, attributes) => runShader(forwardProgram(pairShape(x!, x!), attributes), [x!, x!]),
  gradient: {
    inputs: ['x'],
    of: ([dy], [x], attributes) => ({ x: () => sideGradient(x!, x!, dy!, attributes, 'both') }),
  },
});
registerOperation<GradientAttributes>(GRADIENT, {
  host: onArrays(({ x, y, dy }, attributes) => pairwiseBackward(x!, y!, dy!, attributes, attributes.upstream)),
  webgpu({ x, y, dy }, attributes) {
    const program = backwardProgram(pairShape(x!, y!), attributes, attributes.upstream);
    return runShader(program, attributes.useDistance ? [x!, y!, dy!] : [y!, dy!]);
  },
});

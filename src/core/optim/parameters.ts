/**
 * The parameters of one model on the current backend together with their optimiser: AdamW with decoupled weight decay on
 * every parameter that is trained, preceded by clipping to a global gradient norm (DESIGN §2, §5).
 */
import type * as tf from '@tensorflow/tfjs';
import type { OptimizerConfig } from '../configuration/schema';
import type { ParameterShape } from '../model/shape';

export type AdamWConfig = Pick<OptimizerConfig, 'weightDecay' | 'beta1' | 'beta2' | 'epsilon' | 'clipNorm'>;

/** Parameter name → [weights, first moment, second moment], row-major. Moments of a frozen parameter are empty. */
export type ParameterArrays = Record<string, [Float32Array, Float32Array, Float32Array]>;

/** Parameters whose weights are tensors and whose optimiser runs in JavaScript. */
export interface HostParameters {
  readonly shapes: readonly ParameterShape[];
  /** Names of those that are trained, in the order of `shapes`. */
  readonly trained: readonly string[];
  /** Current weights in the order of `shapes`. Owned here; to be asked for anew after each `update`. */
  tensors(): tf.Tensor[];
  /**
   * One step of the optimiser. `step` is t, 1 for the first. Gradients in the order of `trained`; they stay the caller's and must
   * live until the promise `applied` has resolved. `norm` gives the global norm before clipping.
   */
  update(gradients: tf.Tensor[], learningRate: number, step: number): { applied: Promise<void>; norm: Promise<number> };
  read(): Promise<ParameterArrays>;
  /** Replaces weights and moments; moments of what is frozen are left out. */
  write(arrays: Readonly<ParameterArrays>): void;
  dispose(): void;
}

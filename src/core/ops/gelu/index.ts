/**
 * Gaussian error linear unit, exact form: GELU(x) = x·Φ(x) (Hendrycks & Gimpel, arXiv 1606.08415, eq. 1), any shape.
 */
import type * as tf from '@tensorflow/tfjs';
import { differentiable, named, registerOperation, runOperation, runOperationMulti } from '../operation';
import { geluGradReference, geluReference } from './reference';
import { geluGradWebgpu, geluWebgpu } from './webgpu';

registerOperation('Gelu', { reference: geluReference, webgpu: geluWebgpu });
registerOperation('GeluGrad', { reference: geluGradReference, webgpu: geluGradWebgpu });

/** GELU of every element; differentiable. Error of the value below 5e-7 (absolute, webgpu's erf) and 2e-7 relative on wasm and cpu. */
export function gelu<T extends tf.Tensor>(x: T): T {
  return differentiable(
    ([x], save) => {
      const [value, ...kept] = runOperationMulti('Gelu', { x: x! });
      save([x!, ...kept]);
      return {
        value: value!,
        gradient: (dy, [x, ...kept]) => [runOperation('GeluGrad', { x: x!, dy, ...named(kept) })],
      };
    },
    [x],
  ) as T;
}

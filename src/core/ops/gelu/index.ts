/**
 * Gaussian error linear unit, exact form: GELU(x) = x·Φ(x) (Hendrycks & Gimpel, arXiv 1606.08415, eq. 1), any shape.
 */
import type * as tf from '@tensorflow/tfjs';
import { named, onTensors, registerOperation, runOperation, runOperationFirst } from '../runtime';
import { geluGradHost, geluHost } from './host';
import { geluGradWebgpu, geluWebgpu } from './webgpu';

registerOperation('Gelu', {
  host: onTensors(geluHost),
  webgpu: geluWebgpu,
  gradient: {
    inputs: ['x'],
    outputs: [false, true],
    of: ([dy], [x, ...kept]) => ({ x: () => runOperation('GeluGrad', { x: x!, dy: dy!, ...named(kept) }) }),
  },
});
registerOperation('GeluGrad', { host: onTensors(geluGradHost), webgpu: geluGradWebgpu });

/** GELU of every element; differentiable. Error of the value below 5e-7 (absolute, webgpu's erf) and 2e-7 relative on wasm and cpu. */
export function gelu<T extends tf.Tensor>(x: T): T {
  return runOperationFirst('Gelu', { x });
}

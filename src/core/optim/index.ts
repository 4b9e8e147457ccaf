import * as tf from '@tensorflow/tfjs';
import type { ParameterShape } from '../model/shape';
import { createGpuParameters } from './gpuParameters';
import { createHostParameters } from './hostParameters';
import type { AdamWConfig, TrainableParameters } from './parameters';

export type { AdamWConfig, ParameterArrays, TrainableParameters } from './parameters';

/** Parameters with their optimiser on the current backend, with the given weights (by name) and moments of 0. */
export function createParameters(
  shapes: readonly ParameterShape[],
  weights: Readonly<Record<string, Float32Array>>,
  config: AdamWConfig,
): TrainableParameters {
  return tf.getBackend() === 'webgpu' ? createGpuParameters(shapes, weights, config) : createHostParameters(shapes, weights, config);
}

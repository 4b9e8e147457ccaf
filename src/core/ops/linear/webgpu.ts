/** Dispatch of the linear layer's programs as operations of tfjs. */
import type * as tf from '@tensorflow/tfjs';
import type { Attributes, Inputs } from '../runtime';
import { disposeInfo, runShader } from '../runtime';
import { align } from '../runtime/plan';
import { sumBlocks } from '../sumBlocks';
import { inputGradientProgram, linearProgram, weightGradientProgram, type Sides } from './kernel';

/** Rows summed by one invocation of the weight gradient. */
const BLOCK_ROWS = 512;

const sidesOf = (x: tf.TensorInfo, outputs: number): Sides => ({ rows: x.shape[0]!, inputs: x.shape[1]!, outputs });

/** x·Wᵀ + b (+ residual), one dispatch. */
export function linearWebgpu({ x, weight, bias, residual }: Inputs): tf.TensorInfo {
  const program = linearProgram(sidesOf(x!, weight!.shape[0]!), residual ? 'residual' : 'none');
  return runShader(program, [x!, weight!, bias!, ...(residual ? [residual] : [])]);
}

/** [dyᵀ·x, Σ dy], three dispatches. */
export function weightGradientWebgpu(x: tf.TensorInfo, dy: tf.TensorInfo): [tf.TensorInfo, tf.TensorInfo] {
  const sides = sidesOf(x, dy.shape[1]!);
  const { rows, inputs, outputs } = sides;
  const blocks = Math.ceil(rows / BLOCK_ROWS);
  const [weightStride, biasStride] = [align(outputs * inputs), align(outputs)];
  const biasAt = blocks * weightStride;
  const places = { blocks, weightAt: 0, weightStride, biasAt, biasStride };
  const partial = runShader(weightGradientProgram(sides, places, biasAt + blocks * biasStride), [x, dy]);
  const dWeight = sumBlocks(partial, { shape: [outputs, inputs], blocks, offset: 0, stride: weightStride });
  const dBias = sumBlocks(partial, { shape: [outputs], blocks, offset: biasAt, stride: biasStride });
  disposeInfo(partial);
  return [dWeight, dBias];
}

/** [dW, db] or, with `inputGradient`, [dW, db, dx]. */
export function linearGradWebgpu({ x, weight, dy }: Inputs, { inputGradient }: Attributes): tf.TensorInfo[] {
  const parameters = weightGradientWebgpu(x!, dy!);
  if (!inputGradient) return parameters;
  return [...parameters, runShader(inputGradientProgram(sidesOf(x!, dy!.shape[1]!)), [dy!, weight!])];
}

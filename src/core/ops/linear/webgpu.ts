/** Choice and dispatch of the WGSL products. */
import type * as tf from '@tensorflow/tfjs';
import type { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';
import type { Attributes, Inputs } from '../operation';
import { runShader } from '../runtime';
import { sumBlocks } from '../sumBlocks';
import {
  forwardPlain,
  forwardTiled,
  inputGradientPlain,
  inputGradientTiled,
  ROWS,
  TILE,
  weightGradientPlain,
  weightGradientTiled,
  WIDE,
} from './wgsl';

/** Rows summed by one invocation of the weight gradient. */
const BLOCK_ROWS = 512;

const integers = (values: Record<string, number>) => Object.entries(values).map(([name, value]) => ({ name, type: 'i32' as const, value }));
const fours = (...sides: number[]) => sides.every((side) => side % 4 === 0);

/** x·Wᵀ + b (+ residual), one dispatch. */
export function linearWebgpu(backend: WebGPUBackend, { x, weight, bias, residual }: Inputs): tf.TensorInfo {
  const [rows, inputs] = x!.shape as [number, number];
  const outputs = weight!.shape[0]!;
  const tiled = fours(inputs);
  const add = residual !== undefined;
  return runShader(
    backend,
    {
      key: `negativeSpaceLinear${tiled ? 'Tiled' : 'Plain'}${add ? 'Residual' : ''}`,
      inputs: ['x', 'weight', 'bias', ...(add ? ['residual'] : [])],
      components: [tiled ? 4 : 1, tiled ? 4 : 1, 1, 1].slice(0, add ? 4 : 3),
      outputShape: [rows, outputs],
      invocations: tiled ? Math.ceil(rows / TILE) * Math.ceil(outputs / TILE) : rows * outputs,
      uniforms: integers({ rows, inputs, outputs }),
      code: (tiled ? forwardTiled : forwardPlain)(add),
    },
    [x!, weight!, bias!, ...(add ? [residual] : [])],
  );
}

/** dy·W, one dispatch. */
export function inputGradientWebgpu(backend: WebGPUBackend, dy: tf.TensorInfo, weight: tf.TensorInfo): tf.TensorInfo {
  const [outputs, inputs] = weight.shape as [number, number];
  const rows = dy.shape[0]!;
  const tiled = fours(inputs, outputs);
  return runShader(
    backend,
    {
      key: `negativeSpaceInputGradient${tiled ? 'Tiled' : 'Plain'}`,
      inputs: ['dy', 'weight'],
      components: tiled ? [4, 4] : [1, 1],
      outputShape: [rows, inputs],
      invocations: tiled ? Math.ceil(rows / ROWS) * Math.ceil(inputs / WIDE) : rows * inputs,
      uniforms: integers({ rows, inputs, outputs }),
      code: tiled ? inputGradientTiled : inputGradientPlain,
    },
    [dy, weight],
  );
}

/** [dyᵀ·x, Σ dy], three dispatches. */
export function weightGradientWebgpu(backend: WebGPUBackend, x: tf.TensorInfo, dy: tf.TensorInfo): [tf.TensorInfo, tf.TensorInfo] {
  const [rows, inputs] = x.shape as [number, number];
  const outputs = dy.shape[1]!;
  const tiled = fours(inputs, outputs);
  const blocks = Math.ceil(rows / BLOCK_ROWS);
  const partial = runShader(
    backend,
    {
      key: `negativeSpaceWeightGradient${tiled ? 'Tiled' : 'Plain'}`,
      inputs: ['x', 'dy'],
      components: tiled ? [4, 4] : [1, 1],
      outputShape: [blocks * outputs * (inputs + 1)],
      invocations: blocks * (tiled ? Math.ceil(outputs / WIDE) * Math.ceil(inputs / WIDE) : outputs * inputs),
      uniforms: integers({ rows, inputs, outputs, blockRows: BLOCK_ROWS, blocks }),
      code: tiled ? weightGradientTiled : weightGradientPlain,
    },
    [x, dy],
  );
  const dWeight = sumBlocks(backend, partial, { shape: [outputs, inputs], blocks, offset: 0, stride: outputs * inputs });
  const dBias = sumBlocks(backend, partial, { shape: [outputs], blocks, offset: blocks * outputs * inputs, stride: outputs });
  backend.disposeData(partial.dataId);
  return [dWeight, dBias];
}

/** [dW, db] or, with `inputGradient`, [dW, db, dx]. */
export function linearGradWebgpu(backend: WebGPUBackend, { x, weight, dy }: Inputs, { inputGradient }: Attributes): tf.TensorInfo[] {
  const parameters = weightGradientWebgpu(backend, x!, dy!);
  return inputGradient ? [...parameters, inputGradientWebgpu(backend, dy!, weight!)] : parameters;
}

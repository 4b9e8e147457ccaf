/**
 * Parameters on WebGPU: weights and moments of a parameter in one buffer [3, size], written in place by one dispatch a step.
 * The weights a model reads are a tensor of the parameter's own shape over the same buffer, whose first third they are.
 */
import * as tf from '@tensorflow/tfjs';
import type { ParameterShape } from '../model/shape';
import { sizeOf } from '../model/shape';
import { adamWWebgpu } from '../ops/adamw/webgpu';
import { gradientNormWebgpu } from '../ops/gradientNorm/webgpu';
import type { AdamWConfig, ParameterArrays, TrainableParameters } from './parameters';

interface Parameter extends ParameterShape {
  state: tf.Tensor;
  weights: tf.Tensor;
}

/** A tensor of `shape` over the beginning of another's buffer. Programs index by the shape they are given, so the rest stays out of sight. */
function viewOf(state: tf.Tensor, shape: number[]): tf.Tensor {
  tf.engine().backend.incRef(state.dataId);
  return tf.keep(tf.engine().makeTensorFromTensorInfo({ dataId: state.dataId, shape, dtype: 'float32' }));
}

function pack(arrays: readonly [Float32Array, Float32Array, Float32Array]): Float32Array {
  const size = arrays[0].length;
  const packed = new Float32Array(3 * size);
  arrays.forEach((array, i) => packed.set(array, i * size));
  return packed;
}

/** Parameters with the given weights (by name) and moments of 0. WebGPU must be the current backend. */
export function createGpuParameters(
  shapes: readonly ParameterShape[],
  weights: Readonly<Record<string, Float32Array>>,
  config: AdamWConfig,
): TrainableParameters {
  const place = (shape: number[], arrays: readonly [Float32Array, Float32Array, Float32Array]) => {
    const state = tf.keep(tf.tensor(pack(arrays), [3, sizeOf(shape)], 'float32'));
    return { state, weights: viewOf(state, shape) };
  };
  const parameters = shapes.map(({ name, shape }): Parameter => {
    const zeros = new Float32Array(sizeOf(shape));
    return { name, shape, ...place(shape, [weights[name]!, zeros, zeros]) };
  });
  const release = ({ state, weights }: Parameter) => {
    weights.dispose();
    state.dispose();
  };

  return {
    shapes,
    tensors: () => parameters.map(({ weights }) => weights),
    update(gradients, learningRate, step) {
      const clip = gradientNormWebgpu(gradients, config.clipNorm);
      parameters.forEach(({ state }, i) => adamWWebgpu(state, gradients[i]!, clip, { ...config, learningRate, step }));
      // Dispatches run in order: whatever is begun after this sees the new weights.
      const norm = clip.data().then((values) => values[1]!);
      return { applied: Promise.resolve(), norm: norm.finally(() => clip.dispose()) };
    },
    read: async () => {
      const entries = await Promise.all(
        parameters.map(async ({ name, state }) => {
          // tfjs remembers what has been read of a tensor: only a copy shows what the device holds now.
          const copy = tf.mul(state, 1);
          const packed = (await copy.data()) as Float32Array;
          copy.dispose();
          const size = packed.length / 3;
          return [name, [0, 1, 2].map((i) => packed.slice(i * size, (i + 1) * size))] as const;
        }),
      );
      return Object.fromEntries(entries) as unknown as ParameterArrays;
    },
    write(arrays) {
      for (const parameter of parameters) {
        release(parameter);
        Object.assign(parameter, place(parameter.shape, arrays[parameter.name]!));
      }
    },
    dispose: () => parameters.forEach(release),
  };
}

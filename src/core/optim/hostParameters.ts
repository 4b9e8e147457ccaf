/**
 * Parameters for backends whose memory is JavaScript's (wasm, cpu): weights and moments are typed arrays and the optimiser is
 * a loop over them, in one pass instead of some ten small tensor operations a parameter.
 */
import * as tf from '@tensorflow/tfjs';
import type { ParameterShape } from '../model/shape';
import { sizeOf } from '../model/shape';
import { adamWUpdate } from '../ops/adamw/host';
import { clipCoefficient, globalNorm } from '../ops/gradientNorm/host';
import type { AdamWConfig, ParameterArrays, HostParameters } from './parameters';

interface Parameter extends ParameterShape {
  value: Float32Array;
  first: Float32Array;
  second: Float32Array;
  tensor: tf.Tensor;
}

// A copy: the cpu backend takes the array it is given as its own, and the optimiser writes to ours.
const toTensor = (value: Float32Array, shape: number[]) => tf.keep(tf.tensor(value.slice(), shape, 'float32'));

/**
 * Parameters with the given weights (by name) and moments of 0.
 * @param isTrained by timm's name; default: every parameter
 */
export function createHostParameters(
  shapes: readonly ParameterShape[],
  weights: Readonly<Record<string, Float32Array>>,
  config: AdamWConfig,
  isTrained: (name: string) => boolean = () => true,
): HostParameters {
  const parameters = shapes.map(({ name, shape }): Parameter => {
    const size = sizeOf(shape);
    const value = Float32Array.from(weights[name]!);
    const moment = () => new Float32Array(isTrained(name) ? size : 0);
    return { name, shape, value, first: moment(), second: moment(), tensor: toTensor(value, shape) };
  });
  const trained = parameters.filter(({ name }) => isTrained(name));
  // A new tensor each time, never one written to in place: wasm's matrix product caches packed weights by tensor.
  const upload = (parameter: Parameter) => {
    parameter.tensor.dispose();
    parameter.tensor = toTensor(parameter.value, parameter.shape);
  };

  return {
    shapes,
    trained: trained.map(({ name }) => name),
    tensors: () => parameters.map(({ tensor }) => tensor),
    update(gradients, learningRate, step) {
      const norm = Promise.all(gradients.map((gradient) => gradient.data())).then((values) => {
        const norm = globalNorm(values);
        const gradientScale = clipCoefficient(norm, config.clipNorm);
        trained.forEach((parameter, i) => {
          adamWUpdate(parameter.value, parameter.first, parameter.second, values[i]!, { ...config, learningRate, step, gradientScale });
          upload(parameter);
        });
        return norm;
      });
      return { applied: norm.then(() => undefined), norm };
    },
    read: async () => {
      const arrays: ParameterArrays = {};
      for (const { name, value, first, second } of parameters) arrays[name] = [value.slice(), first.slice(), second.slice()];
      return arrays;
    },
    write(arrays) {
      for (const parameter of parameters) {
        const [value, first, second] = arrays[parameter.name]!;
        parameter.value.set(value);
        if (isTrained(parameter.name)) {
          parameter.first.set(first);
          parameter.second.set(second);
        }
        upload(parameter);
      }
    },
    dispose() {
      for (const { tensor } of parameters) tensor.dispose();
    },
  };
}

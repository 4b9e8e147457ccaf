/** The yardstick of the trial against the operations' references. */
import * as tf from '@tensorflow/tfjs';
import { describe, expect, it } from 'vitest';
import { referenceAttention } from '../ops/attention/reference';
import { referenceLayerNorm } from '../ops/layerNorm/reference';
import { useBackend, take } from '../ops/testing';
import { hostAttention, hostBiasGradient, hostInputGradient, hostLinear, hostNorm, hostWeightGradient } from './hostValues';
import { noise } from './selfTest/inputs';

const [rows, inputs, outputs] = [10, 12, 7];
const sides = { rows, inputs, outputs };
const [x, weight, bias, dy] = [noise(1, rows * inputs), noise(2, outputs * inputs), noise(3, outputs), noise(4, rows * outputs)];
const all = (size: number, valueAt: (at: number) => number) => Float64Array.from({ length: size }, (_, at) => valueAt(at));

describe('single values on the host', () => {
  useBackend('cpu');
  const [X, W, DY] = [
    () => tf.tensor2d(x, [rows, inputs]),
    () => tf.tensor2d(weight, [outputs, inputs]),
    () => tf.tensor2d(dy, [rows, outputs]),
  ];
  const both = (values: Float64Array, tensor: () => tf.Tensor) =>
    take(tf.tidy(tensor)).then((expected) => expect(values).toBeAllClose(expected, 1e-6));

  it('are those of a layer and its gradients', async () => {
    await both(all(rows * outputs, hostLinear(sides, x, weight, bias)), () => tf.add(tf.matMul(X(), W(), false, true), tf.tensor1d(bias)));
    await both(all(rows * inputs, hostInputGradient(sides, dy, weight)), () => tf.matMul(DY(), W()));
    await both(all(outputs * inputs, hostWeightGradient(sides, x, dy)), () => tf.matMul(DY(), X(), true, false));
    await both(all(outputs, hostBiasGradient(sides, dy)), () => tf.sum(DY(), 0));
  });
  it('are those of layer norm', () => {
    const [scale, shift] = [noise(5, inputs), noise(6, inputs)];
    return both(all(rows * inputs, hostNorm({ rows, width: inputs, epsilon: 1e-6 }, x, scale, shift)), () =>
      referenceLayerNorm(X(), tf.tensor1d(scale), tf.tensor1d(shift)),
    );
  });
  it('are those of attention', () => {
    const qkv = noise(7, rows * 3 * inputs);
    return both(all(rows * inputs, hostAttention({ rows, tokens: 5, heads: 3, width: inputs }, qkv)), () =>
      referenceAttention(tf.tensor2d(qkv, [rows, 3 * inputs]), 5, 3),
    );
  });
});

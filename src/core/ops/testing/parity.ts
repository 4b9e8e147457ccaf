/** An operation against its reference on the same backend: its value, and its gradient with respect to every input. */
import * as tf from '@tensorflow/tfjs';
import { describe, expect, it } from 'vitest';
import type { KernelVariant } from '../runtime/variant';
import './allClose';
import { take, useBackend, useVariant, type TestBackend } from './backend';
import { gaussian } from './numbers';

export interface ParityCase {
  name: string;
  /** Shapes of the inputs that are differentiated. */
  inputs: number[][];
  /** Standard deviation of the inputs; default 1. */
  scale?: number;
  operation(...inputs: tf.Tensor[]): tf.Tensor;
  reference(...inputs: tf.Tensor[]): tf.Tensor;
}

/** Both sides are float32: a few units in the last place of the largest value. */
const TOLERANCE = 5e-6;
/** Of each gradient, with what its products add up. */
const GRADIENT_TOLERANCE = 1e-5;

/** Declares the tests of an operation on a backend, on WebGPU with kernels of the given variant. */
export function paritySuite(cases: readonly ParityCase[], backend: TestBackend, variant?: KernelVariant): void {
  describe(`against the reference on ${backend}${variant ? `, ${variant}` : ''}`, () => {
    useBackend(backend);
    if (variant) useVariant(variant);
    it.each(cases.map((one, i) => [one.name, one, i] as const))('%s', async (_, { inputs, scale, operation, reference }, i) => {
      const before = tf.memory().numTensors;
      const tensors = inputs.map((shape, j) =>
        tf.tensor(
          gaussian(
            shape.reduce((a, b) => a * b, 1),
            100 * i + j,
            scale,
          ),
          shape,
        ),
      );
      const found = operation(...tensors);
      const expected = tf.tidy(() => reference(...tensors));
      expect(found.shape).toEqual(expected.shape);
      const mix = tf.tensor(gaussian(found.size, 7, 1), found.shape);
      expect(await take(found)).toBeAllClose(await take(expected), TOLERANCE);
      const gradientsOf = (f: ParityCase['operation']) => tf.grads((...all) => tf.sum(tf.mul(f(...all), mix)))(tensors);
      const [gradients, expectedGradients] = [gradientsOf(operation), gradientsOf(reference)];
      for (const [j, gradient] of gradients.entries())
        expect(await take(gradient), `input ${j}`).toBeAllClose(await take(expectedGradients[j]!), GRADIENT_TOLERANCE);
      tf.dispose([tensors, found, expected, mix, gradients, expectedGradients]);
      expect(tf.memory().numTensors).toBe(before);
    });
  });
}

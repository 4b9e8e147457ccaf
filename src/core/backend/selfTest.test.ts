import * as tf from '@tensorflow/tfjs';
import { describe, expect, it, vi } from 'vitest';
import { lossFloat64 } from '../ops/testing/float64';
import { useBackend } from '../ops/testing';
import { EXPECTED, runSelfTest } from './selfTest';
import {
  HEADS,
  IMAGES,
  LOSS_OPTIONS,
  PARAMETERS,
  TOKENS,
  WIDTH,
  directions,
  parameterNames,
  parameters,
  tokens,
  type ParameterName,
} from './selfTestStep';

type Float64Values = Record<ParameterName, Float64Array>;

/** x·Wᵀ of rows x. */
function times(x: number[][], weight: Float64Array): number[][] {
  const inputs = x[0]!.length;
  return x.map((row) =>
    Array.from({ length: weight.length / inputs }, (_, o) => row.reduce((sum, value, k) => sum + value * weight[o * inputs + k]!, 0)),
  );
}

/** erf by its Taylor series, which converges everywhere. */
function erf(x: number): number {
  let term = x;
  let sum = x;
  for (let k = 1; k < 200; k++) {
    term *= (-x * x) / k;
    sum += term / (2 * k + 1);
  }
  return (2 / Math.sqrt(Math.PI)) * sum;
}

/** The self-test's loss, written out in float64. */
function stepFloat64(p: Float64Values): number {
  const flat = tokens();
  const x = Array.from({ length: IMAGES * TOKENS }, (_, i) => [...flat.subarray(i * WIDTH, (i + 1) * WIDTH)]);
  const normalised = x.map((row) => {
    const mean = row.reduce((a, b) => a + b) / WIDTH;
    const variance = row.reduce((sum, value) => sum + (value - mean) ** 2, 0) / WIDTH;
    return row.map((value, k) => ((value - mean) / Math.sqrt(variance + 1e-6)) * p.gamma[k]!);
  });
  const qkv = times(normalised, p.qkv);
  const size = WIDTH / HEADS;
  const attended = x.map((_, i) => {
    const first = i - (i % TOKENS);
    return Array.from({ length: HEADS }, (_, h) => {
      const part = (row: number, which: number) => qkv[row]!.slice(which * WIDTH + h * size, which * WIDTH + (h + 1) * size);
      const scores = Array.from({ length: TOKENS }, (_, t) =>
        Math.exp(part(i, 0).reduce((sum, q, k) => sum + q * part(first + t, 1)[k]!, 0) / Math.sqrt(size)),
      );
      const total = scores.reduce((a, b) => a + b);
      return Array.from({ length: size }, (_, k) => scores.reduce((sum, score, t) => sum + (score / total) * part(first + t, 2)[k]!, 0));
    }).flat();
  });
  const add = (a: number[][], b: number[][]) => a.map((row, i) => row.map((value, k) => value + b[i]![k]!));
  const joined = add(times(attended, p.projection), x);
  const hidden = times(joined, p.up).map((row) => row.map((value) => (value / 2) * (1 + erf(value / Math.SQRT2))));
  const y = add(times(hidden, p.down), joined);
  const images = Array.from({ length: IMAGES }, (_, i) => y.slice(i * TOKENS, (i + 1) * TOKENS).flat());
  const { geometry, head, samplesPerClass } = LOSS_OPTIONS;
  return lossFloat64(times(images, p.head).flat(), IMAGES, PARAMETERS.head.shape[0], geometry, head, samplesPerClass);
}

const toFloat64 = (values: Record<ParameterName, Float32Array>) =>
  Object.fromEntries(parameterNames.map((name) => [name, Float64Array.from(values[name])])) as Float64Values;

describe('the stored values of the self-test', () => {
  const at = toFloat64(parameters());
  const along = toFloat64(directions());
  it('are the float64 loss', () => expect(EXPECTED.loss).toBeCloseTo(stepFloat64(at), 9));
  for (const name of parameterNames)
    it(`are its derivative along the direction of ${name}`, () => {
      const h = 1e-5;
      const moved = (by: number) => stepFloat64({ ...at, [name]: at[name].map((value, k) => value + by * along[name][k]!) });
      // Richardson's extrapolation: the error of the central difference falls to h⁴.
      const difference = (step: number) => (moved(step) - moved(-step)) / (2 * step);
      expect(EXPECTED.slopes[name]).toBeCloseTo((4 * difference(h / 2) - difference(h)) / 3, 6);
    });
});

for (const backend of ['cpu', 'wasm'] as const)
  describe(`self-test on ${backend}`, () => {
    useBackend(backend);
    it('passes and keeps no tensors', async () => {
      const before = tf.memory().numTensors;
      await runSelfTest();
      expect(tf.memory().numTensors).toBe(before);
    });
  });

describe('a backend that computes wrongly', () => {
  useBackend('cpu');
  it('is caught', async () => {
    const original = Math.exp;
    // The loops of the cpu backend's operations call this.
    vi.spyOn(Math, 'exp').mockImplementation((x) => original(x) * 1.01);
    await expect(runSelfTest()).rejects.toThrow(/NumericsError|expected/);
    vi.restoreAllMocks();
  });
});

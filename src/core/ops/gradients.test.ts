/** Values and gradients of the operations against formulas written out in float64 and their finite differences. */
import * as tf from '@tensorflow/tfjs';
import { describe, expect, it } from 'vitest';
import { attention } from './attention';
import { gelu } from './gelu';
import { layerNorm } from './layerNorm';
import { linear } from './linear';
import { embedPatches, extractPatches } from './patches';
import { finiteDifferences, gaussian, take, useBackend } from './testing';

type Formula = (x: Float64Array) => number[];

/** erf by its Taylor series, which converges for every x; float64 is enough for |x| < 4. */
function erf(x: number): number {
  let term = x;
  let sum = x;
  for (let n = 1; Math.abs(term) > 1e-18; n++) {
    term *= (-x * x) / n;
    sum += term / (2 * n + 1);
  }
  return (2 / Math.sqrt(Math.PI)) * sum;
}

const formulas = {
  gelu: ((x) => Array.from(x, (v) => (v * (1 + erf(v / Math.SQRT2))) / 2)) as Formula,
  /** x [rows, width], then γ, then β. */
  layerNorm:
    (rows: number, width: number): Formula =>
    (v) => {
      const [gamma, beta] = [v.subarray(rows * width), v.subarray((rows + 1) * width)];
      return Array.from({ length: rows }, (_, r) => {
        const row = v.subarray(r * width, (r + 1) * width);
        const mean = row.reduce((a, b) => a + b) / width;
        const variance = row.reduce((a, b) => a + (b - mean) ** 2, 0) / width;
        return Array.from(row, (value, k) => (gamma[k]! * (value - mean)) / Math.sqrt(variance + 1e-6) + beta[k]!);
      }).flat();
    },
  /** x [rows, inputs], W [outputs, inputs], b, residual. */
  linear:
    (rows: number, inputs: number, outputs: number): Formula =>
    (v) => {
      const weight = rows * inputs;
      const bias = weight + outputs * inputs;
      const residual = bias + outputs;
      return Array.from({ length: rows * outputs }, (_, i) => {
        const [r, o] = [Math.floor(i / outputs), i % outputs];
        let sum = v[bias + o]! + v[residual + i]!;
        for (let k = 0; k < inputs; k++) sum += v[r * inputs + k]! * v[weight + o * inputs + k]!;
        return sum;
      });
    },
  /** qkv of one image. */
  attention:
    (tokens: number, heads: number, size: number): Formula =>
    (v) => {
      const at = (token: number, part: number, head: number, i: number) =>
        v[token * 3 * heads * size + part * heads * size + head * size + i]!;
      const output = new Array<number>(tokens * heads * size).fill(0);
      for (let head = 0; head < heads; head++)
        for (let t = 0; t < tokens; t++) {
          const scores = Array.from({ length: tokens }, (_, j) => {
            let sum = 0;
            for (let i = 0; i < size; i++) sum += at(t, 0, head, i) * at(j, 1, head, i);
            return Math.exp(sum / Math.sqrt(size));
          });
          const total = scores.reduce((a, b) => a + b);
          for (let j = 0; j < tokens; j++)
            for (let i = 0; i < size; i++) output[t * heads * size + head * size + i]! += (scores[j]! / total) * at(j, 2, head, i);
        }
      return output;
    },
};

/** Checks an operation of tensors cut from one vector of variables, and the gradient of a random combination of its outputs. */
async function check(shapes: number[][], formula: Formula, operation: (...tensors: tf.Tensor[]) => tf.Tensor): Promise<void> {
  const sizes = shapes.map((shape) => shape.reduce((a, b) => a * b, 1));
  const x = gaussian(
    sizes.reduce((a, b) => a + b),
    7,
  );
  const value = formula(Float64Array.from(x));
  const mix = gaussian(value.length, 8);
  let from = 0;
  const tensors = shapes.map((shape, i) => tf.tensor(x.slice(from, (from += sizes[i]!)), shape));
  expect(await take(operation(...tensors))).toBeAllClose(value, 2e-6);
  const gradients = tf.grads((...list) => tf.sum(tf.mul(operation(...list), tf.tensor(mix, operation(...tensors).shape))))(tensors);
  const expected = finiteDifferences((point) => formula(point).reduce((sum, v, i) => sum + v * mix[i]!, 0), x);
  const found = (await Promise.all(gradients.map(take))).flatMap((gradient) => Array.from(gradient));
  expect(found).toBeAllClose(expected, 5e-6, sizes);
}

for (const backend of ['cpu', 'wasm'] as const)
  describe(`values and gradients on ${backend}`, () => {
    useBackend(backend);

    it('gelu', () => check([[4, 9]], formulas.gelu, (x) => gelu(x!)));
    it('gelu far out: 0 and x, with derivatives 0 and 1', async () => {
      const x = tf.tensor1d([-30, -6, 6, 30]);
      const { value, grad } = tf.valueAndGrad((v) => tf.sum(gelu(v)))(x);
      value.dispose();
      expect(await take(gelu(x))).toBeAllClose([0, 0, 6, 30], 1e-7);
      expect(await take(grad)).toBeAllClose([0, 0, 1, 1], 1e-6);
    });
    it('layer norm', () =>
      check([[3, 5], [5], [5]], formulas.layerNorm(3, 5), (x, g, b) => layerNorm(x as tf.Tensor2D, g as tf.Tensor1D, b as tf.Tensor1D)));
    it('layer norm of a constant row is β, without NaN', async () => {
      const y = layerNorm(tf.fill([1, 4], 3) as tf.Tensor2D, tf.ones([4]), tf.tensor1d([1, 2, 3, 4]));
      expect(await take(y)).toBeAllClose([1, 2, 3, 4], 0);
    });
    it('linear with residual', () =>
      check([[4, 3], [5, 3], [5], [4, 5]], formulas.linear(4, 3, 5), (x, w, b, r) =>
        linear(x as tf.Tensor2D, w as tf.Tensor2D, b as tf.Tensor1D, r as tf.Tensor2D),
      ));
    it('attention', () => check([[5, 18]], formulas.attention(5, 2, 3), (qkv) => attention(qkv as tf.Tensor2D, 5, 2)));

    it('patches stand row by row, their pixels as (y, x, channel)', async () => {
      const images = tf.range(0, 2 * 4 * 4 * 3).reshape([2, 4, 4, 3]) as tf.Tensor4D;
      const patches = extractPatches(images, 2);
      expect(patches.shape).toEqual([8, 12]);
      const values = await take(patches);
      expect(Array.from(values.slice(12, 24))).toEqual([6, 7, 8, 9, 10, 11, 18, 19, 20, 21, 22, 23]);
      expect(values[4 * 12]).toBe(48);
    });

    it('embedding of patches: token order and gradients', async () => {
      const [n, count, patch, width] = [2, 4, 2, 3];
      const pixels = gaussian(n * count * patch * patch * 3, 1);
      const shapes = [[width, 3, patch, patch], [width], [1, 1, width], [1, count + 1, width]];
      const formula: Formula = (v) => {
        const bias = width * 3 * patch * patch;
        const token = bias + width;
        const position = token + width;
        return Array.from({ length: n * (count + 1) * width }, (_, i) => {
          const [image, t, o] = [Math.floor(i / width / (count + 1)), Math.floor(i / width) % (count + 1), i % width];
          let sum = v[position + t * width + o]!;
          if (t === 0) return sum + v[token + o]!;
          sum += v[bias + o]!;
          const row = (image * count + t - 1) * patch * patch * 3;
          for (let p = 0; p < patch * patch; p++)
            for (let channel = 0; channel < 3; channel++) sum += pixels[row + p * 3 + channel]! * v[(o * 3 + channel) * patch * patch + p]!;
          return sum;
        });
      };
      const patches = tf.tensor2d(pixels, [n * count, patch * patch * 3]);
      await check(shapes, formula, (weight, bias, classToken, positions) =>
        embedPatches(patches, {
          weight: weight as tf.Tensor4D,
          bias: bias as tf.Tensor1D,
          classToken: classToken as tf.Tensor3D,
          positions: positions as tf.Tensor3D,
        }),
      );
    });

    it('refuses shapes that do not fit, by name', () => {
      const x = tf.zeros([4, 6]) as tf.Tensor2D;
      expect(() => linear(x, tf.zeros([2, 5]), tf.zeros([2]))).toThrow(/rows of 5 inputs, not 6/);
      expect(() => linear(x, tf.zeros([2, 6]), tf.zeros([3]))).toThrow(/bias of 2, not 3/);
      expect(() => layerNorm(x, tf.zeros([5]), tf.zeros([6]))).toThrow(/rows of 6/);
      expect(() => attention(x, 3, 2)).toThrow(/3 tokens/);
      expect(() => attention(x, 2, 4)).toThrow(/4 heads/);
      expect(() => extractPatches(tf.zeros([1, 6, 6, 3]), 4)).toThrow(/does not divide the image side 6/);
    });
  });

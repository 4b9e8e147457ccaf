/** Programs that only plans run, against plain float64 loops, at friendly and odd shapes, with the kernels of both variants. */
import * as tf from '@tensorflow/tfjs';
import { describe, expect, it } from 'vitest';
import { adamWProgram, adamWRates } from './adamw/kernel';
import { adamWUpdate } from './adamw/host';
import { clipCoefficient, globalNorm } from './gradientNorm/host';
import { clipProgram, gatherProgram, squareCount, stretchTable } from './gradientNorm/kernel';
import { inputGradientProgram, linearProgram, slopesAt } from './linear/kernel';
import { layerNormProgram, momentsProgram, normInputGradientProgram, type NormShape } from './layerNorm/kernel';
import { patchRowsProgram } from './patches/kernel';
import { dispatchOf } from './runtime/plan/pipeline';
import { align, PlanBuilder, type PlanProgram, type Region } from './runtime/plan';
import { attentionGradientPrograms, attentionProgram } from './attention/kernel';
import { referenceAttention } from './attention/reference';
import { referenceLayerNorm } from './layerNorm/reference';
import { gpuDevice } from './runtime/tfjsWebgpu';
import { kernelVariant, kernelVariants } from './runtime/variant';
import { gaussian, take, useBackend, useVariant, webgpuDevice } from './testing';

/** Runs one program on arrays; with `then`, that one after it into its result, on the same arrays. */
async function run(program: PlanProgram, inputs: Float32Array[], then?: PlanProgram, gpu = gpuDevice()): Promise<Float32Array> {
  const builder = new PlanBuilder();
  const regions = inputs.map((values) => builder.input(values.length, values));
  const result = builder.keep(builder.run(program, regions));
  if (then) builder.runInto(then, regions, result);
  const plan = await builder.build(gpu);
  const [values] = await plan.run([result]);
  plan.dispose();
  return values!;
}

const SHAPES = [
  [1, 4, 4],
  [5, 8, 12],
  [7, 6, 5],
  [70, 132, 68],
] as const;

/** rows, width: one row, rows that fill no workgroup, widths with and without vectors, long rows. */
const NORMS = [
  [1, 1],
  [1, 4],
  [3, 5],
  [13, 96],
  [70, 132],
  [5, 300],
] as const;

/** images, tokens, heads, size of a head */
const HEADS = [
  [1, 1, 1, 1],
  [1, 2, 1, 4],
  [2, 5, 1, 4],
  [3, 17, 4, 24],
  [2, 7, 3, 5],
  [1, 33, 2, 64],
] as const;

for (const variant of kernelVariants)
  describe(`programs of plans, ${variant}`, () => {
    useBackend('webgpu');
    useVariant(variant);

    it('use subgroups where the variant says so, and the device is asked for them where it has them', async () => {
      const offered = (await navigator.gpu.requestAdapter())!.features.has('subgroups');
      expect(webgpuDevice().features.has('subgroups')).toBe(offered);
      const used = variant === 'subgroups' && offered;
      expect(kernelVariant()).toBe(used || variant !== 'subgroups' ? variant : 'shared');
      const norm = layerNormProgram({ rows: 4, width: 8, epsilon: 1e-6 });
      const attention = attentionProgram({ rows: 4, tokens: 4, heads: 1, width: 8 });
      for (const { subgroups, code } of [norm, attention, gatherProgram({ size: 64, at: 0, squaresAt: 0 }), clipProgram(1, 3)]) {
        expect(subgroups ?? false).toBe(used);
        expect(code.includes('subgroupShuffleXor')).toBe(used);
      }
    });

    it.each(NORMS)('layer norm and its gradient: %i rows of %i', async (rows, width) => {
      const shape = { rows, width, epsilon: 1e-6 };
      const [x, weight, bias, dy] = [gaussian(rows * width, 1), gaussian(width, 2), gaussian(width, 3), gaussian(rows * width, 4)];
      const value = () => referenceLayerNorm(tf.tensor2d(x, [rows, width]), tf.tensor1d(weight), tf.tensor1d(bias));
      const expected = await take(tf.tidy(value));
      const dx = tf.tidy(() => {
        const norm = (x: tf.Tensor) => referenceLayerNorm(x as tf.Tensor2D, tf.tensor1d(weight), tf.tensor1d(bias));
        return tf.grad(norm)(tf.tensor2d(x, [rows, width]), tf.tensor2d(dy, [rows, width]));
      });
      expect(await run(layerNormProgram(shape), [x, weight, bias])).toBeAllClose(expected, 3e-6);
      const moments = await run(momentsProgram(shape), [x]);
      expect(await run(normInputGradientProgram(shape), [x, weight, dy, moments])).toBeAllClose(await take(dx), 3e-6);
    });

    it.each(HEADS)('attention and its gradient: %i images of %i tokens, %i heads of %i', async (images, tokens, heads, size) => {
      const [rows, width] = [images * tokens, heads * size];
      const shape = { rows, tokens, heads, width };
      const [qkv, dy] = [gaussian(rows * 3 * width, 1, 1.5), gaussian(rows * width, 2)];
      const reference = (x: tf.Tensor) => referenceAttention(x as tf.Tensor2D, tokens, heads);
      const value = tf.tidy(() => reference(tf.tensor2d(qkv, [rows, 3 * width])));
      const gradientOf = () => tf.grad(reference)(tf.tensor2d(qkv, [rows, 3 * width]), tf.tensor2d(dy, [rows, width]));
      const expectedGradient = await take(tf.tidy(gradientOf));
      const output = await run(attentionProgram(shape), [qkv]);
      expect(output.slice(0, rows * width)).toBeAllClose(await take(value), 3e-6);
      const [query, key] = attentionGradientPrograms(shape);
      const gradient = await run(query, [qkv, dy, output], key);
      expect(gradient.slice(0, 3 * rows * width)).toBeAllClose(expectedGradient, 5e-6);
    });

    it.each(SHAPES)('linear with GELU and its slope: %i × %i → %i', async (rows, inputs, outputs) => {
      const [x, w, b] = [gaussian(rows * inputs, 1), gaussian(outputs * inputs, 2, 1 / Math.sqrt(inputs)), gaussian(outputs, 3)];
      const sides = { rows, inputs, outputs };
      const found = await run(linearProgram(sides, 'gelu'), [x, w, b]);
      const expected = await tf.tidy(() => {
        const y = tf.add(tf.matMul(tf.tensor2d(x, [rows, inputs]), tf.tensor2d(w, [outputs, inputs]), false, true), tf.tensor1d(b));
        const cdf = tf.mul(0.5, tf.add(1, tf.erf(tf.mul(y, Math.SQRT1_2))));
        const density = tf.mul(tf.exp(tf.mul(-0.5, tf.square(y))), 1 / Math.sqrt(2 * Math.PI));
        return tf.stack([tf.mul(y, cdf), tf.add(cdf, tf.mul(y, density))]);
      });
      const values = await expected.data();
      expected.dispose();
      expect(found.slice(0, rows * outputs)).toBeAllClose(values.slice(0, rows * outputs), 3e-6);
      expect(found.slice(slopesAt(sides))).toBeAllClose(values.slice(rows * outputs), 3e-6);
    });

    it.each(SHAPES)('input gradient times a factor: %i × %i → %i', async (rows, inputs, outputs) => {
      const [dy, w, factor] = [gaussian(rows * outputs, 1), gaussian(outputs * inputs, 2), gaussian(rows * inputs, 3)];
      const found = await run(inputGradientProgram({ rows, inputs, outputs }, true), [dy, w, factor]);
      const expected = Array.from({ length: rows * inputs }, (_, i) => {
        const [row, k] = [Math.floor(i / inputs), i % inputs];
        let sum = 0;
        for (let o = 0; o < outputs; o++) sum += dy[row * outputs + o]! * w[o * inputs + k]!;
        return sum * factor[i]!;
      });
      expect(found).toBeAllClose(expected, 3e-6);
    });

    it.each([3, 8])('layer norm of some of the rows, width %i, leaves the others without gradient', async (width) => {
      const [images, tokens] = [3, 5];
      const rows = images * tokens;
      const all: NormShape = { rows, width, epsilon: 1e-6 };
      const some: NormShape = { ...all, choice: { tokens, first: 1, taken: tokens - 1 } };
      const [x, weight, bias] = [gaussian(rows * width, 1), gaussian(width, 2), gaussian(width, 3)];
      const chosen = (values: Float32Array) => Float32Array.from(Array.from(values).filter((_, i) => Math.floor(i / width) % tokens !== 0));
      const everything = await run(layerNormProgram(all), [x, weight, bias]);
      expect(await run(layerNormProgram(some), [x, weight, bias])).toEqual(chosen(everything));
      const dy = gaussian(rows * width, 4).map((value, i) => (Math.floor(i / width) % tokens === 0 ? 0 : value));
      const residual = gaussian(rows * width, 5);
      const gradient = await run(normInputGradientProgram(all, true), [x, weight, dy, await run(momentsProgram(all), [x]), residual]);
      const moments = await run(momentsProgram(some), [x]);
      expect(await run(normInputGradientProgram(some, true), [x, weight, chosen(dy), moments, residual])).toBeAllClose(gradient, 1e-6);
    });
  });

describe('a dispatch of more workgroups than one dimension has', () => {
  useBackend('webgpu');

  it('computes every value once', async () => {
    // 65,537 workgroups of 64.
    const [tokens, width] = [65_538, 64];
    const program = patchRowsProgram({ images: 1, tokens, width });
    const [groups, rows] = dispatchOf(program, 65_535);
    expect([groups * rows, rows]).toEqual([65_538, 2]);
    const dy = Float32Array.from({ length: tokens * width }, (_, i) => i % 8191);
    const found = await run(program, [dy], undefined, { ...gpuDevice(), groupsOfRow: 65_535 });
    expect(found).toHaveLength((tokens - 1) * width);
    expect(found.findIndex((value, i) => value !== dy[width + i])).toBe(-1);
  });
});

describe.each(kernelVariants)('optimiser over all parameters, %s', (variant) => {
  useBackend('webgpu');
  useVariant(variant);

  it('gathers partial sums, adds those of two parts of a batch, clips by the global norm and updates in place as the loops do, over several steps', async () => {
    const builder = new PlanBuilder();
    // Sizes, blocks; the last has neither a whole stretch nor a whole vector.
    const parameters = [
      { size: 200, blocks: 3 },
      { size: 8200, blocks: 2 },
      { size: 7, blocks: 1 },
    ];
    const size = parameters.reduce((sum, { size }) => sum + align(size), 0);
    let at = 0;
    const stretches = parameters.flatMap(({ size, blocks }) => {
      const start = at;
      at += blocks * align(size);
      return Array.from({ length: align(size) / 64 }, (_, i) => ({
        ...{ start: start + 64 * i, stride: align(size), blocks },
        filled: Math.min(64, size - 64 * i),
      }));
    });
    // Between parameters lies what must not count.
    const partial = gaussian(at, 1);
    const table = stretchTable(stretches);
    const config = { weightDecay: 0.05, beta1: 0.9, beta2: 0.999, epsilon: 1e-8 };
    const weights = gaussian(size, 2);
    const state = [weights, new Float32Array(size), new Float32Array(size)].map((values) => builder.input(size, values)) as [
      Region,
      Region,
      Region,
    ];
    const gradient = builder.keep(builder.scratch(size));
    const inputs = [builder.input(at, partial), builder.input(table.length, new Float32Array(table.buffer))];
    // In two parts, as large models have it.
    const [first, second] = [size - align(7), align(7)];
    const parts = [
      { size: first, at: 0, squaresAt: 0 },
      { size: second, at: first, squaresAt: squareCount(first) },
    ];
    const squares = builder.scratch(squareCount(first) + squareCount(second));
    const gather = (accumulate: number) =>
      parts.forEach((part) =>
        builder.runInto(gatherProgram(part), inputs, gradient.part(part.at, part.size), {
          ...{ writes: [squares], settings: { accumulate: { value: accumulate } } },
        }),
      );
    // Twice the same, as from two parts of a batch.
    gather(0);
    gather(1);
    const clip = builder.keep(builder.run(clipProgram(squares.size, 3), [squares]));
    const rates = { keep: { value: 0 }, rate: { value: 0 }, inverseRoot: { value: 0 } };
    builder.runInto(adamWProgram(size, config), [gradient, clip], state[0], { writes: [state[1], state[2]], settings: rates });
    const plan = await builder.build(gpuDevice());

    const summed = new Float32Array(size);
    stretches.forEach(({ start, stride, blocks, filled }, i) => {
      for (let k = 0; k < filled; k++)
        for (let block = 0; block < blocks; block++) summed[64 * i + k]! += 2 * partial[start + block * stride + k]!;
    });
    const norm = globalNorm([summed]);
    const expected = [weights.slice(), new Float32Array(size), new Float32Array(size)] as const;
    for (const step of [1, 2, 3]) {
      const numbers = { ...config, learningRate: 0.01 * step, step };
      for (const [name, value] of Object.entries(adamWRates(numbers))) rates[name as keyof typeof rates].value = value;
      const [found, ...values] = await plan.run([clip, ...state]);
      expect(found).toBeAllClose([clipCoefficient(norm, 3), norm], 1e-6);
      adamWUpdate(...expected, summed, { ...numbers, gradientScale: clipCoefficient(norm, 3) });
      values.forEach((value, i) => expect(value).toBeAllClose(expected[i]!, 2e-6));
    }
    plan.dispose();
  });
});

import * as tf from '@tensorflow/tfjs';
import { describe, expect, it } from 'vitest';
import { modelPresets } from '../configuration/presets';
import { poolings, type ModelConfig } from '../configuration/schema';
import { take, useBackend } from '../ops/testing';
import { createRandom } from '../random/random';
import { initialWeights, orthogonal } from './initialise';
import { bodyWidth, checkWeights, parameterCount, parameterShapes, sizeOf, WeightsError } from './shape';
import { forward } from './vit';

const tiny: ModelConfig = {
  image: 8,
  patch: 4,
  width: 6,
  depth: 2,
  heads: 2,
  mlpRatio: 2,
  embedding: 5,
  pooling: 'class token',
  initialisation: 'xavier',
  weights: null,
};

describe('shapes', () => {
  it("are timm's", () => {
    const shapes = Object.fromEntries(parameterShapes(modelPresets.default).map(({ name, shape }) => [name, shape]));
    expect(shapes).toMatchObject({
      cls_token: [1, 1, 96],
      pos_embed: [1, 17, 96],
      'patch_embed.proj.weight': [96, 3, 8, 8],
      'blocks.3.attn.qkv.weight': [288, 96],
      'blocks.3.mlp.fc1.weight': [384, 96],
      'blocks.3.mlp.fc2.weight': [96, 384],
      'norm.bias': [96],
      'head.weight': [128, 16 * 96],
    });
    expect(Object.keys(shapes)).toHaveLength(4 + 4 * 12 + 4);
  });
  it('count every parameter once', () => {
    const weights = initialWeights(tiny, 1);
    expect(parameterCount(tiny)).toBe(Object.values(weights).reduce((sum, { length }) => sum + length, 0));
  });
  it('refuse weights of another model, naming the parameter', () => {
    const weights = initialWeights(tiny, 1);
    expect(() => checkWeights(tiny, weights)).not.toThrow();
    expect(() => checkWeights({ ...tiny, depth: 3 }, weights)).toThrow(/lack blocks.2.norm1.weight/);
    expect(() => checkWeights({ ...tiny, depth: 1 }, weights)).toThrow(/hold blocks.1.norm1.weight/);
    expect(() => checkWeights({ ...tiny, embedding: 6 }, weights)).toThrow(/head.weight has 30 values/);
    expect(() => checkWeights({ ...tiny, embedding: 6 }, weights)).toThrow(WeightsError);
  });
});

describe('initialisation', () => {
  it('is a function of the seed', () => {
    expect(initialWeights(tiny, 3)).toEqual(initialWeights(tiny, 3));
    expect(initialWeights(tiny, 3)['blocks.0.attn.qkv.weight']).not.toEqual(initialWeights(tiny, 4)['blocks.0.attn.qkv.weight']);
  });
  it('leaves common parameters as they are when the model grows deeper', () => {
    expect(initialWeights({ ...tiny, depth: 3 }, 3)['blocks.1.mlp.fc2.weight']).toEqual(initialWeights(tiny, 3)['blocks.1.mlp.fc2.weight']);
  });
  it('timm: normal .02, biases 0, norms at identity', () => {
    const weights = initialWeights({ ...modelPresets.default, initialisation: 'timm' }, 1);
    const values = weights['blocks.0.mlp.fc1.weight']!;
    const deviation = Math.sqrt(values.reduce((sum, v) => sum + v * v, 0) / values.length);
    expect(deviation).toBeCloseTo(0.02, 3);
    expect(weights['blocks.0.mlp.fc1.bias']!.every((v) => v === 0)).toBe(true);
    expect(weights['blocks.0.norm2.weight']!.every((v) => v === 1)).toBe(true);
    expect(weights['norm.bias']!.every((v) => v === 0)).toBe(true);
  });
  it('xavier: uniform within ±√(6/(inputs + outputs))', () => {
    const values = initialWeights(modelPresets.default, 1)['blocks.0.attn.qkv.weight']!;
    const limit = Math.sqrt(6 / (96 + 288));
    const largest = values.reduce((most, v) => Math.max(most, Math.abs(v)), 0);
    expect(largest).toBeLessThanOrEqual(limit);
    expect(largest).toBeGreaterThan(0.99 * limit);
    expect(values.reduce((sum, v) => sum + v * v, 0) / values.length).toBeCloseTo(limit ** 2 / 3, 4);
  });
  it.each([
    [4, 9],
    [9, 4],
    [5, 5],
  ])('orthogonal %i × %i', (rows, columns) => {
    const matrix = orthogonal(rows, columns, createRandom(1));
    const [count, step, along] = rows <= columns ? [rows, columns, 1] : [columns, 1, columns];
    for (let i = 0; i < count; i++)
      for (let j = 0; j < count; j++) {
        let product = 0;
        for (let k = 0; k < Math.max(rows, columns); k++) product += matrix[i * step + k * along]! * matrix[j * step + k * along]!;
        expect(product).toBeCloseTo(i === j ? 1 : 0, 6);
      }
  });
});

for (const backend of ['cpu', 'wasm'] as const)
  describe(`pooling on ${backend}`, () => {
    useBackend(backend);

    const run = async (pooling: ModelConfig['pooling']) => {
      const model = { ...tiny, pooling };
      const weights = initialWeights(model, 1);
      const { features, body } = tf.tidy(() => {
        const parameters = Object.fromEntries(parameterShapes(model).map(({ name, shape }) => [name, tf.tensor(weights[name]!, shape)]));
        const images = tf
          .range(0, 3 * 8 * 8 * 3)
          .reshape([3, 8, 8, 3])
          .mul(0.37)
          .sin() as tf.Tensor4D;
        return { ...forward(model, parameters, images) };
      });
      expect(features.shape).toEqual([3, 5]);
      expect(body.shape).toEqual([3, bodyWidth(model)]);
      features.dispose();
      return take(body);
    };

    it('mean is the mean of the tokens that concatenate puts side by side, the class token is none of them', async () => {
      const [mean, all, token] = [await run('mean'), await run('concatenate'), await run('class token')];
      const [width, patches] = [tiny.width, 4];
      const expected = Array.from(mean, (_, i) => {
        const [image, k] = [Math.floor(i / width), i % width];
        let sum = 0;
        for (let t = 0; t < patches; t++) sum += all[(image * patches + t) * width + k]!;
        return sum / patches;
      });
      expect(mean).toBeAllClose(expected, 1e-6);
      for (let t = 0; t < patches; t++) expect(all.slice(t * width, (t + 1) * width)).not.toEqual(token.slice(0, width));
    });

    it.each(poolings)('gradients reach every parameter with %s', async (pooling) => {
      const model = { ...tiny, pooling };
      const shapes = parameterShapes(model);
      const weights = initialWeights(model, 2);
      const gradients = tf.tidy(() => {
        const images = tf
          .range(0, 2 * 8 * 8 * 3)
          .reshape([2, 8, 8, 3])
          .mul(0.73)
          .cos() as tf.Tensor4D;
        const parameters = shapes.map(({ name, shape }) => tf.tensor(weights[name]!, shape));
        return tf.grads((...list) => {
          const { features } = forward(model, Object.fromEntries(shapes.map(({ name }, i) => [name, list[i]!])), images);
          return tf.sum(tf.square(tf.add(features, 1)));
        })(parameters);
      });
      for (const [i, { name, shape }] of shapes.entries()) {
        const values = await take(gradients[i]!);
        expect(values.length, name).toBe(sizeOf(shape));
        expect(
          values.some((v) => v !== 0),
          name,
        ).toBe(true);
      }
    });

    it('refuses images of another size', () => {
      expect(() => forward(tiny, {}, tf.zeros([1, 12, 12, 3]))).toThrow(/8 pixels a side, not 12/);
    });
  });

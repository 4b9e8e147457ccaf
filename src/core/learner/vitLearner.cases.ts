/** Behaviour of the learner that must hold on every backend. */
import * as tf from '@tensorflow/tfjs';
import { describe, expect, it } from 'vitest';
import { allocatedBytes } from '../backend/device';
import { defaultConfig } from '../configuration/presets';
import type { ModelConfig } from '../configuration/schema';
import { l2Normalise } from '../geometry/vector';
import { parameterShapes } from '../model/shape';
import { parameterBlock, switchBackend, useBackend, type TestBackend } from '../ops/testing';
import { createRandom } from '../random/random';
import type { Batch, Learner, LearnerState } from './learner';
import { NumericsError } from '../errors';
import { createVitLearner, EMBED_CHUNK, type VitLearnerOptions } from './vitLearner';

const model: ModelConfig = {
  image: 8,
  patch: 4,
  width: 8,
  depth: 1,
  heads: 2,
  mlpRatio: 2,
  embedding: 6,
  pooling: 'concatenate',
  initialisation: 'xavier',
  weights: null,
};

export const options: VitLearnerOptions = {
  model,
  geometry: 'fused',
  head: defaultConfig.head,
  optimizer: defaultConfig.optimizer,
  seed: 5,
};
const RATE = 3e-3;

export function batch(seed: number, classes = 4, size = model.image): Batch {
  const random = createRandom(seed);
  const n = 2 * classes;
  // The two images of a class differ by noise only, so that there is something to learn.
  const pixels = new Uint8Array(n * size * size * 3);
  const stride = size * size * 3;
  for (let i = 0; i < n; i++)
    for (let p = 0; p < stride; p++)
      pixels[i * stride + p] = i % 2 ? (pixels[(i - 1) * stride + p]! + random.int(40)) % 256 : random.int(200);
  const crops = Float32Array.from({ length: 4 * n }, (_, i) => (i % 4 < 2 ? 0.1 * random.next() : 1 - 0.1 * random.next()));
  return { pixels, n, size, samplesPerClass: 2, crops, flips: Uint8Array.from({ length: n }, () => random.int(2)) };
}

export async function train(learner: Learner, seeds: number[]): Promise<number[]> {
  const losses: number[] = [];
  for (const seed of seeds) losses.push((await learner.step(batch(seed), RATE)).loss);
  return losses;
}

async function using<T>(change: Partial<VitLearnerOptions>, work: (learner: Learner) => Promise<T>): Promise<T> {
  const learner = createVitLearner({ ...options, ...change });
  try {
    return await work(learner);
  } finally {
    learner.dispose();
  }
}

/** Models whose training must agree between backends: every pooling, and sides that are no multiples of 4. */
const shapes: [string, Partial<ModelConfig>][] = [
  ['tokens side by side', {}],
  ['class token', { pooling: 'class token' }],
  ['mean of the tokens', { pooling: 'mean' }],
  ['odd sides', { width: 6, mlpRatio: 1.5, embedding: 5, patch: 2, depth: 2 }],
];

/** Declares the tests for a backend. `others` are backends whose losses must agree. */
export function learnerSuite(backend: TestBackend, others: TestBackend[] = []): void {
  describe(`learner on ${backend}`, () => {
    useBackend(backend);

    it('learns a batch, and holds what it held after step 3 at every one of 200 steps', async () => {
      await using({}, async (learner) => {
        const [first] = await train(learner, [1, 1, 1]);
        const held = () => {
          const { numTensors, numDataBuffers, numBytes } = tf.memory();
          return [numTensors, numDataBuffers, numBytes, allocatedBytes()].join();
        };
        const before = held();
        const found = new Set<string>();
        let last = NaN;
        for (let step = 4; step <= 200; step++) {
          [last] = (await train(learner, [1])) as [number];
          found.add(held());
        }
        expect([...found]).toEqual([before]);
        expect(last).toBeLessThan(0.7 * first!);
      });
    });

    it('leaves nothing behind when it is disposed of', async () => {
      const before = tf.memory().numTensors;
      const learner = createVitLearner(options);
      await learner.step(batch(1), RATE);
      learner.dispose();
      await expect(learner.step(batch(1), RATE)).rejects.toThrow(/disposed/);
      expect(tf.memory().numTensors).toBe(before);
    });

    it('gives the same losses for the same seed, and others for another', async () => {
      const run = (seed: number) => using({ seed }, (learner) => train(learner, [1, 2, 3]));
      const losses = await run(5);
      expect(await run(5)).toEqual(losses);
      expect(await run(6)).not.toEqual(losses);
    });

    it('takes steps in order when they are begun without waiting', async () => {
      const inTurn = await using({}, (learner) => train(learner, [1, 2, 3]));
      const atOnce = await using({}, (learner) => Promise.all([1, 2, 3].map(async (seed) => (await learner.step(batch(seed), RATE)).loss)));
      expect(atOnce).toEqual(inTurn);
    });

    it('goes on exactly from a state', async () => {
      await using({}, async (learner) => {
        await learner.calibrate(batch(1), 1);
        await train(learner, [1, 2, 3]);
        const state = await learner.state();
        expect(state.step).toBe(3);
        const after = await train(learner, [4, 5]);
        await using({ seed: 99 }, async (other) => {
          other.restore(state);
          expect(await train(other, [4, 5])).toEqual(after);
          expect((await other.state()).step).toBe(5);
        });
        learner.restore(state);
        expect(await train(learner, [4, 5])).toEqual(after);
      });
    });

    it('starts from given weights', async () => {
      await using({}, async (learner) => {
        const { parameters } = await learner.state();
        const initial = Object.fromEntries(Object.entries(parameters).map(([name, [weights]]) => [name, weights]));
        await using({ seed: 99, initial }, async (other) => expect(await train(other, [1, 2])).toEqual(await train(learner, [1, 2])));
      });
    });

    it('embeds any number of images, the same whatever stands beside them', async () => {
      await using({}, async (learner) => {
        const { pixels, size } = batch(1, (EMBED_CHUNK + 10) / 2);
        const n = EMBED_CHUNK + 10;
        const many = await learner.embed(pixels, n, size);
        expect(many).toMatchObject({ d: 6, bodyWidth: 4 * 8 });
        expect(many.features).toHaveLength(n * 6);
        const last = await learner.embed(pixels.slice((n - 3) * size * size * 3), 3, size);
        expect(last.features).toBeAllClose(many.features.slice((n - 3) * 6), 1e-6);
        expect(last.body).toBeAllClose(many.body.slice((n - 3) * 32), 1e-6);
        await expect(learner.embed(pixels, 3, size)).rejects.toThrow(/3 images of 8 × 8 pixels need 576 bytes/);
      });
    });

    it('calibrates the mean norm of the features, not the body', async () => {
      await using({}, async (learner) => {
        const data = batch(1);
        const { pixels, n, size } = data;
        const before = await learner.embed(pixels, n, size);
        const scale = await learner.calibrate(data, 1.5);
        expect(learner.featureScale).toBe(scale);
        const after = await learner.embed(pixels, n, size);
        const norms = Array.from({ length: n }, (_, i) => Math.hypot(...after.features.slice(i * 6, (i + 1) * 6)));
        expect(norms.reduce((a, b) => a + b) / n).toBeCloseTo(1.5, 5);
        expect(after.body).toEqual(before.body);
        expect(await learner.calibrate(data, 0)).toBe(1);
      });
    });

    it('reads the head in force when the step is begun', async () => {
      await using({}, async (learner) => {
        const state = await learner.state();
        const [cold] = await train(learner, [1]);
        learner.restore(state);
        learner.head = { ...learner.head, tauSpherical: 1, tauHyperbolic: 1 };
        const [warm] = await train(learner, [1]);
        expect(warm).not.toBeCloseTo(cold!, 2);
      });
    });

    it('measures the accuracy of a step’s own logits', async () => {
      await using({ geometry: 'spherical' }, async (learner) => {
        const { pixels, n, size } = batch(3);
        const plain = { pixels, n, size, samplesPerClass: 2 };
        const { features, d } = await learner.embed(pixels, n, size);
        const unit = l2Normalise(features, n, d);
        const cosine = (a: number, b: number) =>
          Array.from({ length: d }, (_, i) => unit[a * d + i]! * unit[b * d + i]!).reduce((x, y) => x + y);
        const others = (a: number) => [...Array(n).keys()].filter((row) => row >> 1 !== a >> 1);
        const right = [...Array(n).keys()].filter((a) => others(a).every((row) => cosine(a, row) < cosine(a, a ^ 1)));
        expect((await learner.step(plain, RATE)).accuracy).toBeCloseTo(right.length / n, 6);
        let latest = 0;
        for (let i = 0; i < 20; i++) latest = (await learner.step(plain, RATE)).accuracy;
        expect(latest).toBe(1);
      });
    });

    it('names a loss that is not finite', async () => {
      await using({}, async (learner) => {
        const state: LearnerState = await learner.state();
        state.parameters['head.bias']![0].fill(NaN);
        learner.restore(state);
        await expect(learner.step(batch(1), RATE)).rejects.toThrow(NumericsError);
      });
    });

    it('refuses a state of another model', async () => {
      await using({}, async (learner) => {
        const state = await learner.state();
        delete state.parameters['norm.bias'];
        expect(() => learner.restore(state)).toThrow(/lack norm.bias/);
      });
    });

    it.each(others.flatMap((other) => shapes.map(([name, change]) => [other, name, change] as const)))(
      'trains as on %s: %s',
      async (other, _name, change) => {
        const run = () =>
          using({ model: { ...model, ...change } }, async (learner) => ({
            losses: await train(learner, [1, 2, 3, 4, 5]),
            state: await learner.state(),
          }));
        const here = await run();
        await switchBackend(other);
        const there = await run().finally(() => switchBackend(backend));
        expect(here.losses).toBeAllClose(there.losses, 1e-4);
        for (const { name, shape } of parameterShapes({ ...model, ...change }))
          there.state.parameters[name]!.forEach((values, i) => {
            // Attention does not depend on the keys' bias: its gradient is rounding noise, which Adam blows up to full steps.
            if (i === 0 && name.endsWith('qkv.bias')) return;
            expect(here.state.parameters[name]![i], `${name} ${i}`).toBeAllClose(values, 2e-3, parameterBlock(name, shape));
          });
      },
    );
  });
}

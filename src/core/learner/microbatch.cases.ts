/** A batch in parts gives what it gives at once (Gao et al., arXiv 2101.06983), on every backend. */
import { describe, expect, it } from 'vitest';
import { geometries } from '../configuration/schema';
import type { Train } from '../configuration/train';
import { disagreement, parameterBlock } from '../ops/agreement';
import { parameterShapes } from '../model/shape';
import { useBackend, type TestBackend } from '../ops/testing';
import type { MemoryWish } from '../model/gpu/partition';
import { goldenVit, observe, OBSERVING } from './testing/goldenVit';
import { createVitLearner, type VitLearnerOptions } from './vitLearner';
import { batch, options, train as trainOn } from './vitLearner.cases';

const wish = (microbatch: number, recompute: MemoryWish['recompute'] = 'never'): MemoryWish => ({
  microbatch,
  recompute,
  bytes: 1e9,
  runs: 1,
});

/** Of the eight images of the golden batch: parts of three do not divide it, and the last is smaller. */
const WAYS: [string, MemoryWish][] = [
  ['parts of 4', wish(4)],
  ['parts of 3, the last of 2', wish(3)],
  ['parts of 3 with blocks computed once more', wish(3, 'always')],
];

/**
 * Declares the tests for a backend.
 * @param all false: where compiling takes long, the harder of each kind
 */
export function microbatchSuite(backend: TestBackend, all = true): void {
  describe(`batches in parts on ${backend}`, () => {
    useBackend(backend);

    async function gradientsOf(change: Partial<VitLearnerOptions>) {
      const { model, weights, geometry, head, batch } = await goldenVit();
      const learner = createVitLearner({ model, geometry, head, optimizer: OBSERVING, seed: 0, initial: weights, ...change });
      const found = await observe(learner, batch);
      learner.dispose();
      return { ...found, model };
    }

    async function expectEqual(change: Partial<VitLearnerOptions>, memory: MemoryWish) {
      const whole = await gradientsOf(change);
      const parts = await gradientsOf({ ...change, memory });
      expect(parts.loss / whole.loss).toBeCloseTo(1, 5);
      expect(parts.gradientNorm / whole.gradientNorm).toBeCloseTo(1, 5);
      for (const { name, shape } of parameterShapes(whole.model)) {
        const [found, expected] = [parts.gradients.get(name)!, whole.gradients.get(name)!];
        expect(found, name).toHaveLength(expected.length);
        if (expected.length > 0) expect(disagreement(found, expected, 5e-4, parameterBlock(name, shape)), name).toBeUndefined();
      }
    }

    it.each(all ? WAYS : WAYS.slice(-1))('%s: gradients of the golden ViT are those of float64', async (_name, memory) => {
      const { gradients: expected, loss } = await goldenVit();
      const found = await gradientsOf({ memory });
      expect(found.loss).toBeCloseTo(loss, 4);
      for (const { name, shape } of parameterShapes(found.model))
        expect(disagreement(found.gradients.get(name)!, expected.get(name)!, 5e-4, parameterBlock(name, shape)), name).toBeUndefined();
    });

    it.each(geometries)('%s: parts that do not divide the batch give the gradients of the whole', async (geometry) => {
      await expectEqual({ geometry }, wish(3));
    });

    it.each((all ? ['head', 'last 1', 'all but patch embedding'] : ['head', 'last 1']) as Train[])(
      '%s trained: parts give the gradients of the whole',
      async (train) => {
        await expectEqual({ train }, wish(3));
      },
    );

    it('trains the same way, augmented images and scaled features included', async () => {
      const run = async (memory?: MemoryWish) => {
        const learner = createVitLearner({ ...options, ...(memory ? { memory } : {}) });
        await learner.calibrate(batch(1), 1);
        const losses = await trainOn(learner, [1, 2, 3]);
        learner.dispose();
        return losses;
      };
      expect(await run(wish(3))).toBeAllClose(await run(), 1e-4);
    });
  });
}

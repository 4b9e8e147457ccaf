/** A head that is trained on body features found before learns as one that looks at every image anew. */
import { describe, expect, it } from 'vitest';
import { geometries } from '../configuration/schema';
import { useBackend, type TestBackend } from '../ops/testing';
import type { Batch } from './learner';
import { createVitLearner } from './vitLearner';
import { batch, options } from './vitLearner.cases';

const keyed = (seed: number): Batch => {
  const images = batch(seed);
  return { ...images, pictures: { of: 'a set', keys: Int32Array.from({ length: images.n }, (_, i) => 100 * seed + i) } };
};

/** Declares the tests for a backend. */
export function headAloneSuite(backend: TestBackend): void {
  describe(`the head alone on ${backend}`, () => {
    useBackend(backend);

    it.each(geometries)('%s: losses on kept features are those on images, within 1e-3', async (geometry) => {
      const run = async (batchOf: (seed: number) => Batch) => {
        const learner = createVitLearner({ ...options, geometry, train: 'head' });
        const measured = [];
        for (const seed of [1, 2, 1, 2, 1, 2]) measured.push(await learner.step(batchOf(seed), 1e-2));
        const { parameters } = await learner.state();
        learner.dispose();
        return { losses: measured.map(({ loss }) => loss), norms: measured.map(({ gradientNorm }) => gradientNorm), parameters };
      };
      const [anew, kept] = [await run(batch), await run(keyed)];
      expect(kept.losses).toBeAllClose(anew.losses, 1e-3);
      expect(kept.norms).toBeAllClose(anew.norms, 5e-3);
      expect(kept.losses.at(-1)).toBeLessThan(kept.losses[1]!);
      expect(kept.parameters['blocks.0.attn.qkv.weight']).toEqual(anew.parameters['blocks.0.attn.qkv.weight']);
    });
  });
}

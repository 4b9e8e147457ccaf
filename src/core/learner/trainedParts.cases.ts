/** What holds on every backend where a part of the model is frozen. */
import { describe, expect, it } from 'vitest';
import { isTrained, trainedPart, type Train } from '../configuration/train';
import { globalNorm } from '../ops/gradientNorm/host';
import { disagreement, parameterBlock } from '../ops/agreement';
import { parameterShapes } from '../model/shape';
import { useBackend, type TestBackend } from '../ops/testing';
import { goldenVit, observe, OBSERVING } from './testing/goldenVit';
import { createVitLearner } from './vitLearner';
import { options } from './vitLearner.cases';

const PARTS: Train[] = ['head', 'last 1', 'last 2', 'all but patch embedding'];

/** Declares the tests for a backend. */
export function trainedPartsSuite(backend: TestBackend): void {
  describe(`parts of the model that are trained, on ${backend}`, () => {
    useBackend(backend);

    it.each(PARTS)('%s: its gradients are those of full training, and the norm is theirs alone', async (train) => {
      const { model, weights, geometry, head, batch, loss, gradients } = await goldenVit();
      const learner = createVitLearner({ model, geometry, head, optimizer: OBSERVING, train, seed: 0, initial: weights });
      const found = await observe(learner, batch);
      learner.dispose();
      expect(found.loss).toBeCloseTo(loss, 4);
      const part = trainedPart(train, model.depth);
      const trained = parameterShapes(model).filter(({ name }) => isTrained(part, name));
      for (const { name, shape } of trained)
        expect(disagreement(found.gradients.get(name)!, gradients.get(name)!, 5e-4, parameterBlock(name, shape)), name).toBeUndefined();
      for (const [name, gradient] of found.gradients) if (!isTrained(part, name)) expect(gradient, name).toHaveLength(0);
      const norm = globalNorm(trained.map(({ name }) => gradients.get(name)!));
      expect(found.gradientNorm / norm).toBeCloseTo(1, 4);
    });

    it.each(PARTS)('%s: the rest stays bit by bit what it was, decay and all; a state goes on exactly', async (train) => {
      const { model, weights, geometry, head, batch } = await goldenVit();
      const own = { model, geometry, head, optimizer: { ...options.optimizer, weightDecay: 0.5 }, train, seed: 0 };
      const learner = createVitLearner({ ...own, initial: weights });
      for (let i = 0; i < 2; i++) await learner.step(batch, 1e-2);
      const state = await learner.state();
      const part = trainedPart(train, model.depth);
      for (const [name, [after, first]] of Object.entries(state.parameters))
        if (isTrained(part, name)) {
          expect(after, name).not.toEqual(weights[name]);
          expect(first, name).toHaveLength(after.length);
        } else {
          expect(after, name).toEqual(weights[name]);
          expect(first, name).toHaveLength(0);
        }
      const { loss } = await learner.step(batch, 1e-2);
      learner.dispose();
      const other = createVitLearner(own);
      other.restore(state);
      expect((await other.step(batch, 1e-2)).loss).toBe(loss);
      other.dispose();
    });

    it('refuses the state of a model of which something else was trained', async () => {
      const { model, geometry, head } = await goldenVit();
      const own = { model, geometry, head, optimizer: options.optimizer, seed: 0 };
      const [all, part] = [createVitLearner(own), createVitLearner({ ...own, train: 'last 1' })];
      const state = await all.state();
      expect(() => part.restore(state)).toThrow(/cls_token has \d+ values where 0 are needed: something else of the model was trained/);
      all.dispose();
      part.dispose();
    });
  });
}

/** Experiments of which a part of the model is trained, and whose batches go in parts. */
import { describe, expect, it } from 'vitest';
import type { ConfigPatch } from '../configuration/schema';
import { imageSetInMemory } from '../data/pixelSource';
import { createVitLearner } from '../learner/vitLearner';
import { useBackend } from '../ops/testing';
import { Experiment, type ExperimentOptions } from './experiment';
import { syntheticStore, tinyConfig } from './testing/synthetic';

const images = imageSetInMemory(syntheticStore());
const create = (patch: ConfigPatch, options: Partial<ExperimentOptions> = {}) =>
  Experiment.create({ config: tinyConfig(patch), images, createLearner: createVitLearner, ...options });

async function losses(experiment: Experiment, steps: number): Promise<number[]> {
  const all: number[] = [];
  for (let i = 0; i < steps; i++) all.push(...Object.values(await experiment.advance()).map(({ loss }) => loss));
  return all;
}

describe('an experiment of part of a model', () => {
  useBackend('wasm');

  it('goes on exactly from its checkpoint, which has no moments of what is frozen', async () => {
    const patch = { train: 'head' } as const;
    const experiment = await create(patch);
    await losses(experiment, 2);
    const checkpoint = await experiment.checkpoint();
    for (const { parameters } of checkpoint.runs)
      for (const [name, [weights, first]] of Object.entries(parameters))
        expect(first, name).toHaveLength(name.startsWith('head.') ? weights.length : 0);
    const after = await losses(experiment, 2);
    experiment.dispose();
    const resumed = await create(patch, { checkpoint });
    expect(await losses(resumed, 2)).toEqual(after);
    resumed.dispose();
    await expect(create({ train: 'all' }, { checkpoint })).rejects.toThrow(/another part of the model that is trained/);
  });

  it('of a head whose images have views looks at each once, and learns as one that looks anew', async () => {
    const patch = { train: 'head', augmentation: { cropScale: 0.5, flip: 0.5, views: 2 } } as const;
    const looked: number[] = [];
    const run = async (keep: boolean) => {
      const experiment = await create(patch, {
        createLearner: (specification) => {
          const learner = createVitLearner(specification);
          const step = learner.step.bind(learner);
          learner.step = ({ pictures, ...batch }, rate) => {
            if (keep && pictures) looked.push(...pictures.keys);
            return step(keep ? { ...batch, ...(pictures ? { pictures } : {}) } : batch, rate);
          };
          return learner;
        },
      });
      const found = await losses(experiment, 8);
      experiment.dispose();
      return found;
    };
    expect(await run(true)).toBeAllClose(await run(false), 1e-3);
    expect(looked.length).toBeGreaterThan(2 * new Set(looked).size);
  });

  it('trains as with whole batches where they go in parts, and goes on from the checkpoint of those', async () => {
    const whole = await create({});
    const expected = await losses(whole, 3);
    const checkpoint = await whole.checkpoint();
    whole.dispose();
    const parts = await create({ microbatch: 3 });
    expect(await losses(parts, 3)).toBeAllClose(expected, 1e-4);
    parts.dispose();
    const resumed = await create({ microbatch: 3 }, { checkpoint });
    expect(resumed.step).toBe(3);
    await losses(resumed, 1);
    resumed.dispose();
  });
});

import { describe, expect, it } from 'vitest';
import { readSafetensors } from '../formats/safetensors';
import { imageSetInMemory } from '../data/pixelSource';
import { createVitLearner } from '../learner/vitLearner';
import { useBackend } from '../ops/testing';
import { Experiment } from '../training/experiment';
import { syntheticStore, tinyConfig } from '../training/testing/synthetic';
import { weightsFile } from './weights';

describe('weights of a run of which a part is trained', () => {
  useBackend('cpu');

  it('are whole, with moments of what is trained alone', async () => {
    const config = tinyConfig({ train: 'head' });
    const experiment = await Experiment.create({ config, images: imageSetInMemory(syntheticStore()), createLearner: createVitLearner });
    const checkpoint = await experiment.checkpoint();
    experiment.dispose();
    const { tensors } = readSafetensors(weightsFile(checkpoint, config.runs[0]!.id, { whole: true }));
    expect(Object.keys(tensors)).toContain('blocks.0.norm1.weight');
    const moments = Object.keys(tensors).filter((name) => name.startsWith('exp_avg'));
    expect(moments.toSorted()).toEqual(['exp_avg.head.bias', 'exp_avg.head.weight', 'exp_avg_sq.head.bias', 'exp_avg_sq.head.weight']);
  });
});

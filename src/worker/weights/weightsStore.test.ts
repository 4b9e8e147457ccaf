import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { ConfigError, StorageFullError, WeightsFileError } from '../../core/errors';
import { imageSetInMemory } from '../../core/data/pixelSource';
import { createVitLearner } from '../../core/learner/vitLearner';
import { useBackend } from '../../core/ops/testing';
import { Experiment } from '../../core/training/experiment';
import { syntheticStore, tinyConfig } from '../../core/training/testing/synthetic';
import { importWeights, bodyAt } from '../../core/weights/import';
import { patchFor } from '../../core/weights/kept';
import { safetensorsFile, SHAPE, timmTensors, withPrefix } from '../../core/weights/testing/models';
import { torchFile } from '../../core/weights/testing/pickles';
import { applyPatch } from '../../core/configuration/validate';
import { openWeights } from '../openWeights';
import { MemoryStorage } from '../testing/memoryStorage';
import { WeightsStore } from './weightsStore';

const tensors = timmTensors();
const file = safetensorsFile(tensors, 'dino_vits2.safetensors');
const both = torchFile({ student: withPrefix(timmTensors(2), 'backbone.'), teacher: withPrefix(tensors, 'backbone.') });

describe('weights that are kept', () => {
  it('lie under the SHA-256 of their file, come back as they were read, and go', async () => {
    const store = new WeightsStore(new MemoryStorage());
    const kept = await store.add([file], { heads: 2 });
    expect(kept.id).toBe(
      createHash('sha256')
        .update(await file.bytes())
        .digest('hex'),
    );
    expect(kept).toMatchObject({ name: 'dino_vits2.safetensors', family: 'DINO', bytes: file.size, shape: { ...SHAPE, heads: 2 } });
    expect(await store.list()).toEqual([kept]);
    expect((await store.open(kept.id)).body).toEqual((await importWeights([file])).body);
    const again = await store.add([file], { heads: 4 });
    expect(await store.list()).toEqual([again]);
    await store.remove(kept.id);
    expect(await store.list()).toEqual([]);
    await expect(store.open(kept.id)).rejects.toThrow(
      new RegExp(`SHA-256 ${kept.id.slice(0, 12)}… are not in this browser; drop the file`),
    );
  });

  it('another model of the same file is another', async () => {
    const store = new WeightsStore(new MemoryStorage());
    const teacher = await store.add([both]);
    expect(await store.add([both], { prefix: 'teacher.backbone.' })).toMatchObject({ id: teacher.id });
    const student = await store.add([both], { prefix: 'student.backbone.' });
    expect(student.id).not.toBe(teacher.id);
    expect(await store.list()).toHaveLength(2);
  });

  it('nothing stays of what is refused or finds no room', async () => {
    const storage = new MemoryStorage(4000);
    const store = new WeightsStore(storage);
    await expect(store.add([file])).rejects.toThrow(StorageFullError);
    await expect(store.add([safetensorsFile({ ...tensors, reg_token: { shape: [1], data: new Float32Array(1) } })])).rejects.toThrow(
      WeightsFileError,
    );
    expect(storage.used).toBe(0);
  });
});

describe('a model that begins with them', () => {
  useBackend('cpu');

  it('has their body at its own side under a head that the seed draws, and says what of its shape is not theirs', async () => {
    const store = new WeightsStore(new MemoryStorage());
    const kept = await store.add([file]);
    const given = patchFor(kept);
    expect(given).toEqual({
      model: { weights: kept.id, image: 6, patch: 2, width: 8, depth: 2, mlpRatio: 2, heads: 1, pooling: 'class token' },
      augmentation: { normalisation: 'imagenet' },
    });
    const config = applyPatch(applyPatch(tinyConfig(), given), { model: { image: 8, heads: 2, embedding: 4 } });
    const pretrained = await openWeights(config.model, store);
    const create = (of = config) =>
      Experiment.create({
        config: of,
        images: imageSetInMemory(syntheticStore()),
        createLearner: createVitLearner,
        ...(pretrained ? { pretrained } : {}),
      });
    const experiment = await create();
    const { runs, config: recorded } = await experiment.checkpoint();
    expect(recorded.model.weights).toBe(kept.id);
    const { body } = await importWeights([file]);
    const expected = bodyAt(body, kept.shape, 8);
    for (const { parameters } of runs) {
      for (const [name, values] of Object.entries(expected)) expect(parameters[name]![0], name).toEqual(values);
      expect(parameters['head.weight']![0]).toEqual(runs[0]!.parameters['head.weight']![0]);
      // Orthogonal rows of length 1.
      const row = parameters['head.weight']![0].subarray(0, 8);
      expect(row.reduce((sum, value) => sum + value * value, 0)).toBeCloseTo(1, 5);
    }
    const metrics = await experiment.advance();
    expect(Object.values(metrics).every(({ loss }) => Number.isFinite(loss))).toBe(true);
    experiment.dispose();
    const other = { ...config.model, depth: 3, width: 16 };
    await expect(openWeights(other, store)).rejects.toThrow(ConfigError);
    await expect(openWeights(other, store)).rejects.toThrow(/model\.width: The weights dino_vits2\.safetensors have 8, not 16/);
    expect(await openWeights({ ...config.model, weights: null }, store)).toBeUndefined();
  });
});

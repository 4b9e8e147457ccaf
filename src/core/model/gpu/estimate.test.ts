import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { defaultConfig, modelPresets } from '../../configuration/presets';
import type { ExperimentConfig } from '../../configuration/schema';
import { parameterCount } from '../shape';
import { memoryEstimate } from './estimate';
import { stepSizes } from './step';
import { TIMM_VIT } from '../../data/normalisation';

/** ViT-S/16 at 224 px with a batch of 900. */
const config: ExperimentConfig = {
  ...defaultConfig,
  model: { ...modelPresets.small, image: 224, patch: 16, width: 384, depth: 12, heads: 6, embedding: 128, pooling: 'class token' },
  batch: { classes: 100, samplesPerClass: 9 },
  memory: 2.2,
};

describe('what training will take', () => {
  it('is what the plan of a step is counted to take, by what it is for', () => {
    const { model, batch, optimizer, runs } = defaultConfig;
    const { bytes, parameters, trained, partition } = memoryEstimate({ ...defaultConfig, runs: runs.slice(0, 1) });
    const n = batch.classes * batch.samplesPerClass;
    expect(partition).toMatchObject({ microbatch: n, recompute: false, fits: true });
    const shape = { n, size: model.image, augmented: true, normalisation: TIMM_VIT, samplesPerClass: batch.samplesPerClass };
    const kind = { geometry: 'fused', hyperbolicInput: 'raw', activations: 'float32' } as const;
    expect(bytes.total).toBe(stepSizes(model, optimizer, { ...shape, ...kind }).bytes);
    expect(bytes.parameters + bytes.optimizer + bytes.activations).toBe(bytes.total);
    expect([parameters, trained]).toEqual([parameterCount(model), parameterCount(model)]);
  });

  it('says where the head trains on features that are kept', () => {
    const keptOf = (train: ExperimentConfig['train'], augmentation: Partial<ExperimentConfig['augmentation']>) =>
      memoryEstimate({ ...defaultConfig, train, augmentation: { ...defaultConfig.augmentation, ...augmentation } }).featuresKept;
    expect([keptOf('head', {}), keptOf('head', { views: 4 }), keptOf('head', { cropScale: 1 }), keptOf('last 1', { views: 4 })]).toEqual([
      ...[false, true, true, false],
    ]);
  });

  it('of three ViT-S with batches of 900 keeps to 2.2 GB', () => {
    const { bytes, partition } = memoryEstimate(config, { largestBinding: 2 ** 27 });
    expect(partition).toMatchObject({ microbatch: 16, recompute: false, fits: true });
    expect(bytes.total).toBeLessThan(2.2e9);
    expect(bytes.parameters / 3).toBeGreaterThan(86e6);
  });

  it('falls with what is frozen; where blocks are always kept, none is said to be recomputed', () => {
    const all = memoryEstimate(config);
    const last = memoryEstimate({ ...config, train: 'last 2' });
    expect(last.bytes.optimizer).toBeLessThan(0.2 * all.bytes.optimizer);
    expect(last.trained).toBeLessThan(0.2 * last.parameters);
    const host = memoryEstimate({ ...config, memory: 0.5 }, { recomputes: false });
    expect(host.partition).toMatchObject({ recompute: false, fits: false });
  });
});

it('counting needs no tensor: nothing behind it imports tfjs', () => {
  const seen = new Set<string>();
  const visit = (file: string): void => {
    if (seen.has(file)) return;
    seen.add(file);
    const code = readFileSync(file, 'utf8');
    for (const [, clause, from] of code.matchAll(/^(?:import|export) ([^;]*?) from '([^']+)';/gms)) {
      if (clause!.startsWith('type ')) continue;
      expect(from, file).not.toMatch(/^@tensorflow/);
      if (!from!.startsWith('.')) continue;
      const path = resolve(dirname(file), from!);
      visit([`${path}.ts`, join(path, 'index.ts')].find((one) => existsSync(one))!);
    }
  };
  visit(resolve('src/core/model/gpu/estimate.ts'));
  expect(seen.size).toBeGreaterThan(20);
});

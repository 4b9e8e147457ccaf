import { describe, expect, it } from 'vitest';
import { defaultConfig, modelPresets } from '../core/configuration/presets';
import type { ExperimentConfig } from '../core/configuration/schema';
import { ConfigError } from '../core/configuration/validate';
import { fromHash, placeIn, toHash } from './configUrl';

const refused = (hash: string): string[] => {
  try {
    fromHash(hash);
  } catch (error) {
    if (error instanceof ConfigError) return error.issues.map((issue) => issue.path);
    throw error;
  }
  return [];
};

describe('configuration in the URL', () => {
  it('is empty for the default and only names what differs', () => {
    expect(toHash(defaultConfig)).toBe('');
    expect(fromHash('')).toEqual(defaultConfig);
    expect(toHash({ ...defaultConfig, head: { ...defaultConfig.head, c: 0.5 } })).toBe('#v1&head.c=0.5');
  });

  it('holds the place beside the configuration', () => {
    const config = { ...defaultConfig, head: { ...defaultConfig.head, c: 0.5 } };
    expect(toHash(config, 'sweep')).toBe('#v1&place=sweep&head.c=0.5');
    expect(toHash(defaultConfig, 'runs')).toBe('#v1&place=runs');
    expect(fromHash('#v1&place=sweep&head.c=0.5')).toEqual(config);
    expect(['', '#v1&head.c=0.5', '#v1&place=runs', '#v1&head.c=0.5&place=sweep'].map(placeIn)).toEqual([
      'train',
      'train',
      'runs',
      'sweep',
    ]);
    expect(() => placeIn('#v1&place=attic')).toThrow(/no place “attic”.*train, sweep, runs/);
  });

  it('names model presets, with what was changed of them', () => {
    expect(toHash({ ...defaultConfig, model: modelPresets.small })).toBe('#v1&model=small');
    expect(fromHash('#v1&model=small&model.pooling=mean').model).toEqual({ ...modelPresets.small, pooling: 'mean' });
    expect(fromHash('#v1&model.width=128').model).toEqual({ ...modelPresets.default, width: 128 });
  });

  it('comes back the same, whatever was changed', () => {
    const configs: ExperimentConfig[] = [
      { ...defaultConfig, imageSet: 'a&b=c #1', seed: 7, backend: 'wasm' },
      { ...defaultConfig, imageSet: '12' },
      { ...defaultConfig, model: { ...modelPresets.base, image: 96, patch: 12, pooling: 'class token' } },
      {
        ...defaultConfig,
        runs: [
          { id: 'A', name: 'A & B = "50 %"', geometry: 'hyperbolic', seed: 2, head: { tauHyperbolic: 0.05 } },
          { id: 'späřisch', name: 'späřisch', geometry: 'spherical' },
        ],
      },
      {
        ...defaultConfig,
        evaluation: { every: 10, seconds: 0, split: 'validation', validationShare: 0.25, images: 500 },
        optimizer: { ...defaultConfig.optimizer, epsilon: 1e-9 },
      },
    ];
    for (const config of configs) expect(fromHash(toHash(config))).toEqual(config);
  });

  it('says the id of a run only where it is not its name', () => {
    const [first, ...rest] = defaultConfig.runs;
    const renamed = { ...defaultConfig, runs: [{ ...first!, name: 'cosine' }, ...rest] };
    expect(toHash({ ...defaultConfig, runs: rest })).not.toContain('"id"');
    expect(toHash(renamed).match(/"id":"[^"]*"/g)).toEqual(['"id":"spherical"']);
    expect(fromHash(toHash(renamed))).toEqual(renamed);
    // A name that was another run's, who keeps its id.
    const swapped = {
      ...defaultConfig,
      runs: [
        { ...first!, name: 'cosine' },
        { ...first!, id: 'spherical (2)', seed: 2 },
      ],
    };
    expect(fromHash(toHash(swapped))).toEqual(swapped);
  });

  it('survives what browsers do to a hash', () => {
    const config: ExperimentConfig = { ...defaultConfig, runs: [{ id: 'one two', name: 'one two', geometry: 'fused' }] };
    expect(fromHash(new URL(toHash(config), 'http://localhost/').hash)).toEqual(config);
  });

  it('names the path of what it refuses', () => {
    expect(refused('#v1&head.c=-1')).toEqual(['head.c']);
    expect(refused('#v1&head.kappa=1')).toEqual(['head.kappa']);
    expect(refused('#v1&model=huge')).toEqual(['model']);
    expect(refused('#v1&model.patch=7')).toEqual(['model.patch']);
    expect(refused('#v1&head=3')).toEqual(['head']);
    expect(refused('#v9&head.c=1')).toEqual(['version']);
    expect(refused('#v1&head.c=%E0%A4')).toEqual(['%E0%A4']);
    expect(refused('#somewhere')).toEqual(['version']);
  });
});

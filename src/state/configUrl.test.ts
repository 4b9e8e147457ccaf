import { describe, expect, it } from 'vitest';
import { defaultConfig, modelPresets } from '../core/configuration/presets';
import { CONFIG_VERSION, type ExperimentConfig } from '../core/configuration/schema';
import { randomConfig } from '../core/configuration/testing/randomConfig';
import { parseConfig } from '../core/configuration/validate';
import { fromHash as read, toHash } from './configUrl';
import { PLACES } from './views/place';

/** Of an address without fault. */
function fromHash(hash: string): ExperimentConfig {
  const { config, issues } = read(hash);
  expect(issues).toEqual([]);
  return config;
}

const refused = (hash: string): string[] => read(hash).issues.map(({ path }) => path);

/** Links as they were made, and what they mean: they go on meaning it. */
const SAMPLES: Record<string, [hash: string, config: unknown][]> = {
  1: [
    ['#v1&head.c=0.5', { head: { c: 0.5 } }],
    [
      '#v1&model=small&model.pooling=mean&batch.classes=32',
      { model: { patch: 4, embedding: 64, pooling: 'mean' }, batch: { classes: 32 } },
    ],
    ['#v1&place=sweep&imageSet=fashion-mnist&seed=3', { imageSet: 'fashion-mnist', seed: 3 }],
    [
      '#v1&runs=[{"name":"A%20%26%20B","geometry":"hyperbolic","seed":2,"head":{"tauHyperbolic":0.05}}]',
      { runs: [{ id: 'A & B', name: 'A & B', geometry: 'hyperbolic', seed: 2, head: { tauHyperbolic: 0.05 } }] },
    ],
  ],
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
    expect(['', '#v1&head.c=0.5', '#v1&place=runs', '#v1&head.c=0.5&place=sweep'].map((hash) => read(hash).place)).toEqual([
      'train',
      'train',
      'runs',
      'sweep',
    ]);
    expect(read('#v1&place=attic&head.c=0.5')).toMatchObject({ config, place: 'train', issues: [{ path: 'place' }] });
    expect(read('#v1&place=attic').issues[0]!.message).toMatch(/no place “attic”.*train, sweep, runs/);
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
    expect(refused('#v1&head.c=%E0%A4')).toEqual(['head.c']);
    expect(refused('#somewhere')).toEqual(['version']);
    expect(refused('#v1&head.c')).toEqual(['head.c']);
    expect(read('#somewhere').ours).toBe(false);
  });

  it('keeps the rest where a part is wrong', () => {
    const rest = '&seed=7&head.lambda=2&place=runs';
    const kept = { ...defaultConfig, seed: 7, head: { ...defaultConfig.head, lambda: 2 } };
    for (const wrong of [
      'head.c=-1',
      'head.kappa=1',
      'model=huge',
      'model.patch=7',
      'model.image=30',
      'head.c=%E0%A4',
      'runs=[]',
      '%',
      '=3',
    ])
      for (const hash of [`#v1&${wrong}${rest}`, `#v1${rest}&${wrong}`]) {
        const { config, place, issues } = read(hash);
        expect(config, hash).toEqual(kept);
        expect(place).toBe('runs');
        expect(issues.length).toBeGreaterThan(0);
      }
    // Two that are wrong in different ways, and one that is wrong only beside another.
    expect(read('#v1&head.c=-1&model.heads=5&seed=7').config).toEqual({ ...defaultConfig, seed: 7 });
    expect(read('#v1&model.image=30&model.patch=5').config.model).toEqual({ ...defaultConfig.model, image: 30, patch: 5 });
  });

  it('says which images are needed where they are somebody’s own', () => {
    const images = { name: 'My “birds” & co, 50 %', images: 1200, classes: 30, contentHash: 'sha-256-pixels:ab12' };
    const config = { ...defaultConfig, imageSet: 'own-3' };
    const hash = new URL(toHash(config, 'train', images), 'http://localhost/').hash;
    expect(read(hash)).toEqual({ config, place: 'train', images, issues: [], ours: true });
    expect(read('#v1&images=3&seed=7')).toMatchObject({ config: { seed: 7 }, issues: [{ path: 'images' }] });
  });

  it('reads what it can of a newer version, and says so', () => {
    const { config, issues } = read('#v9&head.c=1&head.torsion=2');
    expect(config.head).toEqual({ ...defaultConfig.head, c: 1 });
    expect(issues.map(({ path }) => path)).toEqual(['version', 'head.torsion']);
    expect(issues[0]!.message).toMatch(/version 9.*newer/);
  });

  it('goes on reading the links of every version as they were meant', () => {
    for (let version = 1; version <= CONFIG_VERSION; version++) {
      expect(SAMPLES[version]?.length, `sample links of version ${version}`).toBeGreaterThan(0);
      for (const [hash, meant] of SAMPLES[version]!) expect(fromHash(hash)).toMatchObject(meant as object);
    }
  });

  it('comes back the same, whatever the configuration', () => {
    for (let seed = 0; seed < 400; seed++) {
      const config = randomConfig(seed);
      expect(parseConfig(structuredClone(config))).toEqual(config);
      const place = PLACES[seed % 3]!;
      const hash = new URL(toHash(config, place), 'http://localhost/').hash;
      expect(read(hash), hash).toEqual({ config, place, issues: [], ours: true });
    }
  });

  it('is never in the way, whatever becomes of it', () => {
    for (let seed = 0; seed < 200; seed++) {
      const hash = toHash(randomConfig(seed), 'sweep');
      const cut = hash.slice(0, 3 + ((seed * 7919) % Math.max(1, hash.length - 3)));
      const { config } = read(cut);
      expect(parseConfig(structuredClone(config))).toEqual(config);
    }
  });
});

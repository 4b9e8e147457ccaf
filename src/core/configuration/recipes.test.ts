import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { SPLIT_CODE } from '../data/imageSet';
import { cellsOf } from '../sweep/cells';
import { requestFaults } from '../sweep/checks';
import { defaultConfig, modelPresets } from './presets';
import { placeOf, recipeConfig, recipeSweep, RECIPES } from './recipes';
import { headOf, type ExperimentConfig } from './schema';
import { applyPatch, checkAgainstImageSet, countImageSet, parseConfig } from './validate';

interface Manifest {
  classes: { path: string; split: keyof typeof SPLIT_CODE }[];
  sheets: { images: number[] }[];
}

/** Labels and split of the bundled set, as its manifest has them. */
function bundled() {
  const manifest = JSON.parse(readFileSync('public/samples/emoji/manifest.json', 'utf8')) as Manifest;
  const labels = Int32Array.from(manifest.sheets.flatMap(({ images }) => images));
  const split = Uint8Array.from(labels, (label) => SPLIT_CODE[manifest.classes[label]!.split]);
  return { labels, split, info: { disjointClasses: true } };
}

const images = bundled();
const issues = (config: ExperimentConfig) => checkAgainstImageSet(config, countImageSet(images, config));
const recipe = (id: string) => RECIPES.find((one) => one.id === id)!;
const config = (id: string) => recipeConfig(recipe(id), defaultConfig);

const set = { id: 'emoji', name: 'Emoji', images: images.labels.length, classes: 868 };
/** What the grids come to: c and τ_h mean nothing to spherical cells, τ_s nothing to hyperbolic ones. */
const CELLS: Record<string, number> = {
  'figure-2': 3 * 2 + 3 * 3 * 2,
  'figure-4': 2 * 6 * 3,
  temperature: 2 * 5 * 3 + 5 * 5 * 3,
  curvature: 3 + 2 * 5 * 3,
};

it('the bundled set has been read', () => {
  expect(images.labels.length).toBe(5409);
  expect(issues(defaultConfig)).toEqual([]);
});

it('have ids and names of their own', () => {
  for (const key of ['id', 'name'] as const) expect(new Set(RECIPES.map((one) => one[key])).size).toBe(RECIPES.length);
});

describe.each(RECIPES)('$id', (one) => {
  it('is a configuration that the bundled set carries, and that survives being written down', () => {
    const made = recipeConfig(one, defaultConfig);
    expect(issues(made)).toEqual([]);
    expect(parseConfig(JSON.parse(JSON.stringify(made)))).toEqual(made);
  });

  it('says in two sentences what to look for', () => {
    for (const sentence of one.lookFor) expect(sentence).toMatch(/^[A-Z].{40,220}\.$/);
  });

  it('is taken up where it belongs, and its grid comes to the cells it should', () => {
    const sweep = recipeSweep(one, defaultConfig);
    expect(placeOf(one)).toBe(sweep ? 'sweep' : 'train');
    if (!sweep) return;
    expect(requestFaults(sweep)).toEqual([]);
    const { cells, struckOut } = cellsOf(sweep, set, issues);
    expect(cells).toHaveLength(CELLS[one.id]!);
    // Nothing is struck out but what means nothing to a geometry.
    for (const { geometry, path } of struckOut) expect(path).toMatch(geometry === 'spherical' ? /tauHyperbolic|head\.c/ : /tauSpherical/);
  });
});

describe('what a recipe leaves alone', () => {
  const present = applyPatch(defaultConfig, {
    imageSet: 'fashion-mnist',
    backend: 'wasm',
    model: { ...modelPresets.micro },
    batch: { classes: 8, samplesPerClass: 4 },
    head: { tauSpherical: 0.7 },
    steps: 77,
  });

  it('is where and on what is trained; what else had been changed is the default again', () => {
    const made = recipeConfig(recipe('figure-3'), present);
    expect(made).toMatchObject({ imageSet: 'fashion-mnist', backend: 'wasm', model: present.model, batch: present.batch });
    expect(made).toMatchObject({ steps: defaultConfig.steps, head: defaultConfig.head });
  });

  it('is not the batch where the recipe names one', () => {
    expect(recipeConfig(recipe('hyp-vit'), present).batch).toEqual({ classes: 100, samplesPerClass: 9 });
  });
});

describe('facts of the released code', () => {
  it('of Hyp-ViT: raw features, τ .2 and .1, c .1, clip radius 2.3, 100 × 9, lr 3e-5, weight decay .01, clip 3', () => {
    expect(config('hyp-vit')).toMatchObject({
      head: { tauSpherical: 0.1, tauHyperbolic: 0.2, c: 0.1, clipRadius: 2.3, hyperbolicInput: 'raw', initialRadius: 0 },
      batch: { classes: 100, samplesPerClass: 9 },
      augmentation: { cropScale: 0.2, flip: 0.5 },
      optimizer: { learningRate: 3e-5, weightDecay: 0.01, clipNorm: 3, schedule: 'constant', warmupSteps: 0 },
      steps: 50,
    });
  });

  it('of HypMix: normalised before the ball, τ .05 and .2, λ 3, with the clip it means and the one it has', () => {
    const head = { tauSpherical: 0.05, tauHyperbolic: 0.2, lambda: 3, c: 0.1, hyperbolicInput: 'normalized' };
    expect(config('hypmix')).toMatchObject({ head, optimizer: { clipNorm: 3 } });
    expect(config('hypmix-released')).toMatchObject({ head, optimizer: { clipNorm: 4.6e-5 } });
  });

  it('normalised against raw differs in that alone', () => {
    const { runs, ...common } = config('normalised-raw');
    const [, raw, normalised] = runs;
    expect(raw!.geometry).toBe(normalised!.geometry);
    expect(headOf(common, normalised!)).toEqual({ ...headOf(common, raw!), hyperbolicInput: 'normalized' });
  });
});

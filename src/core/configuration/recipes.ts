/**
 * Presets: layers over the default configuration, each with what to look for. Facts of the released code are those of its CUB runs
 * (htdt/hyp_metric, YunYunY/HypMix). Pure.
 */
import type { SweepDefinition } from '../sweep/sweep.types';
import { defaultConfig } from './presets';
import type { ConfigPatch, ExperimentConfig, RunInput } from './schema';
import { applyPatch } from './validate';

/** What of a sweep a recipe says; the rest of its definition is made when it is run. */
export type RecipeSweep = Pick<SweepDefinition, 'grid' | 'budget' | 'metric'> & Partial<Pick<SweepDefinition, 'compare'>>;

export interface Recipe {
  id: string;
  /** For people. */
  name: string;
  /** Where it comes from; left out where it is nobody's but this page's. */
  source?: string;
  /** Two sentences: what to look for, and what to beware of. */
  lookFor: readonly [string, string];
  /** Over the default. */
  patch: ConfigPatch;
  /** A grid for Sweep, over the patch; without it the recipe is one experiment, for Train. */
  sweep?: RecipeSweep;
}

/** Where a recipe is taken up. */
export const placeOf = ({ sweep }: Pick<Recipe, 'sweep'>): 'train' | 'sweep' => (sweep ? 'sweep' : 'train');

const YUE = 'Yue et al., WACV 2024';
const SEEDS = [1, 2, 3] as const;
const TEMPERATURES = [0.05, 0.1, 0.2, 0.4, 0.8] as const;

const spherical: RunInput = { id: 'spherical', name: 'spherical', geometry: 'spherical' };
const hyperbolic: RunInput = { id: 'hyperbolic', name: 'hyperbolic', geometry: 'hyperbolic' };
const fused: RunInput = { id: 'fused', name: 'fused', geometry: 'fused' };
const seed2 = (run: RunInput): RunInput => ({ ...run, id: `${run.name}, seed 2`, name: `${run.name}, seed 2`, seed: 2 });

/** What the released code of both papers has in common, in its CUB runs; features are left as the linear head makes them. */
const RELEASED = {
  seed: 1,
  batch: { classes: 100, samplesPerClass: 9 },
  augmentation: { cropScale: 0.2, flip: 0.5, normalisation: 'timm' },
  optimizer: {
    learningRate: 3e-5,
    weightDecay: 0.01,
    beta1: 0.9,
    beta2: 0.999,
    epsilon: 1e-8,
    clipNorm: 3,
    schedule: 'constant',
    warmupSteps: 0,
  },
  steps: 50,
} as const satisfies ConfigPatch;

/** Global norm that gradients come to where they are clipped to 3 while still scaled by 65,536, as mixed precision begins with. */
export const CLIP_BEFORE_UNSCALING = 4.6e-5;

const hypMix = (clipNorm: number): ConfigPatch => ({
  ...RELEASED,
  head: { tauSpherical: 0.05, tauHyperbolic: 0.2, lambda: 3, c: 0.1, clipRadius: 2.3, hyperbolicInput: 'normalized', initialRadius: 0 },
  optimizer: { ...RELEASED.optimizer, clipNorm },
  runs: [spherical, fused],
});

export const RECIPES: readonly Recipe[] = [
  {
    id: 'figure-1',
    name: 'Hard negatives (Figure 1)',
    source: `${YUE}, Figure 1`,
    lookFor: [
      'Go through the anchors by most disagreement: red boxes mark hard negatives that the other geometry does not list.',
      'Then compare spherical with “spherical, seed 2”: another seed alone exchanges at least as many, so no red box by itself is a finding about geometry.',
    ],
    patch: { runs: [spherical, hyperbolic, seed2(spherical)] },
  },
  {
    id: 'figure-2',
    name: 'Overlap over τ and c (Figure 2)',
    source: `${YUE}, Figure 2`,
    lookFor: [
      'The overlap of the top-k hard negatives between cells tells how far τ and c, beside the geometry, change which negatives are hard.',
      'Judge each overlap by that of the same setting with another seed: only what falls clearly below that line is more than chance.',
    ],
    patch: {},
    sweep: {
      grid: {
        'runs.geometry': ['spherical', 'hyperbolic'],
        'head.tauSpherical': [0.05, 0.1, 0.2],
        'head.tauHyperbolic': [0.1, 0.2, 0.4],
        'head.c': [0.03, 0.1, 0.3],
        seed: [1, 2],
      },
      budget: { steps: 300 },
      metric: 'recall@1',
    },
  },
  {
    id: 'figure-3',
    name: 'Triplet weights p(x⁻) (Figure 3)',
    source: `${YUE}, Figure 3`,
    lookFor: [
      'Set the triplet weights to the training batch: the steeper the curve, the more of the gradient goes to the few nearest negatives.',
      'Then move τ in “what if” until two curves lie on each other: what a temperature can imitate is no property of the geometry.',
    ],
    patch: { runs: [spherical, hyperbolic, fused] },
  },
  {
    id: 'figure-4',
    name: 'Recall against τ (Figure 4)',
    source: `${YUE}, Figure 4`,
    lookFor: [
      'Recall@1 against τ, a line a geometry: look at where each peaks and how wide its peak is before comparing heights.',
      'Three seeds give the error bars, and a difference smaller than them is none; all cells share one learning rate, which can understate one of the geometries.',
    ],
    patch: {},
    sweep: {
      grid: {
        'runs.geometry': ['spherical', 'hyperbolic'],
        'head.tauSpherical': [0.02, 0.05, 0.1, 0.2, 0.4, 0.8],
        'head.tauHyperbolic': [0.02, 0.05, 0.1, 0.2, 0.4, 0.8],
        seed: SEEDS,
      },
      budget: { steps: 300 },
      metric: 'recall@1',
    },
  },
  {
    id: 'hyp-vit',
    name: 'Hyp-ViT, as released (CUB)',
    source: 'Ermolov et al., CVPR 2022; htdt/hyp_metric',
    lookFor: [
      'Raw features go into the ball: watch the share of clipped embeddings, because once all lie on the clip sphere both geometries rank alike.',
      'Its learning rate of 3e-5 is meant for pretrained weights and moves a model from scratch very little in 50 steps; raise it to 1e-3 to see one learn.',
    ],
    patch: {
      ...RELEASED,
      head: { tauSpherical: 0.1, tauHyperbolic: 0.2, c: 0.1, clipRadius: 2.3, hyperbolicInput: 'raw', initialRadius: 0 },
      runs: [spherical, hyperbolic],
    },
  },
  {
    id: 'hypmix',
    name: 'HypMix, gradient clip 3 (CUB)',
    source: `${YUE}; YunYunY/HypMix, settings of its README`,
    lookFor: [
      'Features are normalised before the ball, so the clip radius never acts and both distances rank negatives alike: only the weights p(x⁻) differ.',
      'The gradient clip of 3 is what the code means; what it does is the other preset, and its learning rate of 3e-5 is meant for pretrained weights.',
    ],
    patch: hypMix(3),
  },
  {
    id: 'hypmix-released',
    name: 'HypMix, as its code clips (CUB)',
    source: `${YUE}; YunYunY/HypMix, settings of its README`,
    lookFor: [
      'The released code clips gradients before it unscales them: in effect a clip of about 4.6e-5, with gradients near AdamW’s ε.',
      'Compare its loss with that of the preset with a clip of 3: AdamW makes up for the scale of gradients, but not for an ε of their size.',
    ],
    patch: hypMix(CLIP_BEFORE_UNSCALING),
  },
  {
    id: 'temperature',
    name: 'Temperature study',
    lookFor: [
      'Recall@1 and the effective number of negatives against τ for all three geometries: see whether recall follows the number of negatives that count.',
      'The fused runs take every pair of both temperatures, so look at them as a heat map; each setting has three seeds.',
    ],
    patch: {},
    sweep: {
      grid: {
        'runs.geometry': ['spherical', 'hyperbolic', 'fused'],
        'head.tauSpherical': TEMPERATURES,
        'head.tauHyperbolic': TEMPERATURES,
        seed: SEEDS,
      },
      budget: { steps: 200 },
      metric: 'recall@1',
    },
  },
  {
    id: 'curvature',
    name: 'Curvature study',
    lookFor: [
      'Recall@1 against c beside the spherical line, which has no c: as c goes to 0 the ball becomes flat, and the geometries should meet.',
      'A larger c also crowds the embeddings against the boundary, so read the share of clipped embeddings along with it.',
    ],
    patch: {},
    sweep: {
      grid: { 'runs.geometry': ['spherical', 'hyperbolic', 'fused'], 'head.c': [0.01, 0.03, 0.1, 0.3, 1], seed: SEEDS },
      budget: { steps: 300 },
      metric: 'recall@1',
    },
  },
  {
    id: 'normalised-raw',
    name: 'Normalised against raw head',
    lookFor: [
      'With normalised features the hyperbolic distance grows with the angle alone: its negatives come in the order of the cosine, and the disk shows a ring.',
      'With raw features the radius is free: compare the norms, the disks, and whether Recall@1 differs by more than its standard error.',
    ],
    patch: {
      runs: [
        spherical,
        { ...hyperbolic, id: 'hyperbolic, raw', name: 'hyperbolic, raw', head: { hyperbolicInput: 'raw' } },
        { ...hyperbolic, id: 'hyperbolic, normalised', name: 'hyperbolic, normalised', head: { hyperbolicInput: 'normalized' } },
      ],
    },
  },
  {
    id: 'another-seed',
    name: 'Does another seed differ as much?',
    lookFor: [
      'Each geometry is trained twice, with other initial weights and other batches: the overlap between two seeds of one geometry is the line to judge all others by.',
      'See whether spherical and hyperbolic of one seed share more hard negatives than two seeds of either; on the bundled set they did.',
    ],
    patch: { runs: [spherical, seed2(spherical), hyperbolic, seed2(hyperbolic)] },
  },
];

/** What says where and on what is trained, not how: it stays as it is set, unless a recipe names it. */
const KEPT = [
  'imageSet',
  'backend',
  'kernels',
  'activations',
  'microbatch',
  'recompute',
  'memory',
  'model',
  'batch',
] as const satisfies (keyof ExperimentConfig)[];

/**
 * The configuration that a recipe comes to: the default with its patch, on the image set, backend, model and batch that are set unless the
 * recipe names them.
 * @throws ConfigError where they do not go together
 */
export function recipeConfig({ patch }: Pick<Recipe, 'patch'>, present: ExperimentConfig): ExperimentConfig {
  const kept = Object.fromEntries(KEPT.map((key) => [key, present[key]])) as ConfigPatch;
  return applyPatch(applyPatch(defaultConfig, kept), patch);
}

/** The sweep of a recipe, with the configuration its grid stands on; undefined for a recipe that is one experiment. */
export function recipeSweep(
  recipe: Recipe,
  present: ExperimentConfig,
): (RecipeSweep & Pick<SweepDefinition, 'title' | 'base'>) | undefined {
  return recipe.sweep && { ...recipe.sweep, title: recipe.name, base: recipeConfig(recipe, present) };
}

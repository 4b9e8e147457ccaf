/** Configurations made up for tests: every setting is changed in some of them, all are valid, and the same seed gives the same one. */
import { createRandom, type Random } from '../../random/random';
import { defaultConfig, modelPresets } from '../presets';
import {
  activationFormats,
  recomputeChoices,
  backendChoices,
  geometries,
  initialisations,
  kernelChoices,
  normalisations,
  poolings,
  type ExperimentConfig,
  type HeadConfig,
  type ModelConfig,
  type RunConfig,
} from '../schema';

const pick = <T>(random: Random, values: readonly T[]): T => values[random.int(values.length)]!;
const maybe = (random: Random) => random.next() < 0.5;
/** Over many orders of magnitude, as settings are. */
const positive = (random: Random) => Number((10 ** (8 * random.next() - 5)).toPrecision(1 + random.int(17)));
const share = (random: Random) => Number(random.next().toPrecision(4));

/** What an address, JSON and a shell would each take for something else. */
const WORDS = [
  'τ_h = .05',
  'A & B',
  '50 %',
  '"quoted"',
  'späřisch',
  '#1',
  'a=b',
  '12',
  'true',
  'null',
  '[1]',
  '{}',
  '%41',
  'a+b',
  '嘉',
  '🦆 duck',
];

function head(random: Random): HeadConfig {
  return {
    tauSpherical: positive(random),
    tauHyperbolic: positive(random),
    c: positive(random),
    lambda: maybe(random) ? 0 : positive(random),
    clipRadius: maybe(random) ? 0 : positive(random),
    hyperbolicInput: pick(random, ['raw', 'normalized']),
    initialRadius: share(random),
  };
}

/** Those that every configuration can have. */
const WITHOUT_WEIGHTS = normalisations.filter((each) => each !== 'weights');

/** Some of the settings, as a run has them of its own. */
function partOf(random: Random, whole: HeadConfig): Partial<HeadConfig> {
  return Object.fromEntries(Object.entries(whole).filter(() => maybe(random)));
}

function model(random: Random): ModelConfig {
  if (maybe(random)) return pick(random, Object.values(modelPresets));
  const patch = pick(random, [2, 4, 7, 16]);
  const heads = 1 + random.int(6);
  return {
    image: patch * (2 + random.int(10)),
    patch,
    width: heads * 8 * (1 + random.int(8)),
    depth: 1 + random.int(12),
    heads,
    mlpRatio: pick(random, [0.5, 2, 4]),
    embedding: 2 + random.int(500),
    pooling: pick(random, poolings),
    initialisation: pick(random, initialisations),
    weights: maybe(random) ? 'c0ffee42'.repeat(8) : null,
  };
}

function runs(random: Random): RunConfig[] {
  return Array.from({ length: 1 + random.int(8) }, (_, i) => {
    const name = `${pick(random, WORDS)} ${i}`;
    return {
      id: maybe(random) ? name : `run ${i}`,
      name,
      geometry: pick(random, geometries),
      ...(maybe(random) ? { seed: random.int(1000) } : {}),
      ...(maybe(random) ? { head: partOf(random, head(random)) } : {}),
    };
  });
}

export function randomConfig(seed: number | string): ExperimentConfig {
  const random = createRandom(seed).fork('configuration');
  const own = <T>(made: T, usual: T): T => (maybe(random) ? made : usual);
  const { optimizer, evaluation, augmentation, batch } = defaultConfig;
  return {
    version: defaultConfig.version,
    backend: pick(random, backendChoices),
    kernels: pick(random, kernelChoices),
    activations: pick(random, activationFormats),
    microbatch: pick(random, ['auto', 1, 8, 64] as const),
    recompute: pick(random, recomputeChoices),
    memory: pick(random, [0.5, 2, 16]),
    train: pick(random, ['head', 'last 1', 'all but patch embedding', 'all'] as const),
    imageSet: own(pick(random, WORDS), defaultConfig.imageSet),
    seed: random.int(2 ** 31 - 1),
    model: own(model(random), defaultConfig.model),
    head: own(head(random), defaultConfig.head),
    batch: own({ classes: 2 + random.int(500), samplesPerClass: 2 + random.int(10) }, batch),
    augmentation: own(
      { cropScale: 0.01 + 0.98 * share(random), flip: share(random), normalisation: pick(random, WITHOUT_WEIGHTS), views: random.int(4) },
      augmentation,
    ),
    optimizer: own(
      {
        learningRate: positive(random),
        weightDecay: share(random),
        beta1: 0.999 * share(random),
        beta2: 0.999 * share(random),
        epsilon: positive(random),
        clipNorm: maybe(random) ? 0 : positive(random),
        schedule: pick(random, ['constant', 'cosine']),
        warmupSteps: random.int(100),
      },
      optimizer,
    ),
    steps: 1 + random.int(10_000),
    evaluation: own(
      {
        every: 1 + random.int(500),
        seconds: random.int(100),
        split: pick(random, ['validation', 'test']),
        validationShare: 0.05 + 0.45 * share(random),
        images: 4 + random.int(10_000),
      },
      evaluation,
    ),
    runs: own(runs(random), defaultConfig.runs),
  };
}

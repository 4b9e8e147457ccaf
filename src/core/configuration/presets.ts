import { CONFIG_VERSION, type ExperimentConfig, type ModelConfig } from './schema';

export type ModelPreset = 'micro' | 'default' | 'small' | 'base';

const common = { mlpRatio: 4, embedding: 128, pooling: 'concatenate', initialisation: 'xavier', weights: null } as const;

export const modelPresets: Record<ModelPreset, ModelConfig> = {
  micro: { ...common, image: 32, patch: 8, width: 64, depth: 2, heads: 4 },
  default: { ...common, image: 32, patch: 8, width: 96, depth: 4, heads: 4 },
  small: { ...common, image: 32, patch: 4, width: 96, depth: 4, heads: 4, embedding: 64 },
  base: { ...common, image: 64, patch: 8, width: 192, depth: 6, heads: 6 },
};

/** The preset whose shape a model has, or undefined for a shape of the user's own. */
export function presetOf(model: ModelConfig): ModelPreset | undefined {
  const shape = ['image', 'patch', 'width', 'depth', 'heads', 'mlpRatio', 'embedding', 'weights'] as const;
  return (Object.keys(modelPresets) as ModelPreset[]).find((name) => shape.every((key) => modelPresets[name][key] === model[key]));
}

/** The experiment the page opens with: found good on the bundled set. */
export const defaultConfig: ExperimentConfig = {
  version: CONFIG_VERSION,
  backend: 'auto',
  kernels: 'auto',
  activations: 'float32',
  train: 'all',
  microbatch: 'auto',
  recompute: 'auto',
  memory: 2,
  imageSet: 'emoji',
  seed: 1,
  model: modelPresets.default,
  head: { tauSpherical: 0.1, tauHyperbolic: 0.2, c: 0.1, lambda: 1, clipRadius: 2.3, hyperbolicInput: 'raw', initialRadius: 1 },
  batch: { classes: 64, samplesPerClass: 2 },
  augmentation: { cropScale: 0.7, flip: 0, normalisation: 'timm', views: 0 },
  optimizer: {
    learningRate: 1e-3,
    weightDecay: 0.05,
    beta1: 0.9,
    beta2: 0.999,
    epsilon: 1e-8,
    clipNorm: 3,
    schedule: 'constant',
    warmupSteps: 0,
  },
  steps: 300,
  evaluation: { every: 50, seconds: 15, split: 'validation', validationShare: 0.2, images: 5000 },
  runs: [
    { id: 'spherical', name: 'spherical', geometry: 'spherical' },
    { id: 'hyperbolic', name: 'hyperbolic', geometry: 'hyperbolic' },
    { id: 'fused', name: 'fused', geometry: 'fused' },
  ],
};

/** What the page proposes where only a CPU backend exists: a model and a batch such a machine can carry. */
export const cpuProposal = {
  model: modelPresets.micro,
  batch: { classes: 32, samplesPerClass: 2 },
} as const;

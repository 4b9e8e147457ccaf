/** The golden ViT of `test/golden` with its batch and its float64 gradients, in Node and in a browser. */
import { modelSchema, type Geometry, type HeadConfig, type ModelConfig, type OptimizerConfig } from '../../configuration/schema';
import { readSafetensors } from '../../formats/safetensors';
import { checkWeights, type Weights } from '../../model/shape';
import type { Batch, Learner } from '../learner';

export interface GoldenVit {
  model: ModelConfig;
  weights: Weights;
  geometry: Geometry;
  head: HeadConfig;
  batch: Batch;
  loss: number;
  gradients: ReadonlyMap<string, ArrayLike<number>>;
}

/** Leaves the weights as they are and, without momentum and clipping, the gradient as the first moment. */
export const OBSERVING: OptimizerConfig = {
  ...{ learningRate: 0, weightDecay: 0, beta1: 0, beta2: 0.999, epsilon: 1e-8, clipNorm: 0, schedule: 'constant', warmupSteps: 0 },
};

async function bytesOf(name: string): Promise<Uint8Array> {
  const url = new URL(`/test/golden/${name}`, import.meta.url);
  if (url.protocol !== 'file:') return new Uint8Array(await (await fetch(url)).arrayBuffer());
  const fs = 'node:fs/promises';
  const { readFile } = (await import(/* @vite-ignore */ fs)) as { readFile: (path: string) => Promise<Uint8Array> };
  return new Uint8Array(await readFile(`test/golden/${name}`));
}

let loaded: Promise<GoldenVit> | undefined;

export const goldenVit = (): Promise<GoldenVit> => (loaded ??= load());

async function load(): Promise<GoldenVit> {
  const [described, vit, gradients, stored] = await Promise.all(
    ['vit.json', 'vit.safetensors', 'vit-gradients.safetensors', 'images.safetensors'].map(bytesOf),
  );
  const { config, samplesPerClass, rows, loss } = JSON.parse(new TextDecoder().decode(described)) as {
    config: Omit<HeadConfig, 'initialRadius'> & { mode: Geometry };
    samplesPerClass: number;
    rows: number[];
    loss: number;
  };
  const { mode, ...head } = config;
  const { metadata, tensors } = readSafetensors(vit!);
  const model = modelSchema.parse({
    ...Object.fromEntries(['image', 'patch', 'depth', 'heads', 'mlpRatio', 'embedding'].map((key) => [key, Number(metadata[key])])),
    ...{ width: Number(metadata.dim), pooling: 'class token', initialisation: 'timm' },
  });
  const weights = Object.fromEntries(Object.entries(tensors).map(([name, { data }]) => [name, Float32Array.from(data as Float32Array)]));
  checkWeights(model, weights);
  const images = readSafetensors(stored!).tensors.images!;
  const size = images.shape[1]!;
  const stride = size * size * 3;
  const pixels = new Uint8Array(rows.length * stride);
  rows.forEach((row, i) => pixels.set((images.data as Uint8Array).subarray(row * stride, (row + 1) * stride), i * stride));
  return {
    ...{ model, weights, geometry: mode, head: { ...head, initialRadius: 0 }, loss },
    batch: { pixels, n: rows.length, size, samplesPerClass },
    gradients: new Map(
      Object.entries(readSafetensors(gradients!).tensors).map(([name, { data }]) => [name, data as unknown as ArrayLike<number>]),
    ),
  };
}

/** Loss, norm and gradients of a step by a learner with the optimiser `OBSERVING`; empty for what is frozen. */
export async function observe(learner: Learner, batch: Batch) {
  const { loss, gradientNorm } = await learner.step(batch, 0);
  const { parameters } = await learner.state();
  return { loss, gradientNorm, gradients: new Map(Object.entries(parameters).map(([name, [, gradient]]) => [name, gradient])) };
}

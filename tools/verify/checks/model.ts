/** The model, weights and images of a golden folder in the project's own words. */
import type { Geometry, HeadConfig, ModelConfig } from '../../../src/core/configuration/schema';
import { modelSchema } from '../../../src/core/configuration/schema';
import type { Batch } from '../../../src/core/learner/learner';
import { checkWeights, type Weights } from '../../../src/core/model/shape';
import { GoldenError, type GoldenFolder } from '../folder';

/** Loss configuration as the golden files write it. */
export interface GoldenConfig {
  mode: Geometry;
  tauSpherical: number;
  tauHyperbolic: number;
  lambda: number;
  c: number;
  clipRadius: number;
  hyperbolicInput: HeadConfig['hyperbolicInput'];
}

export function headOf({ tauSpherical, tauHyperbolic, lambda, c, clipRadius, hyperbolicInput }: GoldenConfig): HeadConfig {
  return { tauSpherical, tauHyperbolic, lambda, c, clipRadius, hyperbolicInput, initialRadius: 0 };
}

/** Model and weights of vit.safetensors. Its metadata name the shape; where they do not name the pooling, it is the class token. */
export function readModel(folder: GoldenFolder): { model: ModelConfig; weights: Weights } {
  const { tensors, metadata } = folder.safetensors('vit.safetensors');
  const number = (key: string) => Number(metadata[key]);
  const parsed = modelSchema.safeParse({
    image: number('image'),
    patch: number('patch'),
    width: number('dim'),
    depth: number('depth'),
    heads: number('heads'),
    mlpRatio: number('mlpRatio'),
    embedding: number('embedding'),
    pooling: metadata.pooling ?? 'class token',
    initialisation: 'timm',
  });
  if (!parsed.success)
    throw new GoldenError(
      `The metadata of vit.safetensors give no model: ${parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('; ')}`,
    );
  const weights = Object.fromEntries(Object.entries(tensors).map(([name, { data }]) => [name, Float32Array.from(data as Float32Array)]));
  checkWeights(parsed.data, weights);
  return { model: parsed.data, weights };
}

/** Chosen images of images.safetensors as a batch. */
export function readBatch(folder: GoldenFolder, rows: readonly number[], samplesPerClass: number): Batch {
  const images = folder.safetensors('images.safetensors').tensors.images;
  if (!images || !(images.data instanceof Uint8Array) || images.shape.length !== 4 || images.shape[3] !== 3)
    throw new GoldenError('images.safetensors has no tensor images of uint8 [n, side, side, 3]');
  const [count, size] = images.shape as [number, number, number, number];
  const stride = size * size * 3;
  const pixels = new Uint8Array(rows.length * stride);
  rows.forEach((row, i) => {
    if (!(row >= 0 && row < count)) throw new GoldenError(`Image ${row} is asked for, but images.safetensors has ${count}`);
    pixels.set((images.data as Uint8Array).subarray(row * stride, (row + 1) * stride), i * stride);
  });
  return { pixels, n: rows.length, size, samplesPerClass };
}

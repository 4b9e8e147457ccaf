/** Pretrained weights as they are kept, and what a configuration takes from them. Pure, and light enough for the page. */
import type { ConfigIssue, ConfigPatch, ModelConfig } from '../configuration/schema';
import { IMAGENET, TIMM_VIT } from '../data/normalisation';
import type { ChannelStatistics } from '../ingest/duplicates/statistics';
import type { WeightsFound } from './import';

export interface KeptWeights extends WeightsFound {
  /**
   * SHA-256 of the file, in hexadecimal; of several files that of their hashes. Another model of the same file than the one that is meant by default has
   * a hash of its own.
   */
  id: string;
  /** Of what was dropped. */
  bytes: number;
  /** What it takes in the browser. */
  stored: number;
  /** When it was added: ISO 8601 in UTC. */
  date: string;
}

/** A side that every patch of up to 16 px goes into, and what the papers train at. */
const USUAL_SIDE = 224;

const same = (a: ChannelStatistics, b: ChannelStatistics): boolean =>
  a.mean.every((value, i) => value === b.mean[i]) && a.std.every((value, i) => value === b.std[i]);

/** The name that a configuration has for these; `weights` where it has none. */
export function normalisationName(statistics: ChannelStatistics): 'timm' | 'imagenet' | 'weights' {
  if (same(statistics, TIMM_VIT)) return 'timm';
  return same(statistics, IMAGENET) ? 'imagenet' : 'weights';
}

/** The side that a model with these weights begins with: their own, or 224 px where they are for larger images. */
export function sideFor({ image, patch }: Pick<KeptWeights['shape'], 'image' | 'patch'>): number {
  return image <= USUAL_SIDE ? image : Math.max(1, Math.floor(USUAL_SIDE / patch)) * patch;
}

/** What of a configuration follows from these weights. The class token is what they were trained to pool by. */
export function patchFor({ id, shape, normalisation }: Pick<KeptWeights, 'id' | 'shape' | 'normalisation'>): ConfigPatch {
  const { patch, width, depth, mlpRatio, heads } = shape;
  return {
    model: { weights: id, image: sideFor(shape), patch, width, depth, mlpRatio, heads, pooling: 'class token' },
    ...(normalisation ? { augmentation: { normalisation: normalisationName(normalisation) } } : {}),
  };
}

/** Where a model is not the one that these weights are of; empty = it is. Its side and heads are free. */
export function checkAgainstWeights(model: ModelConfig, { name, shape }: Pick<KeptWeights, 'name' | 'shape'>): ConfigIssue[] {
  return (['patch', 'width', 'depth', 'mlpRatio'] as const).flatMap((key) =>
    model[key] === shape[key]
      ? []
      : [
          {
            path: `model.${key}`,
            message: `The weights ${name} have ${shape[key]}, not ${model[key]}; leave it, or train without weights`,
          },
        ],
  );
}

/** As people see it: the first of its sixty-four digits. */
export const shortId = (id: string): string => id.slice(0, 12);

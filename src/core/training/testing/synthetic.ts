/** A tiny image set and a tiny experiment, for tests that train for real. */
import { defaultConfig } from '../../configuration/presets';
import type { ConfigPatch, ExperimentConfig } from '../../configuration/schema';
import { applyPatch } from '../../configuration/validate';
import { SPLIT_CODE, type ImageStore } from '../../data/imageSet';
import { createRandom } from '../../random/random';

export interface SyntheticShape {
  size?: number;
  /** Classes in each split. */
  train?: number;
  validation?: number;
  test?: number;
  imagesPerClass?: number;
}

/** Every class a pattern of its own, every image of it that pattern with noise. */
export function syntheticStore({ size = 8, train = 12, validation = 3, test = 6, imagesPerClass = 4 }: SyntheticShape = {}): ImageStore {
  const random = createRandom('synthetic images');
  const classCount = train + validation + test;
  const count = classCount * imagesPerClass;
  const stride = size * size * 3;
  const pixels = new Uint8Array(count * stride);
  const labels = new Int32Array(count);
  const split = new Uint8Array(count);
  for (let label = 0, row = 0; label < classCount; label++) {
    const pattern = Float64Array.from({ length: stride }, () => 40 + 175 * random.next());
    for (let i = 0; i < imagesPerClass; i++, row++) {
      labels[row] = label;
      split[row] = label < train ? SPLIT_CODE.train : label < train + validation ? SPLIT_CODE.validation : SPLIT_CODE.test;
      pattern.forEach((value, at) => (pixels[row * stride + at] = Math.max(0, Math.min(255, value + 60 * random.normal()))));
    }
  }
  const classes = Array.from({ length: classCount }, (_, label) => ({
    path: `patterns/${label % 2 === 0 ? 'even' : 'odd'}/class-${label}`,
    name: `class-${label}`,
  }));
  const splitRule = 'disjoint classes, in order';
  return { info: { id: 'synthetic', title: 'Synthetic', classes, count, size, splitRule, disjointClasses: true }, pixels, labels, split };
}

/** Three geometries on a model of a few thousand parameters. */
export function tinyConfig(patch: ConfigPatch = {}): ExperimentConfig {
  const tiny: ConfigPatch = {
    imageSet: 'synthetic',
    model: { image: 8, patch: 4, width: 8, depth: 1, heads: 2, mlpRatio: 2, embedding: 6 },
    batch: { classes: 6, samplesPerClass: 2 },
    steps: 20,
    evaluation: { every: 5, split: 'test' },
  };
  return applyPatch(applyPatch(defaultConfig, tiny), patch);
}

import { describe, expect, it } from 'vitest';
import { defaultConfig, modelPresets } from '../../configuration/presets';
import type { ModelConfig } from '../../configuration/schema';
import { TIMM_VIT } from '../../data/normalisation';
import { embedSizes } from './embed';
import { embedChunk, partition, type MemoryWish } from './partition';

/** ViT-S/16 at 224 px. */
const vitSmall: ModelConfig = { ...modelPresets.small, image: 224, patch: 16, width: 384, depth: 12, heads: 6, pooling: 'class token' };
const EVERY_DEVICE = 2 ** 27;

function partitionOf(model: ModelConfig, n: number, wish: Partial<MemoryWish> = {}, largestBinding = EVERY_DEVICE) {
  const shape = { n, size: model.image, augmented: true, normalisation: TIMM_VIT, samplesPerClass: 2, geometry: 'fused' as const };
  return partition(
    model,
    defaultConfig.optimizer,
    { ...shape, hyperbolicInput: 'raw', activations: 'float32' },
    { microbatch: 'auto', recompute: 'auto', bytes: 2e9, runs: 1, ...wish },
    largestBinding,
  );
}

describe('parts of a batch', () => {
  it('are the whole batch of a small model', () => {
    expect(partitionOf(modelPresets.small, 64)).toMatchObject({ microbatch: 64, recompute: false, fits: true });
  });

  it('keep to the memory asked for, by what computes least', () => {
    // The whole batch takes 4.3 GB, and 1.1 GB where blocks are computed once more: that costs as much as parts, with larger products.
    expect(partitionOf(vitSmall, 64, {}, Infinity)).toMatchObject({ microbatch: 64, recompute: true });
    // Its largest binding is more than every device allows.
    expect(partitionOf(vitSmall, 64)).toMatchObject({ microbatch: 16, recompute: false });
    expect(partitionOf(vitSmall, 64, { bytes: 700e6 })).toMatchObject({ recompute: true, fits: true });
    const three = partitionOf(vitSmall, 900, { bytes: 2.2e9, runs: 3 });
    expect(three).toMatchObject({ microbatch: 16, recompute: false, fits: true });
    expect(three.allBytes).toBeLessThan(2.2e9);
    expect(three.bytes).toBeLessThan(1.5e9);
  });

  it('are what is asked for, and say where that does not fit', () => {
    expect(partitionOf(vitSmall, 64, { microbatch: 24, recompute: 'never' })).toMatchObject({
      microbatch: 24,
      recompute: false,
      fits: true,
    });
    expect(partitionOf(vitSmall, 64, { microbatch: 1000, recompute: 'never' })).toMatchObject({ microbatch: 64, fits: false });
    const least = partitionOf(vitSmall, 64, { bytes: 1e8 });
    expect(least).toMatchObject({ microbatch: 1, recompute: true, fits: false });
  });
});

it('large models embed fewer images at once', () => {
  expect(embedChunk(modelPresets.small, 32)).toBe(128);
  const chunk = embedChunk(vitSmall, 256);
  expect(chunk).toBe(32);
  expect(embedSizes(vitSmall, { n: chunk, size: 256, augmented: false, normalisation: TIMM_VIT }).largestBinding).toBeLessThan(
    EVERY_DEVICE,
  );
});

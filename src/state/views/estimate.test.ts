import { describe, expect, it } from 'vitest';
import { defaultConfig, modelPresets } from '../../core/configuration/presets';
import { aboutMinutes, estimateSeconds } from './estimate';

describe('what training will take', () => {
  it('is what the recorded run took on wasm, within a factor of two', () => {
    // 300 steps of three runs in 560 s on one thread, whose large product made 18 GFLOP/s.
    const seconds = estimateSeconds({ backend: 'wasm', gigaflops: 18 }, defaultConfig, 300)!;
    expect(seconds / 560).toBeGreaterThan(0.5);
    expect(seconds / 560).toBeLessThan(2);
    const micro = estimateSeconds({ backend: 'wasm', gigaflops: 18 }, { ...defaultConfig, model: modelPresets.micro }, 300)!;
    expect(micro).toBeLessThan(seconds / 3);
  });

  it('is said in words that fit together', () => {
    expect([10, 540].map((seconds) => aboutMinutes(seconds).replace('\u202f', ' '))).toEqual(['under 1 min', 'about 9 min']);
  });

  it('is not said where the pace is not known', () => {
    expect(estimateSeconds({ backend: 'webgpu' }, defaultConfig, 300)).toBeUndefined();
  });
});

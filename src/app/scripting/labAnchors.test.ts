import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { defaultConfig } from '../../core/configuration/presets';
import { headOf, type RunConfig } from '../../core/configuration/schema';
import type { LabState } from '../../state/lab.types';
import { emptyRuns } from '../../state/views/shown/runViews';
import { sampleSnapshot } from '../../state/testing/samples';
import { createLabAnchors } from './labAnchors';

const golden = JSON.parse(readFileSync(new URL('../../../test/golden/triplet-weights.json', import.meta.url), 'utf8')) as {
  cases: { tau: number; positive: number; negatives: number[]; weights: number[] }[];
};

type State = Pick<LabState, 'runs' | 'evaluation' | 'anchor' | 'k'>;

function stateOf(
  runs: readonly RunConfig[],
  labels: number[],
  change: (run: RunConfig) => Partial<State['runs'][number]['snapshot']> = () => ({}),
): State {
  const n = labels.length;
  return {
    runs: emptyRuns({ ...defaultConfig, runs: [...runs] }).map((run) => ({
      ...run,
      // Each run its own features, so that they disagree.
      snapshot: { ...sampleSnapshot(defaultConfig, run.config, run.name.length, { n, d: 4 }), ...change(run.config) },
    })),
    evaluation: { rows: Int32Array.from(labels.keys()), labels: Int32Array.from(labels) },
    anchor: 0,
    k: 6,
  };
}

const labels = Array.from({ length: 40 }, (_, i) => i % 10);
const three = stateOf(defaultConfig.runs, labels);
const lab = createLabAnchors(() => three);

describe('lab.negatives', () => {
  it('lists the nearest images of other classes with distance, weight and rank', () => {
    const found = lab.negatives('hyperbolic', { anchor: 3, k: 8 });
    expect(found.map(({ rank }) => rank)).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
    found.forEach(({ index, distance, weight }, i) => {
      expect(labels[index]).not.toBe(3);
      expect(distance).toBeGreaterThan(0);
      expect(weight).toBeGreaterThan(0);
      if (i > 0) {
        expect(distance).toBeGreaterThanOrEqual(found[i - 1]!.distance);
        expect(weight).toBeLessThanOrEqual(found[i - 1]!.weight);
      }
    });
    expect(lab.negatives('hyperbolic').map(({ index }) => index)).toEqual(
      lab.negatives('hyperbolic', { anchor: 0, k: 6 }).map(({ index }) => index),
    );
  });

  it('marks what is absent from the run compared with', () => {
    const own = lab.negatives('fused', { anchor: 3, compareWith: 'spherical' });
    const other = new Set(lab.negatives('spherical', { anchor: 3 }).map(({ index }) => index));
    expect(own.map(({ absentInOther }) => absentInOther)).toEqual(own.map(({ index }) => !other.has(index)));
    expect(own.some(({ absentInOther }) => absentInOther)).toBe(true);
  });

  it('says what is wrong with what it is asked', () => {
    expect(() => lab.negatives('nothing')).toThrow(/“nothing”.*spherical, hyperbolic, fused/);
    expect(() => lab.negatives('fused', { anchor: 40 })).toThrow(/no anchor 40.*0 to 39/);
    expect(() => lab.negatives('fused', { anchor: 1.5 })).toThrow(/no anchor 1.5/);
    expect(() => lab.negatives('fused', { k: 0 })).toThrow(/k must be/);
    expect(() => lab.negatives('fused', { compareWith: 'else' })).toThrow(/“else”/);
    expect(() => lab.negatives('fused', { compareWith: 'fused' })).toThrow(/itself/);
    const bare = { ...three, runs: three.runs.map((run) => ({ ...run, snapshot: undefined })) };
    expect(() => createLabAnchors(() => bare).negatives('fused')).toThrow(/no snapshot yet/);
    const unknown = { ...three, evaluation: undefined };
    expect(() => createLabAnchors(() => unknown).negatives('fused')).toThrow(/not known yet/);
  });
});

describe('lab.weights', () => {
  it('gives p(x⁻) of all negatives for the head of the run, or with other values in it', () => {
    const own = lab.weights('hyperbolic', { anchor: 3 });
    expect(own.negatives).toHaveLength(36);
    expect(own.weights[0]).toBe(lab.negatives('hyperbolic', { anchor: 3 })[0]?.weight);
    const sharper = lab.weights('hyperbolic', { anchor: 3, tau: 0.02 });
    expect(sharper.effective).toBeLessThan(own.effective);
    expect(lab.weights('fused', { lambda: 0, tau: 0.01 }).effective).toBeCloseTo(lab.weights('fused', { lambda: 0 }).effective, 9);
    expect(lab.weights('hyperbolic', { anchor: 3, c: 5 }).effective).not.toBeCloseTo(own.effective, 3);
  });

  it('agrees with the golden values', () => {
    // Seen from the origin, a feature of norm d/2 lies at the hyperbolic distance d, whatever c is.
    const config: RunConfig = { id: 'golden', name: 'golden', geometry: 'hyperbolic' };
    for (const { tau, positive, negatives, weights } of golden.cases) {
      const distances = [0, positive, ...negatives];
      const features = new Float32Array(distances.length * 4);
      distances.forEach((distance, row) => (features[row * 4 + (row % 4)] = distance / 2));
      const state = stateOf([config], [0, 0, ...negatives.map((_, i) => i + 1)], () => ({
        features,
        head: { ...headOf(defaultConfig, config), clipRadius: 0, c: 0.01, tauHyperbolic: 1 },
      }));
      const own = createLabAnchors(() => state).weights('golden', { tau });
      const largest = Math.max(...weights);
      expect([...own.negatives]).toEqual(negatives.map((_, i) => i + 2));
      weights.forEach((value, i) => expect(Math.abs(own.weights[i]! - value) / largest).toBeLessThan(1e-5));
    }
  });

  it('refuses what the geometry has not, and values that cannot be', () => {
    expect(() => lab.weights('spherical', { c: 0.1 })).toThrow(/c: run “spherical”/);
    expect(() => lab.weights('hyperbolic', { lambda: 1 })).toThrow(/lambda: run “hyperbolic”/);
    expect(() => lab.weights('fused', { tau: 0 })).toThrow(/tau must be greater than 0, not 0/);
    expect(() => lab.weights('fused', { c: -1 })).toThrow(/c must be greater than 0/);
    expect(() => lab.weights('fused', { lambda: NaN })).toThrow(/lambda must be/);
    const alone = createLabAnchors(() => stateOf(defaultConfig.runs, [0, 1, 1, 2]));
    expect(() => alone.weights('fused')).toThrow(/only image of its class/);
    expect(alone.negatives('fused')[0]?.weight).toBeNaN();
  });
});

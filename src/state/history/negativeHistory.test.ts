import { describe, expect, it } from 'vitest';
import { defaultConfig } from '../../core/configuration/presets';
import { KeptSnapshot } from './keptSnapshot';
import { DEEPEST_KEPT, evenly, knownNegativesAt, negativesAt, stayed } from './negativeHistory';
import { anchorView, rankingsOf } from '../views/selection';
import { sampleSnapshot } from '../testing/samples';

const n = 60;
const labels = Int32Array.from({ length: n }, (_, i) => Math.floor(i / 3));
const run = { name: 'hyperbolic', geometry: 'hyperbolic' } as const;
const at = (step: number) => sampleSnapshot(defaultConfig, run, step, { n, d: 16 });

describe('the negatives of an anchor over the snapshots', () => {
  it('are those of looking around it in each, also in one that has been packed', () => {
    for (const step of [0, 10, 20]) {
      const snapshot = at(step);
      const kept = new KeptSnapshot(snapshot);
      kept.pack();
      const found = negativesAt(kept, labels, 5)!;
      const view = anchorView(rankingsOf([{ snapshot }])[0]!, labels, 5)!;
      expect([...found.negatives]).toEqual([...view.negatives.subarray(0, DEEPEST_KEPT)]);
      found.distances.forEach((distance, i) => expect(distance).toBeCloseTo(view.distances[i]!, 4));
      expect(found.weights).toHaveLength(DEEPEST_KEPT);
      expect(found.step).toBe(step);
    }
  });

  it('are computed once, and anew for other labels', () => {
    const kept = new KeptSnapshot(at(3));
    expect(knownNegativesAt(kept, labels, 5)).toBeUndefined();
    const found = negativesAt(kept, labels, 5);
    expect(knownNegativesAt(kept, labels, 5)).toBe(found);
    expect(negativesAt(kept, labels, 5)).toBe(found);
    expect(knownNegativesAt(kept, labels.slice(), 5)).toBeUndefined();
    expect(negativesAt(kept, labels, n)).toBeUndefined();
  });

  it('say how many stayed', () => {
    const [before, now] = [negativesAt(new KeptSnapshot(at(0)), labels, 5)!, negativesAt(new KeptSnapshot(at(50)), labels, 5)!];
    const shared = [...now.negatives.subarray(0, 6)].filter((index) => before.negatives.subarray(0, 6).includes(index)).length;
    expect(stayed(before, now, 6)).toBe(shared);
    expect(stayed(now, now, 6)).toBe(6);
    expect(stayed(undefined, now, 6)).toBeUndefined();
  });
});

describe('a few of many', () => {
  it('keep the first and the last', () => {
    expect(evenly([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10], 3)).toEqual([0, 5, 10]);
    expect(evenly([1, 2], 5)).toEqual([1, 2]);
    expect(evenly([1, 2, 3], 1)).toEqual([3]);
    expect(evenly([], 3)).toEqual([]);
  });
});

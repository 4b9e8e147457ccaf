import { describe, expect, it } from 'vitest';
import { ROLE_CODE } from './imageSet';
import { evaluationSubset } from './evaluationSubset';

/** 3 to 9 images of each class, classes mixed. */
const labels = Int32Array.from({ length: 600 }, (_, i) => (i * i + 3 * i) % 101);
const counts = (places: Int32Array, of = labels) => {
  const found = new Map<number, number>();
  for (const place of places) found.set(of[place]!, (found.get(of[place]!) ?? 0) + 1);
  return found;
};

describe('the evaluation images that are looked at first', () => {
  it('are as many as wanted, ascending, at least two of a class, and about as many of each', () => {
    const subset = evaluationSubset({ labels }, 192)!;
    expect(subset.of).toBe(600);
    expect(subset.places.length).toBeLessThanOrEqual(192);
    expect(subset.places.length).toBeGreaterThan(188);
    expect([...subset.places]).toEqual([...new Set(subset.places)].sort((a, b) => a - b));
    const own = counts(subset.places);
    const all = counts(Int32Array.from(labels.keys()));
    for (const [label, count] of own) {
      expect(count).toBeGreaterThanOrEqual(2);
      // More of one class than of another only where the other has no more.
      expect(count).toBeLessThanOrEqual(Math.max(...own.values()));
      if (count < Math.max(...own.values()) - 1) expect(count).toBe(all.get(label));
    }
  });

  it('are of fewer classes where two of each would be too many', () => {
    const many = Int32Array.from({ length: 900 }, (_, i) => Math.floor(i / 3));
    const own = counts(evaluationSubset({ labels: many }, 100)!.places, many);
    expect(own.size).toBe(50);
    expect([...own.values()].every((count) => count === 2)).toBe(true);
  });

  it('are the same each time, and another order of classes does not come from their numbers', () => {
    expect(evaluationSubset({ labels }, 192)).toEqual(evaluationSubset({ labels: labels.slice() }, 192));
    const many = Int32Array.from({ length: 900 }, (_, i) => Math.floor(i / 3));
    const taken = [...counts(evaluationSubset({ labels: many }, 100)!.places, many).keys()];
    expect(Math.max(...taken)).toBeGreaterThan(200);
    expect(Math.min(...taken)).toBeLessThan(100);
  });

  it('hold a query of each class and what it can find, where images have roles', () => {
    const role = Uint8Array.from(labels, (_, i) => (i % 3 === 0 ? ROLE_CODE.query : ROLE_CODE.gallery));
    const { places } = evaluationSubset({ labels, role }, 150)!;
    for (const label of counts(places).keys()) {
      const own = [...places].filter((place) => labels[place] === label).map((place) => role[place]);
      expect(own).toContain(ROLE_CODE.query);
      expect(own).toContain(ROLE_CODE.gallery);
    }
    // Without a query nothing is looked up.
    expect(evaluationSubset({ labels, role: new Uint8Array(600).fill(ROLE_CODE.gallery) }, 150)).toBeUndefined();
  });

  it('are none where that would save little', () => {
    expect(evaluationSubset({ labels: labels.subarray(0, 280) }, 192)).toBeUndefined();
    expect(evaluationSubset({ labels: new Int32Array(600) }, 192)).toBeUndefined();
  });
});

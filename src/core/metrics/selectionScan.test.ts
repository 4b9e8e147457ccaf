import { describe, expect, it } from 'vitest';
import { distancesFrom, embed } from '../geometry/vector';
import { clusters } from '../projection/testing';
import { retrieve } from './retrieval/retrieval';
import { SelectionScan, type SelectionFound } from './selectionScan';

const [n, d] = [60, 5];
const labels = Int32Array.from({ length: n }, (_, i) => Math.floor(i / 3));
const features = Float32Array.from(clusters(n, d, 20, d, 0.8));
const head = { tauSpherical: 0.1, tauHyperbolic: 0.2, lambda: 1.5, c: 0.4, clipRadius: 2.3, hyperbolicInput: 'raw' as const };

function found(geometry: 'spherical' | 'hyperbolic' | 'fused', selected: number[], most = 7): SelectionFound {
  const scan = new SelectionScan(embed(features, n, d, geometry, head), head, labels, Int32Array.from(selected), most);
  for (;;) {
    const result = scan.advance();
    if (result) return result;
  }
}

describe.each(['spherical', 'hyperbolic', 'fused'] as const)('a selection, %s', (geometry) => {
  const embedding = embed(features, n, d, geometry, head);
  const selected = [3, 4, 17, 18, 40, 41, 42];

  it('has the images outside that are nearest to any image in it', () => {
    const rows = selected.map((row) => distancesFrom(row, embedding, head));
    const expected = [...labels.keys()]
      .filter((row) => !selected.includes(row))
      .map((row) => ({ row, distance: Math.min(...rows.map((distances) => distances[row]!)) }))
      .sort((p, q) => p.distance - q.distance || p.row - q.row)
      .slice(0, 7);
    const { outside, distances, nearestTo } = found(geometry, selected);
    expect([...outside]).toEqual(expected.map(({ row }) => row));
    expect([...distances]).toEqual(expected.map(({ distance }) => distance));
    nearestTo.forEach((row, i) => {
      expect(selected).toContain(row);
      expect(distancesFrom(row, embedding, head)[outside[i]!]).toBe(distances[i]);
    });
  });

  it('is retrieved image by image among all, and all images as the evaluation has it', () => {
    const hits = selected.filter((query) => {
      const distances = distancesFrom(query, embedding, head);
      const [nearest] = [...labels.keys()].filter((row) => row !== query).sort((p, q) => distances[p]! - distances[q]! || p - q);
      return labels[nearest!] === labels[query];
    });
    const { retrieval } = found(geometry, selected);
    expect(retrieval.queries).toBe(selected.length);
    expect(retrieval.recallAt[1]).toBeCloseTo(hits.length / selected.length, 12);
    const all = retrieve(embedding, labels, head);
    const { retrieval: whole, outside } = found(geometry, [...labels.keys()]);
    expect(whole.recallAt).toEqual(all.recallAt);
    expect(whole.standardError).toBeCloseTo(all.standardError, 12);
    expect(outside).toHaveLength(0);
  });
});

it('refuses rows that there are not, and has nothing to say of no selection', () => {
  expect(() => found('spherical', [0, n])).toThrow(/no row 60/);
  expect(found('spherical', []).outside).toHaveLength(0);
});

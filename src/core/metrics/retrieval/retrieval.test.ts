import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { geometries, type Geometry } from '../../configuration/schema';
import { distancesFrom, embed } from '../../geometry/vector';
import { createRandom } from '../../random/random';
import { ROLE_CODE } from '../../data/imageSet';
import { createRetrieval, retrievalMetrics, retrieve } from './retrieval';

const golden = JSON.parse(readFileSync(new URL('../../../../test/golden/retrieval.json', import.meta.url), 'utf8')) as {
  cases: {
    geometry: Geometry;
    c: number | null;
    clipRadius: number;
    embedding: number[][];
    labels: number[];
    recallAt: Record<string, number>;
    rPrecision: number;
    mapAtR: number;
    nearest: number[][];
  }[];
};
const head = { tauSpherical: 0.1, tauHyperbolic: 0.2, lambda: 1, c: 0.1, clipRadius: 2.3, hyperbolicInput: 'raw' as const };

/** The same by the book: sort everything, look at the ranks. */
function byTheBook(distances: Float64Array[], labels: ArrayLike<number>) {
  const sums = { queries: 0, r1: 0, r4: 0, rPrecision: 0, mapAtR: 0 };
  distances.forEach((row, query) => {
    const order = [...row.keys()].filter((i) => i !== query).sort((a, b) => row[a]! - row[b]! || a - b);
    const right = order.map((i) => labels[i] === labels[query]);
    const R = right.filter(Boolean).length;
    if (R === 0) return;
    sums.queries++;
    sums.r1 += right[0] ? 1 : 0;
    sums.r4 += right.slice(0, 4).some(Boolean) ? 1 : 0;
    sums.rPrecision += right.slice(0, R).filter(Boolean).length / R;
    for (let i = 0; i < R; i++) if (right[i]) sums.mapAtR += right.slice(0, i + 1).filter(Boolean).length / (i + 1) / R;
  });
  return sums;
}

describe('retrieval', () => {
  it('agrees with the golden values exactly', () => {
    for (const { geometry, c, clipRadius, embedding, labels, recallAt, rPrecision, mapAtR, nearest } of golden.cases) {
      const own = retrieve(
        embed(Float64Array.from(embedding.flat()), 60, 8, geometry, { ...head, c: c ?? 0.1, clipRadius }),
        labels,
        head,
        { recallAt: [1, 2, 4, 8, 16] },
      );
      expect(own.recallAt).toEqual(recallAt);
      expect(own.rPrecision).toBeCloseTo(rPrecision, 14);
      expect(own.mapAtR).toBeCloseTo(mapAtR, 14);
      nearest.forEach((row, i) => expect([...own.nearest.subarray(i * 6, i * 6 + 6)]).toEqual(row));
      expect([own.queries, own.excluded]).toEqual([60, 0]);
    }
  });

  it('agrees with sorting everything, ties and single images included, in blocks of any size', () => {
    const random = createRandom(2);
    const n = 90;
    const labels = Int32Array.from({ length: n }, (_, i) => (i < 5 ? 100 + i : random.int(12)));
    // Few different values: many ties.
    const rows = Array.from({ length: n }, () => Float64Array.from({ length: n }, () => random.int(9)));
    const expected = byTheBook(rows, labels);
    for (const size of [1, 7, 90]) {
      const accumulator = createRetrieval(labels, { recallAt: [1, 4] });
      for (let first = 0; first < n; first += size) {
        const block = rows.slice(first, first + size);
        accumulator.add(Float32Array.from(block.flatMap((row) => [...row])), first);
      }
      const { recallAt, queries, excluded, rPrecision, mapAtR } = accumulator.result();
      expect(queries).toBe(expected.queries);
      expect(excluded).toBe(5);
      expect(recallAt).toEqual({ 1: expected.r1 / queries, 4: expected.r4 / queries });
      expect(rPrecision).toBeCloseTo(expected.rPrecision / queries, 13);
      expect(mapAtR).toBeCloseTo(expected.mapAtR / queries, 13);
    }
  });

  it.each(geometries)('agrees with sorting everything on a real embedding, %s', (geometry) => {
    const random = createRandom(geometry);
    const n = 120;
    const labels = Int32Array.from({ length: n }, (_, i) => i >> 2);
    const centres = Float32Array.from({ length: 30 * 6 }, () => random.normal());
    const features = Float32Array.from(
      { length: n * 6 },
      (_, i) => centres[labels[Math.floor(i / 6)]! * 6 + (i % 6)]! + 0.5 * random.normal(),
    );
    const embedding = embed(features, n, 6, geometry, head);
    const expected = byTheBook(
      Array.from({ length: n }, (_, i) => distancesFrom(i, embedding, head)),
      labels,
    );
    const own = retrieve(embedding, labels, head);
    expect(own.recallAt[1]).toBe(expected.r1 / n);
    expect(own.recallAt[4]).toBe(expected.r4 / n);
    expect(own.recallAt[1]).toBeGreaterThan(0.3);
    expect(own.mapAtR).toBeCloseTo(expected.mapAtR / n, 13);
    const { recallAt, standardError, rPrecision, mapAtR } = own;
    expect(retrievalMetrics(own)).toEqual({ recallAt, standardError, rPrecision, mapAtR, queries: n, excluded: 0 });
  });

  it('breaks ties by index', () => {
    const { nearest, recallAt } = (() => {
      const accumulator = createRetrieval([0, 1, 0, 1], { nearestCount: 3 });
      accumulator.add(new Float32Array(16), 0);
      return accumulator.result();
    })();
    expect([...nearest]).toEqual([1, 2, 3, 0, 2, 3, 0, 1, 3, 0, 1, 2]);
    // 0 meets 1 first; 1 meets 0 first; 2 meets 0; 3 meets 0.
    expect(recallAt[1]).toBe(1 / 4);
    expect(recallAt[2]).toBe(3 / 4);
  });

  it('gives the standard error of clustered queries', () => {
    // Four classes of two: both hit, both hit, both missed, both missed. As independent queries: √(.25/8).
    const labels = [0, 0, 1, 1, 2, 2, 3, 3];
    const points = [0, 0.1, 10, 10.1, 20, 30, 20.1, 30.1];
    const accumulator = createRetrieval(labels);
    points.forEach((x, i) =>
      accumulator.add(
        points.map((y) => Math.abs(x - y)),
        i,
      ),
    );
    const { standardError, recallAt } = accumulator.result();
    expect(recallAt[1]).toBe(0.5);
    expect(standardError).toBeCloseTo(Math.sqrt((4 / 3) * 4) / 8, 12);
    expect(standardError).toBeGreaterThan(Math.sqrt(0.25 / 8));
    const single = createRetrieval([5, 5]);
    single.add([0, 1, 1, 0], 0);
    expect(single.result().standardError).toBe(0);
  });

  it('copes with nothing to retrieve, and refuses blocks that do not fit or hold NaN', () => {
    const lone = createRetrieval([0, 1]);
    lone.add([0, 1, 1, 0], 0);
    expect(lone.result()).toMatchObject({ recallAt: { 1: 0, 2: 0, 4: 0, 8: 0 }, queries: 0, excluded: 2, standardError: 0 });
    expect([...lone.result().nearest.subarray(0, 6)]).toEqual([1, -1, -1, -1, -1, -1]);
    expect(() => lone.add([0, 1, 1], 0)).toThrow(/does not fit 2 rows/);
    expect(() => lone.add([0, 1], 2)).toThrow(/does not fit/);
    expect(() => createRetrieval([0, 0]).add([0, NaN], 0)).toThrow(/row 0 to row 1 is not a number/);
  });
});

describe('queries and gallery', () => {
  // Rows 0 and 1 are queries of classes 0 and 1; on a line at 0, 1, 3, 10, 11, 30.
  const places = [0, 1, 3, 10, 11, 30];
  const labels = [0, 1, 1, 0, 1, 2];
  const role = [ROLE_CODE.query, ROLE_CODE.query, ROLE_CODE.gallery, ROLE_CODE.gallery, ROLE_CODE.gallery, ROLE_CODE.query];
  const rows = places.flatMap((from) => places.map((to) => Math.abs(from - to)));

  it('queries are looked up among the gallery only, and the gallery asks nothing', () => {
    const accumulator = createRetrieval(labels, { role, nearestCount: 3 });
    accumulator.add(rows, 0);
    const result = accumulator.result();
    expect(result).toMatchObject({ queries: 2, excluded: 1, recallAt: { 1: 0.5, 2: 1, 4: 1, 8: 1 } });
    expect(Array.from(result.nearest.subarray(0, 3)), 'no query among the neighbours').toEqual([2, 3, 4]);
  });

  it('images that may be both are queries and gallery', () => {
    const either = createRetrieval(labels, { role: labels.map(() => ROLE_CODE.either) });
    either.add(rows, 0);
    const usual = createRetrieval(labels);
    usual.add(rows, 0);
    expect(either.result()).toEqual(usual.result());
  });
});

import { describe, expect, it } from 'vitest';
import { defaultConfig } from '../../../core/configuration/presets';
import { jaccard } from '../../../core/metrics/negatives/overlap';
import { anchorView, embeddingOf, overlapOf, rankingsOf, type Ranking } from '../../../state/views/selection';
import { sampleSnapshot } from '../../../state/testing/samples';
import { anchorAfter, createAnchorOrder } from '../../../state/views/anchorOrder';
import { ranked } from './anchorOrder';
import { topKOf } from '../../../state/views/useScans';
import { PairOverlap, overlapBetween } from '../../../core/metrics/negatives/pairOverlap';
import { DEEPEST, TopK, TopKScan, shuffledOrder } from '../../../core/metrics/retrieval/topK';

const n = 60;
// Classes of three, and a last one of a single image.
const labels = Int32Array.from({ length: n }, (_, i) => (i === n - 1 ? 99 : Math.floor(i / 3)));
const snapshots = (['spherical', 'hyperbolic', 'fused'] as const).map((geometry) => {
  const snapshot = sampleSnapshot(defaultConfig, { name: geometry, geometry }, 10, { n, d: 6 });
  return { ...snapshot, features: snapshot.features.map((value, i) => value + (geometry === 'fused' ? Math.sin(i) : 0)) };
});
const rankings = rankingsOf(snapshots.map((snapshot) => ({ snapshot })));

/** Scans so many anchors more. */
function advance(topK: TopK, ranking: Ranking, anchors = 1): void {
  const scan = new TopKScan(embeddingOf(ranking), ranking.head, labels);
  topK.add(scan.part(topK.done, topK.done + anchors, () => true));
}

const scans = rankings.map((ranking) => {
  const topK = new TopK(n);
  for (const anchors of [1, 20, n]) advance(topK, ranking, anchors);
  return topK;
});
const [a, b, c] = scans as [TopK, TopK, TopK];
const views = rankings.map((ranking) => Array.from({ length: n }, (_, anchor) => anchorView(ranking, labels, anchor)!));
const everyone = [...Array(n).keys()];

describe('scanning all anchors', () => {
  it('visits every anchor once, in a fair order', () => {
    expect([...shuffledOrder(n)].sort((p, q) => p - q)).toEqual(everyone);
    expect([...shuffledOrder(n).slice(0, 10)]).not.toEqual([...Array(10).keys()]);
    const topK = topKOf(rankings[0]!, labels);
    expect(topKOf(rankings[0]!, labels)).toBe(topK);
    expect(topKOf(rankings[0]!, labels.slice())).not.toBe(topK);
  });

  it('takes in only what follows on what is there', () => {
    const topK = new TopK(n);
    const scan = new TopKScan(embeddingOf(rankings[0]!), rankings[0]!.head, labels);
    topK.add(scan.part(3, 5, () => true));
    expect(topK.done).toBe(0);
    let asked = 0;
    topK.add(scan.part(0, n, () => ++asked < 4));
    expect(topK.done).toBe(4);
    topK.add(scan.part(0, 4, () => true));
    expect(topK.done).toBe(4);
  });

  it('finds what looking around a single anchor finds', () => {
    scans.forEach((scan, i) => {
      expect(scan.done).toBe(n);
      for (const anchor of everyone) {
        const { negatives, weights, distances, positiveDistances } = views[i]![anchor]!;
        expect([...scan.top.subarray(anchor * DEEPEST, (anchor + 1) * DEEPEST)]).toEqual([...negatives.subarray(0, DEEPEST)]);
        if (weights) {
          expect(scan.largest[anchor]).toBeCloseTo(weights[0]!, 12);
          expect(scan.wrong[anchor]).toBe(distances[0]! < positiveDistances[0]! ? 1 : 0);
        } else expect([scan.largest[anchor], scan.wrong[anchor]]).toEqual([NaN, 0]);
      }
    });
  });
});

describe('the overlap of two rankings', () => {
  it('counts for every k what two views share', () => {
    const overlap = new PairOverlap(a, b).update();
    expect(overlap.done).toBe(n);
    for (const k of [1, 6, 13, DEEPEST]) {
      const shared = everyone.map((anchor) => overlapOf(views[0]![anchor]!, views[1]![anchor]!, k).shared);
      expect(everyone.map((anchor) => overlap.sharedAt(anchor, k))).toEqual(shared);
      const { counts, mean, anchors } = overlap.countsAt(k);
      expect(anchors).toBe(n);
      expect(counts).toEqual(Array.from({ length: k + 1 }, (_, value) => shared.filter((count) => count === value).length));
      expect(mean).toBeCloseTo(shared.reduce((sum, count) => sum + count, 0) / n, 12);
      expect(overlap.meanShares()[k - 1]).toBeCloseTo(mean / k, 12);
      expect(overlap.disagreement(7, k)).toBeCloseTo(
        1 - jaccard(views[0]![7]!.negatives.subarray(0, k), views[1]![7]!.negatives.subarray(0, k)),
        12,
      );
    }
    expect(overlapBetween(a, a).countsAt(6).mean).toBe(6);
  });

  it('is a share of what there is where an anchor has fewer negatives than k', () => {
    // Three anchors with three negatives each, all in both lists.
    const scan = (order: number[]): TopK => {
      const made = new TopK(3);
      made.top.fill(-1);
      for (let anchor = 0; anchor < 3; anchor++) made.top.set(order, anchor * DEEPEST);
      made.done = 3;
      return made;
    };
    const overlap = overlapBetween(scan([0, 1, 2]), scan([2, 1, 0]));
    for (const k of [3, 6, DEEPEST]) {
      expect(overlap.meanShares()[k - 1]).toBe(1);
      expect(overlap.disagreement(1, k)).toBe(0);
    }
    expect(overlap.meanShares()[0], 'the first of each differs').toBe(0);
  });

  it('is kept, the same from both sides, and takes up what has been scanned since', () => {
    const fresh = new TopK(n);
    const overlap = overlapBetween(fresh, b);
    expect(overlap.countsAt(6)).toMatchObject({ anchors: 0, mean: NaN });
    advance(fresh, rankings[0]!);
    expect(overlapBetween(b, fresh)).toBe(overlap);
    expect(overlap.countsAt(6).anchors).toBe(1);
  });
});

describe('orders of anchors', () => {
  const overlaps = [overlapBetween(a, b), overlapBetween(c, a)];
  const descending = (values: number[]) => expect(values).toEqual([...values].sort((p, q) => q - p));

  it('by disagreement: Jaccard distance of the top k, mean over the pairs compared', () => {
    const order = [...ranked('disagreement', scans, overlaps, 6)!];
    expect([...order].sort((p, q) => p - q)).toEqual(everyone);
    const top = (i: number, anchor: number) => views[i]![anchor]!.negatives.subarray(0, 6);
    descending(order.map((anchor) => 2 - jaccard(top(0, anchor), top(1, anchor)) - jaccard(top(2, anchor), top(0, anchor))));
  });

  it('by the largest p(x⁻), mean over the runs; an anchor without a positive has none', () => {
    const order = [...ranked('weight', scans, overlaps, 6)!];
    expect(order).toHaveLength(n - 1);
    expect(order).not.toContain(n - 1);
    const mean = (anchor: number) => views.reduce((sum, view) => sum + view[anchor]!.weights![0]!, 0) / 3;
    const values = order.map(mean);
    values.slice(1).forEach((value, i) => expect(value).toBeLessThanOrEqual(values[i]! + 1e-12));
  });

  it('by a wrong nearest neighbour: only those, in the most runs first', () => {
    const order = [...ranked('wrong', scans, overlaps, 6)!];
    const runsWrong = (anchor: number) =>
      views.filter((view) => view[anchor]!.weights && view[anchor]!.distances[0]! < view[anchor]!.positiveDistances[0]!).length;
    expect(order).toHaveLength(everyone.filter((anchor) => runsWrong(anchor) > 0).length);
    expect(order.length).toBeGreaterThan(0);
    descending(order.map(runsWrong));
  });

  it('is that of the images where none is chosen, and as long as the scans have come', () => {
    expect(ranked('index', scans, overlaps, 6)).toBeUndefined();
    const fresh = new TopK(n);
    expect(ranked('disagreement', [fresh, b], [overlapBetween(fresh, b)], 6)).toHaveLength(0);
    advance(fresh, rankings[0]!);
    expect(ranked('disagreement', [fresh, b], [overlapBetween(fresh, b)], 6)).toHaveLength(1);
  });

  it('goes round and round, and into the sequence from outside', () => {
    const sequence = Int32Array.of(5, 2, 9);
    expect([5, 2, 9].map((anchor) => anchorAfter(sequence, 20, anchor, 1))).toEqual([2, 9, 5]);
    expect(anchorAfter(sequence, 20, 5, -1)).toBe(9);
    expect(anchorAfter(sequence, 20, 7, 1)).toBe(5);
    expect(anchorAfter(new Int32Array(0), 20, 7, 1)).toBeUndefined();
    expect(anchorAfter(undefined, 20, 19, 1)).toBe(0);
    expect(anchorAfter(undefined, 20, 0, -1)).toBe(19);
    expect(anchorAfter(undefined, 0, 0, 1)).toBeUndefined();
  });
});

describe('a list of anchors', () => {
  const all = { rows: Int32Array.of(10, 11, 12, 13), labels: Int32Array.of(0, 0, 1, 1) };
  const some = { rows: Int32Array.of(11, 13), labels: Int32Array.of(0, 1) };

  it('keeps its images where a subset is on show, and ends where others are evaluated', () => {
    const store = createAnchorOrder();
    const { list, follow } = store.getState();
    list(Int32Array.of(3, 0), 'oak – maple', { evaluation: all, evaluated: all });
    follow({ evaluation: some, evaluated: all });
    expect([...store.getState().sequence!]).toEqual([1]);
    follow({ evaluation: all, evaluated: all });
    expect(store.getState()).toMatchObject({ order: 'list', words: 'oak – maple', sequence: Int32Array.of(3, 0) });
    follow({ evaluation: some, evaluated: some });
    expect(store.getState()).toMatchObject({ order: 'index', sequence: undefined });
  });
});

import { describe, expect, it } from 'vitest';
import { distancesFrom, embed } from '../../geometry/vector';
import { clusters } from '../../projection/testing';
import { ConfusionCount } from './confusions';
import { retrieve } from '../retrieval/retrieval';
import { TopK, TopKScan } from '../retrieval/topK';

const [n, d, k] = [80, 6, 5];
// 20 classes of four, close enough together to be taken for one another; the last image is the only one of its class.
const labels = Int32Array.from({ length: n }, (_, i) => (i === n - 1 ? 20 : Math.floor(i / 4)));
const features = Float32Array.from(clusters(n, d, 20, d, 0.9));
const head = { tauSpherical: 0.1, tauHyperbolic: 0.2, lambda: 1, c: 0.5, clipRadius: 2.3, hyperbolicInput: 'raw' as const };
const embedding = embed(features, n, d, 'hyperbolic', head);

function scanned(until = n): TopK {
  const topK = new TopK(n);
  topK.add(new TopKScan(embedding, head, labels).part(0, until, () => true));
  return topK;
}

/** All other images of every anchor, nearest first, by sorting everything. */
const sorted = Array.from({ length: n }, (_, anchor) => {
  const distances = distancesFrom(anchor, embedding, head);
  return [...labels.keys()].filter((row) => row !== anchor).sort((p, q) => distances[p]! - distances[q]! || p - q);
});
const negativesOf = (anchor: number) => sorted[anchor]!.filter((row) => labels[row] !== labels[anchor]).slice(0, k);
const misses = (anchor: number) => anchor !== n - 1 && labels[sorted[anchor]![0]!] !== labels[anchor];

describe('confusions', () => {
  it('are those that counting every anchor finds', () => {
    const counts = new ConfusionCount(scanned(), labels, k).update();
    const pairs = counts.pairs();
    const anchors = [...labels.keys()];
    let found = 0;
    for (let a = 0; a <= 20; a++)
      for (let b = a + 1; b <= 20; b++) {
        const of = (one: number, other: number) => {
          const own = anchors.filter((anchor) => labels[anchor] === one);
          return {
            taken: own.filter((anchor) => misses(anchor) && labels[sorted[anchor]![0]!] === other).length,
            listed: own.flatMap(negativesOf).filter((row) => labels[row] === other).length,
            places: own.length * k,
          };
        };
        const [there, back] = [of(a, b), of(b, a)];
        const pair = pairs.find((one) => one.a === a && one.b === b);
        expect(pair?.taken ?? [0, 0], `${a} ${b}`).toEqual([there.taken, back.taken]);
        expect(pair?.listed ?? [0, 0]).toEqual([there.listed, back.listed]);
        expect(pair?.share ?? 0).toBeCloseTo((there.listed + back.listed) / (there.places + back.places), 12);
        if (pair) found++;
      }
    expect(found).toBe(pairs.length);
    expect(pairs.some(({ taken }) => taken[0] + taken[1] > 0)).toBe(true);
    const order = pairs.map(({ taken }) => taken[0] + taken[1]);
    expect(order).toEqual([...order].sort((p, q) => q - p));
  });

  it('lead to the anchors they were counted at, misses first', () => {
    const counts = new ConfusionCount(scanned(), labels, k).update();
    for (const { a, b } of counts.pairs().slice(0, 12)) {
      const anchors = [...counts.anchorsOf(a, b)];
      const expected = [...labels.keys()].filter(
        (anchor) =>
          (labels[anchor] === a && negativesOf(anchor).some((row) => labels[row] === b)) ||
          (labels[anchor] === b && negativesOf(anchor).some((row) => labels[row] === a)),
      );
      expect([...anchors].sort((p, q) => p - q)).toEqual(expected);
      const missed = anchors.map((anchor) => misses(anchor) && [a, b].includes(labels[sorted[anchor]![0]!]!));
      expect(missed).toEqual([...missed].sort((p, q) => Number(q) - Number(p)));
    }
  });

  it('recall by class is worst first and makes up the Recall@1 of all', () => {
    const classes = new ConfusionCount(scanned(), labels, k).update().byClass();
    // The only image of its class is no query.
    expect(classes).toHaveLength(20);
    for (const { label, queries, recall } of classes) {
      const own = [...labels.keys()].filter((anchor) => labels[anchor] === label);
      expect(queries).toBe(own.length);
      expect(recall).toBeCloseTo(own.filter((anchor) => !misses(anchor)).length / own.length, 12);
    }
    const recalls = classes.map(({ recall }) => recall);
    expect(recalls).toEqual([...recalls].sort((p, q) => p - q));
    const all = retrieve(embedding, labels, head);
    const hits = classes.reduce((sum, { queries, recall }) => sum + queries * recall, 0);
    expect(hits / all.queries).toBeCloseTo(all.recallAt[1], 12);
    const worst = classes[0]!;
    const images = [...labels.keys()].filter(
      (anchor) => labels[anchor] === worst.label && misses(anchor) && labels[sorted[anchor]![0]!] === worst.takenFor?.label,
    ).length;
    expect(worst.takenFor?.images).toBe(images);
  });

  it('counts on from where it was', () => {
    const topK = new TopK(n);
    const scan = new TopKScan(embedding, head, labels);
    const counts = new ConfusionCount(topK, labels, k);
    for (let first = 0; first < n; first += 7) {
      topK.add(scan.part(first, first + 7, () => true));
      expect(counts.update().done).toBe(Math.min(n, first + 7));
    }
    expect(counts.pairs()).toEqual(new ConfusionCount(scanned(), labels, k).update().pairs());
  });

  it('refuses labels of other images and a k that was not scanned', () => {
    expect(() => new ConfusionCount(scanned(), labels.subarray(1), k)).toThrow(RangeError);
    for (const wrong of [0, 25, 1.5]) expect(() => new ConfusionCount(scanned(), labels, wrong)).toThrow(RangeError);
  });
});

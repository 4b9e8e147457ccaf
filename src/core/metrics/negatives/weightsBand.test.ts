import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { Geometry, HeadConfig } from '../../configuration/schema';
import { embed, similarityFrom, similarityFromDistances } from '../../geometry/vector';
import { createRandom } from '../../random/random';
import { anchorWeights, tripletWeights } from './tripletWeights';
import { batchWeightsBand, evaluationWeightsBand, logRanks, quantile } from './weightsBand';

const head = { tauSpherical: 0.1, tauHyperbolic: 0.2, lambda: 1, c: 0.1, clipRadius: 2.3, hyperbolicInput: 'raw' as const };
const random = createRandom('band');
const normals = (count: number) => Float32Array.from({ length: count }, () => random.normal());

describe('batchWeightsBand', () => {
  it('takes the median and quartiles over the anchors of a batch', () => {
    const features = normals(24 * 6);
    const band = batchWeightsBand({ features, n: 24, d: 6, samplesPerClass: 2, geometry: 'fused', head });
    const embedding = embed(features, 24, 6, 'fused', head);
    const labels = Int32Array.from({ length: 24 }, (_, i) => i >> 1);
    const each = Array.from(labels, (_, anchor) => anchorWeights(anchor, embedding, labels, head));
    expect([...band.ranks]).toEqual([...logRanks(22)]);
    band.ranks.forEach((rank, i) => {
      const at = each.map((own) => own.weights[rank - 1]!);
      expect(band.median[i]).toBeCloseTo(quantile(at, 0.5), 6);
      expect(band.lower[i]).toBeCloseTo(quantile(at, 0.25), 6);
      expect(band.upper[i]).toBeCloseTo(quantile(at, 0.75), 6);
    });
    expect(band.effective).toBeCloseTo(
      quantile(
        each.map((own) => own.effective),
        0.5,
      ),
      9,
    );
    expect(band.top1).toBeCloseTo(
      quantile(
        each.map((own) => own.weights[0]!),
        0.5,
      ),
      9,
    );
    expect(band.top6).toBeCloseTo(
      quantile(
        each.map((own) => own.weights.subarray(0, 6).reduce((a, b) => a + b)),
        0.5,
      ),
      9,
    );
    // All 22 negatives: what the positive leaves over.
    expect(band.top24).toBeCloseTo(
      quantile(
        each.map((own) => own.total),
        0.5,
      ),
      9,
    );
    const falseOnes = each.map(({ weights, distances, positiveDistances }) =>
      weights.reduce((sum, p, place) => (distances[place]! < positiveDistances[0]! ? sum + p : sum), 0),
    );
    expect(Math.max(...falseOnes)).toBeGreaterThan(0);
    expect(band.falseNeighbours).toBeCloseTo(falseOnes.reduce((a, b) => a + b) / 24, 9);
  });

  it('gives an anchor the negatives of the slot pair, as the loss does, with more than two samples a class', () => {
    const [m, classes, d] = [3, 4, 5];
    const features = normals(m * classes * d);
    const embedding = embed(features, m * classes, d, 'spherical', head);
    const anchors = Array.from({ length: m * classes }, (_, anchor) => {
      const s = similarityFrom(anchor, embedding, head);
      const [own, i] = [Math.floor(anchor / m), anchor % m];
      const first = [0, 1, 2]
        .filter((j) => j !== i)
        .map((j) => {
          const negatives = [0, 1, 2, 3].filter((k) => k !== own).flatMap((k) => [s[k * m + i]!, s[k * m + j]!]);
          return Math.max(...tripletWeights(negatives, [s[own * m + j]!]).weights);
        });
      return (first[0]! + first[1]!) / 2;
    });
    const band = batchWeightsBand({ features, n: 12, d, samplesPerClass: m, geometry: 'spherical', head });
    expect(band.top1).toBeCloseTo(quantile(anchors, 0.5), 12);
    expect(band.ranks.at(-1)).toBe(2 * (classes - 1));
    expect(() => batchWeightsBand({ features, n: 12, d, samplesPerClass: 5, geometry: 'spherical', head })).toThrow(
      /does not hold 5 samples/,
    );
  });

  it('has the denominators of the golden losses', () => {
    // p(x⁻) / p(x⁺) = exp(s⁻ − s⁺), so the weight of any negative gives −log p(x⁺), whose mean over anchors and sum over pairs is the loss.
    const golden = JSON.parse(readFileSync(new URL('../../../../test/golden/loss.json', import.meta.url), 'utf8')) as {
      cases: { config: HeadConfig & { mode: Geometry }; samplesPerClass: number; features: number[][]; loss: number }[];
    };
    for (const { config, samplesPerClass: m, features, loss } of golden.cases.filter((own) => own.samplesPerClass === 2)) {
      const n = features.length;
      const labels = Int32Array.from({ length: n }, (_, i) => Math.floor(i / m));
      const embedding = embed(Float64Array.from(features.flat()), n, features[0]!.length, config.mode, config);
      const sum = labels.reduce((total, _, anchor) => {
        const { weights, distances, positiveDistances } = anchorWeights(anchor, embedding, labels, config);
        const [negative, positive] = similarityFromDistances([distances[0]!, positiveDistances[0]!], config.mode, config);
        return total - (Math.log(weights[0]!) + positive! - negative!);
      }, 0);
      expect(sum / (n / m) / loss).toBeCloseTo(1, 9);
    }
  });
});

describe('evaluationWeightsBand', () => {
  it('is the band over a seeded sample of the anchors that have a positive', () => {
    const n = 120;
    const labels = Int32Array.from({ length: n }, (_, i) => (i < 10 ? 1000 + i : i % 30));
    const embedding = embed(normals(n * 8), n, 8, 'hyperbolic', head);
    const options = { embedding, labels, head };
    const whole = evaluationWeightsBand({ ...options, anchors: n, random: createRandom(1) });
    const each = [...labels.keys()].slice(10).map((anchor) => anchorWeights(anchor, embedding, labels, head));
    expect(whole.effective).toBeCloseTo(
      quantile(
        each.map((own) => own.effective),
        0.5,
      ),
      9,
    );
    expect(whole.top6).toBeCloseTo(
      quantile(
        each.map((own) => own.weights.subarray(0, 6).reduce((a, b) => a + b)),
        0.5,
      ),
      9,
    );
    expect(whole.ranks.at(-1)).toBe(Math.min(...each.map((own) => own.weights.length)));
    const some = evaluationWeightsBand({ ...options, anchors: 20, random: createRandom(2) });
    expect(some).toEqual(evaluationWeightsBand({ ...options, anchors: 20, random: createRandom(2) }));
    expect(some.median).not.toEqual(evaluationWeightsBand({ ...options, anchors: 20, random: createRandom(3) }).median);
  });

  it('is empty where no anchor has a positive', () => {
    const embedding = embed(normals(12), 4, 3, 'spherical', head);
    const band = evaluationWeightsBand({ embedding, labels: [0, 1, 2, 3], head, random: createRandom(1) });
    expect([band.ranks.length, band.effective, band.top1]).toEqual([0, 0, 0]);
  });
});

it('spaces ranks evenly on a logarithmic axis, from the first to the last', () => {
  expect([...logRanks(0)]).toEqual([]);
  expect([...logRanks(1)]).toEqual([1]);
  expect([...logRanks(5)]).toEqual([1, 2, 3, 4, 5]);
  const ranks = logRanks(2700);
  expect([ranks[0], ranks.at(-1)]).toEqual([1, 2700]);
  expect(ranks.length).toBeLessThan(60);
  ranks.forEach((rank, i) => i > 0 && expect(rank).toBeGreaterThan(ranks[i - 1]!));
  expect([quantile([], 0.5), quantile([3], 0.25), quantile([4, 1, 3, 2], 0.5), quantile([1, 2, 3, 4, 5], 0.25)]).toEqual([0, 3, 2.5, 2]);
});

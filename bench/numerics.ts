/**
 * What the page computes over 10,000 images of 128 numbers, in Node: milliseconds of processor time, the least of several.
 *
 *   npm run bench:numerics
 */
import { distancesFrom, embed } from '../src/core/geometry/vector';
import { AnchorField, FieldAnchor } from '../src/core/metrics/negatives/anchorSample';
import { TopKScan } from '../src/core/metrics/retrieval/topK';
import { anchorWeights } from '../src/core/metrics/negatives/tripletWeights';
import { createRandom } from '../src/core/random/random';

const [n, d] = [10_000, 128];
const random = createRandom(1);
const features = Float32Array.from({ length: n * d }, () => random.normal());
const labels = Int32Array.from({ length: n }, (_, i) => i >> 1);
const head = { tauSpherical: 0.1, tauHyperbolic: 0.2, lambda: 1, c: 0.1, clipRadius: 2.3, hyperbolicInput: 'raw' } as const;
const embedding = embed(features, n, d, 'fused', head);
const anchor = new FieldAnchor(new AnchorField(features, n, d, labels), 5);
const scan = new TopKScan(embedding, head, labels);

function least(work: (round: number) => void, times = 15): number {
  const measured = Array.from({ length: times }, (_, round) => {
    const start = process.cpuUsage();
    work(round);
    return process.cpuUsage(start).user / 1000;
  });
  return Number(Math.min(...measured.slice(3)).toFixed(2));
}

const figures = {
  'distances of one anchor to all': least((k) => distancesFrom(k, embedding, head)),
  'hard negatives of one anchor': least((k) => scan.part(k, k + 1, () => true)),
  'p(x⁻) of one anchor, another τ': least((k) => anchor.weights('fused', { ...head, tauHyperbolic: 0.1 + k / 10 })),
  'p(x⁻) of one anchor, another c': least((k) => anchor.weights('fused', { ...head, c: 0.1 + k / 10 })),
  'p(x⁻) of one anchor, everything anew': least((k) => {
    const wanted = { ...head, c: 0.1 + k / 10 };
    anchorWeights(5, embed(features, n, d, 'fused', wanted), labels, wanted);
  }),
};
console.log(JSON.stringify({ images: n, dimensions: d, milliseconds: figures }, null, 2));

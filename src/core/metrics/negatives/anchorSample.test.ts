import { describe, expect, it } from 'vitest';
import { geometries } from '../../configuration/schema';
import { cosinesAlong, directionsOf, hyperbolicAlong, radiiOf, raysFrom } from '../../geometry/rays';
import { distancesFrom, embed, similarityFrom } from '../../geometry/vector';
import { createRandom } from '../../random/random';
import { AnchorField, FieldAnchor } from './anchorSample';
import { anchorWeights } from './tripletWeights';

const head = { tauSpherical: 0.1, tauHyperbolic: 0.2, lambda: 1, c: 0.1, clipRadius: 2.3, hyperbolicInput: 'raw' as const };
const random = createRandom('anchor sample');
const [n, d] = [90, 8];
const labels = Int32Array.from({ length: n }, (_, i) => i % 30);
const features = Float32Array.from({ length: n * d }, () => random.normal());
// A near-duplicate of row 3, a twin of row 4 and a feature of norm 0.
features.set(
  features.subarray(3 * d, 4 * d).map((value) => value * (1 + 1e-5)),
  40 * d,
);
features.set(features.subarray(4 * d, 5 * d), 41 * d);
features.fill(0, 42 * d, 43 * d);

const heads = [
  head,
  { ...head, c: 3, clipRadius: 0 },
  { ...head, c: 0.001, tauHyperbolic: 0.03 },
  { ...head, hyperbolicInput: 'normalized' as const, lambda: 4 },
];

describe('rays', () => {
  it('give the distances and cosines of the embedding without one', () => {
    for (const anchor of [0, 3, 4, 42])
      for (const wanted of heads) {
        const rays = raysFrom(anchor, directionsOf(features, n, d));
        const ball = embed(features, n, d, 'hyperbolic', wanted);
        const known = distancesFrom(anchor, ball, wanted);
        hyperbolicAlong(rays, radiiOf(rays.lengths, wanted)).forEach((distance, row) =>
          expect(Math.abs(distance - known[row]!)).toBeLessThan(1e-9 * (1 + known[row]!)),
        );
        const sphere = embed(features, n, d, 'spherical', wanted);
        const cosines = similarityFrom(anchor, sphere, { ...wanted, tauSpherical: 1 });
        cosinesAlong(rays).forEach((cosine, row) => expect(cosine).toBeCloseTo(cosines[row]!, 12));
      }
  });

  it('keep the small distance of near-duplicates', () => {
    const rays = raysFrom(3, directionsOf(features, n, d));
    const own = hyperbolicAlong(rays, radiiOf(rays.lengths, head));
    const known = distancesFrom(3, embed(features, n, d, 'hyperbolic', head), head);
    expect(known[40]).toBeGreaterThan(0);
    expect(own[40]! / known[40]!).toBeCloseTo(1, 6);
    expect(hyperbolicAlong(raysFrom(4, directionsOf(features, n, d)), radiiOf(rays.lengths, head))[41]).toBe(0);
  });

  it('refuse an anchor that is no row', () => {
    expect(() => raysFrom(n, directionsOf(features, n, d))).toThrow(RangeError);
  });
});

describe('an anchor under any head', () => {
  it.each(geometries)('has the weights that anchorWeights finds in the embedding, %s', (geometry) => {
    const field = new AnchorField(features, n, d, labels);
    for (const anchor of [0, 11, 42]) {
      const asked = new FieldAnchor(field, anchor);
      for (const wanted of heads) {
        const known = anchorWeights(anchor, embed(features, n, d, geometry, wanted), labels, wanted);
        const own = asked.weights(geometry, wanted);
        const largest = known.weights[0]!;
        own.weights.forEach((value, rank) => expect(Math.abs(value - known.weights[rank]!) / largest).toBeLessThan(1e-9));
        expect(own.effective / known.effective).toBeCloseTo(1, 8);
        // From the origin all features of length 1 are equally far: which of them is the nearest is a matter of the last digit.
        if (anchor === 42 && wanted.hyperbolicInput === 'normalized') continue;
        const nearer = known.distances.filter((distance) => distance < known.positiveDistances[0]!).length;
        expect(own.falseNeighbours).toBeCloseTo(
          known.weights.subarray(0, nearer).reduce((sum, value) => sum + value, 0),
          9,
        );
        expect(own.top24).toBeCloseTo(
          known.weights.subarray(0, 24).reduce((sum, value) => sum + value, 0),
          9,
        );
      }
    }
  });

  it('computes only what a slider changes', () => {
    const field = new AnchorField(features, n, d, labels);
    const asked = new FieldAnchor(field, 7);
    for (const tauHyperbolic of [0.1, 0.2, 0.3]) asked.weights('fused', { ...head, tauHyperbolic });
    for (const lambda of [1, 2, 3]) asked.weights('fused', { ...head, lambda });
    asked.weights('spherical', { ...head, tauSpherical: 0.3 });
    expect(asked.work).toEqual({ rays: 1, distances: 1, weights: 7 });
    for (const c of [0.2, 0.3]) asked.weights('hyperbolic', { ...head, c });
    asked.weights('hyperbolic', { ...head, c: 0.3, clipRadius: 1 });
    expect(asked.work).toEqual({ rays: 1, distances: 4, weights: 10 });
  });

  it('refuses an image that is the only one of its class', () => {
    const alone = new AnchorField(
      features,
      n,
      d,
      Int32Array.from({ length: n }, (_, i) => (i === 5 ? 999 : i % 10)),
    );
    expect(() => new FieldAnchor(alone, 5)).toThrow(/only one of its class/);
    expect(alone.sample(n)).not.toContain(5);
    expect(() => new AnchorField(features, n, d, labels.subarray(1))).toThrow(RangeError);
  });

  it('samples anchors evenly, each once', () => {
    const field = new AnchorField(features, n, d, labels);
    expect(field.sample(3)).toEqual([15, 45, 75]);
    expect(new Set(field.sample(500)).size).toBe(n);
  });
});

describe('a what-if at 10,000 negatives', () => {
  const many = 10_000;
  const dimensions = 128;
  const rows = Float32Array.from({ length: many * dimensions }, () => random.normal());
  const classes = Int32Array.from({ length: many }, (_, i) => i >> 1);
  /** Processor time of one, ms: of twenty together, because the clock of processor time ticks slowly. */
  const cost = (work: (k: number) => void) => {
    for (let k = 0; k < 10; k++) work(k);
    const start = process.cpuUsage();
    for (let k = 10; k < 30; k++) work(k);
    return process.cpuUsage(start).user / 1000 / 20;
  };

  it('costs a fraction of embedding anew, for c and more so for τ', () => {
    const field = new AnchorField(rows, many, dimensions, classes);
    const asked = new FieldAnchor(field, 5);
    const ofC = cost((k) => asked.weights('fused', { ...head, c: 0.1 + k / 10 }));
    const ofTau = cost((k) => asked.weights('fused', { ...head, tauHyperbolic: 0.1 + k / 10 }));
    const anew = cost((k) => {
      const wanted = { ...head, c: 0.1 + k / 10 };
      anchorWeights(5, embed(rows, many, dimensions, 'fused', wanted), classes, wanted);
    });
    console.info(`what-if at ${many} × ${dimensions}, ms: c ${ofC.toFixed(1)}, τ ${ofTau.toFixed(1)}, embedding anew ${anew.toFixed(1)}`);
    expect(ofC).toBeLessThan(anew / 2);
    expect(ofTau).toBeLessThan(anew / 2);
  });
});

import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { geometries } from '../../configuration/schema';
import { embed } from '../../geometry/vector';
import { createRandom } from '../../random/random';
import { AnchorField, FieldAnchor } from './anchorSample';
import { EffectiveMapScan, effectiveUnder, logSteps, tauFor } from './effectiveMap';
import { anchorWeights, effectiveNumber, effectiveOf } from './tripletWeights';
import { quantile } from './weightsBand';

const golden = JSON.parse(readFileSync(new URL('../../../../test/golden/triplet-weights.json', import.meta.url), 'utf8')) as {
  cases: { tau: number; positive: number; negatives: number[]; weights: number[] }[];
};
const head = { tauSpherical: 0.1, tauHyperbolic: 0.2, lambda: 1, c: 0.1, clipRadius: 2.3, hyperbolicInput: 'raw' as const };
const random = createRandom('map');
const [n, d] = [120, 6];
const labels = Int32Array.from({ length: n }, (_, i) => i % 40);
const features = Float32Array.from({ length: n * d }, () => random.normal());
const field = new AnchorField(features, n, d, labels);
const anchors = field.sample(5).map((anchor) => new FieldAnchor(field, anchor));
const taus = logSteps(0.01, 2, 12);
const cs = logSteps(0.001, 10, 5);

function mapOf(geometry: (typeof geometries)[number], of = anchors, curvatures = cs) {
  const scan = new EffectiveMapScan(of, geometry, head, taus, curvatures);
  for (let k = 0; k < 1000; k++) {
    const map = scan.advance();
    if (map) return map;
  }
  throw new Error('The scan does not end');
}

describe('map of the effective number of negatives', () => {
  it('agrees with the golden weights', () => {
    for (const { tau, negatives, weights } of golden.cases)
      expect(effectiveOf(negatives.map((distance) => -distance / tau)) / effectiveNumber(weights)).toBeCloseTo(1, 9);
    expect(effectiveOf([])).toBe(0);
    expect(effectiveOf([1, 1, 7, 1], [1, 1, 0, 1])).toBeCloseTo(3, 12);
  });

  it.each(geometries)('has in each cell the median of what anchorWeights finds under that head, %s', (geometry) => {
    const map = mapOf(geometry);
    for (const [i, c] of cs.entries())
      for (const [j, tau] of taus.entries()) {
        const wanted = { ...head, c, ...(geometry === 'spherical' ? { tauSpherical: tau } : { tauHyperbolic: tau }) };
        const embedding = embed(features, n, d, geometry, wanted);
        const known = quantile(
          anchors.map(({ anchor }) => anchorWeights(anchor, embedding, labels, wanted).effective),
          0.5,
        );
        expect(map.values[i * taus.length + j]! / known).toBeCloseTo(1, 7);
        expect(effectiveUnder(anchors, geometry, wanted)).toBeCloseTo(map.values[i * taus.length + j]!, 9);
      }
  });

  it.each(['spherical', 'hyperbolic'] as const)('grows with τ at every c, between one and all negatives, %s', (geometry) => {
    const { values } = mapOf(geometry);
    values.forEach((value, at) => {
      expect(value).toBeGreaterThanOrEqual(1 - 1e-9);
      expect(value).toBeLessThanOrEqual(117 + 1e-9);
      if (at % taus.length > 0) expect(value).toBeGreaterThan(values[at - 1]!);
    });
  });

  it('tends to that of the spherical part where τ of the hyperbolic part is large, fused', () => {
    const without = effectiveUnder(anchors, 'spherical', head);
    expect(effectiveUnder(anchors, 'fused', { ...head, tauHyperbolic: 1e9 }) / without).toBeCloseTo(1, 6);
    expect(effectiveUnder(anchors, 'fused', { ...head, lambda: 0 }) / without).toBeCloseTo(1, 9);
  });

  it('takes one anchor at one c a step', () => {
    const scan = new EffectiveMapScan(anchors.slice(0, 2), 'hyperbolic', head, taus, cs.slice(0, 3));
    for (let k = 1; k < 6; k++) {
      expect(scan.advance()).toBeUndefined();
      expect(scan.done).toBe(k);
    }
    expect(scan.advance()?.values).toHaveLength(36);
  });

  it('finds the τ that gives an effective number', () => {
    const own = anchors.slice(0, 1);
    const fine = logSteps(0.01, 2, 40);
    const scan = new EffectiveMapScan(own, 'spherical', head, fine, [head.c]);
    const strip = scan.advance();
    if (!strip) throw new Error('one step was to be enough');
    for (const tau of [0.0123, 0.083, 0.5, 1.9]) {
      const effective = effectiveUnder(own, 'spherical', { ...head, tauSpherical: tau });
      expect(tauFor(effective, strip)! / tau).toBeCloseTo(1, 2);
    }
    expect(tauFor(1e9, strip)).toBeUndefined();
    expect(tauFor(0.5, strip)).toBeUndefined();
  });
});

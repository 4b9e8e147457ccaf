import { describe, expect, it } from 'vitest';
import { defaultConfig } from '../../core/configuration/presets';
import { quantile } from '../../core/metrics/negatives/weightsBand';
import { anchorView, rankingsOf } from './selection';
import { sampleSnapshot } from '../testing/samples';
import { BandScan, SampleScan, fieldAnchor, knownBand, sampleSize, weightsUnder } from './whatIfWeights';

const n = 60;
const labels = Int32Array.from({ length: n }, (_, i) => (i === 59 ? 99 : i % 20));
const runs = defaultConfig.runs.map((run) => ({ snapshot: sampleSnapshot(defaultConfig, run, 10, { n, d: 5 }) }));
const rankings = rankingsOf(runs);

describe('weights under other heads', () => {
  it('are those of the view where the head is the one in force, and of the embedding under another', () => {
    for (const ranking of rankings)
      for (const head of [ranking.head, { ...ranking.head, c: 2, tauHyperbolic: 0.05, tauSpherical: 0.3, lambda: 3 }]) {
        const known = anchorView(ranking, labels, 4, head);
        const own = weightsUnder(ranking, labels, 4, head);
        expect(own?.weights.length).toBe(known?.weights?.length);
        known?.weights?.forEach((value, rank) => expect(own?.weights[rank]).toBeCloseTo(value, 9));
        expect(own?.falseNeighbours).toBeCloseTo(known?.falseNeighbours ?? NaN, 9);
        expect(own?.top24).toBeCloseTo(known?.top24 ?? NaN, 9);
        expect(own?.effective).toBeCloseTo(known?.effective ?? NaN, 6);
      }
  });

  it('ask one anchor again without seeing all rows again', () => {
    const [ranking] = rankings;
    if (!ranking) throw new Error('no ranking');
    const first = fieldAnchor(ranking.snapshot, labels, 7);
    weightsUnder(ranking, labels, 7, { ...ranking.head, tauSpherical: 0.7 });
    expect(fieldAnchor(ranking.snapshot, labels, 7)).toBe(first);
    expect(first?.work.rays).toBe(1);
  });

  it('are none for what is no anchor, or the only image of its class', () => {
    const [ranking] = rankings;
    if (!ranking) throw new Error('no ranking');
    for (const anchor of [-1, 60, 0.5, 59]) expect(weightsUnder(ranking, labels, anchor, ranking.head)).toBeUndefined();
    expect(weightsUnder(ranking, labels.subarray(1), 4, ranking.head)).toBeUndefined();
    expect(() => new SampleScan(ranking.snapshot, labels.subarray(1), 5)).toThrow(RangeError);
  });
});

describe('the band over all anchors', () => {
  it('is that of every anchor with a positive, made one by one and remembered', () => {
    expect(sampleSize(n)).toBeGreaterThan(n);
    for (const ranking of rankings) {
      const head = { ...ranking.head, c: 0.5, tauSpherical: 0.2 };
      expect(knownBand(ranking, head)).toBeUndefined();
      const scan = new BandScan(ranking, labels, head);
      let steps = 1;
      while (!scan.advance()) steps++;
      expect(steps).toBeGreaterThan(n);
      const views = [...Array(n - 1).keys()].map((anchor) => anchorView(ranking, labels, anchor, head));
      const band = knownBand(ranking, head);
      const effective = views.map((view) => view?.effective ?? NaN);
      expect(band?.effective).toBeCloseTo(quantile(effective, 0.5), 6);
      const falseOnes = views.map((view) => view?.falseNeighbours ?? NaN);
      expect(band?.falseNeighbours).toBeCloseTo(falseOnes.reduce((a, b) => a + b) / falseOnes.length, 9);
      expect(new BandScan(ranking, labels, head).advance()).toBe(true);
    }
  });
});

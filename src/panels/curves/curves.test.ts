import { describe, expect, it } from 'vitest';
import { defaultConfig } from '../../core/configuration/presets';
import { runStyles } from '../../plots/runStyle';
import type { RunView } from '../../state/lab.types';
import { emptyRuns } from '../../state/runViews';
import { sampleRetrieval } from '../../state/testing/samples';
import { appliedEvents, lossSeries, lossSpan, recallBaselines, recallSeries, spanOf, stepDomain } from './curves';

const runs: RunView[] = emptyRuns(defaultConfig).map((run, i) => ({
  ...run,
  metrics: Array.from({ length: 1500 }, (_, step) => ({
    step: step + 1,
    loss: 5 - step / 1000 + i,
    accuracy: 0.5,
    gradientNorm: 1,
    learningRate: 1e-3,
  })),
  evaluations: [0, 50].map((step) => ({
    step,
    recallAt: sampleRetrieval(0.25 + step / 500).recallAt,
    bodyRecallAt: sampleRetrieval(0.3).recallAt,
    standardError: 0.01,
    clippedShare: 0,
  })),
}));
const styles = runStyles(runs);

describe('curves of an experiment', () => {
  it('draw recall in per cent, the body below the head', () => {
    const series = recallSeries(runs, styles, { k: 1, body: true });
    expect(series.map(({ id }) => id)).toEqual(['spherical body', 'spherical', 'hyperbolic body', 'hyperbolic', 'fused body', 'fused']);
    expect(series[1]?.y[0]).toBeCloseTo(25);
    expect(series[1]?.y[1]).toBeCloseTo(35);
    expect(recallSeries(runs, styles, { k: 2, body: false })[0]?.y[0]).toBeCloseTo(30);
    expect(recallSeries(emptyRuns(defaultConfig), styles, { k: 1, body: true })).toEqual([]);
  });

  it('name the two lines to judge by', () => {
    const baselines = recallBaselines({ rawPixels: sampleRetrieval(0.395), untrained: sampleRetrieval(0.25) }, 1);
    expect(baselines.map(({ label }) => label)).toEqual(['raw pixels 39.5', 'untrained 25.0']);
    expect(recallBaselines(undefined, 1)).toEqual([]);
  });

  it('thin long losses, keep first and last, and read off the smoothed one only', () => {
    const series = lossSeries(runs, styles);
    expect(series).toHaveLength(6);
    const smoothed = series.filter(({ readable }) => readable !== false);
    expect(smoothed.map(({ label }) => label)).toEqual(['spherical', 'hyperbolic', 'fused']);
    expect(smoothed[0]?.x[0]).toBe(1);
    expect(smoothed[0]?.x[(smoothed[0]?.x.length ?? 0) - 1]).toBe(1500);
    expect(smoothed[0]?.x.length).toBeLessThanOrEqual(601);
    const [low, high] = lossSpan(series);
    expect(low).toBeGreaterThan(3.4);
    expect(high).toBeCloseTo(7);
  });

  it('let the axis of steps grow in long strides', () => {
    expect(stepDomain([], 300)).toEqual([0, 300]);
    expect(stepDomain([{ x: [0] }], 300)).toEqual([0, 300]);
    expect(stepDomain([{ x: [0, 50] }, { x: [0, 150] }], 300)).toEqual([0, 200]);
    expect(stepDomain([{ x: [301] }], 1000)).toEqual([0, 500]);
    expect(spanOf([{ y: [1, NaN, 3] }], [5])).toEqual([1, 5]);
  });

  it('say what was applied, and when', () => {
    expect(appliedEvents([{ step: 120, head: { tauHyperbolic: 0.13, c: 0.2 } }])).toEqual([
      { x: 120, label: 'step 120: τ hyperbolic 0.13, c 0.2' },
    ]);
  });
});

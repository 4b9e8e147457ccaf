import { describe, expect, it } from 'vitest';
import { defaultConfig } from '../../core/configuration/presets';
import { runStyles } from '../../plots/runStyle';
import type { RunView } from '../../state/lab.types';
import { emptyRuns, snapshotPoint } from '../../state/views/shown/runViews';
import { sampleRetrieval, sampleSnapshot } from '../../state/testing/samples';
import { CATALOGUE, curveOf, inPartWords, inWordsOf, offeredCurves, type EvaluationCurve, type StepCurve } from './catalogue';
import { DEFAULT_CHOICE, choiceFrom } from './choice';
import {
  appliedEvents,
  clipMarks,
  clipNormLines,
  errorBands,
  evaluationTable,
  evaluationSeries,
  normsSeries,
  retrievalBaselines,
  stepDomain,
  stepSeries,
  valueDomain,
} from './curves';
import { metricRows, metricView, metricsUpTo } from '../../core/record/metricColumns';
import { retrievalNote } from './note';

const snapshots = (at: number) => [0, 50].map((step) => sampleSnapshot(defaultConfig, defaultConfig.runs[at]!, step));
const runs: RunView[] = emptyRuns(defaultConfig).map((run, i) => ({
  ...run,
  snapshot: snapshots(i)[1]!,
  metrics: metricView(
    Array.from({ length: 1500 }, (_, step) => ({
      step: step + 1,
      loss: 5 - step / 1000 + i,
      accuracy: step / 1500,
      gradientNorm: 40 / (step + 1),
      learningRate: 1e-3,
    })),
  ),
  evaluations: snapshots(i).map(snapshotPoint),
}));
const styles = runStyles(runs);
const evaluation = (id: string) => curveOf(id) as EvaluationCurve;
const step = (id: string) => curveOf(id) as StepCurve;
const retrievalOf = (id: string, body = false) => evaluationSeries(runs, styles, evaluation(id), body);

describe('the catalogue', () => {
  it('has every curve once, and each finds its numbers in what is measured', () => {
    expect(new Set(CATALOGUE.map(({ id }) => id)).size).toBe(CATALOGUE.length);
    for (const spec of CATALOGUE) {
      const series =
        spec.kind === 'step'
          ? stepSeries(runs, styles, spec, 0)
          : spec.kind === 'evaluation'
            ? evaluationSeries(runs, styles, spec, true)
            : normsSeries(runs, styles);
      const names = series.filter(({ id }) => runs.some(({ name }) => name === id)).map(({ id }) => id);
      expect(names, spec.label).toEqual(spec.id === 'clipped' ? ['hyperbolic', 'fused'] : ['spherical', 'hyperbolic', 'fused']);
      for (const { y } of series) expect(Array.from(y).every(Number.isFinite), spec.label).toBe(true);
    }
  });
});

describe('the menu of curves', () => {
  it('offers parts of Recall@1 that the image set has, and what was chosen', () => {
    const optional = CATALOGUE.filter((spec) => spec.kind === 'evaluation' && spec.optional);
    const offered = (points: (typeof runs)[number]['evaluations'], chosen = 'loss') => offeredCurves(points, chosen).map(({ id }) => id);
    const all = runs[0]!.evaluations;
    expect(offered(all)).toEqual(CATALOGUE.map(({ id }) => id));
    expect(offered([])).toHaveLength(CATALOGUE.length - optional.length);
    expect(offered([], 'recall@1 level 2')).toContain('recall@1 level 2');
    const flat = all.map((point) => ({ ...point, parts: { byClassSize: point.parts!.byClassSize!.slice(0, 2), byLevel: [] } }));
    expect(offered(flat).filter((id) => optional.some((spec) => spec.id === id))).toEqual(['recall@1 quartile 1', 'recall@1 quartile 2']);
  });
});

describe('words of the part that was measured', () => {
  it('name it, and speak of seen classes only where whole classes are held back', () => {
    const recall = curveOf('recall@1')!;
    expect(inWordsOf(recall, undefined)).toBe(recall);
    expect(inWordsOf(recall, 'validation classes').axis).toBe('Recall@1 of validation classes, %');
    expect(inWordsOf(recall, 'test classes').name).toBe('Recall@1 of test classes');
    const byImage = inWordsOf(recall, 'test images');
    expect([byImage.axis, byImage.name]).toEqual(['Recall@1 of test images, %', 'Recall@1 of test images']);
    expect(inWordsOf(recall, 'test images'), 'the same object, so that nothing is drawn anew').toBe(byImage);
    const seen = (part: 'validation images' | 'validation classes') => inWordsOf(curveOf('seen recall@1') as EvaluationCurve, part);
    const words = ({ name, label, beside }: EvaluationCurve) => [name, label, beside?.label];
    expect(words(seen('validation images'))).toEqual(['Recall@1 of training images', 'Recall@1 train', 'validation']);
    expect(words(seen('validation classes'))).toEqual(['Recall@1 of seen classes', 'Recall@1 seen', 'validation']);
    for (const spec of CATALOGUE)
      for (const part of ['test images', 'validation classes'] as const)
        expect(JSON.stringify({ ...inWordsOf(spec, part), group: inPartWords(spec.group, part) })).not.toMatch(/unseen/);
  });
});

describe('the norm that gradients are clipped to', () => {
  it('is one line, or one for each that runs have of their own', () => {
    const { optimizer, runs } = defaultConfig;
    expect(clipNormLines({ optimizer, runs })).toEqual([{ y: 3, label: 'clipped to 3' }]);
    const own = runs.map((run, i) => (i === 0 ? run : { ...run, optimizer: { clipNorm: i - 1 } }));
    expect(clipNormLines({ optimizer, runs: own })).toEqual([
      { y: 3, label: 'spherical clipped to 3' },
      { y: 1, label: 'fused clipped to 1' },
    ]);
    expect(clipNormLines({ optimizer: { ...optimizer, clipNorm: 0 }, runs })).toEqual([]);
  });
});

describe('curves of evaluations', () => {
  it('draw recall in per cent, the body below the head', () => {
    const series = retrievalOf('recall@1', true);
    expect(series.map(({ id }) => id)).toEqual(['spherical body', 'spherical', 'hyperbolic body', 'hyperbolic', 'fused body', 'fused']);
    expect(series[1]?.y[0]).toBeCloseTo(25);
    expect(series[1]?.y[1]).toBeCloseTo(30);
    expect(retrievalOf('recall@2')[0]?.y[0]).toBeCloseTo(30);
    expect(evaluationSeries(emptyRuns(defaultConfig), styles, evaluation('recall@1'), true)).toEqual([]);
  });

  it('carry a band of one standard error where there is one, and none around a single evaluation', () => {
    const bands = errorBands(runs, styles, evaluation('recall@1'));
    expect(bands.map(({ id }) => id)).toEqual(runs.map(({ name }) => `${name} standard error`));
    const [first] = runs[0]!.evaluations;
    const [value, error] = [100 * first!.recallAt[1], 100 * first!.standardError];
    expect([bands[0]!.lower[0], bands[0]!.upper[0]]).toEqual([value - error, value + error]);
    expect(errorBands(runs, styles, evaluation('recall@2'))).toEqual([]);
    const alone = runs.map((run) => ({ ...run, evaluations: run.evaluations.slice(0, 1) }));
    expect(errorBands(alone, styles, evaluation('recall@1'))).toEqual([]);
  });

  it('are a table with the standard error of every point that has one', () => {
    const spec = evaluation('recall@1');
    const { columns, rows } = evaluationTable(retrievalOf('recall@1', true), runs, spec);
    expect(columns).toEqual(['series', 'step', spec.axis, `standard error of ${spec.axis}`]);
    const own = [...rows].filter(([series]) => series === 'spherical');
    const { evaluations } = runs.find(({ name }) => name === 'spherical')!;
    expect(own).toEqual(
      evaluations.map(({ step, recallAt, standardError }) => ['spherical', step, 100 * recallAt[1], 100 * standardError]),
    );
    const body = [...evaluationTable(retrievalOf('recall@1', true), runs, spec).rows].find(([series]) => series === 'spherical body');
    expect(body?.[3], 'none is known of the body features').toBeUndefined();
    // A subset evaluated at the same step has an error of its own, which is not that of all images.
    const twice = runs.map((run) => ({
      ...run,
      evaluations: [{ ...run.evaluations[1]!, standardError: 0.5, images: 192, of: 1527 }, ...run.evaluations],
    }));
    expect([...evaluationTable(retrievalOf('recall@1', true), twice, spec).rows].filter(([series]) => series === 'spherical')).toEqual(own);
    expect(evaluationTable(retrievalOf('recall@2'), runs, evaluation('recall@2')).columns).toHaveLength(3);
  });

  it('draw what is of a subset apart, in hollow points that say so, without a band and without the body', () => {
    const some = runs.map((run) => ({
      ...run,
      evaluations: [...run.evaluations, { ...run.evaluations[1]!, step: 60, images: 192, of: 1527 }],
    }));
    const series = evaluationSeries(some, styles, evaluation('recall@1'), true);
    expect(series.map(({ label }) => label).slice(0, 3)).toEqual(['spherical, body', 'spherical', 'spherical, 192 of 1,527 images']);
    expect(series.slice(0, 3).map(({ x, hollow }) => [[...Array.from(x)], hollow])).toEqual([
      [[0, 50], undefined],
      [[0, 50], undefined],
      [[60], true],
    ]);
    expect(errorBands(some, styles, evaluation('recall@1'))).toEqual(errorBands(runs, styles, evaluation('recall@1')));
    const note = retrievalNote(evaluation('recall@1'), { queries: 1500, excluded: 7 }, undefined, { images: 192, of: 1527 });
    expect(note).toMatch(/7 excluded: .*; hollow: 192 of 1,527 images, a measure of its own$/);
  });

  it('set seen classes beside unseen ones, and leave out what was not recorded', () => {
    const series = retrievalOf('seen recall@1');
    expect(series.slice(0, 2).map(({ label }) => label)).toEqual(['spherical, unseen', 'spherical']);
    expect(series[0]?.y[0]).toBeCloseTo(35);
    expect(series[1]?.y[0]).toBeCloseTo(45);
    const older = runs.map((run) => ({ ...run, evaluations: run.evaluations.map((point) => ({ ...point, seenRecallAt: undefined })) }));
    expect(evaluationSeries(older, styles, evaluation('seen recall@1'), false).map(({ id }) => id)).not.toContain('spherical');
  });

  it('name the two lines to judge by, where they were measured', () => {
    const baselines = { rawPixels: sampleRetrieval(0.395), untrained: { ...sampleRetrieval(0.25), mapAtR: NaN } };
    expect(retrievalBaselines(baselines, evaluation('recall@1')).map(({ label }) => label)).toEqual([
      'raw pixels 39.5\u202f%',
      'untrained 25.0\u202f%',
    ]);
    expect(retrievalBaselines(baselines, evaluation('map@r'))).toHaveLength(1);
    expect(retrievalBaselines(baselines, evaluation('alignment'))).toEqual([]);
    expect(retrievalBaselines(undefined, evaluation('recall@1'))).toEqual([]);
  });

  it('say how many queries were left out, and of what the sample is', () => {
    const unseen = evaluation('recall@4');
    expect(retrievalNote(unseen, { queries: 2160, excluded: 7 }, undefined)).toBe('2,160 queries, 7 excluded: only image of their class');
    expect(retrievalNote(unseen, { queries: 2160, excluded: 1 }, undefined)).toMatch(/only image of its class/);
    expect(retrievalNote(unseen, { queries: 2160, excluded: 0 }, undefined)).toBeUndefined();
    expect(retrievalNote(evaluation('seen recall@1'), undefined, { images: 512, classes: 57 })).toMatch(/^512 images, 57 classes/);
    expect(retrievalNote(evaluation('alignment'), { queries: 1, excluded: 7 }, undefined)).toBeUndefined();
  });
});

describe('curves of steps', () => {
  it('are smoothed over the raw ones, which are not read off, and keep every step', () => {
    const series = stepSeries(runs, styles, step('loss'), 0.9);
    expect(series).toHaveLength(6);
    const smoothed = series.filter(({ readable }) => readable !== false);
    expect(smoothed.map(({ label }) => label)).toEqual(['spherical', 'hyperbolic', 'fused']);
    expect(smoothed.map(({ x }) => x.length)).toEqual([1500, 1500, 1500]);
    expect(smoothed[0]?.y[1]).toBeCloseTo(5 - 0.001 / 1.9, 9);
    expect(stepSeries(runs, styles, step('loss'), 0).map(({ id }) => id)).toEqual(['spherical', 'hyperbolic', 'fused']);
  });

  it('share one x where the runs have taken the same steps, and only there', () => {
    const [a, b] = stepSeries(runs, styles, step('accuracy'), 0);
    expect(a?.x).toBe(b?.x);
    const uneven = runs.map((run, i) => (i === 1 ? { ...run, metrics: metricsUpTo(run.metrics, 700) } : run));
    const [, shorter] = stepSeries(uneven, styles, step('accuracy'), 0);
    expect(shorter?.x).toHaveLength(700);
  });

  it('are not there where they were not recorded', () => {
    const older = runs.map((run) => ({
      ...run,
      metrics: metricView([...metricRows(run.metrics)].map((entry) => ({ ...entry, accuracy: NaN }))),
    }));
    expect(stepSeries(older, styles, step('accuracy'), 0.9)).toEqual([]);
  });
});

describe('axes of curves', () => {
  const line = (y: number[]) => [{ id: 'a', label: 'a', colour: '', x: y.map((_, i) => i), y }];
  const shares = { scale: 'linear', bounds: [0, 100] } as const;

  it('are round, within what the values can be, and take in the lines to judge by', () => {
    expect(valueDomain(shares, line([28.7, 48.5]), [{ y: 43, label: '' }], [0, 9])).toEqual([25, 50]);
    const [low, high] = valueDomain(shares, line([90, 99.9]), [{ y: 20, label: '' }], [0, 9]);
    expect([low <= 20, high]).toEqual([true, 100]);
    expect(valueDomain({ scale: 'linear' }, line([-3, -2.5]), [], [0, 9])[0]).toBeLessThanOrEqual(-3);
    expect(valueDomain({ scale: 'linear' }, [], [], [0, 9])).toEqual([0, 1]);
  });

  it('fit what is shown of the steps', () => {
    const curve = line([100, 50, 3, 2]);
    expect(valueDomain({ scale: 'linear' }, curve, [], [0, 3])[1]).toBeGreaterThanOrEqual(100);
    expect(valueDomain({ scale: 'linear' }, curve, [], [2, 3])[1]).toBeLessThan(5);
  });

  it('hold the raw values under a smoothed curve: none falls off the plot', () => {
    const [smoothed] = line([3, 3, 3]);
    const raw = { ...smoothed!, id: 'raw', readable: false, y: [3, 9, 3] };
    expect(valueDomain({ scale: 'linear' }, [smoothed!, raw], [], [0, 9])[1]).toBeGreaterThanOrEqual(9);
  });

  it('are logarithmic where that helps', () => {
    const log = { scale: 'log' } as const;
    expect(valueDomain(log, line([2.4, 7.1]), [], [0, 9])).toEqual([2, 10]);
    expect(valueDomain(log, line([0.02, 40]), [], [0, 9])).toEqual([0.01, 100]);
    expect(valueDomain(log, [], [], [0, 9])).toEqual([0.1, 10]);
  });

  it('let the axis of steps grow in long strides', () => {
    expect(stepDomain(0, 300)).toEqual([0, 300]);
    expect(stepDomain(150, 300)).toEqual([0, 200]);
    expect(stepDomain(301, 1000)).toEqual([0, 500]);
  });
});

describe('marks', () => {
  it('say what was applied, and when', () => {
    expect(appliedEvents([{ step: 120, head: { tauHyperbolic: 0.13, c: 0.2 } }])).toEqual([
      { x: 120, label: 'τₕ 0.13, c 0.2', title: 'step 120: temperature τ hyperbolic 0.13, curvature c 0.2' },
    ]);
  });

  it('show the clip radius once, where a run uses it', () => {
    expect(clipMarks(runs)).toEqual([{ x: 2.3, label: 'clip 2.3', title: 'clip radius 2.3' }]);
    expect(clipMarks(runs.slice(0, 1))).toEqual([]);
  });

  it('norms come to 100 % of the images', () => {
    const [own] = normsSeries(runs, styles);
    const { edges } = runs[0]!.snapshot!.norms;
    const width = edges[1]! - edges[0]!;
    expect(Array.from(own!.y).reduce((sum, y) => sum + (y / 0.1) * width, 0)).toBeCloseTo(100, 6);
  });
});

describe('the choice of curves', () => {
  it('is kept, and what cannot be used of it is the usual one', () => {
    const choice = {
      slots: [
        { curve: 'accuracy', smoothing: 0.5 },
        { curve: 'delta', smoothing: 0 },
      ],
      body: true,
    };
    expect(choiceFrom(JSON.parse(JSON.stringify(choice)))).toEqual(choice);
    expect(choiceFrom(undefined)).toEqual(DEFAULT_CHOICE);
    expect(choiceFrom({ slots: [{ curve: 'nonsense', smoothing: 7 }] })).toEqual(DEFAULT_CHOICE);
    expect(choiceFrom(null)).toEqual(DEFAULT_CHOICE);
  });
});

import { describe, expect, it } from 'vitest';
import { isMetricKey, isOfTests, MEASURES, measuresOf, testMeasuresOf } from './measures';
import type { EvaluationRecord, RunRecord } from './schema';
import { randomRecord } from './testing/randomRecord';

const evaluations: [EvaluationRecord, RunRecord][] = Array.from({ length: 40 }, (_, seed) => randomRecord(seed)).flatMap(({ runs }) =>
  runs.flatMap((run) => run.evaluations.map((evaluation): [EvaluationRecord, RunRecord] => [evaluation, run])),
);

describe('measures of a run', () => {
  it('are what was recorded, and only what can be counted with', () => {
    for (const [evaluation, run] of evaluations) {
      const measured = measuresOf(evaluation, run);
      expect(measured['recall@1']).toBe(evaluation.retrieval.recallAt[1]);
      expect(Object.values(measured).every(Number.isFinite)).toBe(true);
      expect('map@r' in measured).toBe(Number.isFinite(evaluation.retrieval.mapAtR));
      expect(Object.keys(measured).every(isMetricKey)).toBe(true);
    }
    expect(isMetricKey('toString')).toBe(false);
  });

  it('tell Recall@1 by class size and by level where it was recorded, under the number that each part has', () => {
    const keys = ['recall@1 smallest classes', 'recall@1 smaller classes', 'recall@1 larger classes', 'recall@1 largest classes'] as const;
    const [whole] = evaluations.filter(([{ retrieval }]) => retrieval.byClassSize && retrieval.byLevel!.length > 0);
    const { byClassSize, byLevel } = whole![0].retrieval;
    const measured = measuresOf(...whole!);
    keys.forEach((key, i) => expect(measured[key]).toBe(byClassSize!.find(({ quartile }) => quartile === i + 1)?.recallAt1));
    expect(measured['recall@1 level 1']).toBe(byLevel!.find(({ level }) => level === 1)?.recallAt1);
    const older = evaluations.find(([{ retrieval }]) => !retrieval.byClassSize)!;
    for (const key of [...keys, 'recall@1 level 1'] as const) expect(key in measuresOf(...older)).toBe(false);
  });

  it('are the same of a look at the test images, as far as that knows them', () => {
    for (const [evaluation, run] of evaluations) {
      const { retrieval, bodyRetrieval } = evaluation;
      const all = measuresOf(evaluation, run);
      const tested = testMeasuresOf({ retrieval, bodyRetrieval });
      expect(Object.keys(tested).every((key) => isMetricKey(key) && isOfTests(key))).toBe(true);
      expect(tested).toEqual(Object.fromEntries(Object.entries(all).filter(([key]) => isOfTests(key as keyof typeof all))));
    }
    expect((['recall@1', 'recall@1 largest classes', 'recall@1 level 1', 'body recall@1'] as const).map(isOfTests)).not.toContain(false);
    expect((['loss', 'seen recall@1', 'effective negatives'] as const).map(isOfTests)).not.toContain(true);
  });

  it('have each a name of its own', () => {
    const labels = Object.values(MEASURES).map(({ label }) => label);
    expect(new Set(labels).size).toBe(labels.length);
  });
});

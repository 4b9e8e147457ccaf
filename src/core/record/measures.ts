/**
 * What is measured of a run, by one name each: tables of runs, figures of sweeps, and exported metrics call it so. Pure.
 * Retrieval is of the part that the evaluation looked at; who shows it says which.
 */
import type { EvaluationRecord, RunRecord } from './schema';

export interface Measure {
  /** For people. */
  label: string;
  /** `share`: 0 … 1, shown in per cent; `number` as it is. */
  unit: 'share' | 'number';
  better: 'higher' | 'lower' | 'neither';
  /** Of an evaluation and of the run it is of; undefined where it was not recorded or is not defined. */
  of(evaluation: EvaluationRecord, run: RunRecord): number | undefined;
  /** Of a look at the test images, which is of retrieval alone; absent for what such a look does not know. */
  ofTest?(test: Retrieved): number | undefined;
}

/** What an evaluation and a final test have in common. */
export type Retrieved = Pick<EvaluationRecord, 'retrieval' | 'bodyRetrieval'>;

const share = (label: string, of: Measure['of']): Measure => ({ label, unit: 'share', better: 'higher', of });
const retrieved = (label: string, of: (found: Retrieved) => number | undefined): Measure => ({ ...share(label, of), ofTest: of });

/** By images per class. */
const ofQuartile = (quartile: number, which: string): Measure =>
  retrieved(`Recall@1, ${which}`, ({ retrieval }) => retrieval.byClassSize?.find((part) => part.quartile === quartile)?.recallAt1);

/** Of the hierarchy, 1 the coarsest: a hit is an image of the same group. */
const ofLevel = (level: number): Measure =>
  retrieved(
    `Recall@1, level ${level} of the hierarchy`,
    ({ retrieval }) => retrieval.byLevel?.find((part) => part.level === level)?.recallAt1,
  );

export const MEASURES = {
  'recall@1': retrieved('Recall@1', (e) => e.retrieval.recallAt[1]),
  'recall@2': retrieved('Recall@2', (e) => e.retrieval.recallAt[2]),
  'recall@4': retrieved('Recall@4', (e) => e.retrieval.recallAt[4]),
  'recall@8': retrieved('Recall@8', (e) => e.retrieval.recallAt[8]),
  rPrecision: retrieved('R-precision', (e) => e.retrieval.rPrecision),
  'map@r': retrieved('MAP@R', (e) => e.retrieval.mapAtR),
  'recall@1 smallest classes': ofQuartile(1, 'smallest quarter of classes'),
  'recall@1 smaller classes': ofQuartile(2, 'second quarter of classes by size'),
  'recall@1 larger classes': ofQuartile(3, 'third quarter of classes by size'),
  'recall@1 largest classes': ofQuartile(4, 'largest quarter of classes'),
  'recall@1 level 1': ofLevel(1),
  'recall@1 level 2': ofLevel(2),
  'recall@1 level 3': ofLevel(3),
  'body recall@1': retrieved('Recall@1 of the body', (e) => e.bodyRetrieval.recallAt[1]),
  'body map@r': retrieved('MAP@R of the body', (e) => e.bodyRetrieval.mapAtR),
  'seen recall@1': share('Recall@1, training classes', (e) => e.seen?.head.recallAt[1]),
  'effective negatives': {
    label: 'Effective negatives',
    unit: 'number',
    better: 'neither',
    of: ({ step }, run) => run.snapshots.find((snapshot) => snapshot.step === step)?.weights.evaluation.effective,
  },
  'clipped share': { label: 'Clipped embeddings', unit: 'share', better: 'neither', of: (e) => e.clippedShare },
  'mean norm': {
    label: 'Mean feature norm',
    unit: 'number',
    better: 'neither',
    of: ({ step }, run) => run.snapshots.find((snapshot) => snapshot.step === step)?.norms.mean,
  },
  uniformity: { label: 'Uniformity', unit: 'number', better: 'lower', of: (e) => e.spread?.uniformity },
  alignment: { label: 'Alignment', unit: 'number', better: 'lower', of: (e) => e.spread?.alignment },
  loss: { label: 'Loss', unit: 'number', better: 'lower', of: ({ step }, { metrics }) => lossUpTo(step, metrics) },
} satisfies Record<string, Measure>;

export type MetricKey = keyof typeof MEASURES;

export const isMetricKey = (key: string): key is MetricKey => Object.hasOwn(MEASURES, key);

/** Everything that is known of an evaluation, by name; what is not known is absent. */
export function measuresOf(evaluation: EvaluationRecord, run: RunRecord): Partial<Record<MetricKey, number>> {
  const measured: Partial<Record<MetricKey, number>> = {};
  for (const [key, { of }] of Object.entries(MEASURES) as [MetricKey, Measure][]) {
    const value = of(evaluation, run);
    if (value !== undefined && Number.isFinite(value)) measured[key] = value;
  }
  return measured;
}

/** The same of a look at the test images. */
export function testMeasuresOf(test: Retrieved): Partial<Record<MetricKey, number>> {
  const measured: Partial<Record<MetricKey, number>> = {};
  for (const [key, { ofTest }] of Object.entries(MEASURES) as [MetricKey, Measure][]) {
    const value = ofTest?.(test);
    if (value !== undefined && Number.isFinite(value)) measured[key] = value;
  }
  return measured;
}

/** Whether a look at the test images knows it. */
export const isOfTests = (metric: MetricKey): boolean => (MEASURES[metric] as Measure).ofTest !== undefined;

/** Mean of the last steps before an evaluation, a tenth of them but 50 at most: one batch alone says little. */
function lossUpTo(step: number, { step: steps, loss, length }: RunRecord['metrics']): number | undefined {
  let end = length;
  while (end > 0 && steps[end - 1]! > step) end--;
  const begin = Math.max(0, end - Math.min(50, Math.max(1, Math.ceil(end / 10))));
  if (begin === end) return undefined;
  let sum = 0;
  for (let i = begin; i < end; i++) sum += loss[i]!;
  return sum / (end - begin);
}

/**
 * Everything that was measured, one number a row: run, seed, step, metric, split, value, standard error. Metrics are called as in
 * `core/record/measures.ts`, with what is measured besides named alike. Pure.
 */
import { seedOf } from '../configuration/schema';
import type { Cell, Table } from '../formats/separated';
import { MEASURES, type MetricKey } from '../record/measures';
import { METRIC_NAMES, metricRows, type MetricName } from '../record/metricColumns';
import type { EvaluationRecord, ExperimentRecord, RunRecord } from '../record/schema';

export const METRIC_COLUMNS = ['run', 'seed', 'step', 'metric', 'split', 'value', 'standard error'] as const;

/** Of training batches, which are drawn from the training part and augmented. */
const BATCH = 'training batch';
const TRAIN = 'train';

const OF_STEPS: Record<MetricName, string> = {
  loss: 'loss',
  accuracy: 'batch accuracy',
  gradientNorm: 'gradient norm',
  learningRate: 'learning rate',
};

/** Measures of an evaluation that are written with their relatives, and `loss`, whose steps are there themselves. */
const ELSEWHERE: readonly string[] = [
  'loss',
  ...['', 'body ', 'seen '].flatMap((prefix) => [1, 2, 4, 8].map((k) => `${prefix}recall@${k}`)),
  ...['', 'body ', 'seen '].flatMap((prefix) => [`${prefix}rPrecision`, `${prefix}map@r`]),
];
const OTHERS = (Object.keys(MEASURES) as MetricKey[]).filter((key) => !ELSEWHERE.includes(key));

type Retrieval = EvaluationRecord['retrieval'];
type Row = [step: number | undefined, metric: string, split: string, value: number, standardError?: number];

/** The standard error is known of Recall@1 alone. */
function* ofRetrieval(step: number | undefined, prefix: string, split: string, retrieval: Retrieval): Generator<Row> {
  for (const k of [1, 2, 4, 8] as const)
    yield [step, `${prefix}recall@${k}`, split, retrieval.recallAt[k], k === 1 ? retrieval.standardError : undefined];
  yield [step, `${prefix}rPrecision`, split, retrieval.rPrecision];
  yield [step, `${prefix}map@r`, split, retrieval.mapAtR];
}

function* ofEvaluation(evaluation: EvaluationRecord, run: RunRecord): Generator<Row> {
  const { step, retrieval, bodyRetrieval, seen, hyperbolicity, images, of } = evaluation;
  // Numbers of a subset compare with those of the same subset alone.
  const part = images < of ? `${evaluation.part}, ${images} of ${of} images` : evaluation.part;
  yield* ofRetrieval(step, '', part, retrieval);
  yield [step, 'queries', part, retrieval.queries];
  yield [step, 'queries excluded', part, retrieval.excluded];
  yield* ofRetrieval(step, 'body ', part, bodyRetrieval);
  if (seen) {
    yield* ofRetrieval(step, 'seen ', TRAIN, seen.head);
    yield* ofRetrieval(step, 'seen body ', TRAIN, seen.body);
    yield* ofRetrieval(step, 'unseen drawn alike ', part, seen.unseen);
  }
  for (const key of OTHERS) {
    const value = MEASURES[key].of(evaluation, run);
    if (value !== undefined) yield [step, key, part, value];
  }
  if (hyperbolicity) {
    yield [step, 'relative delta', part, hyperbolicity.relativeDelta];
    yield [step, 'relative delta, deviation over subsets', part, hyperbolicity.deviation];
  }
}

function* ofRun(record: ExperimentRecord, run: RunRecord): Generator<Row> {
  for (const row of metricRows(run.metrics))
    for (const name of METRIC_NAMES) if (!Number.isNaN(row[name])) yield [row.step, OF_STEPS[name], BATCH, row[name]];
  for (const evaluation of run.evaluations) yield* ofEvaluation(evaluation, run);
  for (const { step, runs } of record.finalTests)
    for (const { id, retrieval, bodyRetrieval } of runs)
      if (id === run.id) {
        yield* ofRetrieval(step, 'final test ', 'test', retrieval);
        yield* ofRetrieval(step, 'final test body ', 'test', bodyRetrieval);
      }
}

function* ofRecord(record: ExperimentRecord): Generator<Cell[]> {
  for (const run of record.runs) {
    const seed = seedOf(record.configuration, run.configuration);
    for (const row of ofRun(record, run)) yield [run.configuration.name, seed, ...row];
  }
  const { rawPixels, untrained } = record.baselines;
  const part = record.evaluated[0]?.part ?? '';
  if (rawPixels) for (const row of ofRetrieval(undefined, 'raw pixels ', part, rawPixels)) yield [undefined, undefined, ...row];
  if (untrained) for (const row of ofRetrieval(0, 'untrained ', part, untrained)) yield [undefined, record.configuration.seed, ...row];
}

/** Long form: every step kept, every evaluation, the final tests, and the two lines to judge by, whose run is empty. */
export const metricsTable = (record: ExperimentRecord): Table => ({ columns: METRIC_COLUMNS, rows: ofRecord(record) });

/** The same of several experiments; which one a row is of stands first. */
export function metricsTableOf(experiments: readonly { name: string; record: ExperimentRecord }[]): Table {
  function* rows(): Generator<Cell[]> {
    for (const { name, record } of experiments) for (const row of ofRecord(record)) yield [name, ...row];
  }
  return { columns: ['experiment', ...METRIC_COLUMNS], rows: rows() };
}

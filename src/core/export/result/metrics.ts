/** `metrics.csv` read back: the steps and the evaluations of a run. Pure. */
import type { HeadConfig } from '../../configuration/schema';
import { csvRows } from '../../formats/separated';
import { metricView, type MetricRow, type MetricView } from '../../record/metricColumns';
import type { EvaluatedPart, EvaluationRecord } from '../../record/schema';
import { METRIC_COLUMNS } from '../metricsTable';

interface Cell {
  value: number;
  standardError: number;
}
/** Metric → what it was, of one step and one split. */
type Measured = Map<string, Cell>;

export interface MetricsOfRun {
  steps: Map<number, Measured>;
  /** In the order of the file. */
  evaluations: { step: number; part: EvaluatedPart; images: number | undefined; of: number | undefined; measured: Measured }[];
}

const BATCH = 'training batch';
const PART = /^(validation|test)(?:, (\d+) of (\d+) images)?$/;
/** Names that begin like a formula carry an apostrophe. */
const plain = (name: string): string => name.replace(/^'(?=[=+\-@\t\r])/u, '');

/** By name of the run. @throws RangeError saying what of the table cannot be read */
export function metricsByRun(text: string): Map<string, MetricsOfRun> {
  const [heading = [], ...rows] = csvRows(text);
  const columns = METRIC_COLUMNS.map((name) => heading.indexOf(name));
  const missing = METRIC_COLUMNS.filter((_, i) => columns[i]! < 0);
  if (missing.length > 0) throw new RangeError(`it lacks the column ${missing.join(', ')}`);
  const runs = new Map<string, MetricsOfRun>();
  rows.forEach((row, i) => {
    const [name = '', , stepText = '', metric = '', split = '', valueText = '', errorText = ''] = columns.map((column) => row[column]);
    const step = stepText === '' ? NaN : Number(stepText);
    const value = valueText === '' ? NaN : Number(valueText);
    if (name === '' || stepText === '') return;
    if (!Number.isInteger(step) || step < 0 || (valueText !== '' && Number.isNaN(value)))
      throw new RangeError(`row ${i + 2} has step “${stepText}” and value “${valueText}”`);
    const run = runs.get(plain(name)) ?? { steps: new Map<number, Measured>(), evaluations: [] };
    runs.set(plain(name), run);
    const cell = { value, standardError: errorText === '' ? NaN : Number(errorText) };
    const part = PART.exec(split);
    if (split === BATCH) {
      const measured = run.steps.get(step) ?? new Map<string, Cell>();
      run.steps.set(step, measured.set(metric, cell));
    } else if (part && !metric.startsWith('final test ')) evaluationAt(run, step, part).set(metric, cell);
  });
  return runs;
}

function evaluationAt({ evaluations }: MetricsOfRun, step: number, [, name, images, of]: RegExpExecArray): Measured {
  const part = name as EvaluatedPart;
  const number = (text: string | undefined) => (text === undefined ? undefined : Number(text));
  const known = evaluations.find((one) => one.step === step && one.part === part && one.images === number(images));
  if (known) return known.measured;
  const measured: Measured = new Map();
  evaluations.push({ step, part, images: number(images), of: number(of), measured });
  return measured;
}

export function stepsOf({ steps }: MetricsOfRun): MetricView {
  const rows = [...steps].sort(([a], [b]) => a - b);
  const of = (measured: Measured, metric: string) => measured.get(metric)?.value ?? NaN;
  return metricView(
    rows.map(([step, measured]): MetricRow => ({
      step,
      loss: of(measured, 'loss'),
      accuracy: of(measured, 'batch accuracy'),
      gradientNorm: of(measured, 'gradient norm'),
      learningRate: of(measured, 'learning rate'),
    })),
  );
}

/** @param images evaluated, where a row does not say how many. @throws RangeError naming what is missing of an evaluation */
export function evaluationsOf({ evaluations }: MetricsOfRun, head: HeadConfig, all: number | undefined): EvaluationRecord[] {
  const records = evaluations.map(({ step, part, measured, images, of }): EvaluationRecord => {
    const cell = (metric: string): Cell => {
      const found = measured.get(metric);
      if (!found) throw new RangeError(`the evaluation of step ${step} has no “${metric}”`);
      return found;
    };
    const [queries, excluded] = [cell('queries').value, cell('queries excluded').value];
    const retrieval = (prefix: string): EvaluationRecord['retrieval'] => ({
      recallAt: {
        1: cell(`${prefix}recall@1`).value,
        2: cell(`${prefix}recall@2`).value,
        4: cell(`${prefix}recall@4`).value,
        8: cell(`${prefix}recall@8`).value,
      },
      standardError: cell(`${prefix}recall@1`).standardError,
      queries,
      excluded,
      rPrecision: cell(`${prefix}rPrecision`).value,
      mapAtR: cell(`${prefix}map@r`).value,
    });
    const looked = images ?? all ?? queries + excluded;
    return {
      ...{ step, part, head, images: looked, of: of ?? looked },
      ...{ retrieval: retrieval(''), bodyRetrieval: retrieval('body '), clippedShare: cell('clipped share').value },
    };
  });
  return records.sort((a, b) => a.step - b.step);
}

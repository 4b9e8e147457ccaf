/** The figures of a record: what the page draws of an experiment, from its record alone. Pure. */
import type { ClassInfo } from '../../core/data/imageSet';
import type { ExperimentRecord, RunRecord } from '../../core/record/schema';
import { svgOf, type Markup, type Picture } from '../export/markup';
import { groupClasses, hierarchyDepth } from '../groups';
import { percent } from '../format';
import { decadeDomain, roundDomain } from '../line/axis';
import { smooth } from '../line/hover';
import type { Band, Series } from '../line/series';
import { runStyles, type RunStyle } from '../runStyle';
import { lineSvg } from './lineSvg';
import { pointsSvg } from './pointsSvg';

export interface RecordFigure {
  /** Part of a file's name. */
  name: string;
  /** What it shows, in a sentence. */
  title: string;
  /** With `var(--…)` colours, for a document that has them; `standalone` makes a file of it. */
  svg: Markup;
}

export interface FigureOptions {
  /** Of the image set: points are coloured by group where its classes have some. */
  classes?: readonly ClassInfo[] | undefined;
}

const WIDTH = 420;
const HEIGHT = 240;
const SIDE = 260;

interface Styled {
  run: RunRecord;
  name: string;
  style: RunStyle;
}

const styled = ({ runs }: ExperimentRecord): Styled[] => {
  const styles = runStyles(runs.map(({ id, configuration: { geometry } }) => ({ id, geometry })));
  return runs.map((run) => ({ run, name: run.configuration.name, style: styles.get(run.id)! }));
};

const made = (name: string, title: string, picture: Picture): RecordFigure => ({ name, title, svg: svgOf(picture) });

/** The least and the greatest of the finite values. */
function extent(values: Iterable<number>): [number, number] {
  let [low, high] = [Infinity, -Infinity];
  for (const value of values) {
    if (!Number.isFinite(value)) continue;
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  return [low, high];
}

function recall(record: ExperimentRecord, runs: readonly Styled[]): RecordFigure[] {
  const there = runs.filter(({ run }) => run.evaluations.length > 0);
  if (there.length === 0) return [];
  const series: Series[] = [];
  const bands: Band[] = [];
  for (const { run, name, style } of there) {
    const x = run.evaluations.map(({ step }) => step);
    const y = run.evaluations.map(({ retrieval }) => 100 * retrieval.recallAt[1]);
    const off = (sign: number) => run.evaluations.map(({ retrieval }, i) => y[i]! + sign * 100 * retrieval.standardError);
    series.push({ id: run.id, label: name, colour: style.colour, dash: style.dash, x, y });
    bands.push({ id: run.id, colour: style.colour, x, lower: off(-1), upper: off(1) });
  }
  const { rawPixels, untrained } = record.baselines;
  const baselines = [
    ...(rawPixels ? [{ y: 100 * rawPixels.recallAt[1], label: `raw pixels ${percent(rawPixels.recallAt[1])}` }] : []),
    ...(untrained ? [{ y: 100 * untrained.recallAt[1], label: `untrained ${percent(untrained.recallAt[1])}` }] : []),
  ];
  const [low, high] = extent([
    ...bands.flatMap(({ lower, upper }) => [...Array.from(lower), ...Array.from(upper)]),
    ...baselines.map(({ y }) => y),
  ]);
  const last = Math.max(1, record.step, ...series.flatMap(({ x }) => Array.from(x)));
  const part = there[0]!.run.evaluations.at(-1)!.part;
  const [from, to] = roundDomain(Math.max(0, low), Math.min(100, high));
  return [
    made(
      'recall-at-1',
      `Recall@1 of the head on the ${part} images against the step, with one standard error.`,
      lineSvg({
        summary: `Recall@1 against step: ${there.map(({ run, name }) => `${name} ${percent(run.evaluations.at(-1)!.retrieval.recallAt[1])}`).join(', ')}`,
        width: WIDTH,
        height: HEIGHT,
        x: { scale: 'linear', domain: [0, last], label: 'step' },
        y: { scale: 'linear', domain: [Math.max(0, from), Math.min(100, to)], label: `Recall@1, ${part}, %` },
        series,
        bands,
        baselines,
      }),
    ),
  ];
}

/** Weight of what was before, in runs long enough to be smoothed. */
const KEPT = 0.9;
const LONG = 100;

function loss(record: ExperimentRecord, runs: readonly Styled[]): RecordFigure[] {
  const there = runs.filter(({ run }) => run.metrics.length > 1);
  if (there.length === 0) return [];
  const series = there.map(({ run, name, style }): Series => {
    const y = smooth(run.metrics.loss, run.metrics.length > LONG ? KEPT : 0);
    return { id: run.id, label: name, colour: style.colour, dash: style.dash, x: run.metrics.step, y };
  });
  const smoothed = there.some(({ run }) => run.metrics.length > LONG);
  const [low, high] = extent(series.flatMap(({ y }) => Array.from(y)));
  const last = Math.max(1, record.step, ...there.map(({ run }) => run.metrics.step[run.metrics.length - 1]!));
  return [
    made(
      'loss',
      `Loss of the training batches against the step${smoothed ? ', an exponential moving average' : ''}.`,
      lineSvg({
        summary: `Loss against step of ${there.map(({ name }) => name).join(', ')}`,
        width: WIDTH,
        height: HEIGHT,
        x: { scale: 'linear', domain: [0, last], label: 'step' },
        y: { scale: 'linear', domain: roundDomain(low, high), label: 'loss, nats' },
        series,
      }),
    ),
  ];
}

function weights(runs: readonly Styled[]): RecordFigure[] {
  const there = runs.flatMap((one) => {
    const snapshot = one.run.snapshots.at(-1);
    return snapshot && snapshot.weights.evaluation.ranks.length > 1 ? [{ ...one, snapshot }] : [];
  });
  if (there.length === 0) return [];
  const hundredfold = (values: Float32Array) => Array.from(values, (value) => 100 * value);
  const series = there.map(({ run, name, style, snapshot }): Series => {
    const { ranks, median } = snapshot.weights.evaluation;
    return { id: run.id, label: name, colour: style.colour, dash: style.dash, x: ranks, y: hundredfold(median) };
  });
  const bands = there.map(({ run, style, snapshot }): Band => {
    const { ranks, lower, upper } = snapshot.weights.evaluation;
    return { id: run.id, colour: style.colour, x: ranks, lower: hundredfold(lower), upper: hundredfold(upper) };
  });
  const [, high] = extent(bands.flatMap(({ upper }) => Array.from(upper)));
  const [low] = extent(series.flatMap(({ y }) => Array.from(y).filter((value) => value > 0)));
  const deepest = Math.max(2, ...series.flatMap(({ x }) => Array.from(x)));
  const steps = [...new Set(there.map(({ snapshot }) => snapshot.step))].join(', ');
  return [
    made(
      'triplet-weights',
      `Triplet weight p(x⁻) of the negatives by rank at step ${steps}: median and quartiles over the anchors.`,
      lineSvg({
        summary: `Triplet weights against rank of ${there.map(({ name }) => name).join(', ')}`,
        width: WIDTH,
        height: HEIGHT,
        x: { scale: 'log', domain: [1, deepest], label: 'rank of the negative' },
        y: { scale: 'log', domain: decadeDomain(low, high), label: 'p(x⁻), %' },
        series,
        bands,
      }),
    ),
  ];
}

function pictures(record: ExperimentRecord, runs: readonly Styled[], { classes }: FigureOptions): RecordFigure[] {
  const grouping = classes && hierarchyDepth(classes) > 0 ? groupClasses(classes, 0) : undefined;
  return runs.flatMap(({ run, name }, i) => {
    const snapshot = run.snapshots.at(-1);
    const all = record.evaluated.find(({ part }) => part === snapshot?.part)?.labels;
    if (!snapshot || !all) return [];
    const labels = snapshot.subset ? Array.from(snapshot.subset.places, (place) => all[place]!) : all;
    const layout = snapshot.layouts.find(({ method }) => method.includes('neighbours')) ?? snapshot.projection;
    const disk = layout.dimensions === 2;
    const groupOf = Array.from(labels, (label) => (grouping ? (grouping.groupOf[label] ?? -1) : label));
    const { c, clipRadius } = snapshot.head;
    return [
      made(
        `picture-${i + 1}-${name}`,
        `${name}, step ${snapshot.step}: ${snapshot.n} ${snapshot.part} images ${disk ? 'in the Poincaré disk, scaled by √c' : 'on the sphere'}, by ${layout.method} (keeps ${percent(layout.neighboursKept, 0)} of the 10 nearest neighbours), coloured by ${grouping ? 'group' : 'class'}.`,
        pointsSvg({
          summary: `Embedding of ${name}`,
          side: SIDE,
          ...(disk ? { ball: { c, clipRadius } } : {}),
          points: layout.points,
          n: snapshot.n,
          groupOf,
        }),
      ),
    ];
  });
}

/** Those that the record has something for: recall, loss, triplet weights, and the picture of each run. */
export function recordFigures(record: ExperimentRecord, options: FigureOptions = {}): RecordFigure[] {
  const runs = styled(record);
  return [...recall(record, runs), ...loss(record, runs), ...weights(runs), ...pictures(record, runs, options)];
}

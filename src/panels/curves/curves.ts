/** From what has been reported of each run to the curves. */
import { optimizerOf, type ExperimentConfig, type HeadConfig } from '../../core/configuration/schema';
import { headLetter, sayName } from '../../core/configuration/settingNames';
import type { AppliedHead, ExperimentInfo } from '../../core/training/experiment.types';
import {
  decadeDomain,
  rangeWithin,
  roundDomain,
  smooth,
  type Band,
  type Baseline,
  type Cell,
  type EventMark,
  type RunStyle,
  type Series,
  type Span,
  type Table,
} from '../../plots';
import { integer } from '../../plots/format';
import type { EvaluationPoint, RunView } from '../../state/lab.types';
import type { CurveSpec, EvaluationCurve, StepCurve } from './catalogue';

const isWhole = ({ images, of }: EvaluationPoint): boolean => images === of;

type Styles = ReadonlyMap<string, RunStyle>;

/** How a subset is drawn: with fewer images to find and to be taken for, its curve is another one, not a part of the run's own. */
const OF_SUBSET = { width: 1, opacity: 0.7, dash: '1 3', hollow: true };

/** `192 of 527 images`; the sizes of a subset are the same all along. */
const sayImages = ({ images, of }: { images: number; of: number }) => `${integer(images)} of ${integer(of)} images`;

/**
 * A curve of the evaluations of each run; with it, thin, that of the body features or what it is to be compared with, and in hollow points
 * what was measured on a subset of the images.
 */
export function evaluationSeries(
  runs: readonly Pick<RunView, 'id' | 'name' | 'geometry' | 'evaluations'>[],
  styles: Styles,
  spec: EvaluationCurve,
  body: boolean,
): Series[] {
  return runs.flatMap(({ id: run, name, geometry, evaluations }) => {
    const style = styles.get(run);
    if (!style || (spec.ballOnly && geometry === 'spherical')) return [];
    const curve = (of: EvaluationCurve['of'], words: string | undefined): Series[] => {
      const drawn = (points: readonly EvaluationPoint[], more: string | undefined): Series[] => {
        const found = points.flatMap((point) => {
          const value = of(point);
          return value !== undefined && Number.isFinite(value) ? [{ step: point.step, value }] : [];
        });
        if (found.length === 0) return [];
        const said = [words, more].filter((word) => word !== undefined);
        return [
          {
            id: [run, ...said].join(' '),
            label: [name, ...said].join(', '),
            colour: style.colour,
            dash: style.dash,
            x: found.map(({ step }) => step),
            y: found.map(({ value }) => value),
            ...(words === undefined ? {} : { width: 1, opacity: 0.7 }),
            ...(more === undefined ? {} : OF_SUBSET),
          },
        ];
      };
      const ofSubset = evaluations.filter(({ images, of }) => images < of);
      // Beside a subset the body and what is to be compared with would be too much to tell apart.
      return [
        ...drawn(evaluations.filter(isWhole), undefined),
        ...(ofSubset[0] && words === undefined ? drawn(ofSubset, sayImages(ofSubset[0])) : []),
      ];
    };
    return [
      ...(spec.beside ? curve(spec.beside.of, spec.beside.label) : []),
      ...(body && spec.body ? curve(spec.body, 'body') : []),
      ...curve(spec.of, undefined),
    ];
  });
}

/** Norms that gradients are clipped to, each with the runs it is of where they differ. */
export function clipNormLines(config: Pick<ExperimentConfig, 'optimizer' | 'runs'>): Baseline[] {
  const runsOf = new Map<number, string[]>();
  for (const run of config.runs) {
    const { clipNorm } = optimizerOf(config, run);
    if (clipNorm > 0) runsOf.set(clipNorm, [...(runsOf.get(clipNorm) ?? []), run.name]);
  }
  return [...runsOf].map(([y, names]) => ({
    y,
    label: names.length === config.runs.length ? `clipped to ${y}` : `${names.join(', ')} clipped to ${y}`,
  }));
}

/**
 * Mean ± one standard error around the curve of each run, where the curve's measure has one: differences within it are no finding.
 */
export function errorBands(
  runs: readonly Pick<RunView, 'id' | 'name' | 'geometry' | 'evaluations'>[],
  styles: Styles,
  spec: EvaluationCurve,
): Band[] {
  const { error } = spec;
  if (!error) return [];
  return runs.flatMap(({ id, evaluations }) => {
    const style = styles.get(id);
    const points = evaluations.filter(isWhole).flatMap((point) => {
      const [value, spread] = [spec.of(point), error(point)];
      return value !== undefined && spread !== undefined && Number.isFinite(value + spread) ? [{ step: point.step, value, spread }] : [];
    });
    // A band of one point has no width to be seen.
    if (!style || points.length < 2) return [];
    return [
      {
        id: `${id} standard error`,
        colour: style.colour,
        x: points.map(({ step }) => step),
        lower: points.map(({ value, spread }) => value - spread),
        upper: points.map(({ value, spread }) => value + spread),
      },
    ];
  });
}

/** Every point of the curves, with the standard error of those that have one. */
export function evaluationTable(
  series: readonly Pick<Series, 'id' | 'x' | 'y'>[],
  runs: readonly Pick<RunView, 'id' | 'evaluations'>[],
  spec: EvaluationCurve,
): Table {
  function* rows(): Generator<Cell[]> {
    for (const { id, x, y } of series) {
      // The curves beside it are of other measures, or of the body features.
      const own = runs.find((run) => run.id === id);
      for (let i = 0; i < x.length; i++) {
        const point = own?.evaluations.find((one) => isWhole(one) && one.step === x[i]);
        yield [id, x[i], y[i], point && spec.error?.(point)];
      }
    }
  }
  return {
    columns: ['series', 'step', spec.axis, ...(spec.error ? [`standard error of ${spec.axis}`] : [])],
    rows: spec.error ? rows() : threeOf(rows()),
  };
}

function* threeOf(rows: Iterable<Cell[]>): Generator<Cell[]> {
  for (const row of rows) yield row.slice(0, 3);
}

/** The two lines to judge by, in words and with their values. */
export function retrievalBaselines(baselines: ExperimentInfo['baselines'] | undefined, spec: EvaluationCurve): Baseline[] {
  const { baseline, say } = spec;
  if (!baselines || !baseline) return [];
  return (['rawPixels', 'untrained'] as const).flatMap((which) => {
    const y = baseline(baselines[which]);
    return Number.isFinite(y) ? [{ y, label: `${which === 'rawPixels' ? 'raw pixels' : 'untrained'} ${say(y)}` }] : [];
  });
}

/**
 * A curve of every step of each run, smoothed with weight `keep` on what was before; under it, faint, the raw one, which is not
 * read off. Runs that have taken the same steps share one x, so that reading them all at once stays fast.
 */
export function stepSeries(
  runs: readonly Pick<RunView, 'id' | 'name' | 'metrics'>[],
  styles: Styles,
  spec: StepCurve,
  keep: number,
): Series[] {
  const raw: Series[] = [];
  const smoothed: Series[] = [];
  let shared: Float64Array | undefined;
  for (const { id, name, metrics } of runs) {
    const style = styles.get(id);
    if (!style) continue;
    const y = column(metrics[spec.of], spec.factor);
    if (!y.some(Number.isFinite)) continue;
    const x: Float64Array = shared && sameSteps(shared, metrics.step) ? shared : Float64Array.from(metrics.step);
    shared = x;
    const own = { label: name, colour: style.colour, x };
    if (keep > 0) raw.push({ ...own, id: `${id} raw`, width: 1, opacity: 0.22, readable: false, y });
    smoothed.push({ ...own, id, dash: style.dash, width: 1.5, y: keep > 0 ? smooth(y, keep) : y });
  }
  return [...raw, ...smoothed];
}

/** A column in the unit of its axis. */
const column = (values: Float64Array, factor = 1): Float64Array => (factor === 1 ? values : values.map((value) => factor * value));

const sameSteps = (x: Float64Array, steps: Int32Array): boolean => x.length === steps.length && steps.every((step, i) => step === x[i]);

/** Norms of each run's features as frequency polygons: share of the images per 0.1 of norm, per cent. */
export function normsSeries(runs: readonly Pick<RunView, 'id' | 'name' | 'snapshot'>[], styles: Styles): Series[] {
  return runs.flatMap(({ id, name, snapshot }) => {
    const style = styles.get(id);
    if (!style || !snapshot) return [];
    const { edges, counts } = snapshot.norms;
    const width = (edges[1] ?? 1) - (edges[0] ?? 0);
    const total = counts.reduce((a, b) => a + b, 0);
    const x = Array.from(counts, (_, i) => ((edges[i] ?? 0) + (edges[i + 1] ?? 0)) / 2);
    const y = Array.from(counts, (count) => (100 * count * 0.1) / (total * width));
    return [{ id, label: name, colour: style.colour, dash: style.dash, x, y }];
  });
}

/** Clip radii in force, where runs use them. */
export function clipMarks(runs: readonly Pick<RunView, 'geometry' | 'snapshot'>[]): EventMark[] {
  const radii = new Set(
    runs.flatMap(({ geometry, snapshot }) =>
      snapshot && geometry !== 'spherical' && snapshot.head.clipRadius > 0 ? [snapshot.head.clipRadius] : [],
    ),
  );
  return [...radii].map((radius) => ({ x: radius, label: `clip ${radius}`, title: `clip radius ${radius}` }));
}

/** The axis of y: round ends around all that is drawn within the part shown, raw values under a smoothed curve too, and around the lines to judge by. */
export function valueDomain(
  { scale, bounds, fromZero }: Pick<CurveSpec, 'scale' | 'bounds' | 'fromZero'>,
  series: readonly Series[],
  lines: readonly Baseline[],
  span: Span,
): [number, number] {
  let [low, high] = rangeWithin(series, span);
  if (!(high >= low)) return scale === 'log' ? [0.1, 10] : bounds ? [bounds[0], bounds[1]] : [0, 1];
  for (const { y } of lines) [low, high] = [Math.min(low, y), Math.max(high, y)];
  if (fromZero) low = Math.min(0, low);
  if (scale === 'log') return high / low > 20 ? decadeDomain(low, high) : [roundLog(low, -1), roundLog(high, 1)];
  // A flat curve gets an axis of some width.
  const air = Math.max(0, Math.abs(high) * 0.02 - (high - low) / 2);
  const [from, to] = roundDomain(low - air, high + air);
  return bounds ? [Math.max(bounds[0], from), Math.min(bounds[1], to)] : [low >= 0 ? Math.max(0, from) : from, to];
}

/** The nearest of 1, 2, 5 times a power of ten below or above. */
function roundLog(value: number, side: 1 | -1): number {
  const power = 10 ** Math.floor(Math.log10(value));
  const steps = [1, 2, 5, 10].map((step) => step * power);
  return (side > 0 ? steps.find((step) => step >= value * (1 - 1e-9)) : steps.findLast((step) => step <= value * (1 + 1e-9))) ?? value;
}

/** Last step shown: all that has been taken, on an axis that grows in long strides. */
export function stepDomain(last: number, planned: number): [number, number] {
  if (last <= 0) return [0, planned];
  for (let power = 10; ; power *= 10) for (const m of [1, 2, 3, 5]) if (m * power >= last) return [0, Math.max(m * power, 10)];
}

/** What was applied to the running experiment, where it took effect. */
export function appliedEvents(applied: readonly AppliedHead[]): EventMark[] {
  return applied.map(({ step, head }) => {
    const words = (nameOf: (key: keyof HeadConfig) => string) =>
      Object.entries(head)
        .map(([key, value]) => `${nameOf(key as keyof HeadConfig)} ${typeof value === 'number' ? Number(value.toPrecision(3)) : value}`)
        .join(', ');
    return { x: step, label: words((key) => headLetter(key, true)), title: `step ${step}: ${words((key) => sayName(`head.${key}`))}` };
  });
}

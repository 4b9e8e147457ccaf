/** The three kinds of plots: of evaluations, of steps, and of the norms now. Each is drawn anew only with what it hangs on. */
import { useDeferredValue, useMemo } from 'react';
import { useShallow } from 'zustand/react/shallow';
import {
  LinePlot,
  fixed,
  integer,
  roundDomain,
  type AxisSpec,
  type Band,
  type Baseline,
  type Brush,
  type EventMark,
  type RunStyle,
  type Series,
} from '../../plots';
import { useLab } from '../../state/LabProvider';
import { NO_METRICS } from '../../core/record/metricColumns';
import type { CurveSpec, EvaluationCurve, NormsCurve, StepCurve } from './catalogue';
import { clipMarks, clipNormLines, errorBands, evaluationSeries, normsSeries, retrievalBaselines, stepSeries, valueDomain } from './curves';
import { retrievalNote } from './note';

interface Shared {
  axis: AxisSpec;
  brush: Brush;
  styles: ReadonlyMap<string, RunStyle>;
  events: readonly EventMark[];
}

const NONE: readonly never[] = [];
const sayStep = (step: number) => `step ${integer(step)}`;
const sayNorm = (norm: number) => `norm ${fixed(norm, 2)}`;

/** `spherical 48.5 % at step 300, …` */
function latest(series: readonly Series[], spec: CurveSpec): string {
  return series
    .filter(({ readable }) => readable !== false)
    .map(({ label, x, y }) => `${label} ${spec.say(y[y.length - 1] ?? NaN)} at ${sayStep(x[x.length - 1] ?? NaN)}`)
    .join(', ');
}

/** Names of the runs and the part of them that a plot hangs on. */
const useStill = () => useLab(useShallow((lab) => lab.runs.map((run) => run.config)));

interface AgainstStepProps extends Shared {
  spec: StepCurve | EvaluationCurve;
  series: readonly Series[];
  bands?: readonly Band[];
  lines: readonly Baseline[];
}

function AgainstStep({ spec, series, bands = NONE, lines, axis, brush, events }: AgainstStepProps) {
  const stored = useLab((lab) => lab.stored !== undefined);
  const { span } = brush;
  const [low, high] = useMemo(() => valueDomain(spec, series, lines, span ?? axis.domain), [spec, series, lines, span, axis]);
  const y = useMemo((): AxisSpec => ({ scale: spec.scale, domain: [low, high], label: spec.axis }), [spec, low, high]);
  const summary = latest(series, spec);
  const begin = spec.kind === 'step' ? 'The curve begins with the first step.' : 'The curve begins with the first evaluation.';
  return (
    <LinePlot
      name={`${spec.name} against step`}
      summary={summary ? `${summary}.` : 'Nothing measured yet.'}
      x={axis}
      y={y}
      series={series}
      bands={bands}
      baselines={series.length === 0 ? NONE : lines}
      events={events}
      brush={brush}
      sayX={sayStep}
      sayY={spec.say}
      empty={series.length > 0 ? undefined : stored ? 'Not in the stored snapshot.' : begin}
    />
  );
}

export function EvaluationPlot({ spec, body, ...shared }: Shared & { spec: EvaluationCurve; body: boolean }) {
  const { styles } = shared;
  const configs = useStill();
  const evaluations = useLab(useShallow((lab) => lab.runs.map((run) => run.evaluations)));
  const baselines = useLab((lab) => lab.experiment?.baselines);
  const seen = useLab((lab) => lab.runs.find((run) => run.snapshot?.seen)?.snapshot?.seen);
  const series = useMemo(() => {
    const runs = configs.map(({ id, name, geometry }, i) => ({ id, name, geometry, evaluations: evaluations[i] ?? [] }));
    return evaluationSeries(runs, styles, spec, body);
  }, [configs, evaluations, styles, spec, body]);
  const bands = useMemo(() => {
    const runs = configs.map(({ id, name, geometry }, i) => ({ id, name, geometry, evaluations: evaluations[i] ?? [] }));
    return errorBands(runs, styles, spec);
  }, [configs, evaluations, styles, spec]);
  // The lines are of all images: beside points of a subset alone they would be misread.
  const comparable = evaluations.some((points) => points.some(({ images, of }) => images === of));
  const lines = useMemo(() => (comparable ? retrievalBaselines(baselines, spec) : NONE), [baselines, spec, comparable]);
  const subset = useMemo(() => evaluations.flat().find(({ images, of }) => images < of), [evaluations]);
  const note = retrievalNote(spec, baselines?.untrained, seen, subset);
  return (
    <>
      <AgainstStep spec={spec} series={series} bands={bands} lines={lines} {...shared} />
      {note && (
        <p className="curves-note" title={note}>
          {note}
        </p>
      )}
    </>
  );
}

export function StepPlot({ spec, smoothing, ...shared }: Shared & { spec: StepCurve; smoothing: number }) {
  const { styles } = shared;
  const configs = useStill();
  const metrics = useLab(useShallow((lab) => lab.runs.map((run) => run.metrics)));
  const inForce = useLab((lab) => lab.inForce ?? lab.config);
  const series = useMemo(() => {
    const runs = configs.map(({ id, name }, i) => ({ id, name, metrics: metrics[i] ?? NO_METRICS }));
    return stepSeries(runs, styles, spec, smoothing);
  }, [configs, metrics, styles, spec, smoothing]);
  const lines = useMemo(() => (spec.id === 'gradient norm' ? clipNormLines(inForce) : NONE), [spec, inForce]);
  return <AgainstStep spec={spec} series={series} lines={lines} {...shared} />;
}

export function NormsPlot({ spec, styles }: { spec: NormsCurve; styles: Shared['styles'] }) {
  const configs = useStill();
  const snapshots = useDeferredValue(useLab(useShallow((lab) => lab.runs.map((run) => run.snapshot))));
  const runs = useMemo(
    () => configs.map(({ id, name, geometry }, i) => ({ id, name, geometry, ...(snapshots[i] ? { snapshot: snapshots[i] } : {}) })),
    [configs, snapshots],
  );
  const series = useMemo(() => normsSeries(runs, styles), [runs, styles]);
  const marks = useMemo(() => clipMarks(runs), [runs]);
  const [x, y] = useMemo((): [AxisSpec, AxisSpec] => {
    const top = Math.max(...runs.map(({ snapshot }) => snapshot?.norms.edges.at(-1) ?? 0), ...marks.map(({ x }) => 1.1 * x));
    const [, right] = roundDomain(0, top > 0 ? top : 1);
    const [, high] = valueDomain(spec, series, NONE, [0, right]);
    return [
      { scale: 'linear', domain: [0, right], label: 'norm of the features' },
      { scale: 'linear', domain: [0, high], label: spec.axis },
    ];
  }, [runs, marks, series, spec]);
  const summary = runs.flatMap(({ name, snapshot }) => (snapshot ? [`${name} mean ${fixed(snapshot.norms.mean, 2)}`] : [])).join(', ');
  return (
    <LinePlot
      name={spec.name}
      summary={summary ? `${summary}.` : 'Nothing measured yet.'}
      x={x}
      y={y}
      series={series}
      events={marks}
      sayX={sayNorm}
      sayY={spec.say}
      empty={series.length > 0 ? undefined : 'The histogram begins with the first evaluation.'}
    />
  );
}

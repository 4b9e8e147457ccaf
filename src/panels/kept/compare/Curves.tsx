import { useMemo, useState } from 'react';
import type { ExperimentRecord } from '../../../core/record';
import {
  LinePlot,
  PlotActions,
  THIN,
  fixed,
  integer,
  rangeWithin,
  roundDomain,
  smooth,
  type AxisSpec,
  type Band,
  type Brush,
  type Series,
  type Span,
} from '../../../plots';
import { recordOf, type ComparedRun } from './compared';

interface CurvesProps {
  compared: readonly ComparedRun[];
  records: ReadonlyMap<string, ExperimentRecord>;
}

const sayStep = (step: number) => `step ${integer(step)}`;
const sayPercent = (value: number) => `${fixed(value, 1)}${THIN}%`;
const sayLoss = (value: number) => fixed(value, 3);
/** Weight of what was before, in the curve of the loss. */
const SMOOTHING = 0.9;
/** More bands than these hide each other. */
const MOST_BANDS = 4;

const ofRun = ({ code, style }: ComparedRun) => ({ id: code, label: code, colour: style.colour, dash: style.dash, width: 1.5 });

/** Recall@1 of every evaluation, and the loss of every step, of all runs over one another; a part of the steps is shown alone in both. */
export function Curves({ compared, records }: CurvesProps) {
  const recall = useMemo(
    () =>
      compared.flatMap((one): (Series & { error: Float64Array })[] => {
        const evaluations = recordOf(records.get(one.kept.id), one)?.evaluations ?? [];
        if (evaluations.length === 0) return [];
        return [
          {
            ...ofRun(one),
            x: evaluations.map(({ step }) => step),
            y: evaluations.map(({ retrieval }) => 100 * retrieval.recallAt[1]),
            error: Float64Array.from(evaluations, ({ retrieval }) => 100 * retrieval.standardError),
          },
        ];
      }),
    [compared, records],
  );
  const bands = useMemo(
    () =>
      recall.length > MOST_BANDS
        ? []
        : recall.flatMap(({ id, colour, x, y, error }): Band[] =>
            x.length < 2
              ? []
              : [
                  {
                    id,
                    colour,
                    x,
                    lower: Array.from(error, (one, i) => y[i]! - one),
                    upper: Array.from(error, (one, i) => y[i]! + one),
                  },
                ],
          ),
    [recall],
  );
  const loss = useMemo(
    () =>
      compared.flatMap((one): Series[] => {
        const metrics = recordOf(records.get(one.kept.id), one)?.metrics;
        if (!metrics || metrics.length === 0) return [];
        return [
          { ...ofRun(one), x: metrics.step.subarray(0, metrics.length), y: smooth(metrics.loss.subarray(0, metrics.length), SMOOTHING) },
        ];
      }),
    [compared, records],
  );
  const [span, setSpan] = useState<Span>();
  const last = Math.max(1, ...[...recall, ...loss].map(({ x }) => x[x.length - 1] ?? 0));
  const shared = {
    x: useMemo((): AxisSpec => ({ scale: 'linear', domain: [0, last], label: 'step' }), [last]),
    brush: useMemo((): Brush => ({ span, onChange: setSpan, whole: true }), [span]),
  };
  return (
    <>
      <Curve name="Recall@1" axis="Recall@1, %" series={recall} bands={bands} say={sayPercent} {...shared} />
      <Curve name="Loss" axis="loss, smoothed" series={loss} bands={NONE} say={sayLoss} {...shared} />
    </>
  );
}

const NONE: readonly never[] = [];

interface CurveProps {
  name: string;
  axis: string;
  series: readonly Series[];
  bands: readonly Band[];
  /** Of both curves: they are read against each other. */
  x: AxisSpec;
  brush: Brush;
  say(value: number): string;
}

function Curve({ name, axis, series, bands, x, brush, say }: CurveProps) {
  const { span } = brush;
  const y = useMemo((): AxisSpec => {
    const [low, high] = rangeWithin(series, span ?? x.domain);
    return { scale: 'linear', domain: roundDomain(low, high), label: axis };
  }, [series, axis, span, x]);
  const summary = series.map((one) => `${one.label} ${say(one.y[one.y.length - 1] ?? NaN)}`).join(', ');
  return (
    <section className="panel" aria-label={name}>
      <div className="panel-head">
        <h3 className="panel-title">{name}</h3>
        <PlotActions name={name} />
      </div>
      <LinePlot
        name={`${name} against step`}
        summary={summary === '' ? 'Nothing measured.' : `At the end: ${summary}.`}
        x={x}
        y={y}
        brush={brush}
        series={series}
        bands={bands}
        sayX={sayStep}
        sayY={say}
        empty={series.length > 0 ? undefined : 'Nothing measured.'}
      />
    </section>
  );
}

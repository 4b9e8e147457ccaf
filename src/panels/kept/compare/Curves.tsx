import { useMemo } from 'react';
import type { ExperimentRecord } from '../../../core/record';
import { LinePlot, PlotActions, THIN, fixed, integer, roundDomain, smooth, type AxisSpec, type Band, type Series } from '../../../plots';
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

/** Recall@1 of every evaluation, and the loss of every step, of all runs over one another. */
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
  return (
    <>
      <Curve name="Recall@1" axis="Recall@1, %" series={recall} bands={bands} say={sayPercent} />
      <Curve name="Loss" axis="loss, smoothed" series={loss} bands={NONE} say={sayLoss} />
    </>
  );
}

const NONE: readonly never[] = [];

interface CurveProps {
  name: string;
  axis: string;
  series: readonly Series[];
  bands: readonly Band[];
  say(value: number): string;
}

function Curve({ name, axis, series, bands, say }: CurveProps) {
  const x = useMemo((): AxisSpec => {
    const last = Math.max(1, ...series.map((one) => one.x[one.x.length - 1] ?? 0));
    return { scale: 'linear', domain: [0, last], label: 'step' };
  }, [series]);
  const y = useMemo((): AxisSpec => {
    let [low, high] = [Infinity, -Infinity];
    for (const one of series)
      for (let i = 0; i < one.y.length; i++) {
        const value = one.y[i]!;
        if (Number.isFinite(value)) [low, high] = [Math.min(low, value), Math.max(high, value)];
      }
    return { scale: 'linear', domain: roundDomain(low, high), label: axis };
  }, [series, axis]);
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
        series={series}
        bands={bands}
        sayX={sayStep}
        sayY={say}
        empty={series.length > 0 ? undefined : 'Nothing measured.'}
      />
    </section>
  );
}

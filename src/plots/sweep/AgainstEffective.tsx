/**
 * A metric beside the effective number of negatives: whether geometry does what temperature could not. Where the lines of two geometries
 * lie on each other, another temperature would have done the same.
 */
import { useMemo } from 'react';
import type { MetricKey } from '../../core/record/measures';
import { axisSymbol, type PairedSeries } from '../../core/sweep/series';
import type { Cell, Table } from '../export';
import { runStyles } from '../runStyle';
import { DotLines } from './DotLines';
import type { FigureLine } from './dotLineParts';
import { FigureLegend } from './FigureLegend';
import { valueAxis } from './figureAxis';
import { measureWords, sayMean, type MeasureWords, type ShownPart } from './measures';
import { heightsOf } from './SweepLines';

export interface AgainstEffectiveProps {
  metric: MetricKey;
  part?: ShownPart;
  /** The setting along which points are joined. */
  along: string;
  /** Of the effective negatives (x) and of the metric (y). */
  series: readonly PairedSeries[];
  open?: (cell: string) => void;
  opened?: string;
}

export function AgainstEffective({ metric, part = 'validation', along, series, open, opened }: AgainstEffectiveProps) {
  const [words, effective] = useMemo(() => [measureWords(metric, part), measureWords('effective negatives')], [metric, part]);
  const lines = useMemo(() => linesOf(series, along, words, effective), [series, along, words, effective]);
  const y = useMemo(() => valueAxis(heightsOf(lines), words.axis, words.limits), [lines, words]);
  const x = useMemo(() => {
    const values = lines.flatMap(({ points }) =>
      points.flatMap((point) => [point.x - (point.xError ?? 0), point.x + (point.xError ?? 0), ...point.dots.map((dot) => dot.x)]),
    );
    return valueAxis(values, 'effective negatives', [0, Infinity]);
  }, [lines]);
  const name = `${words.label} against effective negatives`;
  const summary = lines.map(({ points }) => points.map(({ says }) => says).join('; ')).join('; ');
  return (
    <figure className="figure" aria-label={name} data-part={part}>
      <DotLines
        {...{ name, x, y, lines, open, opened }}
        summary={summary ? `${summary}.` : 'Nothing measured yet.'}
        table={() => tableOf(series, along, words)}
        empty={lines.length > 0 ? undefined : 'The figure begins with the first cell that has been trained.'}
      />
      <FigureLegend
        lines={lines}
        note={`${part === 'test' ? 'Test classes. ' : ''}Joined along ${axisSymbol(along)}; means ± standard errors over seeds, small dots: each of them.`}
      />
    </figure>
  );
}

function linesOf(series: readonly PairedSeries[], along: string, words: MeasureWords, effective: MeasureWords): FigureLine[] {
  const styles = runStyles(series.map(({ key, geometry }) => ({ id: key, geometry })));
  const { factor } = words;
  return series.map(({ key, label, points }) => {
    const { colour, dash } = styles.get(key)!;
    return {
      ...{ key, label, colour },
      ...(dash === undefined ? {} : { dash }),
      points: points.map(({ at, x, y, values }) => {
        const where = at === undefined ? label : `${label}, ${axisSymbol(along)} ${at}`;
        return {
          x: x.mean,
          y: factor * y.mean,
          ...(x.standardError === undefined ? {} : { xError: x.standardError }),
          ...(y.standardError === undefined ? {} : { yError: factor * y.standardError }),
          dots: values.map((one) => ({
            id: one.cell,
            x: one.x,
            y: factor * one.y,
            says: `${where}, seed ${one.seed}: ${words.say(one.y)} with ${effective.say(one.x)} effective negatives`,
          })),
          says: `${where}: ${sayMean(y, words)} with ${sayMean(x, effective)} effective negatives`,
        };
      }),
    };
  });
}

function tableOf(series: readonly PairedSeries[], along: string, { axis, factor }: MeasureWords): Table {
  function* rows(): Generator<Cell[]> {
    for (const { label, points } of series)
      for (const { at, values } of points) for (const one of values) yield [label, at, one.seed, one.x, factor * one.y, one.cell];
  }
  return { columns: ['line', axisSymbol(along), 'seed', 'effective negatives', axis, 'cell'], rows: rows() };
}

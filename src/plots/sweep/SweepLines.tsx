/** A metric against one swept setting: a line a geometry, mean ± standard error, every seed a dot. */
import { useMemo } from 'react';
import type { MetricKey } from '../../core/record/measures';
import type { Group } from '../../core/sweep/grouping';
import { axisLabel, axisSymbol, type Series } from '../../core/sweep/series';
import type { GridValue } from '../../core/sweep/sweep.types';
import type { Cell, Table } from '../export';
import { runStyles } from '../runStyle';
import { DotLines } from './DotLines';
import type { FigureLine, FigurePoint } from './dotLineParts';
import { FigureLegend } from './FigureLegend';
import { sweptAxis, valueAxis, type SweptAxis } from './figureAxis';
import { figureName, measureWords, sayMean, type MeasureWords, type ShownPart } from './measures';

export interface SweepLinesProps {
  metric: MetricKey;
  /** Which images the values are of. */
  part?: ShownPart;
  /** Path of the setting, or `OWN_TEMPERATURE`. */
  x: string;
  series: readonly Series[];
  /** Every value of the axis, where the sweep will have more than are there yet. */
  values?: readonly GridValue[];
  /** What is averaged over, in words; default “seeds”. */
  over?: string;
  open?: (cell: string) => void;
  opened?: string;
}

export function SweepLines({ metric, part = 'validation', x, series, values, over = 'seeds', open, opened }: SweepLinesProps) {
  const words = useMemo(() => measureWords(metric, part), [metric, part]);
  const swept = useMemo(() => sweptAxis(values ?? sortedValues(series), axisLabel(x)), [values, series, x]);
  const lines = useMemo(() => linesOf(series, x, swept, words), [series, x, swept, words]);
  const y = useMemo(() => valueAxis(heightsOf(lines), words.axis, words.limits), [lines, words]);
  const name = figureName(words, x);
  return (
    <figure className="figure" aria-label={name} data-part={part}>
      <DotLines
        name={name}
        summary={summaryOf(series, x, words)}
        x={swept.axis}
        y={y}
        lines={lines}
        table={() => tableOf(series, x, words)}
        open={open}
        opened={opened}
        empty={lines.length > 0 ? undefined : 'The figure begins with the first cell that has been trained.'}
      />
      <FigureLegend
        lines={lines}
        note={`${part === 'test' ? 'Test classes. ' : ''}Mean ± standard error over ${over}; small dots: each of them.`}
      />
    </figure>
  );
}

const sortedValues = (series: readonly Series[]): GridValue[] => {
  const all = [...new Set(series.flatMap(({ points }) => points.map((point) => point.x)))];
  return all.every((value) => typeof value === 'number') ? all.sort((a, b) => a - b) : all;
};

function linesOf(series: readonly Series[], x: string, { position: place }: SweptAxis, words: MeasureWords): FigureLine[] {
  const styles = runStyles(series.map(({ key, geometry }) => ({ id: key, geometry })));
  const { factor } = words;
  return series.map(({ key, label, points, level }) => {
    const pointOf = (group: Group, value: GridValue | undefined): FigurePoint => {
      const at = value === undefined ? NaN : place(value);
      const where = value === undefined ? label : `${label}, ${axisSymbol(x)} ${value}`;
      return {
        x: at,
        y: factor * group.mean,
        ...(group.standardError === undefined ? {} : { yError: factor * group.standardError }),
        dots: group.values.map((one) => ({
          id: one.cell,
          x: at,
          y: factor * one.value,
          says: `${where}, seed ${one.seed}: ${words.say(one.value)}`,
        })),
        says: `${where}: ${sayMean(group, words)}, of ${group.values.length}`,
      };
    };
    const { colour, dash } = styles.get(key)!;
    const faint = points[0]?.group.lost ?? level?.lost ?? false;
    return {
      ...{ key, label, colour, faint, points: points.map((point) => pointOf(point.group, point.x)) },
      ...(dash === undefined ? {} : { dash }),
      ...(level ? { level: pointOf(level, undefined) } : {}),
    };
  });
}

/** Whatever is drawn, on the axis: dots and the ends of errors. */
export const heightsOf = (lines: readonly FigureLine[]): number[] =>
  lines.flatMap(({ points, level, control }) => [
    ...(level ? [...points, level] : points).flatMap(({ y, yError = 0, dots }) => [y - yError, y + yError, ...dots.map((dot) => dot.y)]),
    ...(control ? [...control.lower, ...control.upper] : []),
  ]);

/** Of each line its best point, or where it ends if better means nothing. */
function summaryOf(series: readonly Series[], x: string, words: MeasureWords): string {
  const said = series.map(({ label, points, level }) => {
    if (points.length === 0) return level ? `${label}: ${sayMean(level, words)} all along` : `${label}: nothing yet`;
    if (words.better === 'neither') return `${label}: from ${sayMean(points[0]!.group, words)} to ${sayMean(points.at(-1)!.group, words)}`;
    const sign = words.better === 'higher' ? 1 : -1;
    const best = points.reduce((a, b) => (sign * b.group.mean > sign * a.group.mean ? b : a));
    return `${label}: best ${sayMean(best.group, words)} at ${axisSymbol(x)} ${best.x}`;
  });
  return said.length === 0 ? 'Nothing measured yet.' : `${said.join('; ')}.`;
}

function tableOf(series: readonly Series[], x: string, { axis, factor }: MeasureWords): Table {
  function* rows(): Generator<Cell[]> {
    for (const { label, points, level } of series)
      for (const { x: value, group } of [...points, ...(level ? [{ x: undefined, group: level }] : [])])
        for (const one of group.values)
          yield [
            label,
            value,
            one.seed,
            factor * one.value,
            factor * group.mean,
            group.standardError && factor * group.standardError,
            one.step,
            one.cell,
          ];
  }
  return { columns: ['line', axisLabel(x), 'seed', axis, 'mean', 'standard error', 'steps', 'cell'], rows: rows() };
}

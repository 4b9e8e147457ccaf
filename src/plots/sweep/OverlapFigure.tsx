/** How many of the hardest negatives cells share with a reference, beside what two seeds of one setting share: the paper's Figure 2. */
import { useMemo } from 'react';
import type { OverlapSeries } from '../../core/sweep/overlap';
import { axisLabel, axisSymbol } from '../../core/sweep/series';
import type { Cell, Table } from '../export';
import { percent } from '../format';
import { runStyles } from '../runStyle';
import { DotLines } from './DotLines';
import type { FigureLine } from './dotLineParts';
import { FigureLegend } from './FigureLegend';
import { sweptAxis, valueAxis, type SweptAxis } from './figureAxis';
import { heightsOf } from './SweepLines';

export interface OverlapFigureProps {
  k: number;
  /** Path of the setting, or `OWN_TEMPERATURE`. */
  x: string;
  series: readonly OverlapSeries[];
  /** What cells are compared with: “spherical, τ_s 0.1”. */
  reference: string;
}

const LIMITS = [0, 100] as const;

export function OverlapFigure({ k, x, series, reference }: OverlapFigureProps) {
  const shown = useMemo(
    () => series.filter(({ points }) => points.some(({ compared, control }) => compared !== undefined || control !== undefined)),
    [series],
  );
  const swept = useMemo(() => {
    const values = [...new Set(shown.flatMap(({ points }) => points.map((point) => point.x)))];
    return sweptAxis(values.every((value) => typeof value === 'number') ? values.sort((a, b) => a - b) : values, axisLabel(x));
  }, [shown, x]);
  const lines = useMemo(() => linesOf(shown, x, swept), [shown, x, swept]);
  const y = useMemo(() => valueAxis(heightsOf(lines), `shared of the top ${k}, %`, LIMITS), [lines, k]);
  const name = `Overlap of top-${k} hard negatives against ${axisLabel(x)}`;
  return (
    <figure className="figure" aria-label={name}>
      <DotLines
        name={name}
        summary={summaryOf(shown, x, reference)}
        x={swept.axis}
        y={y}
        lines={lines}
        table={() => tableOf(shown, x, k, reference)}
        empty={lines.length > 0 ? undefined : 'The figure begins with two cells that can be compared.'}
      />
      <FigureLegend
        lines={lines}
        note={`Line: shared with ${reference} of the same seed, mean ± standard error over seeds. Band: what two seeds of one setting share, from lowest to highest, mean dashed.`}
      />
    </figure>
  );
}

function linesOf(series: readonly OverlapSeries[], x: string, { position: place }: SweptAxis): FigureLine[] {
  const styles = runStyles(series.map(({ key, geometry }) => ({ id: key, geometry })));
  return series.map(({ key, label, points }) => {
    const { colour, dash } = styles.get(key)!;
    const controls = points.flatMap(({ x: value, control }) => (control ? [{ at: place(value), ...control }] : []));
    return {
      ...{ key, label, colour },
      ...(dash === undefined ? {} : { dash }),
      points: points.flatMap(({ x: value, compared }) => {
        if (!compared) return [];
        const where = `${label}, ${axisSymbol(x)} ${value}`;
        const { mean, standardError, values } = compared;
        return [
          {
            x: place(value),
            y: 100 * mean,
            ...(standardError === undefined ? {} : { yError: 100 * standardError }),
            dots: values.map((one) => ({
              id: `${key} ${value} ${one.seed}`,
              x: place(value),
              y: 100 * one.value,
              says: `${where}, seed ${one.seed}: ${percent(one.value)} shared`,
            })),
            says: `${where}: ${percent(mean)}${standardError === undefined ? '' : ` ± ${(100 * standardError).toFixed(1)}`} shared`,
          },
        ];
      }),
      ...(controls.length > 0
        ? {
            control: {
              x: controls.map(({ at }) => at),
              lower: controls.map(({ lowest }) => 100 * lowest),
              upper: controls.map(({ highest }) => 100 * highest),
              mean: controls.map(({ mean }) => 100 * mean),
            },
          }
        : {}),
    };
  });
}

function summaryOf(series: readonly OverlapSeries[], x: string, reference: string): string {
  const said = series.flatMap(({ label, points }) =>
    points.map(({ x: value, compared, control }) => {
      const parts = [
        ...(compared ? [`${percent(compared.mean)} with ${reference}`] : []),
        ...(control ? [`${percent(control.mean)} with another seed`] : []),
      ];
      return `${label} at ${axisSymbol(x)} ${value}: ${parts.join(', ')}`;
    }),
  );
  return said.length === 0 ? 'Nothing to compare yet.' : `${said.join('; ')}.`;
}

function tableOf(series: readonly OverlapSeries[], x: string, k: number, reference: string): Table {
  function* rows(): Generator<Cell[]> {
    for (const { label, points } of series)
      for (const { x: value, compared, control } of points) {
        for (const one of compared?.values ?? [])
          yield [label, value, reference, one.seed, one.value, compared!.mean, compared!.standardError, undefined, undefined];
        if (control)
          yield [
            label,
            value,
            'the same with another seed',
            undefined,
            undefined,
            control.mean,
            undefined,
            control.lowest,
            control.highest,
          ];
      }
  }
  const columns = ['line', axisLabel(x), 'compared with', 'seed', `share of top ${k}`, 'mean', 'standard error', 'lowest', 'highest'];
  return { columns, rows: rows() };
}

/** A metric over two swept settings: a field for each pair of values, fuller where it is better, with its mean in it. */
import { memo, useId, useMemo, useRef, useState, type KeyboardEvent } from 'react';
import type { MetricKey } from '../../core/record/measures';
import type { Group } from '../../core/sweep/grouping';
import { axisLabel, axisSymbol, type Table as SweepTable } from '../../core/sweep/series';
import type { GridValue } from '../../core/sweep/sweep.types';
import { svgIn, useExported, type Cell } from '../export';
import { Axes } from '../line/parts';
import { runStyle } from '../runStyle';
import { useSize } from '../useSize';
import { layOutFigure, type FigureAxis } from './figureAxis';
import { measureWords, sayMean, type MeasureWords, type ShownPart } from './measures';

export interface SweepHeatProps {
  metric: MetricKey;
  part?: ShownPart;
  /** Paths of the two settings. */
  x: string;
  y: string;
  table: SweepTable;
  /** Means that have the palest and the fullest colour, so that several maps can be compared; default those of this table. */
  range?: readonly [number, number];
  open?: (group: Group) => void;
}

interface Field {
  group: Group | undefined;
  column: number;
  row: number;
}

/** Fields stand side by side at the same distance, whatever the values. */
const rowOf = (values: readonly GridValue[], label: string): FigureAxis => ({
  scale: 'linear',
  domain: [-0.5, Math.max(1, values.length) - 0.5],
  label,
  marks: values.map((value, i) => ({ value: i, label: String(value) })),
});

/** Mixed with the ground of the panel, so that lightness alone tells, in both themes and to every eye. */
const shade = (colour: string, share: number) => `color-mix(in oklab, ${colour} ${Math.round(8 + 62 * share)}%, var(--panel))`;

const ARROWS: Record<string, readonly [number, number]> = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] };

/** Room that a mean takes in its field, pixels. */
const LEAST = { width: 34, height: 18 };

/** Means of a table that are known: [lowest, highest]. */
export function meansRange(tables: readonly SweepTable[]): [number, number] {
  const means = tables.flatMap(({ cells }) => cells.flat().flatMap((group) => (group ? [group.mean] : [])));
  return means.length === 0 ? [0, 1] : [Math.min(...means), Math.max(...means)];
}

export const SweepHeat = memo(function SweepHeat({ metric, part = 'validation', x, y, table, range, open }: SweepHeatProps) {
  const box = useRef<HTMLDivElement>(null);
  const size = useSize(box);
  const id = useId();
  const words = useMemo(() => measureWords(metric, part), [metric, part]);
  const [xAxis, yAxis] = useMemo(() => [rowOf(table.x, axisLabel(x)), rowOf(table.y, axisSymbol(y))], [table, x, y]);
  const places = useMemo(() => size && layOutFigure(size.width, size.height, xAxis, yAxis), [size, xAxis, yAxis]);
  const [at, setAt] = useState<readonly [column: number, row: number]>();
  const fields = table.cells.flatMap((row, j) => row.map((group, i): Field => ({ group, column: i, row: j })));
  const { colour } = runStyle(table.geometry, 0);
  const [low, high] = range ?? meansRange([table]);
  const share = ({ mean }: Group) => {
    const up = high > low ? (mean - low) / (high - low) : 1;
    return words.better === 'lower' ? 1 - up : up;
  };
  const where = ({ column, row }: Field) => `${axisSymbol(x)} ${table.x[column]}, ${axisSymbol(y)} ${table.y[row]}`;
  const says = (field: Field) =>
    `${where(field)}: ${field.group ? `${sayMean(field.group, words)}, of ${field.group.values.length}` : 'not yet'}`;
  const name = `${words.label} over ${axisLabel(x)} and ${axisLabel(y)}, ${table.label}`;
  const summary = summaryOf(fields, words, where);
  const read = at && fields.find(({ column, row }) => column === at[0] && row === at[1]);

  useExported(box, {
    name,
    drawing: () => ({ detail: summary, pictures: [{ picture: svgIn(box.current) }] }),
    table: () => ({
      columns: [axisLabel(x), axisLabel(y), words.axis, 'standard error', 'cells'],
      rows: fields.map(({ group, column, row }): Cell[] => [
        ...[table.x[column], table.y[row], group && words.factor * group.mean],
        group?.standardError && words.factor * group.standardError,
        group?.values.length ?? 0,
      ]),
    }),
  });

  const onKeyDown = (event: KeyboardEvent) => {
    const [across, up] = ARROWS[event.key] ?? [0, 0];
    if (event.key === 'Enter' && read?.group) open?.(read.group);
    else if (across === 0 && up === 0) return;
    else {
      const [column, row] = at ?? [0, 0];
      const within = (value: number, count: number) => Math.max(0, Math.min(count - 1, value));
      setAt([within(column + across, table.x.length), within(row + up, table.y.length)]);
    }
    event.preventDefault();
  };

  const [width, height] = places
    ? [(places.right - places.left) / Math.max(1, table.x.length), (places.bottom - places.top) / Math.max(1, table.y.length)]
    : [0, 0];
  return (
    <figure className="figure" aria-label={name} data-part={part}>
      <div ref={box} className="line-plot figure-heat" data-open={open ? true : undefined} onPointerLeave={() => setAt(undefined)}>
        {places && (
          <svg width={places.width} height={places.height} role="group" aria-label={`${name}. ${summary}`}>
            {/* Under the fields, so that no line of the grid runs through a mean. */}
            <g aria-hidden="true">
              <Axes places={places} x={xAxis} y={yAxis} />
            </g>
            <g
              className="figure-heat-fields"
              role="slider"
              tabIndex={0}
              aria-label={`Read fields: ${name}`}
              aria-describedby={`${id}-keys`}
              aria-valuemin={0}
              aria-valuemax={Math.max(0, fields.length - 1)}
              aria-valuenow={read ? fields.indexOf(read) : 0}
              aria-valuetext={read ? says(read) : 'none read'}
              onFocus={() => setAt((before) => before ?? [0, 0])}
              onBlur={() => setAt(undefined)}
              onKeyDown={onKeyDown}
            >
              {fields.map((field) => {
                const { group, column, row } = field;
                const [left, top] = [places.x.at(column) - width / 2, places.y.at(row) - height / 2];
                return (
                  <g key={`${column} ${row}`} onPointerMove={() => setAt([column, row])} onClick={() => group && open?.(group)}>
                    <rect
                      className="figure-heat-field"
                      x={left + 1}
                      y={top + 1}
                      width={Math.max(1, width - 2)}
                      height={Math.max(1, height - 2)}
                      data-there={group ? true : undefined}
                      style={group ? { fill: shade(colour, share(group)) } : undefined}
                    />
                    {group && width >= LEAST.width && height >= LEAST.height && (
                      <text className="figure-heat-mean" x={left + width / 2} y={top + height / 2} dy="0.32em" textAnchor="middle">
                        {words.inShort(group.mean)}
                      </text>
                    )}
                  </g>
                );
              })}
              {read && (
                <rect
                  className="figure-heat-read"
                  x={places.x.at(read.column) - width / 2 + 1}
                  y={places.y.at(read.row) - height / 2 + 1}
                  width={Math.max(1, width - 2)}
                  height={Math.max(1, height - 2)}
                />
              )}
            </g>
          </svg>
        )}
        <span id={`${id}-keys`} hidden>
          Arrow keys go from field to field.{open ? ' Enter opens its cells.' : ''}
        </span>
        {places && read && (
          <div
            className="reading"
            style={{
              ...(places.x.at(read.column) > (places.left + places.right) / 2
                ? { right: places.width - places.x.at(read.column) + 12 }
                : { left: places.x.at(read.column) + 12 }),
              ...(places.y.at(read.row) > (places.top + places.bottom) / 2
                ? { bottom: places.height - places.y.at(read.row) + 8 }
                : { top: places.y.at(read.row) + 8 }),
            }}
          >
            {says(read)}
          </div>
        )}
      </div>
      <figcaption className="figure-legend">
        <ul>
          <li>
            <span
              className="figure-heat-ramp"
              style={{ background: `linear-gradient(to right, ${shade(colour, 0)}, ${shade(colour, 1)})` }}
            />
            {words.better === 'lower' ? `${words.say(high)} … ${words.say(low)}` : `${words.say(low)} … ${words.say(high)}`}
          </li>
          <li>{table.label}</li>
        </ul>
        <p>
          {part === 'test' ? 'Test classes. ' : ''}Means over seeds; fuller is {words.better === 'neither' ? 'more' : 'better'}.
        </p>
      </figcaption>
    </figure>
  );
});

function summaryOf(fields: readonly Field[], words: MeasureWords, where: (field: Field) => string): string {
  const measured = fields.filter(({ group }) => group !== undefined);
  if (measured.length === 0) return 'Nothing measured yet.';
  const sign = words.better === 'lower' ? -1 : 1;
  const best = measured.reduce((a, b) => (sign * b.group!.mean > sign * a.group!.mean ? b : a));
  const counted = measured.length < fields.length ? `${measured.length} of ${fields.length} fields. ` : '';
  return `${counted}${words.better === 'neither' ? 'Most' : 'Best'} ${sayMean(best.group!, words)} at ${where(best)}.`;
}

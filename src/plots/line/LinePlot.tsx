/** Curves over axes, with bands, baselines in words, event marks, and values read off by pointer or keyboard. */
import { area, line } from 'd3';
import { useId, useMemo, useRef, useState, type ReactNode } from 'react';
import { useSize } from '../useSize';
import { axis, type Axis, type AxisSpec } from './axis';
import { nearestIndex, readablePlaces, valueAt } from './hover';
import { quieterSide, spreadLabels, type Side } from './labels';

export interface Series {
  id: string;
  label: string;
  colour: string;
  dash?: string;
  width?: number;
  opacity?: number;
  x: ArrayLike<number>;
  y: ArrayLike<number>;
  /** false: drawn, but not read off (raw values under a smoothed curve). */
  readable?: boolean;
  /** Words on the plot at the curve's end. */
  note?: string;
}

export interface Band {
  id: string;
  colour: string;
  x: ArrayLike<number>;
  lower: ArrayLike<number>;
  upper: ArrayLike<number>;
}

/** A horizontal line to judge by, in words. */
export interface Baseline {
  y: number;
  label: string;
}

/** Something that happened at x. */
export interface EventMark {
  x: number;
  label: string;
}

export interface LinePlotProps {
  /** Name for assistive technology: `Recall@1 of unseen classes against step`. */
  name: string;
  /** One sentence that says what the curves show now. */
  summary: string;
  x: AxisSpec;
  y: AxisSpec;
  series: readonly Series[];
  bands?: readonly Band[];
  baselines?: readonly Baseline[];
  events?: readonly EventMark[];
  /** `step 150`, `rank 3`. */
  sayX: (x: number) => string;
  sayY: (y: number) => string;
  /** What is said where there are no curves yet. */
  empty?: string;
}

const MARGIN = { top: 22, right: 12, bottom: 32, left: 40 };

interface Places {
  width: number;
  height: number;
  x: Axis;
  y: Axis;
  left: number;
  right: number;
  top: number;
  bottom: number;
}

function layOut(width: number, height: number, xSpec: AxisSpec, ySpec: AxisSpec): Places {
  const left = MARGIN.left;
  const right = Math.max(left + 20, width - MARGIN.right);
  const top = MARGIN.top;
  const bottom = Math.max(top + 20, height - MARGIN.bottom);
  return {
    width,
    height,
    left,
    right,
    top,
    bottom,
    x: axis(xSpec, [left, right], Math.max(2, Math.floor((right - left) / (xSpec.scale === 'log' ? 34 : 56)))),
    y: axis(ySpec, [bottom, top], Math.max(2, Math.floor((bottom - top) / 26))),
  };
}

const indices = (values: ArrayLike<number>) => Array.from({ length: values.length }, (_, i) => i);

function seriesPath({ x, y }: Series, places: Places): string {
  const path = line<number>()
    .defined((i) => Number.isFinite(places.y.at(y[i] ?? NaN)) && Number.isFinite(places.x.at(x[i] ?? NaN)))
    .x((i) => places.x.at(x[i] ?? 0))
    .y((i) => places.y.at(y[i] ?? 0));
  return path.digits(1)(indices(x)) ?? '';
}

function bandPath({ x, lower, upper }: Band, places: Places): string {
  // A band that reaches zero on a logarithmic axis is cut at the axis, not dropped.
  const at = (value: number | undefined) => {
    const y = places.y.at(value ?? 0);
    return Number.isFinite(y) ? y : places.bottom;
  };
  const path = area<number>()
    .defined((i) => Number.isFinite(places.x.at(x[i] ?? NaN)))
    .x((i) => places.x.at(x[i] ?? 0))
    .y0((i) => at(lower[i]))
    .y1((i) => at(upper[i]));
  return path.digits(1)(indices(x)) ?? '';
}

function Axes({ places, x, y }: { places: Places; x: AxisSpec; y: AxisSpec }) {
  const { left, right, bottom } = places;
  return (
    <g className="axes">
      {places.y.ticks.map((tick) => (
        <g key={tick.value}>
          <line className={tick.at === bottom ? 'axis-line' : 'grid-line'} x1={left} x2={right} y1={tick.at} y2={tick.at} />
          <text x={left - 6} y={tick.at} dy="0.32em" textAnchor="end">
            {tick.label}
          </text>
        </g>
      ))}
      <line className="axis-line" x1={left} x2={right} y1={bottom} y2={bottom} />
      {places.x.ticks.map((tick) => (
        <g key={tick.value}>
          <line className="axis-line" x1={tick.at} x2={tick.at} y1={bottom} y2={bottom + 3} />
          <text x={tick.at} y={bottom + 13} textAnchor={tick.at > right - 8 ? 'end' : 'middle'}>
            {tick.label}
          </text>
        </g>
      ))}
      <text className="axis-name" x={(left + right) / 2} y={bottom + 27} textAnchor="middle">
        {x.label}
      </text>
      <text className="axis-name" x={0} y={9}>
        {y.label}
      </text>
    </g>
  );
}

function Baselines({ places, baselines, series }: { places: Places; baselines: readonly Baseline[]; series: readonly Series[] }) {
  const inside = baselines.filter(({ y }) => {
    const at = places.y.at(y);
    return at >= places.top - 0.5 && at <= places.bottom + 0.5;
  });
  const drawn = series.map(({ x, y }) => indices(x).map((i): [number, number] => [places.x.at(x[i] ?? NaN), places.y.at(y[i] ?? NaN)]));
  const sides = inside.map(({ y, label }) => quieterSide(label.length * 5.4, places.y.at(y) - 4, places.left, places.right, drawn));
  const heights = (side: Side) =>
    spreadLabels(
      inside.map(({ y }, i) => (sides[i] === side ? places.y.at(y) - 4 : NaN)),
      12,
      places.top + 6,
      places.bottom - 3,
    );
  const at = { left: heights('left'), right: heights('right') };
  return inside.map(({ y, label }, i) => {
    const side = sides[i] ?? 'right';
    return (
      <g key={label} className="baseline">
        <line x1={places.left} x2={places.right} y1={places.y.at(y)} y2={places.y.at(y)} />
        <text x={side === 'right' ? places.right : places.left + 4} y={at[side][i]} textAnchor={side === 'right' ? 'end' : 'start'}>
          {label}
        </text>
      </g>
    );
  });
}

function Notes({ places, series }: { places: Places; series: readonly Series[] }) {
  const noted = series.flatMap((one) => {
    if (!one.note) return [];
    // The last point that lies inside the plot.
    for (let i = one.x.length - 1; i >= 0; i--) {
      const y = places.y.at(one.y[i] ?? NaN);
      const x = places.x.at(one.x[i] ?? NaN);
      if (y <= places.bottom - 4 && y >= places.top && x <= places.right) return [{ id: one.id, note: one.note, colour: one.colour, x, y }];
    }
    return [];
  });
  const heights = spreadLabels(
    noted.map(({ y }) => y - 5),
    12,
    places.top + 8,
    places.bottom - 4,
  );
  return noted.map(({ id, note, colour, x }, i) => {
    const flip = x > (places.left + places.right) / 2;
    return (
      <text
        key={id}
        className="series-note"
        x={flip ? x - 4 : x + 4}
        y={heights[i]}
        textAnchor={flip ? 'end' : 'start'}
        style={{ fill: colour }}
      >
        {note}
      </text>
    );
  });
}

function Reading({
  places,
  series,
  at,
  sayX,
  sayY,
}: {
  places: Places;
  series: readonly Series[];
  at: number;
  sayX: (x: number) => string;
  sayY: (y: number) => string;
}): ReactNode {
  const x = places.x.at(at);
  const left = x > (places.left + places.right) / 2;
  const read = series.flatMap((one) => {
    const value = one.readable === false ? undefined : valueAt(one, at);
    return value === undefined || !Number.isFinite(value) ? [] : [{ one, value }];
  });
  return (
    <div className="reading" style={left ? { right: places.width - x + 8, top: places.top } : { left: x + 8, top: places.top }}>
      <div className="reading-x">{sayX(at)}</div>
      {read.map(({ one, value }) => (
        <div key={one.id} className="reading-row">
          <svg width="14" height="8" aria-hidden="true">
            <line x1="0" x2="14" y1="4" y2="4" style={{ stroke: one.colour }} strokeWidth="2" strokeDasharray={one.dash} />
          </svg>
          <span>{one.label}</span>
          <span className="reading-value">{sayY(value)}</span>
        </div>
      ))}
    </div>
  );
}

export function LinePlot(props: LinePlotProps) {
  const { name, summary, x: xSpec, y: ySpec, series, bands = [], baselines = [], events = [], sayX, sayY, empty } = props;
  const box = useRef<HTMLDivElement>(null);
  const size = useSize(box);
  const clip = useId();
  const [reading, setReading] = useState<number>();
  const places = useMemo(() => size && layOut(size.width, size.height, xSpec, ySpec), [size, xSpec, ySpec]);
  const readable = useMemo(() => series.filter((one) => one.readable !== false), [series]);
  const [low, high] = xSpec.domain;
  const stops = useMemo(() => readablePlaces(readable).filter((x) => x >= low && x <= high), [readable, low, high]);
  const stop = reading === undefined ? -1 : nearestIndex(stops, reading);
  const at = stops[stop];
  const valuesAt = (x: number) =>
    readable
      .flatMap((one) => {
        const value = valueAt(one, x);
        return value === undefined ? [] : [`${one.label} ${sayY(value)}`];
      })
      .join(', ');

  return (
    <div
      ref={box}
      className="line-plot"
      onPointerMove={(event) => {
        if (!places) return;
        const inside = event.clientX - event.currentTarget.getBoundingClientRect().left;
        setReading(inside < places.left - 8 || inside > places.right + 8 ? undefined : places.x.valueAt(inside));
      }}
      onPointerLeave={() => setReading(undefined)}
    >
      {places && (
        <svg width={places.width} height={places.height} role="img" aria-label={`${name}. ${summary}`}>
          <clipPath id={clip}>
            <rect x={places.left} y={places.top - 2} width={places.right - places.left + 2} height={places.bottom - places.top + 3} />
          </clipPath>
          <Axes places={places} x={xSpec} y={ySpec} />
          <g clipPath={`url(#${clip})`}>
            {bands.map((band) => (
              <path key={band.id} className="band" d={bandPath(band, places)} style={{ fill: band.colour }} />
            ))}
            {events.map((event) => (
              <line
                key={`${event.x} ${event.label}`}
                className="event-line"
                x1={places.x.at(event.x)}
                x2={places.x.at(event.x)}
                y1={places.top}
                y2={places.bottom}
              >
                <title>{event.label}</title>
              </line>
            ))}
          </g>
          <g clipPath={`url(#${clip})`} fill="none" strokeLinejoin="round">
            {series.map((one) => (
              <path
                key={one.id}
                d={seriesPath(one, places)}
                style={{ stroke: one.colour }}
                strokeWidth={one.width ?? 1.75}
                strokeDasharray={one.dash}
                opacity={one.opacity}
              />
            ))}
          </g>
          <Baselines places={places} baselines={baselines} series={series} />
          <Notes places={places} series={series} />
          {at !== undefined && (
            <g className="crosshair">
              <line x1={places.x.at(at)} x2={places.x.at(at)} y1={places.top} y2={places.bottom} />
              {readable.map((one) => {
                const value = valueAt(one, at);
                const y = value === undefined ? NaN : places.y.at(value);
                return y >= places.top - 1 && y <= places.bottom + 1 ? (
                  <circle key={one.id} cx={places.x.at(at)} cy={y} r={3} style={{ fill: one.colour }} />
                ) : null;
              })}
            </g>
          )}
          {empty && (
            <text className="plot-empty" x={(places.left + places.right) / 2} y={(places.top + places.bottom) / 2} textAnchor="middle">
              {empty}
            </text>
          )}
        </svg>
      )}
      {stops.length > 0 && (
        <input
          type="range"
          className="visually-hidden"
          aria-label={`Read values: ${name}`}
          min={0}
          max={stops.length - 1}
          step={1}
          value={Math.max(0, stop)}
          aria-valuetext={at === undefined ? 'none read' : `${sayX(at)}: ${valuesAt(at)}`}
          onChange={(event) => setReading(stops[Number(event.target.value)])}
          onFocus={() => setReading((before) => before ?? stops[stops.length - 1])}
          onBlur={() => setReading(undefined)}
        />
      )}
      {places && at !== undefined && <Reading places={places} series={series} at={at} sayX={sayX} sayY={sayY} />}
    </div>
  );
}

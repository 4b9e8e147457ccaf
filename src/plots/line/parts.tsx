/** The parts of a line plot: axes, baselines and notes in words, and the values under the crosshair. */
import { memo, type ReactNode } from 'react';
import type { AxisSpec, Tick } from './axis';
import { eventNear, type PlacedEvent } from './events';
import { readAt } from './hover';
import { quietestPlace, spreadLabels, type Side } from './labels';
import type { Band, Baseline, EventMark, Series } from './series';
import type { Places } from './places';
import { bandPath, lonePoints, seriesPath } from './layout';
import { drawnPoints } from './thin';

export const Bands = memo(function Bands({ places, bands }: { places: Places; bands: readonly Band[] }) {
  return bands.map((band) => <path key={band.id} className="band" d={bandPath(band, places)} style={{ fill: band.colour }} />);
});

export const Curves = memo(function Curves({ places, series }: { places: Places; series: readonly Series[] }) {
  return series.map((one) => (
    <g key={one.id} opacity={one.opacity}>
      <path d={seriesPath(one, places)} style={{ stroke: one.colour }} strokeWidth={one.width ?? 1.75} strokeDasharray={one.dash} />
      {one.hollow &&
        drawnPoints(one, places).map(([x, y]) => (
          <circle key={x} className="hollow-point" cx={x} cy={y} r={2.5} fill="none" style={{ stroke: one.colour }} strokeWidth={1.25} />
        ))}
      {/* A point without a neighbour makes no line. */}
      {(one.hollow ? [] : lonePoints(one, places)).map(([x, y]) => (
        <circle key={x} className="lone-point" cx={x} cy={y} r={2.5} style={{ fill: one.colour }} />
      ))}
    </g>
  ));
});

/** Dashed lines where something happened, with words beside them. */
export const Events = memo(function Events({ places, placed }: { places: Places; placed: readonly PlacedEvent[] }) {
  return placed.map(({ event, at, row, side }) => (
    <g key={`${event.x} ${event.label}`} className="event-mark">
      <line x1={at} x2={at} y1={places.top} y2={places.bottom} />
      {/* Wide enough to be met by a pointer. */}
      <rect x={at - 4} y={places.top} width={8} height={places.bottom - places.top} fill="transparent">
        <title>{event.title ?? event.label}</title>
      </rect>
      {row !== undefined && (
        <text x={side === 'right' ? at + 4 : at - 4} y={places.top + 8 + 12 * row} textAnchor={side === 'right' ? 'start' : 'end'}>
          {event.label}
        </text>
      )}
    </g>
  ));
});

/** Where falling curves leave room: on logarithmic axes under them, on linear ones above. */
export type Corner = 'bottom left' | 'top right';

/** Width of a character of a label, and the room between two labels, pixels. */
const CHARACTER = 5.8;
const BETWEEN = 6;

/** Which labels of a horizontal axis can be read beside the ones before them. */
function apart(ticks: readonly Tick[], right: number): boolean[] {
  let end = -Infinity;
  return ticks.map(({ at, label }) => {
    const width = label.length * CHARACTER;
    const start = at > right - 8 ? at - width : at - width / 2;
    if (start < end + BETWEEN) return false;
    end = start + width;
    return true;
  });
}

export const Axes = memo(function Axes({ places, x, y }: { places: Places; x: AxisSpec; y: AxisSpec }) {
  const { left, right, bottom, type } = places;
  const labelled = apart(places.x.ticks, right);
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
      {places.x.ticks.map((tick, i) => (
        <g key={tick.value}>
          <line className="axis-line" x1={tick.at} x2={tick.at} y1={bottom} y2={bottom + 3} />
          {labelled[i] && (
            <text x={tick.at} y={bottom + 13 * type} textAnchor={tick.at > right - 8 ? 'end' : 'middle'}>
              {tick.label}
            </text>
          )}
        </g>
      ))}
      <text className="axis-name" x={(left + right) / 2} y={bottom + 27 * type} textAnchor="middle">
        {x.label}
      </text>
      <text className="axis-name" x={0} y={9 * type}>
        {y.label}
      </text>
    </g>
  );
});

export const Baselines = memo(function Baselines({
  places,
  baselines,
  series,
}: {
  places: Places;
  baselines: readonly Baseline[];
  series: readonly Series[];
}) {
  const inside = baselines.filter(({ y }) => {
    const at = places.y.at(y);
    return at >= places.top - 0.5 && at <= places.bottom + 0.5;
  });
  const drawn = series.map((one) => drawnPoints(one, places));
  const within = [places.top + 6, places.bottom - 3] as const;
  const words = inside.map(({ y, label }) => quietestPlace(label.length * 5.4, places.y.at(y), places.left, places.right, drawn, within));
  const heights = (side: Side) =>
    spreadLabels(
      words.map((place) => (place.side === side ? place.y : NaN)),
      12,
      ...within,
      inside.map(({ y }) => places.y.at(y)),
    );
  const at = { left: heights('left'), right: heights('right') };
  return inside.map(({ y, label }, i) => {
    const side = words[i]?.side ?? 'right';
    return (
      <g key={label} className="baseline">
        <line x1={places.left} x2={places.right} y1={places.y.at(y)} y2={places.y.at(y)} />
        <text x={side === 'right' ? places.right : places.left + 4} y={at[side][i]} textAnchor={side === 'right' ? 'end' : 'start'}>
          {label}
        </text>
      </g>
    );
  });
});

/** Of the plot's height that words to curves may take. */
const ROOM_FOR_NOTES = 0.4;

/** Words to curves that the axes do not name, each with its stroke, in the corner that falling curves leave free. */
export const Notes = memo(function Notes({ places, series, corner }: { places: Places; series: readonly Series[]; corner: Corner }) {
  const noted = series.filter((one) => one.note);
  // In a low plot no corner is free: they would lie on the curves, whose dashes are told apart without them.
  if (14 * noted.length > ROOM_FOR_NOTES * (places.bottom - places.top)) return null;
  const low = corner === 'bottom left';
  const x = low ? places.left + 8 : places.right - 8;
  const first = low ? places.bottom - 8 - 14 * (noted.length - 1) : places.top + 14;
  return noted.map(({ id, note, colour, dash, width }, i) => {
    const y = first + 14 * i;
    return (
      <g key={id}>
        <line
          x1={low ? x : x - 18}
          x2={low ? x + 18 : x}
          y1={y - 3.5}
          y2={y - 3.5}
          style={{ stroke: colour }}
          strokeDasharray={dash}
          strokeWidth={width}
        />
        <text className="series-note" x={low ? x + 23 : x - 23} y={y} textAnchor={low ? 'start' : 'end'} style={{ fill: colour }}>
          {note}
        </text>
      </g>
    );
  });
});

/** From the crosshair to about the middle of the values beside it, pixels. */
const REACH = 70;

/** Whether the curves keep to the upper half there: the lower one is free for words. */
function isHigh(series: readonly Series[], x: number, places: Places): boolean {
  const at = places.x.valueAt(x);
  const heights = series.map((one) => places.y.at(readAt(one, at)?.value ?? NaN)).filter(Number.isFinite);
  return heights.length > 0 && heights.reduce((sum, y) => sum + y, 0) / heights.length < (places.top + places.bottom) / 2;
}

interface ReadingProps {
  places: Places;
  series: readonly Series[];
  events: readonly EventMark[];
  at: number;
  sayX: (x: number) => string;
  sayY: (y: number) => string;
}

/** What all curves are worth at the crosshair, and what happened there. */
export function Reading({ places, series, events, at, sayX, sayY }: ReadingProps): ReactNode {
  const x = places.x.at(at);
  const left = x > (places.left + places.right) / 2;
  const read = series.flatMap((one) => {
    const value = one.readable === false ? undefined : readAt(one, at);
    return value === undefined ? [] : [{ one, ...value }];
  });
  const event = eventNear(events, x, places.x);
  const low = isHigh(series, left ? x - REACH : x + REACH, places);
  return (
    <div
      className="reading"
      style={{
        ...(left ? { right: places.width - x + 8 } : { left: x + 8 }),
        ...(low ? { bottom: places.height - places.bottom + 4 } : { top: places.top }),
      }}
    >
      <div className="reading-x">{sayX(at)}</div>
      {read.map(({ one, value, between }) => (
        <div key={one.id} className="reading-row">
          <svg width="14" height="8" aria-hidden="true">
            <line x1="0" x2="14" y1="4" y2="4" style={{ stroke: one.colour }} strokeWidth="2" strokeDasharray={one.dash} />
          </svg>
          <span>{one.label}</span>
          <span className="reading-value">
            {between ? '≈ ' : ''}
            {sayY(value)}
          </span>
        </div>
      ))}
      {event && <div className="reading-event">{event.title ?? event.label}</div>}
    </div>
  );
}

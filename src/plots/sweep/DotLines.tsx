/** Means with their standard errors, joined by lines, and beside each the dots that it is the mean of. */
import { memo, useId, useMemo, useRef, useState, type KeyboardEvent, type PointerEvent } from 'react';
import { svgIn, useExported, type Table } from '../export';
import { bandPath } from '../line/layout';
import { Axes } from '../line/parts';
import type { Places } from '../line/places';
import { useSize } from '../useSize';
import { layOutFigure, type FigureAxis } from './figureAxis';
import type { LegendLine } from './FigureLegend';

/** One cell. Values as on the axes. */
export interface FigureDot {
  id: string;
  x: number;
  y: number;
  /** `spherical, τ_s 0.1, seed 2: 44.9 %`. */
  says: string;
}

export interface FigurePoint {
  x: number;
  y: number;
  /** Standard errors along the axes. */
  yError?: number;
  xError?: number;
  dots: readonly FigureDot[];
  /** `spherical, τ_s 0.1: 44.9 % ± 0.6, 3 seeds`. */
  says: string;
}

export interface FigureLine extends LegendLine {
  points: readonly FigurePoint[];
  /** The same all along the axis, where the axis means nothing to it. */
  level?: FigurePoint;
  /** What it is to be judged by: from lowest to highest, and the mean, dashed. */
  control?: { x: readonly number[]; lower: readonly number[]; upper: readonly number[]; mean: readonly number[] };
  /** Of what was stopped early. */
  faint?: boolean;
}

export interface DotLinesProps {
  /** Title of the picture. */
  name: string;
  /** What it shows now, in a sentence. */
  summary: string;
  x: FigureAxis;
  y: FigureAxis;
  lines: readonly FigureLine[];
  table: () => Table;
  /** A dot was clicked, or Enter pressed on it. */
  open?: (id: string) => void;
  /** Dot that is open. */
  opened?: string;
  empty?: string;
}

/** A dot on the screen. */
interface Placed {
  dot: FigureDot;
  point: FigurePoint;
  line: FigureLine;
  at: readonly [number, number];
}

/** Lines that share an axis of few values stand a little beside each other, pixels. */
const DODGE = 4;
/** Whiskers and the reach of the pointer, pixels. */
const WHISKER = 3;
const REACH = 12;

const dodgeOf = (i: number, count: number): number => (i - (count - 1) / 2) * Math.min(DODGE, 20 / count);

/** Levels have no place along the axis: their dots stand at its end. */
const levelAt = (places: Places, i: number): number => places.right - 5 - 6 * i;

function placed(lines: readonly FigureLine[], places: Places): Placed[] {
  return lines.flatMap((line, i) => {
    const along = dodgeOf(i, lines.length);
    const ofPoints = line.points.flatMap((point) =>
      // Of one value the mean is the dot.
      point.dots.map((dot): Placed => ({ dot, point, line, at: [places.x.at(dot.x) + along, places.y.at(dot.y)] })),
    );
    const { level } = line;
    const ofLevel = level?.dots.map((dot): Placed => ({ dot, point: level, line, at: [levelAt(places, i), places.y.at(dot.y)] })) ?? [];
    return [...ofPoints, ...ofLevel];
  });
}

function Whiskers({
  point,
  at: [x, y],
  places,
  colour,
}: {
  point: FigurePoint;
  at: readonly [number, number];
  places: Places;
  colour: string;
}) {
  const { yError, xError } = point;
  const ends = (axis: Places['x'], value: number, error: number) => [axis.at(value - error), axis.at(value + error)] as const;
  return (
    <g className="whiskers" style={{ stroke: colour }}>
      {yError !== undefined &&
        [ends(places.y, point.y, yError)].map(([low, high]) => (
          <path key="y" d={`M${x},${low}V${high}M${x - WHISKER},${low}h${2 * WHISKER}M${x - WHISKER},${high}h${2 * WHISKER}`} />
        ))}
      {xError !== undefined &&
        [ends(places.x, point.x, xError)]
          .filter((both) => both.every(Number.isFinite))
          .map(([low, high]) => (
            <path key="x" d={`M${low},${y}H${high}M${low},${y - WHISKER}v${2 * WHISKER}M${high},${y - WHISKER}v${2 * WHISKER}`} />
          ))}
    </g>
  );
}

function Control({ line, places }: { line: FigureLine; places: Places }) {
  const { control, colour, key } = line;
  if (!control) return null;
  const at = (i: number) => `${places.x.at(control.x[i]!)},${places.y.at(control.mean[i]!)}`;
  return (
    <g className="control">
      <path className="band" d={bandPath({ id: key, colour, ...control }, places)} style={{ fill: colour }} />
      <path className="control-mean" d={`M${control.x.map((_, i) => at(i)).join('L')}`} style={{ stroke: colour }} />
      {/* A band of one value would have no width. */}
      {control.x.length === 1 && (
        <path
          className="control-range"
          d={`M${places.x.at(control.x[0]!)},${places.y.at(control.lower[0]!)}V${places.y.at(control.upper[0]!)}`}
          style={{ stroke: colour }}
        />
      )}
    </g>
  );
}

function Line({ line, places, along, i }: { line: FigureLine; places: Places; along: number; i: number }) {
  const { points, level, colour, dash, faint } = line;
  const at = (point: FigurePoint) => [places.x.at(point.x) + along, places.y.at(point.y)] as const;
  return (
    <g opacity={faint ? 0.45 : undefined}>
      {level && (
        <g>
          {level.yError !== undefined && (
            <rect
              className="band"
              x={places.left}
              width={places.right - places.left}
              y={places.y.at(level.y + level.yError)}
              height={places.y.at(level.y - level.yError) - places.y.at(level.y + level.yError)}
              style={{ fill: colour }}
            />
          )}
          <line
            className="figure-line"
            x1={places.left}
            x2={places.right}
            y1={places.y.at(level.y)}
            y2={places.y.at(level.y)}
            style={{ stroke: colour }}
            strokeDasharray={dash}
          />
          {level.dots.map((dot) => (
            <circle key={dot.id} className="figure-dot" cx={levelAt(places, i)} cy={places.y.at(dot.y)} r={2.5} style={{ fill: colour }} />
          ))}
        </g>
      )}
      {points.length > 1 && (
        <path
          className="figure-line"
          d={`M${points
            .map((point) =>
              at(point)
                .map((value) => Math.round(10 * value) / 10)
                .join(),
            )
            .join('L')}`}
          style={{ stroke: colour }}
          strokeDasharray={dash}
        />
      )}
      {points.map((point) => {
        const [x, y] = at(point);
        return (
          <g key={point.says}>
            <Whiskers point={point} at={[x, y]} places={places} colour={colour} />
            {point.dots.length > 1 &&
              point.dots.map((dot) => (
                <circle
                  key={dot.id}
                  className="figure-dot"
                  cx={places.x.at(dot.x) + along}
                  cy={places.y.at(dot.y)}
                  r={2.5}
                  style={{ fill: colour }}
                />
              ))}
            <circle className="figure-mean" cx={x} cy={y} r={4} style={{ fill: colour }} />
          </g>
        );
      })}
    </g>
  );
}

const KEYS = 'Arrow keys go from cell to cell.';

/** Drawn anew when what it is given changes. Every dot can be read and opened by pointer and by keys. */
export const DotLines = memo(function DotLines({ name, summary, x, y, lines, table, open, opened, empty }: DotLinesProps) {
  const box = useRef<HTMLDivElement>(null);
  const size = useSize(box);
  const id = useId();
  const places = useMemo(() => size && layOutFigure(size.width, size.height, x, y), [size, x, y]);
  const dots = useMemo(() => (places ? placed(lines, places) : []), [lines, places]);
  const [readId, setRead] = useState<string>();
  const index = dots.findIndex(({ dot }) => dot.id === readId);
  const read = dots[index];
  const openAt = dots.find(({ dot }) => dot.id === opened);

  useExported(box, {
    name,
    drawing: () => ({
      detail: summary,
      pictures: [{ picture: svgIn(box.current) }],
      legend: lines.map(({ label, colour, dash }) => ({ label, colour, dash })),
    }),
    table,
  });

  const nearest = (event: PointerEvent<HTMLElement>): Placed | undefined => {
    const { left, top } = event.currentTarget.getBoundingClientRect();
    const away = ({ at }: Placed) => Math.hypot(at[0] - (event.clientX - left), at[1] - (event.clientY - top));
    return dots.reduce<Placed | undefined>(
      (best, one) => (away(one) <= REACH && (!best || away(one) < away(best)) ? one : best),
      undefined,
    );
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== 'Enter' || !read || !open) return;
    event.preventDefault();
    open(read.dot.id);
  };

  return (
    <div
      ref={box}
      className="line-plot dot-lines"
      data-open={open && read ? true : undefined}
      onPointerMove={(event) => setRead(nearest(event)?.dot.id)}
      onPointerLeave={() => setRead(undefined)}
      onPointerUp={(event) => event.button === 0 && read && open?.(read.dot.id)}
    >
      {places && (
        <svg width={places.width} height={places.height} role="img" aria-label={`${name}. ${summary}`}>
          <clipPath id={id}>
            <rect x={places.left} y={places.top - 4} width={places.right - places.left + 4} height={places.bottom - places.top + 8} />
          </clipPath>
          <Axes places={places} x={x} y={y} />
          <g clipPath={`url(#${id})`}>
            {lines.map((line) => (
              <Control key={line.key} line={line} places={places} />
            ))}
            {lines.map((line, i) => (
              <Line key={line.key} line={line} places={places} along={dodgeOf(i, lines.length)} i={i} />
            ))}
          </g>
          {openAt && <circle className="figure-opened" cx={openAt.at[0]} cy={openAt.at[1]} r={7} />}
          {read && <circle className="figure-read" cx={read.at[0]} cy={read.at[1]} r={5} />}
          {empty && (
            <text className="plot-empty" x={(places.left + places.right) / 2} y={(places.top + places.bottom) / 2} textAnchor="middle">
              {empty}
            </text>
          )}
        </svg>
      )}
      {dots.length > 0 && (
        <>
          <input
            type="range"
            className="visually-hidden"
            aria-label={`Read cells: ${name}`}
            aria-describedby={`${id}-keys`}
            min={0}
            max={dots.length - 1}
            step={1}
            value={Math.max(0, index)}
            aria-valuetext={read ? `${read.dot.says}. ${read.point.says}` : 'none read'}
            onChange={(event) => setRead(dots[Number(event.target.value)]?.dot.id)}
            onFocus={() => setRead((before) => before ?? dots[0]?.dot.id)}
            onBlur={() => setRead(undefined)}
            onKeyDown={onKeyDown}
          />
          <span id={`${id}-keys`} hidden>
            {open ? `${KEYS} Enter opens its record.` : KEYS}
          </span>
        </>
      )}
      {places && read && (
        <div
          className="reading"
          style={{
            ...(read.at[0] > (places.left + places.right) / 2 ? { right: places.width - read.at[0] + 12 } : { left: read.at[0] + 12 }),
            ...(read.at[1] > (places.top + places.bottom) / 2 ? { bottom: places.height - read.at[1] + 8 } : { top: read.at[1] + 8 }),
          }}
        >
          <div className="reading-x">{read.dot.says}</div>
          <div>{read.point.says}</div>
        </div>
      )}
    </div>
  );
});

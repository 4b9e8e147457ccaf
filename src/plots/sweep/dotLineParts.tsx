/** What a figure of means and dots is made of. */
import { bandPath } from '../line/layout';
import type { Places } from '../line/places';
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

/** A dot on the screen. */
export interface PlacedDot {
  dot: FigureDot;
  point: FigurePoint;
  line: FigureLine;
  at: readonly [number, number];
}

/** Lines that share an axis of few values stand a little beside each other, pixels. */
const DODGE = 4;
/** Half the width of a whisker's end, pixels. */
const WHISKER = 3;

export const dodgeOf = (i: number, count: number): number => (i - (count - 1) / 2) * Math.min(DODGE, 20 / count);

/** Levels have no place along the axis: their dots stand at its end. */
const levelAt = (places: Places, i: number): number => places.right - 5 - 6 * i;

/** Every dot, line by line: the order in which keys go over them. */
export function placed(lines: readonly FigureLine[], places: Places): PlacedDot[] {
  return lines.flatMap((line, i) => {
    const along = dodgeOf(i, lines.length);
    const ofPoints = line.points.flatMap((point) =>
      point.dots.map((dot): PlacedDot => ({ dot, point, line, at: [places.x.at(dot.x) + along, places.y.at(dot.y)] })),
    );
    const { level } = line;
    const ofLevel = level?.dots.map((dot): PlacedDot => ({ dot, point: level, line, at: [levelAt(places, i), places.y.at(dot.y)] })) ?? [];
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

/** The band to judge by, under all lines. */
export function Control({ line, places }: { line: FigureLine; places: Places }) {
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

/** One line with its means, whiskers and dots. */
export function Line({ line, places, along, i }: { line: FigureLine; places: Places; along: number; i: number }) {
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

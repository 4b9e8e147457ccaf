/** A field over two logarithmic axes, dark where it is large, with lines in numbers and one point that can be moved. */
import { memo, useId, useMemo, useRef, useState, type KeyboardEvent, type PointerEvent } from 'react';
import { svgIn, useExported, type Cell } from '../export';
import { integer } from '../format';
import type { AxisSpec } from '../line/axis';
import { nearestIndex } from '../line/hover';
import type { Places } from '../line/places';
import { layOut } from '../line/layout';
import { Axes } from '../line/parts';
import { useSize } from '../useSize';
import { useTypeScale } from '../useTypeScale';
import { areasAbove, lineNames, roundSteps, valueIn, type Field } from './contours';

/** A place on the map; on a strip y is the same everywhere. */
export interface MapPoint {
  x: number;
  y: number;
}

export interface HeatMapProps {
  /** Name for assistive technology. */
  name: string;
  /** One sentence that says what it shows now. */
  summary: string;
  /** Logarithmic; the field covers its whole domain. */
  x: AxisSpec;
  /** Absent: a strip along x. */
  y?: AxisSpec;
  field?: Field;
  /** Values of the palest and the fullest colour. */
  range: readonly [number, number];
  /** A CSS colour: that of the largest values; the panel's ground shines through towards the smallest. */
  colour: string;
  point: MapPoint;
  /** Its exact value, where it is known; else what the field shows there. */
  pointValue?: number;
  /** Where the point comes from, if it has been moved. */
  origin?: MapPoint;
  /** Places the point can take, ascending; one value where it must stay. */
  stops: { x: readonly number[]; y: readonly number[] };
  onChoose: (point: MapPoint) => void;
  /** Name of the point: `Temperature τ and curvature c`. */
  pointName: string;
  sayPoint: (point: MapPoint) => string;
  sayValue: (value: number) => string;
  empty?: string;
}

/** What the arrow keys do to x and y. */
const ARROWS: Record<string, readonly [number, number]> = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] };

const LEVELS = 14;
const STRIP: AxisSpec = { scale: 'linear', domain: [0, 1], label: '' };

/** The level's colour: mixed with the ground of the panel, so that it serves both themes and every eye (lightness alone tells). */
const shade = (colour: string, share: number) => `color-mix(in oklab, ${colour} ${Math.round(6 + 74 * share)}%, var(--panel))`;

const Ground = memo(function Ground({
  places,
  field,
  range,
  colour,
  namesAt,
}: {
  places: Places;
  field: Field;
  range: readonly [number, number];
  colour: string;
  namesAt: number;
}) {
  const [low, high] = range;
  const levels = useMemo(() => Array.from({ length: LEVELS }, (_, i) => low * (high / low) ** (i / (LEVELS - 1))), [low, high]);
  const areas = useMemo(() => areasAbove(field, levels, places), [field, levels, places]);
  const names = useMemo(() => {
    const values = Array.from(field.values);
    const width = places.right - places.left;
    return lineNames(field, roundSteps(Math.min(...values), Math.max(...values)), namesAt, 30 / width);
  }, [field, namesAt, places]);
  const lines = useMemo(
    () =>
      areasAbove(
        field,
        names.map(({ value }) => value),
        places,
      ),
    [field, names, places],
  );
  const y = places.bottom - namesAt * (places.bottom - places.top);
  return (
    <>
      {areas.map((path, i) => (
        <path key={i} d={path} style={{ fill: shade(colour, i / (LEVELS - 1)) }} />
      ))}
      {lines.map((path, i) => (
        <path key={names[i]?.value} className="heat-line" d={path} />
      ))}
      {names.map(({ value, across }) => (
        <text
          key={value}
          className="heat-name"
          x={places.left + across * (places.right - places.left)}
          y={y}
          dy="0.32em"
          textAnchor="middle"
        >
          {integer(value)}
        </text>
      ))}
    </>
  );
});

/** Every grid point with its value; the grid is even on the logarithmic axes. */
function* fieldRows({ columns, rows, values }: Field, { domain: x }: AxisSpec, y: AxisSpec | undefined): Generator<Cell[]> {
  const valueAt = ([low, high]: readonly [number, number], i: number, count: number) => low * (high / low) ** (i / Math.max(1, count - 1));
  for (let row = 0; row < rows; row++)
    for (let column = 0; column < columns; column++)
      yield [valueAt(x, column, columns), ...(y ? [valueAt(y.domain, row, rows)] : []), values[row * columns + column]];
}

export const HeatMap = memo(function HeatMap(props: HeatMapProps) {
  const {
    name,
    summary,
    x: xSpec,
    y: ySpec,
    field,
    range,
    colour,
    point,
    pointValue,
    origin,
    stops,
    onChoose: take,
    pointName,
    sayPoint,
    sayValue,
    empty,
  } = props;
  const box = useRef<HTMLDivElement>(null);
  const dot = useRef<SVGGElement>(null);
  const size = useSize(box);
  const id = useId();
  const [over, setOver] = useState<{ x: number; y: number }>();
  const [dragging, setDragging] = useState(false);
  const type = useTypeScale();
  const places = useMemo(() => size && layOut(size.width, size.height, xSpec, ySpec ?? STRIP, type), [size, xSpec, ySpec, type]);

  useExported(box, {
    name,
    drawing: () => ({ detail: summary, pictures: [{ picture: svgIn(box.current) }] }),
    table: () => ({ columns: [xSpec.label, ...(ySpec ? [ySpec.label] : []), 'value'], rows: field ? fieldRows(field, xSpec, ySpec) : [] }),
  });

  const at = ({ x, y }: MapPoint) => {
    if (!places) return { x: 0, y: 0 };
    const down = ySpec ? places.y.at(y) : (places.top + places.bottom) / 2;
    return {
      x: Math.max(places.left, Math.min(places.right, places.x.at(x))),
      y: Math.max(places.top, Math.min(places.bottom, down)),
    };
  };
  const pointAt = (across: number, down: number): MapPoint => {
    if (!places) return point;
    const nearest = (values: readonly number[], value: number) => {
      // On a logarithmic axis the nearest is that by factor.
      const found = nearestIndex(values.map(Math.log), Math.log(value));
      return values[found] ?? value;
    };
    return {
      x: nearest(stops.x, places.x.valueAt(Math.max(places.left, Math.min(places.right, across)))),
      y: ySpec ? nearest(stops.y, places.y.valueAt(Math.max(places.top, Math.min(places.bottom, down)))) : point.y,
    };
  };
  const placeOf = (event: PointerEvent<HTMLElement>) => {
    const { left, top } = event.currentTarget.getBoundingClientRect();
    return { x: event.clientX - left, y: event.clientY - top };
  };
  const within = (place: { x: number; y: number }) =>
    places !== undefined &&
    place.x >= places.left - 6 &&
    place.x <= places.right + 6 &&
    place.y >= places.top - 6 &&
    place.y <= places.bottom + 6;
  const move = (next: MapPoint) => {
    if (next.x !== point.x || next.y !== point.y) take(next);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const [across, up] = ARROWS[event.key] ?? [0, 0];
    if (across === 0 && up === 0) return;
    event.preventDefault();
    const by = event.shiftKey ? 5 : 1;
    const step = (values: readonly number[], value: number, count: number) =>
      count === 0 ? value : (values[Math.max(0, Math.min(values.length - 1, nearestIndex(values, value) + count * by))] ?? value);
    move({ x: step(stops.x, point.x, across), y: step(stops.y, point.y, up) });
  };

  const valueAt = (place: { x: number; y: number }) =>
    field && places
      ? valueIn(field, (place.x - places.left) / (places.right - places.left), (places.bottom - place.y) / (places.bottom - places.top))
      : NaN;
  const [here, from] = [at(point), origin && at(origin)];
  const hovered =
    over && !dragging && field && places ? { place: over, point: { x: places.x.valueAt(over.x), y: places.y.valueAt(over.y) } } : undefined;
  const shownAt = dragging ? here : hovered?.place;

  return (
    <div
      ref={box}
      className="line-plot heat-map"
      data-strip={ySpec ? undefined : true}
      onPointerDown={(event) => {
        const place = placeOf(event);
        if (event.button !== 0 || !within(place)) return;
        event.currentTarget.setPointerCapture(event.pointerId);
        // The arrow keys go on from here.
        event.preventDefault();
        dot.current?.focus({ preventScroll: true });
        setDragging(true);
        move(pointAt(place.x, place.y));
      }}
      onPointerMove={(event) => {
        const place = placeOf(event);
        setOver(within(place) ? place : undefined);
        if (dragging) move(pointAt(place.x, place.y));
      }}
      onPointerUp={() => setDragging(false)}
      onPointerCancel={() => setDragging(false)}
      onPointerLeave={() => setOver(undefined)}
    >
      {places && (
        <svg width={places.width} height={places.height} role="group" aria-label={`${name}. ${summary}`}>
          <clipPath id={id}>
            <rect x={places.left} y={places.top} width={places.right - places.left} height={places.bottom - places.top} />
          </clipPath>
          <g aria-hidden="true">
            <Axes places={ySpec ? places : { ...places, y: { ...places.y, ticks: [] } }} x={xSpec} y={ySpec ?? STRIP} />
          </g>
          <g clipPath={`url(#${id})`} aria-hidden="true">
            {field && (
              <Ground
                places={places}
                field={field}
                range={range}
                colour={colour}
                namesAt={here.y < (places.top + places.bottom) / 2 ? 0.14 : 0.86}
              />
            )}
          </g>
          <g aria-hidden="true">
            {from && (
              <g className="heat-origin">
                <line x1={from.x} y1={from.y} x2={here.x} y2={here.y} />
                <circle cx={from.x} cy={from.y} r={3} />
              </g>
            )}
          </g>
          <g
            ref={dot}
            className="heat-point"
            role="slider"
            tabIndex={0}
            aria-label={pointName}
            aria-roledescription={ySpec ? 'point on a map' : undefined}
            aria-valuemin={stops.x[0]}
            aria-valuemax={stops.x[stops.x.length - 1]}
            aria-valuenow={point.x}
            aria-valuetext={`${sayPoint(point)}${pointValue !== undefined || field ? `: ${sayValue(pointValue ?? valueAt(here))}` : ''}`}
            onKeyDown={onKeyDown}
          >
            <circle className="heat-point-reach" cx={here.x} cy={here.y} r={12} />
            <circle className="heat-point-ring" cx={here.x} cy={here.y} r={6} />
            <circle className="heat-point-core" cx={here.x} cy={here.y} r={2} />
          </g>
          {empty && (
            <text
              className="plot-empty"
              x={(places.left + places.right) / 2}
              y={places.bottom - (places.bottom - places.top) / 4}
              textAnchor="middle"
            >
              {empty}
            </text>
          )}
        </svg>
      )}
      {places && field && shownAt && (
        <div
          className="reading"
          style={{
            ...(shownAt.x > (places.left + places.right) / 2 ? { right: places.width - shownAt.x + 12 } : { left: shownAt.x + 12 }),
            ...(shownAt.y > (places.top + places.bottom) / 2 ? { bottom: places.height - shownAt.y + 8 } : { top: shownAt.y + 8 }),
          }}
        >
          <div className="reading-x">{sayPoint(dragging ? point : (hovered?.point ?? point))}</div>
          <div>{sayValue(valueAt(shownAt))}</div>
        </div>
      )}
    </div>
  );
});

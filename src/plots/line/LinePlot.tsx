/** Curves over axes, with bands, baselines in words, event marks, values read off by pointer or keyboard, and any part of x shown alone. */
import { memo, useId, useMemo, useRef, useState } from 'react';
import { lineTable, svgIn, useExported, type Table } from '../export';
import { useSize } from '../useSize';
import { useTypeScale } from '../useTypeScale';
import type { AxisSpec } from './axis';
import type { Brush, Span } from './brush';
import { placeEvents } from './events';
import { nearestIndex, readAt, readablePlaces } from './hover';
import type { Band, Baseline, EventMark, Series } from './series';
import { layOut } from './layout';
import { Axes, Bands, Baselines, Curves, Events, Notes, Reading } from './parts';
import { useBrush } from './useBrush';

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
  /** What happened, and where on x: dashed lines with words. */
  events?: readonly EventMark[];
  /**
   * Lets a part of x be shown alone: dragging over the plot marks it, as do Shift and the arrow keys, Home or End with Enter; double-click,
   * Escape, Home or the button on the plot show all again. The plot draws x over `brush.span`; y is the caller's to fit (`rangeWithin`).
   */
  brush?: Brush;
  /** `step 150`, `rank 3`. */
  sayX: (x: number) => string;
  sayY: (y: number) => string;
  /** What is said where there are no curves yet. */
  empty?: string;
  /** All the data behind it, where more is known than is drawn. */
  table?: () => Table;
}

const NONE: readonly never[] = [];
const KEYS = 'Arrow keys read values.';
const BRUSH_KEYS = 'Shift and arrow keys, Home or End mark a part, Enter shows it alone, Escape or Home show all again.';

/** Drawn anew when what it is given changes: whoever shows it keeps series, axes, brush and words the same objects as long as they are. */
export const LinePlot = memo(function LinePlot(props: LinePlotProps) {
  const {
    name,
    summary,
    x: wholeX,
    y: ySpec,
    series,
    bands = NONE,
    baselines = NONE,
    events = NONE,
    brush,
    sayX,
    sayY,
    empty,
    table,
  } = props;
  const box = useRef<HTMLDivElement>(null);
  const size = useSize(box);
  const id = useId();
  const [reading, setReading] = useState<number>();
  const span = brush?.span;
  const xSpec = useMemo((): AxisSpec => (span ? { ...wholeX, domain: span } : wholeX), [wholeX, span]);
  const type = useTypeScale();
  const places = useMemo(() => size && layOut(size.width, size.height, xSpec, ySpec, type), [size, xSpec, ySpec, type]);
  const readable = useMemo(() => series.filter((one) => one.readable !== false), [series]);
  const [low, high] = xSpec.domain;
  const stops = useMemo(() => readablePlaces(readable).filter((x) => x >= low && x <= high), [readable, low, high]);
  const stop = reading === undefined ? -1 : nearestIndex(stops, reading);
  const at = stops[stop];
  const placed = useMemo(() => (places ? placeEvents(events, places) : NONE), [events, places]);
  const brushing = useBrush({ brush, places, shown: xSpec.domain, stops, stop, read: setReading });
  const { marked } = brushing;

  const saySpan = ([from, to]: Span) => `${sayX(from)} to ${sayX(to)}`;
  const valuesAt = (x: number) =>
    readable
      .flatMap((one) => {
        const read = readAt(one, x);
        return read ? [`${one.label} ${read.between ? 'about ' : ''}${sayY(read.value)}`] : [];
      })
      .join(', ');
  useExported(box, {
    name,
    drawing: () => ({
      pictures: [{ picture: svgIn(box.current) }],
      legend: readable.map(({ label, colour, dash }) => ({ label, colour, dash })),
    }),
    table: table ?? (() => lineTable({ x: wholeX.label, y: ySpec.label, series, bands })),
  });
  const said = events.map(({ label, title }) => title ?? label).join('; ');

  return (
    <div
      ref={box}
      className="line-plot"
      data-brush={brush ? (span ? 'part' : 'all') : undefined}
      data-focused={brushing.byPointer ? 'by pointer' : undefined}
      {...brushing.pointer}
      onPointerMove={(event) => {
        if (!places) return;
        brushing.moved(event);
        const inside = event.clientX - event.currentTarget.getBoundingClientRect().left;
        setReading(inside < places.left - 8 || inside > places.right + 8 ? undefined : places.x.valueAt(inside));
      }}
      onPointerLeave={() => setReading(undefined)}
    >
      {places && (
        <svg width={places.width} height={places.height} role="img" aria-label={`${name}. ${summary}${said ? ` Events: ${said}.` : ''}`}>
          <clipPath id={id}>
            <rect x={places.left} y={places.top - 2} width={places.right - places.left + 2} height={places.bottom - places.top + 3} />
          </clipPath>
          <Axes places={places} x={xSpec} y={ySpec} />
          <g clipPath={`url(#${id})`}>
            <Bands places={places} bands={bands} />
          </g>
          <g clipPath={`url(#${id})`} fill="none" strokeLinejoin="round">
            <Curves places={places} series={series} />
          </g>
          <Baselines places={places} baselines={baselines} series={series} />
          <Notes places={places} series={series} corner={ySpec.scale === 'log' ? 'bottom left' : 'top right'} />
          <Events places={places} placed={placed} />
          {marked && (
            <rect
              className="brush-mark"
              x={places.x.at(marked[0])}
              y={places.top}
              width={Math.max(1, places.x.at(marked[1]) - places.x.at(marked[0]))}
              height={places.bottom - places.top}
            />
          )}
          {at !== undefined && (
            <g className="crosshair">
              <line x1={places.x.at(at)} x2={places.x.at(at)} y1={places.top} y2={places.bottom} />
              {readable.map((one) => {
                const y = places.y.at(readAt(one, at)?.value ?? NaN);
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
        <>
          <input
            type="range"
            className="visually-hidden"
            aria-label={`Read values: ${name}`}
            aria-describedby={`${id}-keys`}
            min={0}
            max={stops.length - 1}
            step={1}
            value={Math.max(0, stop)}
            aria-valuetext={
              at === undefined
                ? 'none read'
                : `${sayX(at)}: ${valuesAt(at)}${marked ? `. Marked: ${saySpan(marked)}, Enter shows it alone` : ''}`
            }
            onChange={(event) => setReading(stops[Number(event.target.value)])}
            onKeyDown={brushing.onKeyDown}
            onFocus={() => setReading((before) => before ?? stops[stops.length - 1])}
            onBlur={() => {
              brushing.left();
              setReading(undefined);
            }}
          />
          <span id={`${id}-keys`} hidden>
            {brush ? `${KEYS} ${BRUSH_KEYS}` : KEYS}
          </span>
        </>
      )}
      {span && (
        <button
          type="button"
          className="link-button plot-reset"
          aria-label={`Show all again: ${name}, now ${saySpan(span)}`}
          title="Show all again (double-click, Escape or Home)"
          onClick={brushing.all}
        >
          {saySpan(span)} ×
        </button>
      )}
      {places && at !== undefined && <Reading places={places} series={series} events={events} at={at} sayX={sayX} sayY={sayY} />}
    </div>
  );
});

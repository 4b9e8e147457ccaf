/** Curves over axes, with bands, baselines in words, event marks, and values read off by pointer or keyboard. */
import { memo, useId, useMemo, useRef, useState } from 'react';
import { useSize } from '../useSize';
import type { AxisSpec } from './axis';
import { nearestIndex, readablePlaces, valueAt } from './hover';
import { layOut, type Band, type Baseline, type EventMark, type Series } from './layout';
import { Axes, Bands, Baselines, Curves, Notes, Reading } from './parts';

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

const NONE: readonly never[] = [];

/** Drawn anew when what it is given changes: whoever shows it keeps series, axes and words the same objects as long as they are. */
export const LinePlot = memo(function LinePlot(props: LinePlotProps) {
  const { name, summary, x: xSpec, y: ySpec, series, bands = NONE, baselines = NONE, events = NONE, sayX, sayY, empty } = props;
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
            <Bands places={places} bands={bands} />
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
            <Curves places={places} series={series} />
          </g>
          <Baselines places={places} baselines={baselines} series={series} />
          <Notes places={places} series={series} corner={ySpec.scale === 'log' ? 'bottom left' : 'top right'} />
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
});

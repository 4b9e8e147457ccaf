/** Means with their standard errors, joined by lines, and beside each the dots that it is the mean of. */
import { memo, useId, useMemo, useRef, useState, type KeyboardEvent, type PointerEvent } from 'react';
import { svgIn, useExported, type Table } from '../export';
import { Axes } from '../line/parts';
import { useSize } from '../useSize';
import { layOutFigure, type FigureAxis } from './figureAxis';
import { Control, dodgeOf, Line, placed, type FigureLine, type PlacedDot } from './dotLineParts';

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

/** The reach of the pointer, pixels. */
const REACH = 12;

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

  const nearest = (event: PointerEvent<HTMLElement>): PlacedDot | undefined => {
    const { left, top } = event.currentTarget.getBoundingClientRect();
    const away = ({ at }: PlacedDot) => Math.hypot(at[0] - (event.clientX - left), at[1] - (event.clientY - top));
    return dots.reduce<PlacedDot | undefined>(
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

import { useMemo, useRef, useState, type KeyboardEvent } from 'react';
import { Thumbnail } from '../Thumbnail';
import { useExported } from '../export';
import type { ImagePainter } from '../images';
import { rankGridDrawing, rankGridTable } from './exported';
import { ABOVE, BELOW, GUTTER, moved, rankLinks, type Place, type RankColumn, type RankLayout } from './layout';

export interface RankGridProps {
  name: string;
  columns: readonly RankColumn[];
  ranks: number;
  layout: RankLayout;
  images: ImagePainter | undefined;
  /** Row of the image store of an image. */
  rowOf: (index: number) => number;
  /** What the line under the columns counts. */
  noteName: string;
  colour: string;
  lit: number | undefined;
  light: (index: number | undefined) => void;
  choose: (index: number) => void;
}

/**
 * Who stood at which rank, column after column: thumbnails, with a line from each image to itself in the next column. What has left the
 * list by the last column is red. One cell takes the focus, the arrow keys move it.
 */
export function RankGrid({ name, columns, ranks, layout, images, rowOf, noteName, colour, lit, light, choose }: RankGridProps) {
  const { side, across, down } = layout;
  const [focus, setFocus] = useState<Place>({ column: 0, rank: 0 });
  const grid = useRef<HTMLDivElement>(null);
  const links = useMemo(() => rankLinks(columns), [columns]);
  const current = { column: Math.min(focus.column, columns.length - 1), rank: Math.min(focus.rank, ranks - 1) };
  const x = (column: number) => GUTTER + column * across;
  const y = (rank: number) => ABOVE + rank * down;
  const middle = (rank: number) => y(rank) + side / 2;
  const [width, height] = [x(columns.length - 1) + side + 4, y(ranks) + BELOW];

  const data = { columns, ranks, layout, images, rowOf };
  useExported(grid, { name, drawing: () => rankGridDrawing(data, grid.current), table: () => rankGridTable(data) });

  const onKeyDown = (event: KeyboardEvent) => {
    const next = moved(event.key, current, columns.length, ranks);
    if (!next) return;
    event.preventDefault();
    setFocus(next);
    grid.current?.querySelector<HTMLElement>(`[data-place="${next.column} ${next.rank}"]`)?.focus();
  };
  return (
    // The arrow keys move among the cells, which take the focus.
    // eslint-disable-next-line jsx-a11y/interactive-supports-focus
    <div
      className="rank-grid"
      role="grid"
      aria-label={name}
      aria-colcount={columns.length + 1}
      ref={grid}
      style={{ width, height }}
      onKeyDown={onKeyDown}
    >
      <svg width={width} height={height} aria-hidden="true">
        {links.map(({ index, column, from, to }) => (
          <line
            key={`${column} ${index}`}
            className="rank-link"
            data-lit={lit === index || undefined}
            x1={x(column) + side + 2}
            y1={middle(from)}
            x2={x(column + 1) - 2}
            y2={middle(to)}
            style={{ stroke: lit === index ? colour : undefined }}
          />
        ))}
      </svg>
      <div role="row">
        <span role="columnheader" className="rank-corner" style={{ left: 0, top: 0 }}>
          rank at step
        </span>
        {columns.map(({ key, title }, column) => (
          <span key={key} role="columnheader" className="rank-title" style={{ left: x(column) + side / 2, top: 0 }}>
            {title}
          </span>
        ))}
      </div>
      {Array.from({ length: ranks }, (_, rank) => (
        <div key={rank} role="row">
          <span role="rowheader" className="rank-name" style={{ left: 0, width: GUTTER - 12, top: middle(rank) - 8 }}>
            {rank + 1}
          </span>
          {columns.map(({ key, cells }, column) => {
            const cell = cells?.[rank];
            const here = current.column === column && current.rank === rank;
            return (
              <span key={key} role="gridcell" className="rank-cell" style={{ left: x(column), top: y(rank), width: side, height: side }}>
                {cell && (
                  <button
                    type="button"
                    data-place={`${column} ${rank}`}
                    data-left={cell.left || undefined}
                    data-lit={lit === cell.index || undefined}
                    tabIndex={here ? 0 : -1}
                    aria-label={cell.label}
                    title={cell.label}
                    onPointerEnter={() => light(cell.index)}
                    onPointerLeave={() => light(undefined)}
                    onFocus={() => {
                      setFocus({ column, rank });
                      light(cell.index);
                    }}
                    onBlur={() => light(undefined)}
                    onClick={() => choose(cell.index)}
                  >
                    <Thumbnail images={images} row={rowOf(cell.index)} side={side} />
                  </button>
                )}
              </span>
            );
          })}
        </div>
      ))}
      <div role="row">
        <span role="rowheader" className="rank-note-name" style={{ left: 0, top: y(ranks) + 2 }}>
          {noteName}
        </span>
        {columns.map(({ key, note }, column) => (
          <span key={key} role="gridcell" className="rank-title" style={{ left: x(column) + side / 2, top: y(ranks) + 2 }}>
            {note}
          </span>
        ))}
      </div>
    </div>
  );
}

/** Where the parts of a rank grid lie, and what joins them. Pure. */

export interface RankCell {
  /** Which image. */
  index: number;
  /** What it is, for assistive technology and on hover. */
  label: string;
  /** It has left the list by the last column: red. */
  left: boolean;
}

export interface RankColumn {
  key: string | number;
  title: string;
  /** In the order of rank; undefined while they are being looked for. */
  cells: readonly RankCell[] | undefined;
  /** Under the column: what of it stood in the column before. */
  note: string;
}

/** An image that stands in two neighbouring columns. */
export interface RankLink {
  index: number;
  /** The left one of the two columns. */
  column: number;
  /** Places in the left and in the right column, from 0. */
  from: number;
  to: number;
}

export function rankLinks(columns: readonly Pick<RankColumn, 'cells'>[]): RankLink[] {
  return columns.slice(1).flatMap((right, column) => {
    const places = new Map((right.cells ?? []).map(({ index }, place) => [index, place]));
    return (columns[column]?.cells ?? []).flatMap(({ index }, from) => {
      const to = places.get(index);
      return to === undefined ? [] : [{ index, column, from, to }];
    });
  });
}

export interface Place {
  column: number;
  rank: number;
}

/** Where a key leads in a grid of columns × ranks; undefined where it leads nowhere. */
export function moved(key: string, { column, rank }: Place, columns: number, ranks: number): Place | undefined {
  const [lastColumn, lastRank] = [columns - 1, ranks - 1];
  switch (key) {
    case 'ArrowLeft':
      return { column: Math.max(0, column - 1), rank };
    case 'ArrowRight':
      return { column: Math.min(lastColumn, column + 1), rank };
    case 'ArrowUp':
      return { column, rank: Math.max(0, rank - 1) };
    case 'ArrowDown':
      return { column, rank: Math.min(lastRank, rank + 1) };
    case 'Home':
      return { column: 0, rank };
    case 'End':
      return { column: lastColumn, rank };
    default:
      return undefined;
  }
}

/** Left of the columns: the ranks and what the last line says. */
export const GUTTER = 92;
/** Over the columns: their titles; under them: the notes. */
export const ABOVE = 22;
export const BELOW = 22;

export interface RankLayout {
  side: number;
  /** From one column, one rank to the next. */
  across: number;
  down: number;
}

/** Room for what is written under a column, and between columns for the lines to be followed. */
const leastAcross = (side: number): number => Math.max(52, side + 18, Math.round(side * 1.6));

/**
 * Thumbnails as large as `ranks` of them fit into the height; of `columns` wanted as many as fit into the width, spread over it as long as
 * the eye can still follow the lines.
 */
export function rankLayout(ranks: number, columns: number, width: number, height: number): RankLayout & { columns: number } {
  const down = Math.max(20, Math.min(76, Math.floor((height - ABOVE - BELOW) / Math.max(1, ranks))));
  const side = down - (down > 30 ? 8 : 3);
  const least = leastAcross(side);
  const fit = Math.max(2, Math.floor((width - GUTTER - side - 4) / least) + 1);
  const shown = Math.max(1, Math.min(columns, fit));
  const spread = Math.floor((width - GUTTER - side - 4) / Math.max(1, shown - 1));
  return { side, down, across: Math.max(least, Math.min(Math.max(110, Math.round(side * 2.6)), spread)), columns: shown };
}

/** How large the thumbnails of a row can be: as large as fits in one, two or three lines. */

/** Height of what stands under a thumbnail: class, distance, bar. */
export const CAPTION = 37;
/** Without the class, where there is no room to read it. */
export const SHORT_CAPTION = 23;
/** Narrower tiles carry no class name. */
const READABLE = 46;
export const TILE_GAP = 6;

export interface Packing {
  /** Side of a thumbnail, pixels. */
  side: number;
  /** Width of a tile, its gap not counted. */
  tile: number;
  lines: number;
  perLine: number;
  /** The class is written under each thumbnail. */
  named: boolean;
}

/** Width of a row's name and comparison, the gap beside it, and the room above and below. */
const HEAD = 120;
const ROW_GAP = 12;
const ROW_EDGE = 5;
/** Left of the relatives: the head, with the gaps around it. */
const HEAD_WIDTH = HEAD + 2 * ROW_GAP;
/** Padding and line of a row. */
export const ROW_PADDING = 2 * ROW_EDGE + 1;
/** The overlap's words, and what is between its parts. */
export const WORDS_WIDTH = 108;
export const OVERLAP_GAP = 16;

/** Side of the anchor where it stands once for all rows; its column, and a row's head and gaps, which are narrower then. */
export const ANCHOR_ONCE = 52;
const COLUMN = ANCHOR_ONCE + 6;
const HEAD_ONCE = 112;
const GAP_ONCE = 8;

/** The same numbers for the style sheet, on the element around rows and overlap; `type`: how much larger its type is than usual. */
export const layoutProperties = (type = 1) => ({
  '--row-head': `${HEAD * type}px`,
  '--row-gap': `${ROW_GAP * type}px`,
  '--row-edge': `${ROW_EDGE * type}px`,
  '--tile-gap': `${TILE_GAP * type}px`,
  '--anchor-column': `${COLUMN * type}px`,
  '--row-head-once': `${HEAD_ONCE * type}px`,
  '--row-gap-once': `${GAP_ONCE * type}px`,
  '--overlap-words': `${WORDS_WIDTH * type}px`,
  '--overlap-gap': `${OVERLAP_GAP * type}px`,
});

/** Sides of thumbnails: what can just be made out, what is readily seen, and the most there is any use in. */
const LEAST_SIDE = 34;
const GOOD_SIDE = 50;
const MOST_SIDE = 160;
/** Narrower, there is no room for p(x⁻) beside the distance: the anchor and its positives give way before that. */
export const ROOM_FOR_SHARE = 62;
/** Sides of the anchor and its positives where they give way; of the positives where the anchor stands once. */
const LEAST_RELATIVE = 36;
const MOST_STACKED = 28;
/** Where the page scrolls. */
const SCROLLED_SIDE = 56;
/** From so many runs on there are controls among them: the overlap is there as long as two rows are. */
const MANY_ROWS = 4;
/** The overlap over all anchors, under the rows: at least so high, and at most this share of what they have together. */
export const OVERLAP_HEIGHT = 72;
const OVERLAP_SHARE = 0.4;
const MOST_OVERLAP = 220;
/** Of the panel's width, what a thumbnail takes at most: on wide screens they grow. */
const SIDE_SHARE = 1 / 14;

/** Height of the line that says how many rows there are below. */
export const MORE_HEIGHT = 24;
/** Height of the lowest row. */
export const LEAST_ROW = LEAST_SIDE + CAPTION + ROW_PADDING;

export interface RowsLayout {
  packing: Packing;
  /** Side of the anchor and its positives. */
  relative: number;
  /** The anchor stands once, left of all rows, and the positives of each row one over the other. */
  anchorOnce: boolean;
  /** Height of a row, pixels: as many as are seen at once fill the panel; undefined where the page scrolls. */
  row?: number;
  /** Rows seen at once. */
  seen: number;
  /** Height of the overlap plot; 0 where there is no room for it. */
  overlap: number;
  /** Too narrow for one line: the negatives stand under the anchor and its positives, and the rows are as high as they need. */
  stacked: boolean;
}

/** Width under which rows are stacked. */
const NARROW = 600;
const STACKED_RELATIVE = 44;

/** Width of the anchor and two positives beside it, in one line. */
const relativesWidth = (side: number) => 3 * side + 64;
const onceWidth = (positives: number) => COLUMN + ROW_GAP + HEAD_ONCE + 2 * GAP_ONCE + positives + 4;

const largestSide = (width: number) => Math.max(GOOD_SIDE, Math.min(MOST_SIDE, Math.floor(width * SIDE_SHARE)));

/** How many negatives a row holds with thumbnails of a good size: what k is, unless somebody has chosen it. */
export function fittingCount(within: number, { least, most }: { least: number; most: number }, type = 1): number {
  const width = within / type;
  const side = largestSide(width);
  const room = width - HEAD_WIDTH - relativesWidth(side);
  return Math.max(least, Math.min(most, Math.floor((room + TILE_GAP) / (Math.max(ROOM_FOR_SHARE, side + 4) + TILE_GAP))));
}

/**
 * Lays out `rows` rows of k negatives and the overlap plot in width × height. Where it gets narrow the anchor and its positives shrink
 * before the negatives, and then the anchor stands once for all rows. Rows that do not fit are scrolled to; none is cut.
 * @param height pixels, or Infinity where the page scrolls: then rows are as high as thumbnails of a readable size need
 * @param type how much larger the type is than usual: everything is laid out as in a panel so much smaller
 */
export function layOutRows(rows: number, k: number, width: number, height: number, type = 1): RowsLayout {
  const { packing, relative, row, overlap, ...layout } = layOut(rows, k, width / type, height / type);
  const scaled = (length: number) => Math.floor(length * type);
  return {
    ...layout,
    packing: { ...packing, side: scaled(packing.side), tile: scaled(packing.tile) },
    relative: scaled(relative),
    ...(row === undefined ? {} : { row: scaled(row) }),
    overlap: scaled(overlap),
  };
}

function layOut(rows: number, k: number, width: number, height: number): RowsLayout {
  const scrolled = { anchorOnce: false, seen: rows };
  if (width < NARROW) return { ...scrolled, packing: packLines(k, width), relative: STACKED_RELATIVE, overlap: 0, stacked: true };
  if (height === Infinity) {
    const packing = packLines(k, width - HEAD_WIDTH - relativesWidth(SCROLLED_SIDE));
    return { ...scrolled, packing, relative: SCROLLED_SIDE, overlap: rows > 1 ? OVERLAP_HEIGHT : 0, stacked: false };
  }
  const overlap = overlapHeight(Math.max(1, rows), width, height);
  const all = rows * LEAST_ROW <= height - overlap;
  const room = height - overlap - (all ? 0 : MORE_HEIGHT);
  const seen = Math.max(1, Math.min(rows, Math.floor(room / LEAST_ROW)));
  const row = Math.max(LEAST_ROW, Math.floor(room / seen));
  return { ...packAll(k, width, row - ROW_PADDING), row, seen, overlap, stacked: false };
}

/** What the rows leave, or what they can do without. */
function overlapHeight(rows: number, width: number, height: number): number {
  if (rows < 2) return 0;
  const spare = height - rows * (largestSide(width) + CAPTION + ROW_PADDING);
  if (spare >= OVERLAP_HEIGHT) return Math.floor(Math.min(spare, MOST_OVERLAP, OVERLAP_SHARE * height));
  const left = height - OVERLAP_HEIGHT;
  const more = rows * LEAST_ROW > left ? MORE_HEIGHT : 0;
  const enough = rows >= MANY_ROWS ? left - more >= 2 * LEAST_ROW : left >= rows * (GOOD_SIDE + CAPTION + ROW_PADDING);
  return enough ? OVERLAP_HEIGHT : 0;
}

function packAll(k: number, width: number, row: number): Pick<RowsLayout, 'packing' | 'relative' | 'anchorOnce'> {
  const most = Math.max(LEAST_SIDE, Math.min(largestSide(width), row - CAPTION));
  const pack = (other: number) => packRow(k, Math.max(120, width - other), row, most);
  for (let relative = most; relative >= LEAST_RELATIVE; relative -= 2) {
    const packing = pack(HEAD_WIDTH + relativesWidth(relative));
    if (packing.tile >= ROOM_FOR_SHARE && packing.side >= most - 8) return { packing, relative, anchorOnce: false };
  }
  const relative = Math.min(MOST_STACKED, Math.floor((row - 10) / 2));
  return { packing: pack(onceWidth(relative)), relative, anchorOnce: true };
}

/** As many lines as it takes, in which each tile is wide enough for its class to be read. */
function packLines(k: number, width: number): Packing {
  const perLine = Math.max(1, Math.min(k, Math.floor((width + TILE_GAP) / (READABLE + TILE_GAP))));
  const tile = Math.min(SCROLLED_SIDE + 26, Math.floor((width - TILE_GAP * (perLine - 1)) / perLine));
  return { side: Math.min(SCROLLED_SIDE, tile), tile, lines: Math.ceil(k / perLine), perLine, named: true };
}

/** The packing of `k` tiles into width × height with the largest thumbnails, at most `most` wide; fewer lines where that is no loss. */
export function packRow(k: number, width: number, height: number, most: number): Packing {
  const count = Math.max(1, k);
  let best: Packing | undefined;
  for (let lines = 1; lines <= 3; lines++) {
    const perLine = Math.ceil(count / lines);
    const tile = Math.floor((width - TILE_GAP * (perLine - 1)) / perLine);
    const named = tile >= READABLE;
    const room = Math.floor((height - TILE_GAP * (lines - 1)) / lines) - (named ? CAPTION : SHORT_CAPTION);
    const side = Math.max(12, Math.min(most, tile, room));
    if (!best || side > best.side)
      best = { side, tile: Math.max(12, Math.min(tile, Math.max(most + 26, ROOM_FOR_SHARE + 8))), lines, perLine, named };
  }
  return best as Packing;
}

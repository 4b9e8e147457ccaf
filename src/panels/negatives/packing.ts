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
const ROW_EDGE = 8;
/** Left of the relatives: the head, with the gaps around it. */
const HEAD_WIDTH = HEAD + 2 * ROW_GAP;
/** Padding and line of a row. */
const ROW_PADDING = 2 * ROW_EDGE + 1;
/** The overlap's words, and what is between its parts. */
export const WORDS_WIDTH = 108;
export const OVERLAP_GAP = 16;

/** The same numbers for the style sheet: on the element around rows and overlap. */
export const LAYOUT_PROPERTIES = {
  '--row-head': `${HEAD}px`,
  '--row-gap': `${ROW_GAP}px`,
  '--row-edge': `${ROW_EDGE}px`,
  '--tile-gap': `${TILE_GAP}px`,
  '--overlap-words': `${WORDS_WIDTH}px`,
  '--overlap-gap': `${OVERLAP_GAP}px`,
};
const SMALLEST_RELATIVE = 56;
/** From four runs on there are controls among them: the overlap is always there, the rows are lower, and scroll where they must. */
const MANY_ROWS = 4;
const SMALLEST_OF_MANY = 44;
/** The overlap over all anchors, under the rows: at least so high, and higher where there is room. */
export const OVERLAP_HEIGHT = 72;
const MOST_OVERLAP = 124;
/** Of the room that the rows do not need, what goes to the overlap. */
const OVERLAP_SHARE = 0.4;

const smallestOf = (rows: number) => (rows < MANY_ROWS ? SMALLEST_RELATIVE : SMALLEST_OF_MANY);

/** What a panel of `rows` rows needs to show them in full. */
export const leastHeight = (rows: number) => rows * (smallestOf(rows) + CAPTION + ROW_PADDING);

export interface RowsLayout {
  packing: Packing;
  /** Side of the anchor and its positives. */
  relative: number;
  /** Height of the overlap plot; 0 where there is no room for it. */
  overlap: number;
  /** Too narrow for one line: the negatives stand under the anchor and its positives, and the rows are as high as they need. */
  stacked: boolean;
}

/** Width under which rows are stacked. */
const NARROW = 600;
const STACKED_RELATIVE = 44;

/**
 * Lays out `rows` rows of k negatives and the overlap plot in width × height. With few rows the plot stays where it costs the thumbnails
 * next to nothing.
 * @param height pixels, or Infinity where the page scrolls: then rows are as high as thumbnails of a readable size need
 */
export function layOutRows(rows: number, k: number, width: number, height: number): RowsLayout {
  if (width < NARROW)
    return {
      packing: packLines(k, width),
      relative: STACKED_RELATIVE,
      overlap: 0,
      stacked: true,
    };
  if (height === Infinity) {
    const packing = packLines(k, width - HEAD_WIDTH - (3 * SMALLEST_RELATIVE + 64));
    return { packing, relative: SMALLEST_RELATIVE, overlap: rows > 1 ? OVERLAP_HEIGHT : 0, stacked: false };
  }
  const within = (available: number): RowsLayout => {
    const smallest = smallestOf(rows);
    const row = Math.min(190, Math.floor(Math.max(available, leastHeight(rows)) / Math.max(1, rows))) - ROW_PADDING;
    const most = Math.max(smallest, Math.min(84, row - CAPTION, Math.floor(width / 15)));
    const pack = (relative: number) => packRow(k, Math.max(120, width - HEAD_WIDTH - (3 * relative + 64)), Math.max(60, row), most);
    // Anchor and positives are as large as the negatives, within reason.
    const relative = Math.max(smallest, Math.min(most, pack(most).side));
    return { packing: pack(relative), relative, overlap: 0, stacked: false };
  };
  const spare = Math.max(0, height - leastHeight(rows) - OVERLAP_HEIGHT);
  const overlap = Math.floor(Math.min(MOST_OVERLAP, OVERLAP_HEIGHT + OVERLAP_SHARE * spare));
  if (rows >= MANY_ROWS) return { ...within(height - overlap), overlap };
  const all = within(height);
  if (rows < 2 || height < leastHeight(rows) + OVERLAP_HEIGHT) return all;
  const less = within(height - overlap);
  return less.packing.side >= Math.min(SMALLEST_RELATIVE, all.packing.side * 0.85) ? { ...less, overlap } : all;
}

/** As many lines as it takes, in which each tile is wide enough for its class to be read. */
function packLines(k: number, width: number): Packing {
  const perLine = Math.max(1, Math.min(k, Math.floor((width + TILE_GAP) / (READABLE + TILE_GAP))));
  const tile = Math.min(SMALLEST_RELATIVE + 26, Math.floor((width - TILE_GAP * (perLine - 1)) / perLine));
  return { side: Math.min(SMALLEST_RELATIVE, tile), tile, lines: Math.ceil(k / perLine), perLine, named: true };
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
    if (!best || side > best.side) best = { side, tile: Math.max(12, Math.min(tile, most + 26)), lines, perLine, named };
  }
  return best as Packing;
}

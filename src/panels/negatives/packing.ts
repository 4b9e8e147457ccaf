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

/** The packing of `k` tiles into width × height with the largest thumbnails, at most `most` wide; fewer lines where that is no loss. */
export function packRow(k: number, width: number, height: number, most: number): Packing {
  const count = Math.max(1, k);
  let best: Packing | undefined;
  for (let lines = 1; lines <= 3; lines++) {
    const perLine = Math.ceil(count / lines);
    const tile = Math.floor((width - TILE_GAP * (perLine - 1)) / perLine);
    const named = tile >= READABLE;
    const room = Math.floor((height - TILE_GAP * (lines - 1)) / lines) - (named ? CAPTION : SHORT_CAPTION);
    const side = Math.max(20, Math.min(most, tile, room));
    if (!best || side > best.side) best = { side, tile: Math.max(20, Math.min(tile, most + 26)), lines, perLine, named };
  }
  return best as Packing;
}

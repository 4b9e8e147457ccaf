/**
 * Level of detail: which points are shown as thumbnails instead of dots.
 * In the undisturbed view only points with room around them are, so that no other point is hidden. Who has zoomed in wants to see
 * images: then thumbnails are packed as densely as they stand without overlapping, first come, first served.
 */

/** A few thumbnails among hundreds of dots would look like a selection: fewer than this share are not shown at all. */
const ENOUGH = 0.15;

/** A grid of cells as wide as two thumbnails must be apart: only the nine cells around a point need to be looked at. */
class Grid {
  private readonly columns: number;
  private readonly heads: Int32Array;
  private readonly next: Int32Array;

  constructor(
    private readonly screen: Float32Array,
    n: number,
    private readonly width: number,
    private readonly height: number,
    private readonly cell: number,
  ) {
    this.columns = Math.ceil(width / cell) + 2;
    this.heads = new Int32Array(this.columns * (Math.ceil(height / cell) + 2)).fill(-1);
    this.next = new Int32Array(n).fill(-1);
  }

  /** Cell of a point, or −1 where it lies outside the frame or behind. */
  cellOf(i: number): number {
    const x = this.screen[3 * i]!;
    const y = this.screen[3 * i + 1]!;
    if (!(x >= 0 && y >= 0 && x <= this.width && y <= this.height) || this.screen[3 * i + 2]! < 0) return -1;
    return (Math.floor(y / this.cell) + 1) * this.columns + Math.floor(x / this.cell) + 1;
  }

  add(i: number, at: number): void {
    this.next[i] = this.heads[at]!;
    this.heads[at] = i;
  }

  /** Has another point of the grid come too near? */
  crowded(i: number, at: number): boolean {
    const { screen, cell, columns } = this;
    for (let row = -1; row <= 1; row++)
      for (let column = -1; column <= 1; column++)
        for (let j = this.heads[at + row * columns + column] ?? -1; j >= 0; j = this.next[j]!)
          if (j !== i && Math.abs(screen[3 * j]! - screen[3 * i]!) < cell && Math.abs(screen[3 * j + 1]! - screen[3 * i + 1]!) < cell)
            return true;
    return false;
  }
}

export interface CrowdingOptions {
  width: number;
  height: number;
  /** Side of a thumbnail, pixels. */
  side: number;
  /** Pack as many thumbnails as fit, dots under them be hidden or not. */
  dense: boolean;
  /** Points that are not to be shown as thumbnails, nor to be heeded. */
  eligible?: (index: number) => boolean;
}

/** @returns [n] 1 = thumbnail. Positions are rows (x, y, depth); points outside the frame or behind never get one. */
export function roomForThumbnails(screen: Float32Array, n: number, { width, height, side, dense, eligible }: CrowdingOptions): Uint8Array {
  const roomy = new Uint8Array(n);
  const grid = new Grid(screen, n, width, height, Math.max(4, dense ? side + 3 : side * 0.9));
  if (dense) {
    for (let i = 0; i < n; i++) {
      const at = eligible && !eligible(i) ? -1 : grid.cellOf(i);
      if (at < 0 || grid.crowded(i, at)) continue;
      grid.add(i, at);
      roomy[i] = 1;
    }
    return roomy;
  }
  const cells = Int32Array.from({ length: n }, (_, i) => (eligible && !eligible(i) ? -1 : grid.cellOf(i)));
  cells.forEach((at, i) => at >= 0 && grid.add(i, at));
  let visible = 0;
  let found = 0;
  cells.forEach((at, i) => {
    if (at < 0) return;
    visible++;
    if (grid.crowded(i, at)) return;
    roomy[i] = 1;
    found++;
  });
  return found >= visible * ENOUGH ? roomy : roomy.fill(0);
}

/**
 * Level of detail: which points have room around them to be shown as thumbnails instead of dots.
 * A point has room when no other visible point lies in the square of a thumbnail's side around it.
 */

/** A few thumbnails among hundreds of dots would look like a selection: fewer than this share are not shown at all. */
const ENOUGH = 0.15;

/** @returns [n] 1 = thumbnail. Positions are rows (x, y, depth); points outside the frame or behind never get one. */
export function roomForThumbnails(screen: Float32Array, n: number, width: number, height: number, side: number): Uint8Array {
  const roomy = new Uint8Array(n);
  // Cells as wide as the square's half: only the cells around need to be looked at.
  const cell = Math.max(4, side * 0.9);
  const columns = Math.ceil(width / cell) + 2;
  const heads = new Int32Array(columns * (Math.ceil(height / cell) + 2)).fill(-1);
  const next = new Int32Array(n).fill(-1);
  const cellOf = (i: number) => {
    const x = screen[3 * i]!;
    const y = screen[3 * i + 1]!;
    if (x < 0 || y < 0 || x > width || y > height || screen[3 * i + 2]! < 0) return -1;
    return (Math.floor(y / cell) + 1) * columns + Math.floor(x / cell) + 1;
  };
  for (let i = 0; i < n; i++) {
    const at = cellOf(i);
    if (at < 0) continue;
    next[i] = heads[at]!;
    heads[at] = i;
  }
  const crowded = (i: number, at: number) => {
    for (let row = -1; row <= 1; row++)
      for (let column = -1; column <= 1; column++)
        for (let j = heads[at + row * columns + column] ?? -1; j >= 0; j = next[j]!)
          if (j !== i && Math.abs(screen[3 * j]! - screen[3 * i]!) < cell && Math.abs(screen[3 * j + 1]! - screen[3 * i + 1]!) < cell)
            return true;
    return false;
  };
  let visible = 0;
  let found = 0;
  for (let i = 0; i < n; i++) {
    const at = cellOf(i);
    if (at < 0) continue;
    visible++;
    if (crowded(i, at)) continue;
    roomy[i] = 1;
    found++;
  }
  return found >= visible * ENOUGH ? roomy : roomy.fill(0);
}

/** Which point is meant: by the pointer, or by an arrow key. Positions are rows (x, y, depth) on the screen. */

/** Index of the point nearest to (x, y) within `reach` pixels, near side before far side; −1 where there is none. */
export function pointAt(
  screen: Float32Array,
  n: number,
  x: number,
  y: number,
  reach: number,
  eligible?: (index: number) => boolean,
): number {
  let best = -1;
  let least = reach * reach;
  for (let i = 0; i < n; i++) {
    const dx = screen[3 * i]! - x;
    const dy = screen[3 * i + 1]! - y;
    // A point behind has to be twice as near to be meant.
    const away = (dx * dx + dy * dy) * (screen[3 * i + 2]! < 0 ? 4 : 1);
    if (away <= least && (!eligible || eligible(i))) {
      least = away;
      best = i;
    }
  }
  return best;
}

export type Direction = 'left' | 'right' | 'up' | 'down';

const TOWARDS: Record<Direction, readonly [number, number]> = { left: [-1, 0], right: [1, 0], up: [0, -1], down: [0, 1] };

/**
 * The next point in a direction: within 60° of it, the one with the least distance, distance across counting double.
 * The same index where there is none.
 */
export function nextPoint(
  screen: Float32Array,
  n: number,
  from: number,
  direction: Direction,
  eligible?: (index: number) => boolean,
): number {
  const [ux, uy] = TOWARDS[direction];
  const x = screen[3 * from] ?? 0;
  const y = screen[3 * from + 1] ?? 0;
  let best = from;
  let least = Infinity;
  for (let i = 0; i < n; i++) {
    if (i === from || screen[3 * i + 2]! < 0) continue;
    const dx = screen[3 * i]! - x;
    const dy = screen[3 * i + 1]! - y;
    const along = dx * ux + dy * uy;
    const across = Math.abs(dx * uy) + Math.abs(dy * ux);
    if (along <= 0.25 || across > along * 1.75) continue;
    const cost = along + 2 * across;
    if (cost < least && (!eligible || eligible(i))) {
      least = cost;
      best = i;
    }
  }
  return best;
}

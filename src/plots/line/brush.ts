/** Which part of x a drag over the plot means. */
import type { Places } from './places';

/** Ends of a part of x, ascending. */
export type Span = readonly [number, number];

/** A part of x shown alone. Whoever shows the plot keeps it, so that plots over one axis can share it, and fits y to it. */
export interface Brush {
  /** The part shown; undefined: all of the axis. */
  span: Span | undefined;
  /** Called with the part asked for, and with undefined to show all again. */
  onChange: (span: Span | undefined) => void;
  /** x counts (ranks, steps): ends are whole numbers. */
  whole?: boolean;
}

/** This near to an end of the axis a drag means the end, pixels. */
const SNAP = 8;
/** A shorter drag is a click that slipped, pixels. */
export const LEAST_DRAG = 5;

type Axis = Pick<Places, 'left' | 'right'> & { x: Pick<Places['x'], 'valueAt'> };

/**
 * The part of x between two places on the screen, in either order.
 * @param shown ends of the axis as it is drawn
 * @returns undefined where the places are too near to each other or hold no two values
 */
export function spanBetween(a: number, b: number, places: Axis, shown: Span, whole = false): Span | undefined {
  if (Math.abs(a - b) < LEAST_DRAG) return undefined;
  const [from, to] = a < b ? [a, b] : [b, a];
  let low = from <= places.left + SNAP ? shown[0] : places.x.valueAt(from);
  let high = to >= places.right - SNAP ? shown[1] : places.x.valueAt(to);
  if (whole) [low, high] = [Math.round(low), Math.round(high)];
  return high > low ? [low, high] : undefined;
}

/** The smallest and largest y > −∞ of some curves within a part of x; [∞, −∞] where there is none. */
export function rangeWithin(curves: readonly { x: ArrayLike<number>; y: ArrayLike<number> }[], [from, to]: Span): [number, number] {
  let low = Infinity;
  let high = -Infinity;
  for (const { x, y } of curves)
    for (let i = 0; i < x.length; i++) {
      const at = x[i] ?? NaN;
      const value = y[i] ?? NaN;
      if (!(at >= from && at <= to && Number.isFinite(value))) continue;
      low = Math.min(low, value);
      high = Math.max(high, value);
    }
  return [low, high];
}

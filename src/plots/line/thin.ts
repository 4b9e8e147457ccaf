/** What a curve comes to on the screen: of many points only those that a pixel column can show, so that long runs draw as fast as short ones. */
import type { Series } from './series';
import type { Places } from './places';

type Curve = Pick<Series, 'x' | 'y'>;
export type Point = readonly [x: number, y: number];

/** Points a pixel column may hold before some are left out. */
const DENSE = 4;

const drawn = new WeakMap<Curve, { places: Places; points: Point[] }>();

/**
 * Points of a curve in pixels, x ascending; y is NaN where the curve has a gap. What lies beyond the axis is left out but for the
 * points next to its ends. Of more than four points a pixel column only the lowest and the highest are kept, in their order: the
 * line through them reaches over the same pixels of the column.
 */
export function drawnPoints(curve: Curve, places: Places): readonly Point[] {
  const cached = drawn.get(curve);
  if (cached?.places === places) return cached.points;
  const { x, y } = curve;
  const first = Math.max(0, firstFrom(x, places.x.valueAt(places.left)) - 1);
  const end = Math.min(x.length, firstFrom(x, places.x.valueAt(places.right)) + 2);
  const at = (i: number): Point => [places.x.at(x[i] ?? NaN), places.y.at(y[i] ?? NaN)];
  const points: Point[] = [];
  if (end - first <= DENSE * (places.right - places.left)) for (let i = first; i < end; i++) points.push(at(i));
  else {
    for (let column = Math.floor(places.left), from = first; from < end; column++) {
      const to = column >= places.right ? end : Math.min(end, firstFrom(x, places.x.valueAt(column + 1), from));
      for (const i of extremes(y, from, to)) points.push(at(i));
      from = to;
    }
    // The end is where the values now are read.
    points.push(at(end - 1));
  }
  drawn.set(curve, { places, points });
  return points;
}

/** Index of the first element ≥ value of ascending `xs`, from `start` on. */
function firstFrom(xs: ArrayLike<number>, value: number, start = 0): number {
  let low = start;
  let high = xs.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((xs[middle] ?? 0) < value) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Lowest and highest of the numbers among y[from … to), ascending; where there are none, the first gap. */
function extremes(y: ArrayLike<number>, from: number, to: number): number[] {
  let lowest = -1;
  let highest = -1;
  for (let i = from; i < to; i++) {
    const value = y[i] ?? NaN;
    if (!Number.isFinite(value)) continue;
    if (lowest < 0) lowest = highest = i;
    else if (value < (y[lowest] ?? 0)) lowest = i;
    else if (value > (y[highest] ?? 0)) highest = i;
  }
  if (lowest < 0) return to > from ? [from] : [];
  if (lowest === highest) return [lowest];
  return lowest < highest ? [lowest, highest] : [highest, lowest];
}

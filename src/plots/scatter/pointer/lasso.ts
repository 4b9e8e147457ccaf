/** A line drawn by hand around points, in places of the plot. */

export type Outline = readonly (readonly [number, number])[];

/** Pixels between two corners: closer together they add nothing. */
const STEP = 3;

/** The outline with one place more, unless it is too close to the last. */
export function extended(outline: Outline, at: readonly [number, number]): Outline {
  const last = outline.at(-1);
  return last && Math.hypot(at[0] - last[0], at[1] - last[1]) < STEP ? outline : [...outline, at];
}

/** Even-odd rule over corners x, y, x, y, …: a ray to the left crosses the outline an odd number of times. */
function crossedOddly(corners: Float64Array, x: number, y: number): boolean {
  let inside = false;
  let xj = corners[corners.length - 2]!;
  let yj = corners[corners.length - 1]!;
  for (let i = 0; i < corners.length; i += 2) {
    const xi = corners[i]!;
    const yi = corners[i + 1]!;
    if (yi > y !== yj > y && x < ((xj - xi) * (y - yi)) / (yj - yi) + xi) inside = !inside;
    xj = xi;
    yj = yi;
  }
  return inside;
}

/** Is a place within the outline? */
export const encloses = (outline: Outline, x: number, y: number): boolean => crossedOddly(Float64Array.from(outline.flat()), x, y);

/** Points inside the outline that face the reader. Positions are rows (x, y, depth). */
export function pointsInside(screen: Float32Array, n: number, outline: Outline, eligible?: (index: number) => boolean): number[] {
  if (outline.length < 3) return [];
  const corners = Float64Array.from(outline.flat());
  const xs = outline.map(([x]) => x);
  const ys = outline.map(([, y]) => y);
  const [left, right, top, bottom] = [Math.min(...xs), Math.max(...xs), Math.min(...ys), Math.max(...ys)];
  const inside: number[] = [];
  for (let i = 0; i < n; i++) {
    const x = screen[3 * i]!;
    const y = screen[3 * i + 1]!;
    if (x < left || x > right || y < top || y > bottom || screen[3 * i + 2]! < 0 || (eligible && !eligible(i))) continue;
    if (crossedOddly(corners, x, y)) inside.push(i);
  }
  return inside;
}

export const outlinePath = (outline: Outline): string =>
  outline.length === 0 ? '' : `M${outline.map(([x, y]) => `${x.toFixed(1)},${y.toFixed(1)}`).join('L')}Z`;

/** The unit sphere, for single points, in float64. */
import type { Coordinates } from './poincare';

/**
 * Midpoint of rows of the unit sphere: their weighted mean, put back on the sphere. Where the mean vanishes (opposite points) no
 * place is nearer than another: the first row's.
 * @param d coordinates of a row; rows, or those listed in `members`
 * @throws RangeError without any point
 */
export function sphereMidpoint(
  points: Coordinates,
  d: number,
  options: { members?: ArrayLike<number>; weights?: ArrayLike<number> } = {},
): Float64Array {
  const { members, weights } = options;
  const count = members?.length ?? points.length / d;
  if (!(count > 0)) throw new RangeError('A midpoint needs at least one point');
  const sum = new Float64Array(d);
  for (let k = 0; k < count; k++) {
    const at = (members ? members[k]! : k) * d;
    const weight = weights ? weights[k]! : 1;
    for (let i = 0; i < d; i++) sum[i]! += weight * points[at + i]!;
  }
  const length = Math.hypot(...sum);
  if (length > 1e-9) return sum.map((value) => value / length);
  const first = (members ? members[0]! : 0) * d;
  return Float64Array.from({ length: d }, (_, i) => points[first + i]!);
}

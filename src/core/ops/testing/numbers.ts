/** Inputs and derivatives for tests. */
import { createRandom } from '../../random/random';

/** `size` normal values with standard deviation `scale`, the same for the same seed. */
export function gaussian(size: number, seed: number, scale = 1): Float32Array {
  const random = createRandom(seed);
  return Float32Array.from({ length: size }, () => scale * random.normal());
}

/** Central differences of a float64 function of several variables. Float32 functions lose too many digits for this. */
export function finiteDifferences(f: (x: Float64Array) => number, x: ArrayLike<number>, step = 1e-5): Float64Array {
  const point = Float64Array.from(x);
  return point.map((value, i) => {
    const moved = Float64Array.from(point);
    moved[i] = value + step;
    const above = f(moved);
    moved[i] = value - step;
    return (above - f(moved)) / (2 * step);
  });
}

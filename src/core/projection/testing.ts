/** Made-up features for the tests of this room and the next. */
import { createRandom } from '../random/random';
import { orthonormalise } from './linearAlgebra';

export const normals = (count: number, seed: string): Float64Array => {
  const random = createRandom(seed);
  return Float64Array.from({ length: count }, () => random.normal());
};

/** n features in d dimensions around k centres that spread over `rank` dimensions. */
export function clusters(n: number, d: number, k: number, rank: number, noise: number): Float64Array {
  const [centres, axes, jitter] = [normals(k * rank, 'centres'), normals(rank * d, 'axes'), normals(n * d, 'jitter')];
  orthonormalise(axes, rank, d);
  return Float64Array.from({ length: n * d }, (_, i) => {
    const [row, at] = [Math.floor(i / d), i % d];
    let sum = (noise * jitter[i]!) / Math.sqrt(d);
    for (let j = 0; j < rank; j++) sum += (centres[(row % k) * rank + j]! * axes[j * d + at]!) / Math.sqrt(rank);
    return sum;
  });
}

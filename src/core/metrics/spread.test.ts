import { describe, expect, it } from 'vitest';
import { createRandom } from '../random/random';
import { sampleClasses } from './sample';
import { UNIFORMITY_ROWS, alignment, uniformity } from './spread';

function cloud(n: number, d: number, seed: number): Float32Array {
  const random = createRandom(seed);
  return Float32Array.from({ length: n * d }, () => random.normal());
}

/** ‖x̂ − ŷ‖² of two rows, from the cosine. */
function square(rows: Float32Array, d: number, a: number, b: number): number {
  const row = (i: number) => Array.from(rows.subarray(i * d, (i + 1) * d));
  const dot = (x: number[], y: number[]) => x.reduce((sum, value, i) => sum + value * y[i]!, 0);
  const [x, y] = [row(a), row(b)];
  return 2 - (2 * dot(x, y)) / Math.sqrt(dot(x, x) * dot(y, y));
}

describe('alignment', () => {
  it('is the mean squared distance over all pairs of one class, on the sphere', () => {
    const [n, d] = [40, 5];
    const rows = cloud(n, d, 1);
    const labels = Array.from({ length: n }, (_, i) => (i * i) % 7);
    const squares: number[] = [];
    for (let a = 0; a < n; a++) for (let b = 0; b < a; b++) if (labels[a] === labels[b]) squares.push(square(rows, d, a, b));
    expect(alignment(rows, n, d, labels)).toBeCloseTo(squares.reduce((x, y) => x + y) / squares.length, 10);
  });

  it('does not feel the norms, is 0 for classes that are points, and is not there without pairs', () => {
    const rows = Float32Array.of(1, 0, 3, 0, 0, 2, 0, 0.1);
    expect(alignment(rows, 4, 2, [0, 0, 1, 1])).toBeCloseTo(0, 12);
    expect(alignment(rows, 4, 2, [0, 1, 0, 1])).toBeCloseTo(2, 12);
    expect(alignment(rows, 4, 2, [0, 1, 2, 3])).toBeUndefined();
  });
});

describe('uniformity', () => {
  it('is the log of the mean Gaussian potential over all pairs', () => {
    const [n, d] = [30, 4];
    const rows = cloud(n, d, 2);
    let sum = 0;
    for (let a = 0; a < n; a++) for (let b = 0; b < a; b++) sum += Math.exp(-2 * square(rows, d, a, b));
    expect(uniformity(rows, n, d, createRandom(1))).toBeCloseTo(Math.log(sum / ((n * (n - 1)) / 2)), 8);
  });

  it('is 0 for one point, near −4 for an even spread, and of a sample where there are many rows', () => {
    expect(uniformity(Float32Array.of(1, 2, 2, 4, 3, 6), 3, 2, createRandom(1))).toBeCloseTo(0, 12);
    const [n, d] = [4 * UNIFORMITY_ROWS, 64];
    const rows = cloud(n, d, 3);
    const own = uniformity(rows, n, d, createRandom(1))!;
    expect(own).toBeCloseTo(-4 + 8 / d, 1);
    expect(uniformity(rows, n, d, createRandom(1))).toBe(own);
    expect(Math.abs(uniformity(rows, n, d, createRandom(2))! / own - 1)).toBeLessThan(0.01);
    expect(uniformity(rows, 1, d, createRandom(1))).toBeUndefined();
  });
});

describe('sampleClasses', () => {
  it('takes whole classes while they are small, the same for the same seed', () => {
    const labels = Int32Array.from({ length: 600 }, (_, i) => i % 100);
    const sample = sampleClasses(labels, 120, createRandom(1));
    expect(sample).toHaveLength(120);
    expect([...sample]).toEqual([...sample].sort((a, b) => a - b));
    expect(new Set([...sample].map((i) => labels[i])).size).toBe(20);
    expect(sampleClasses(labels, 120, createRandom(1))).toEqual(sample);
    expect(sampleClasses(labels, 120, createRandom(2))).not.toEqual(sample);
  });

  it('fills up from a few large classes, and leaves out images that have nothing to be found by', () => {
    const few = sampleClasses(
      Int32Array.from({ length: 1000 }, (_, i) => i % 4),
      512,
      createRandom(1),
    );
    expect(few).toHaveLength(512);
    expect([0, 1, 2, 3].map((label) => few.filter((i) => i % 4 === label).length)).toEqual([128, 128, 128, 128]);
    expect([...sampleClasses([7, 1, 2, 2, 3], 10, createRandom(1))]).toEqual([2, 3]);
    expect(sampleClasses([1, 2, 3], 10, createRandom(1))).toHaveLength(0);
    expect(sampleClasses([1, 1, 2, 2], 3, createRandom(1))).toHaveLength(2);
  });
});

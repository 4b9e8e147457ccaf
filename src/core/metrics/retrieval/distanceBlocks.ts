/**
 * Distances from every row to all rows, a block of rows at a time: the product of the rows on the backend, what is left of
 * the formula here.
 *
 * One product serves every geometry. The maps onto the sphere and the ball are radial, so with unit rows u and radii ρ
 *   1 − cos = ½‖u_x − u_y‖²   and   ‖b_x − b_y‖² = (ρ_x − ρ_y)² + 2ρ_xρ_y(1 − cos).
 * Differences do not feel a common shift, so the unit rows are centred first: with v = u − mean,
 *   ½‖u_x − u_y‖² = ½‖v_x‖² + ½‖v_y‖² − ⟨v_x, v_y⟩,
 * which loses digits only for rows close to each other *compared with the spread of all*; those few are computed from
 * their difference. (Untrained models put all images within a few degrees: without centring most digits would go.)
 */
import * as tf from '@tensorflow/tfjs';
import { asinhFast } from '../../geometry/asinhTable';
import { TOO_CLOSE } from '../../ops/nearest/kernel';
import type { Embedding, Rows, Temperatures } from '../../geometry/vector';

/** Rows of a block: few enough that products and distances of a large set stay in the processor's caches, enough to keep the product busy. */
export const BLOCK_ROWS = 64;

export interface DistanceBlock {
  /** Row the block begins with. */
  first: number;
  /** [rows, n]; valid until the next block is asked for. Smaller = nearer. */
  distances: Float64Array;
}

/** 1 − cos between rows of [n, d], which need not have unit length; a row of norm 0 is at 1 from all. */
export async function* cosineBlocks(rows: Rows, n: number, d: number): AsyncGenerator<DistanceBlock, void> {
  yield* sphereBlocks(new CentredRows(rows, n, d));
}

/**
 * What `distancesFrom` of the geometry ranks by. For the hyperbolic geometry not d itself but t, of which d is an increasing
 * function; fused distances need d, and have it.
 */
export async function* distanceBlocks(embedding: Embedding, head: Temperatures): AsyncGenerator<DistanceBlock, void> {
  const { n, d, c, ball, sphere, conformal } = embedding;
  const directions = sphere ?? ball;
  if (!directions) throw new TypeError('This embedding has neither a part on the sphere nor one in the ball');
  const centred = new CentredRows(directions, n, d);
  if (!ball || !conformal) {
    yield* sphereBlocks(centred);
    return;
  }
  const radii = Float64Array.from({ length: n }, (_, row) => {
    let sum = 0;
    for (let i = row * d; i < (row + 1) * d; i++) sum += ball[i]! * ball[i]!;
    return Math.sqrt(sum);
  });
  const perDistance = sphere ? (head.lambda / head.tauHyperbolic) * (2 / Math.sqrt(c)) : 0;
  const perCosine = 1 / head.tauSpherical;
  // Divisions are dear, and there is one for every pair.
  const inverse = conformal.map((value) => 1 / value);
  yield* sphereBlocks(centred, (row, distances) => {
    const factor = c * inverse[row]!;
    const radius = radii[row]!;
    for (let other = 0; other < n; other++) {
      const apart = distances[other]!;
      const along = radius - radii[other]!;
      const t = (along * along + 2 * radius * radii[other]! * apart) * factor * inverse[other]!;
      distances[other] = sphere ? perDistance * asinhFast(Math.sqrt(t)) - (1 - apart) * perCosine : t;
    }
  });
}

/** @param finish makes of 1 − cos, [n] from a row to all, what is ranked by: row by row, while they are in the processor's cache */
async function* sphereBlocks(
  rows: CentredRows,
  finish?: (row: number, distances: Float64Array) => void,
): AsyncGenerator<DistanceBlock, void> {
  const { n, d, squares } = rows;
  const distances = new Float64Array(Math.min(BLOCK_ROWS, n) * n);
  // [d, n] once, so that the product needs no transposition: that path is ten times slower on wasm.
  const all = tf.tensor2d(rows.transposed(), [d, n]);
  try {
    for (let first = 0; first < n; first += BLOCK_ROWS) {
      const count = Math.min(BLOCK_ROWS, n - first);
      const products = await multiply(rows.padded(first, BLOCK_ROWS), all);
      for (let i = 0; i < count; i++) {
        const row = first + i;
        const own = squares[row]!;
        const ofRow = distances.subarray(i * n, (i + 1) * n);
        for (let other = 0, at = i * n; other < n; other++, at++) {
          const scale = 0.5 * (own + squares[other]!);
          const apart = scale - products[at]!;
          ofRow[other] = apart < TOO_CLOSE * scale ? rows.halfSquare(row, other) : apart;
        }
        if (rows.zeros.length > 0) {
          if (rows.zeros.includes(row)) ofRow.fill(1);
          for (const zero of rows.zeros) ofRow[zero] = 1;
        }
        finish?.(row, ofRow);
      }
      yield { first, distances: distances.subarray(0, count * n) };
    }
  } finally {
    all.dispose();
  }
}

/** [BLOCK_ROWS, d] · [d, n], read back. */
async function multiply(block: Float32Array, all: tf.Tensor2D): Promise<Float32Array> {
  const product = tf.tidy(() => tf.matMul(tf.tensor2d(block, [BLOCK_ROWS, all.shape[0]]), all));
  try {
    return (await product.data()) as Float32Array;
  } finally {
    product.dispose();
  }
}

/** Unit rows with their mean taken off. */
export class CentredRows {
  readonly n: number;
  readonly d: number;
  /** ‖v‖² of each. */
  readonly squares: Float64Array;
  /** Rows of norm 0, which have no direction. */
  readonly zeros: number[] = [];
  readonly #rows: Float32Array;

  constructor(rows: Rows, n: number, d: number) {
    this.n = n;
    this.d = d;
    this.squares = new Float64Array(n);
    this.#rows = new Float32Array(n * d);
    const mean = new Float64Array(d);
    const factors = new Float64Array(n);
    for (let row = 0; row < n; row++) {
      let sum = 0;
      for (let i = row * d; i < (row + 1) * d; i++) sum += rows[i]! * rows[i]!;
      const factor = sum > 0 ? 1 / Math.sqrt(sum) : 0;
      factors[row] = factor;
      if (factor === 0) this.zeros.push(row);
      for (let i = 0; i < d; i++) mean[i]! += (rows[row * d + i]! * factor) / n;
    }
    for (let row = 0; row < n; row++) {
      let sum = 0;
      for (let i = 0, at = row * d; i < d; i++, at++) {
        const value = Math.fround(rows[at]! * factors[row]! - mean[i]!);
        this.#rows[at] = value;
        sum += value * value;
      }
      this.squares[row] = sum;
    }
  }

  /** [d, n] */
  transposed(): Float32Array {
    const { n, d } = this;
    const out = new Float32Array(n * d);
    for (let row = 0, at = 0; row < n; row++) for (let i = 0; i < d; i++, at++) out[i * n + row] = this.#rows[at]!;
    return out;
  }

  /** [count, width] from row `first` on, filled up with zeros behind the last row and behind every row of d. */
  padded(first: number, count: number, width = this.d): Float32Array {
    const { d, n } = this;
    const out = new Float32Array(count * width);
    const last = Math.min(n, first + count);
    if (width === d) out.set(this.#rows.subarray(first * d, last * d));
    else for (let row = first; row < last; row++) out.set(this.#rows.subarray(row * d, (row + 1) * d), (row - first) * width);
    return out;
  }

  /** ½‖v_x − v_y‖², from the difference. */
  halfSquare(x: number, y: number): number {
    const { d } = this;
    const rows = this.#rows;
    let sum = 0;
    for (let i = 0, a = x * d, b = y * d; i < d; i++, a++, b++) {
      const difference = rows[a]! - rows[b]!;
      sum += difference * difference;
    }
    return sum / 2;
  }
}

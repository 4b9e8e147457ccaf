/**
 * The nearest rows of every row of a block, on WebGPU: from the block's products with all rows to the k smallest distances, without
 * the distances ever being stored. The formulas are those of `metrics/distanceBlocks.ts`.
 */
import { integers, type ShaderProgram } from '../runtime/program';
import { asinhSqrt, atanhSeries } from '../runtime/wgslMath';

/** `sphere`: 1 − cos; `ball`: t, of which the hyperbolic distance is an increasing function; `fused`: λ/τ_h·d − cos/τ_s. */
export type NearestKind = 'sphere' | 'ball' | 'fused';

export interface NearestShape {
  kind: NearestKind;
  /** Rows of a block, and rows in all; d a multiple of 4. */
  rows: number;
  n: number;
  d: number;
  /** Columns of the products, n or a few more. */
  columns: number;
  k: number;
}

export interface NearestNumbers {
  /** Curvature. */
  c: number;
  /** 1/τ_s, and λ/τ_h · 2/√c. */
  perCosine: number;
  perDistance: number;
}

const LANES = 64;
/** Below this share of the two squared norms a difference of products has too few digits left. */
export const TOO_CLOSE = 0.01;

const DISTANCE: Record<NearestKind, string> = {
  sphere: 'return apart;',
  ball: 'return ratio(own, other, apart);',
  fused: 'return uniforms.perDistance * asinhSqrt(ratio(own, other, apart)) - (1.0 - apart) * uniforms.perCosine;',
};

/**
 * [rows, k, 2] of (index, distance), nearest first, ties by index, −1 where there are no more, from
 * [products of the block's rows with all rows, all rows, facts]. The facts of a row are (‖v‖² or −1 where it has no direction,
 * 1 where it may be found, radius in the ball, 1 − c‖b‖²). `first` is the number of the block's first row.
 */
export function nearestProgram(
  { kind, rows, n, d, columns, k }: NearestShape,
  { c, perCosine, perDistance }: NearestNumbers,
): ShaderProgram {
  const inBall = kind !== 'sphere';
  const floats = { ...(inBall ? { c } : {}), ...(kind === 'fused' ? { perCosine, perDistance } : {}) };
  return {
    key: `negativeSpaceNearest ${kind} ${k}`,
    inputs: ['products', 'vectors', 'facts'],
    components: [1, 4, 4],
    outputShape: [rows, k, 2],
    invocations: rows * LANES,
    workgroup: LANES,
    uniforms: [
      ...integers({ first: 0, rows, n, d: d / 4, columns }),
      ...Object.entries(floats).map(([name, value]) => ({ name, type: 'f32' as const, value })),
    ],
    code: `
${kind === 'fused' ? atanhSeries + asinhSqrt : ''}
var<workgroup> smallest : array<f32, ${LANES}>;
var<workgroup> smallestIndex : array<i32, ${LANES}>;
const NONE = 2147483647;
// 1 − cos of two rows.
fn apartOf(row : i32, other : i32, product : f32) -> f32 {
  let own = facts[row].x;
  let theirs = facts[other].x;
  if (own < 0.0 || theirs < 0.0) { return 1.0; }
  let scale = 0.5 * (own + theirs);
  let apart = scale - product;
  if (apart >= ${TOO_CLOSE} * scale) { return apart; }
  var sum = 0.0;
  for (var i = 0; i < uniforms.d; i++) {
    let difference = vectors[row * uniforms.d + i] - vectors[other * uniforms.d + i];
    sum += dot(difference, difference);
  }
  return 0.5 * sum;
}
${
  inBall
    ? `fn ratio(own : vec4<f32>, other : vec4<f32>, apart : f32) -> f32 {
  let along = own.z - other.z;
  return uniforms.c * (along * along + 2.0 * own.z * other.z * apart) / (own.w * other.w);
}`
    : ''
}
fn distanceOf(row : i32, column : i32, apart : f32) -> f32 {
  ${inBall ? 'let own = facts[row]; let other = facts[column];' : ''}
  ${DISTANCE[kind]}
}
fn main(index : i32) {
  let lane = i32(localIndex);
  let block = index / ${LANES};
  let row = min(uniforms.first + block, uniforms.n - 1);
  // Sorted, nearest first; every invocation has those of its own columns.
  var distances : array<f32, ${k}>;
  var indices : array<i32, ${k}>;
  for (var i = 0; i < ${k}; i++) { distances[i] = 3.0e38; indices[i] = NONE; }
  for (var column = lane; column < uniforms.n; column += ${LANES}) {
    if (column == row || facts[column].y == 0.0) { continue; }
    let distance = distanceOf(row, column, apartOf(row, column, products[block * uniforms.columns + column]));
    if (distance < distances[${k - 1}]) {
      var place = ${k - 1};
      // Stays behind its equals, which have smaller indices.
      while (place > 0 && distance < distances[max(place - 1, 0)]) {
        distances[place] = distances[place - 1];
        indices[place] = indices[place - 1];
        place--;
      }
      distances[place] = distance;
      indices[place] = column;
    }
  }
  // The heads of all lists compete; the winner's list moves on.
  var head = 0;
  for (var i = 0; i < ${k}; i++) {
    let left = head < ${k};
    smallest[lane] = select(3.0e38, distances[min(head, ${k - 1})], left);
    smallestIndex[lane] = select(NONE, indices[min(head, ${k - 1})], left);
    workgroupBarrier();
    for (var half = ${LANES / 2}; half > 0; half /= 2) {
      if (lane < half) {
        let nearer = smallest[lane + half] < smallest[lane]
          || (smallest[lane + half] == smallest[lane] && smallestIndex[lane + half] < smallestIndex[lane]);
        if (nearer) { smallest[lane] = smallest[lane + half]; smallestIndex[lane] = smallestIndex[lane + half]; }
      }
      workgroupBarrier();
    }
    let winner = smallestIndex[0];
    if (winner != NONE && left && indices[min(head, ${k - 1})] == winner) { head++; }
    if (lane == 0 && block < uniforms.rows) {
      result[2 * (block * ${k} + i)] = select(f32(winner), -1.0, winner == NONE);
      result[2 * (block * ${k} + i) + 1] = smallest[0];
    }
    workgroupBarrier();
  }
}`,
  };
}

/**
 * Matrix products in WGSL through shared memory, for GPUs: a workgroup of 256 computes 64 × 64 values and fetches 16 terms of
 * their sums at a time, every invocation adding up 4 × 4. Sides are multiples of 4; `emit` as in `registers.ts`.
 */

export const WORKGROUP = 256;
/** Rows and columns of the result that one workgroup computes. */
export const SIDE = 64;
const DEPTH = 16;

interface Product {
  /** Value of the first factor, four at a time: along its row index where `aAlongRows`, else along the terms of the sum. */
  a: string;
  b: string;
  aAlongRows: boolean;
  bAlongColumns: boolean;
  limits: { rows: string; columns: string };
  /** Terms of the sum that a workgroup runs through, the same for all: a uniform. */
  terms: string;
  /** Terms there are, beyond which factors count as 0. */
  limit: string;
  /** Splits the sum over blocks of `terms`, with the sums of the first factor for `emitTotal`. */
  blocks: boolean;
  /** Code behind the last value. */
  finish?: string;
}

const four = [0, 1, 2, 3];

/** An invocation fetches four neighbouring values; WGSL's `k` is the term, `m` the row or column. */
function fetch(tile: string, factor: string, alongSide: boolean, first: string, limit: string): string {
  if (alongSide)
    return `{
      let k = lane / ${SIDE / 4};
      let m = lane % ${SIDE / 4} * 4;
      let term = start + step + k;
      var value = vec4<f32>(0.0);
      if (term < end && ${first} + m < ${limit}) { value = ${factor}[(term * ${limit} + ${first} + m) / 4]; }
      ${four.map((j) => `${tile}[k * ${SIDE} + m + ${j}] = value[${j}];`).join(' ')}
    }`;
  return `{
      let m = lane / ${DEPTH / 4};
      let k = lane % ${DEPTH / 4} * 4;
      let term = start + step + k;
      var value = vec4<f32>(0.0);
      if (term < end && ${first} + m < ${limit}) { value = ${factor}[((${first} + m) * terms + term) / 4]; }
      ${four.map((j) => `${tile}[(k + ${j}) * ${SIDE} + m] = value[${j}];`).join(' ')}
    }`;
}

/** The kernel of a product. No barrier stands behind a branch on anything but uniforms. */
export function sharedProduct({ a, b, aAlongRows, bAlongColumns, limits, terms, limit, blocks, finish = '' }: Product): string {
  return `
var<workgroup> tileA : array<f32, ${DEPTH * SIDE}>;
var<workgroup> tileB : array<f32, ${DEPTH * SIDE}>;
var<private> block : i32;
fn main(index : i32) {
  let lane = i32(localIndex);
  let tiles = (${limits.columns} + ${SIDE - 1}) / ${SIDE};
  let rowTiles = (${limits.rows} + ${SIDE - 1}) / ${SIDE};
  let group = index / ${WORKGROUP};
  block = ${blocks ? 'group / (tiles * rowTiles)' : '0'};
  // Workgroups behind the last tile compute another one again and write nothing.
  let inside = group < tiles * rowTiles${blocks ? ' * uniforms.blocks' : ''};
  let firstRow = group / tiles % rowTiles * ${SIDE};
  let firstColumn = group % tiles * ${SIDE};
  let terms = ${limit};
  let start = block * ${terms};
  let end = min(start + ${terms}, terms);
  let rows = lane / ${SIDE / 4} * 4;
  let columns = lane % ${SIDE / 4} * 4;
  ${four.map((i) => `var s${i} = vec4<f32>(0.0);`).join(' ')}
  ${blocks ? 'var total = vec4<f32>(0.0);' : ''}
  for (var step = 0; step < ${terms}; step += ${DEPTH}) {
    ${fetch('tileA', a, aAlongRows, 'firstRow', limits.rows)}
    ${fetch('tileB', b, bAlongColumns, 'firstColumn', limits.columns)}
    workgroupBarrier();
    for (var k = 0; k < ${DEPTH}; k++) {
      let left = vec4<f32>(${four.map((j) => `tileA[k * ${SIDE} + rows + ${j}]`).join(', ')});
      let right = vec4<f32>(${four.map((j) => `tileB[k * ${SIDE} + columns + ${j}]`).join(', ')});
      ${four.map((i) => `s${i} += left[${i}] * right;`).join(' ')}
      ${blocks ? 'total += left;' : ''}
    }
    workgroupBarrier();
  }
  let row = firstRow + rows;
  let column = firstColumn + columns;
  if (inside && column < ${limits.columns}) {
    ${four.map((i) => `if (row + ${i} < ${limits.rows}) { emit(row + ${i}, column, s${i}); }`).join('\n    ')}
  }
  ${finish && `if (inside) { ${finish} }`}
  ${blocks ? `if (inside && column == 0 && row < ${limits.rows}) { emitTotal(row, total); }` : ''}
}`;
}

/**
 * Matrix products in WGSL, tiled in registers and without shared memory, which software adapters are slow at. Sides are
 * multiples of 4. Every kernel hands its values, four at a time, to `emit(row, column, value)`, which the caller's code defines.
 *
 * A software adapter fetches the numbers of neighbouring invocations one by one, at the price of some dozen products each: the
 * larger the tile, the fewer it fetches for each product, though most of the sums no longer fit into registers.
 */

/** Rows and columns of the result that one invocation computes. */
export interface Tile {
  rows: number;
  columns: number;
}

const range = (n: number) => Array.from({ length: n }, (_, i) => i);
const four = range(4);

/** Both sides of a product of which one invocation computes `columns` values along a row, as vec4: code for every vec4. */
const emitTile = ({ rows, columns }: Tile, limits: { rows: string; columns: string }, value: (i: number, q: number) => string) =>
  range(rows)
    .map(
      (i) => `if (row + ${i} < ${limits.rows}) {
    ${range(columns / 4)
      .map((q) => `if (column + ${4 * q} < ${limits.columns}) { emit(row + ${i}, column + ${4 * q}, ${value(i, q)}); }`)
      .join(' ')}
  }`,
    )
    .join('\n  ');

const place = ({ rows, columns }: Tile, limits: { rows: string; columns: string }) => `
  let tiles = (${limits.columns} + ${columns - 1}) / ${columns};
  let row = index / tiles * ${rows};
  let column = index % tiles * ${columns};
  if (row >= ${limits.rows}) { return; }`;

/** Σ_k a[row, k]·b[column, k]: vec4 along k on both sides. `finish` stands behind the last value. */
export function rowsTimesRows(
  tile: Tile,
  a: string,
  b: string,
  limits: { rows: string; columns: string; inner: string },
  finish = '',
): string {
  const rows = range(tile.rows);
  const columns = range(tile.columns);
  return `
fn main(index : i32) {${place(tile, limits)}
  let steps = ${limits.inner} / 4;
  ${rows.map((i) => `let a${i} = min(row + ${i}, ${limits.rows} - 1) * steps;`).join(' ')}
  ${columns.map((j) => `let b${j} = min(column + ${j}, ${limits.columns} - 1) * steps;`).join(' ')}
  ${rows.map((i) => columns.map((j) => `var s${i}_${j} = 0.0;`).join(' ')).join('\n  ')}
  for (var k = 0; k < steps; k++) {
    ${columns.map((j) => `let y${j} = ${b}[b${j} + k];`).join(' ')}
    ${rows.map((i) => `let x${i} = ${a}[a${i} + k]; ${columns.map((j) => `s${i}_${j} += dot(x${i}, y${j});`).join(' ')}`).join('\n    ')}
  }
  ${emitTile(tile, limits, (i, q) => `vec4<f32>(${four.map((j) => `s${i}_${4 * q + j}`).join(', ')})`)}
  ${finish}
}`;
}

/** Σ_k a[row, k]·b[k, column]: vec4 along k of a and along the columns of b. */
export function rowsTimesColumns(tile: Tile, a: string, b: string, limits: { rows: string; columns: string; inner: string }): string {
  const rows = range(tile.rows);
  const quads = range(tile.columns / 4);
  return `
fn main(index : i32) {${place(tile, limits)}
  let steps = ${limits.inner} / 4;
  let width = ${limits.columns} / 4;
  ${rows.map((i) => `let a${i} = min(row + ${i}, ${limits.rows} - 1) * steps;`).join(' ')}
  ${quads.map((q) => `let c${q} = min(column / 4 + ${q}, width - 1);`).join(' ')}
  ${rows.map((i) => quads.map((q) => `var s${i}_${q} = vec4<f32>(0.0);`).join(' ')).join('\n  ')}
  for (var k = 0; k < steps; k++) {
    ${four.map((j) => `let at${j} = (4 * k + ${j}) * width; ${quads.map((q) => `let y${j}_${q} = ${b}[at${j} + c${q}];`).join(' ')}`).join('\n    ')}
    ${rows.map((i) => `let x${i} = ${a}[a${i} + k]; ${quads.map((q) => `s${i}_${q} += ${four.map((j) => `x${i}[${j}] * y${j}_${q}`).join(' + ')};`).join(' ')}`).join('\n    ')}
  }
  ${emitTile(tile, limits, (i, q) => `s${i}_${q}`)}
}`;
}

/**
 * Σ_r a[r, row]·b[r, column] over one block of r, and Σ_r a[r, row]: vec4 along the columns of both. `emit` and `emitTotal(row, value)`
 * find the number of their block in the private variable `block`.
 */
export function columnsTimesColumns(tile: Tile, a: string, b: string, limits: { rows: string; columns: string; inner: string }): string {
  const rowQuads = range(tile.rows / 4);
  const quads = range(tile.columns / 4);
  return `
var<private> block : i32;
fn main(index : i32) {
  let tiles = (${limits.columns} + ${tile.columns - 1}) / ${tile.columns};
  let rowTiles = (${limits.rows} + ${tile.rows - 1}) / ${tile.rows};
  block = index / (tiles * rowTiles);
  if (block >= uniforms.blocks) { return; }
  let row = index / tiles % rowTiles * ${tile.rows};
  let column = index % tiles * ${tile.columns};
  let height = ${limits.rows} / 4;
  let width = ${limits.columns} / 4;
  ${rowQuads.map((p) => `let d${p} = min(row / 4 + ${p}, height - 1); var total${p} = vec4<f32>(0.0);`).join(' ')}
  ${quads.map((q) => `let c${q} = min(column / 4 + ${q}, width - 1);`).join(' ')}
  ${range(tile.rows)
    .map((i) => quads.map((q) => `var s${i}_${q} = vec4<f32>(0.0);`).join(' '))
    .join('\n  ')}
  let end = min((block + 1) * uniforms.blockRows, ${limits.inner});
  // Four terms a turn, so that every sum is fetched and stored once for four products. Beyond the end the first factor counts as 0.
  for (var r = block * uniforms.blockRows; r < end; r += 4) {
    ${four
      .map(
        (j) => `let r${j} = min(r + ${j}, end - 1);
    ${rowQuads.map((p) => `let x${j}_${p} = ${j === 0 ? `${a}[r0 * height + d${p}]` : `select(vec4<f32>(0.0), ${a}[r${j} * height + d${p}], r + ${j} < end)`};`).join(' ')}
    ${quads.map((q) => `let y${j}_${q} = ${b}[r${j} * width + c${q}];`).join(' ')}`,
      )
      .join('\n    ')}
    ${rowQuads.map((p) => `total${p} += ${four.map((j) => `x${j}_${p}`).join(' + ')};`).join(' ')}
    ${range(tile.rows)
      .map((i) =>
        quads.map((q) => `s${i}_${q} += ${four.map((j) => `x${j}_${Math.floor(i / 4)}[${i % 4}] * y${j}_${q}`).join(' + ')};`).join(' '),
      )
      .join('\n    ')}
  }
  ${emitTile(tile, limits, (i, q) => `s${i}_${q}`)}
  if (column == 0) {
    ${rowQuads.map((p) => `if (row + ${4 * p} < ${limits.rows}) { emitTotal(row + ${4 * p}, total${p}); }`).join(' ')}
  }
}`;
}

/**
 * Matrix products of a linear layer in WGSL, tiled in registers and without shared memory, which software adapters are slow at.
 * Each product has a form for sides that are multiples of 4, with vec4 loads, and a plain one for every other shape.
 */

/** Rows and outputs computed by one invocation of the forward product. */
export const TILE = 8;
/** Rows and columns computed by one invocation of the backward products: columns as two vec4. */
export const ROWS = 8;
export const WIDE = 8;

const range = (n: number) => Array.from({ length: n }, (_, i) => i);
const four = range(4);
const tile = range(TILE);
const rows = range(ROWS);

/** y[r, o] = Σ_k x[r, k]·w[o, k] + b[o] (+ residual[r, o]); uniforms rows, inputs, outputs. TILE × TILE values an invocation, vec4 along k. */
export const forwardTiled = (residual: boolean) => `
fn main(index : i32) {
  let tiles = (uniforms.outputs + ${TILE - 1}) / ${TILE};
  let row = index / tiles * ${TILE};
  let output = index % tiles * ${TILE};
  if (row >= uniforms.rows) { return; }
  let steps = uniforms.inputs / 4;
  ${tile.map((i) => `let x${i} = min(row + ${i}, uniforms.rows - 1) * steps; let w${i} = min(output + ${i}, uniforms.outputs - 1) * steps;`).join('\n  ')}
  ${tile.map((i) => tile.map((j) => `var s${i}_${j} = 0.0;`).join(' ')).join('\n  ')}
  for (var k = 0; k < steps; k++) {
    ${tile.map((i) => `let b${i} = weight[w${i} + k];`).join(' ')}
    ${tile.map((i) => `let a${i} = x[x${i} + k]; ${tile.map((j) => `s${i}_${j} += dot(a${i}, b${j});`).join(' ')}`).join('\n    ')}
  }
  let most = uniforms.outputs - output;
  ${tile
    .map(
      (i) => `if (row + ${i} < uniforms.rows) {
    let at = (row + ${i}) * uniforms.outputs + output;
    ${tile.map((j) => `if (most > ${j}) { result[at + ${j}] = s${i}_${j} + bias[output + ${j}]${residual ? ` + residual[at + ${j}]` : ''}; }`).join('\n    ')}
  }`,
    )
    .join('\n  ')}
}`;

export const forwardPlain = (residual: boolean) => `
fn main(index : i32) {
  if (index >= uniforms.rows * uniforms.outputs) { return; }
  let row = index / uniforms.outputs;
  let output = index % uniforms.outputs;
  var sum = 0.0;
  for (var k = 0; k < uniforms.inputs; k++) { sum += x[row * uniforms.inputs + k] * weight[output * uniforms.inputs + k]; }
  result[index] = sum + bias[output]${residual ? ' + residual[index]' : ''};
}`;

/** dx[r, k] = Σ_o dy[r, o]·w[o, k]; uniforms rows, inputs, outputs. ROWS × 8 values an invocation, vec4 along k and along o. */
export const inputGradientTiled = `
fn main(index : i32) {
  let columns = uniforms.inputs / 4;
  let tiles = (columns + 1) / 2;
  let row = index / tiles * ${ROWS};
  let first = index % tiles * 2;
  if (row >= uniforms.rows) { return; }
  let second = min(first + 1, columns - 1);
  let steps = uniforms.outputs / 4;
  ${rows.map((i) => `let d${i} = min(row + ${i}, uniforms.rows - 1) * steps;`).join(' ')}
  ${rows.map((i) => `var left${i} = vec4<f32>(0.0); var right${i} = vec4<f32>(0.0);`).join(' ')}
  for (var o = 0; o < steps; o++) {
    ${four.map((j) => `let at${j} = (4 * o + ${j}) * columns; let a${j} = weight[at${j} + first]; let b${j} = weight[at${j} + second];`).join('\n    ')}
    ${rows.map((i) => `let g${i} = dy[d${i} + o]; left${i} += ${four.map((j) => `g${i}[${j}] * a${j}`).join(' + ')}; right${i} += ${four.map((j) => `g${i}[${j}] * b${j}`).join(' + ')};`).join('\n    ')}
  }
  ${rows
    .map(
      (i) => `if (row + ${i} < uniforms.rows) {
    let at = (row + ${i}) * uniforms.inputs;
    ${four.map((j) => `result[at + 4 * first + ${j}] = left${i}[${j}];`).join(' ')}
    if (second > first) { ${four.map((j) => `result[at + 4 * second + ${j}] = right${i}[${j}];`).join(' ')} }
  }`,
    )
    .join('\n  ')}
}`;

export const inputGradientPlain = `
fn main(index : i32) {
  if (index >= uniforms.rows * uniforms.inputs) { return; }
  let row = index / uniforms.inputs;
  let k = index % uniforms.inputs;
  var sum = 0.0;
  for (var o = 0; o < uniforms.outputs; o++) { sum += dy[row * uniforms.outputs + o] * weight[o * uniforms.inputs + k]; }
  result[index] = sum;
}`;

/**
 * Sums over one block of rows: of dy[r, o]·x[r, k] into result[block, o, k], and behind all of those of dy[r, o] into
 * result[block, o]. Uniforms rows, inputs, outputs, blockRows, blocks. 8 × 8 values an invocation, as two vec4 each way.
 */
export const weightGradientTiled = `
fn main(index : i32) {
  let columns = uniforms.inputs / 4;
  let outputColumns = uniforms.outputs / 4;
  let tiles = (columns + 1) / 2;
  let outputTiles = (outputColumns + 1) / 2;
  let block = index / (tiles * outputTiles);
  let upper = index / tiles % outputTiles * 2;
  let first = index % tiles * 2;
  if (block >= uniforms.blocks) { return; }
  let second = min(first + 1, columns - 1);
  let lower = min(upper + 1, outputColumns - 1);
  ${range(8)
    .map((i) => `var left${i} = vec4<f32>(0.0); var right${i} = vec4<f32>(0.0);`)
    .join(' ')}
  var upperTotal = vec4<f32>(0.0);
  var lowerTotal = vec4<f32>(0.0);
  for (var r = block * uniforms.blockRows; r < min((block + 1) * uniforms.blockRows, uniforms.rows); r++) {
    let g = dy[r * outputColumns + upper];
    let h = dy[r * outputColumns + lower];
    let a = x[r * columns + first];
    let b = x[r * columns + second];
    ${four.map((i) => `left${i} += g[${i}] * a; right${i} += g[${i}] * b; left${i + 4} += h[${i}] * a; right${i + 4} += h[${i}] * b;`).join(' ')}
    upperTotal += g;
    lowerTotal += h;
  }
  let blockStart = block * uniforms.outputs;
  let totals = uniforms.blocks * uniforms.outputs * uniforms.inputs + blockStart;
  ${range(8)
    .map(
      (i) => `${i < 4 ? '' : 'if (lower > upper) '}{
    let output = 4 * ${i < 4 ? 'upper' : 'lower'} + ${i % 4};
    let at = (blockStart + output) * uniforms.inputs;
    ${four.map((j) => `result[at + 4 * first + ${j}] = left${i}[${j}];`).join(' ')}
    if (second > first) { ${four.map((j) => `result[at + 4 * second + ${j}] = right${i}[${j}];`).join(' ')} }
    if (first == 0) { result[totals + output] = ${i < 4 ? 'upper' : 'lower'}Total[${i % 4}]; }
  }`,
    )
    .join('\n  ')}
}`;

export const weightGradientPlain = `
fn main(index : i32) {
  let size = uniforms.outputs * uniforms.inputs;
  let block = index / size;
  if (block >= uniforms.blocks) { return; }
  let output = index % size / uniforms.inputs;
  let k = index % uniforms.inputs;
  var sum = 0.0;
  var total = 0.0;
  for (var r = block * uniforms.blockRows; r < min((block + 1) * uniforms.blockRows, uniforms.rows); r++) {
    let g = dy[r * uniforms.outputs + output];
    sum += g * x[r * uniforms.inputs + k];
    total += g;
  }
  result[index] = sum;
  if (k == 0) { result[uniforms.blocks * size + block * uniforms.outputs + output] = total; }
}`;

/**
 * Matrix products of a linear layer in WGSL, tiled in registers and without shared memory, which software adapters are slow at.
 * Each product has a form for sides that are multiples of 4, with vec4 loads, and a plain one for every other shape.
 */

/** Rows and outputs computed by one invocation of the forward product. */
export const TILE = 4;
/** Columns computed by one invocation of the backward products: two vec4. */
export const WIDE = 8;

const four = [0, 1, 2, 3];

/** y[r, o] = Σ_k x[r, k]·w[o, k] + b[o] (+ residual[r, o]); uniforms rows, inputs, outputs. 4 × 4 values an invocation, vec4 along k. */
export const forwardTiled = (residual: boolean) => `
fn main(index : i32) {
  let tiles = (uniforms.outputs + ${TILE - 1}) / ${TILE};
  let row = index / tiles * ${TILE};
  let output = index % tiles * ${TILE};
  if (row >= uniforms.rows) { return; }
  let steps = uniforms.inputs / 4;
  ${four.map((i) => `let x${i} = min(row + ${i}, uniforms.rows - 1) * steps; let w${i} = min(output + ${i}, uniforms.outputs - 1) * steps;`).join('\n  ')}
  ${four.map((i) => `var sum${i} = vec4<f32>(0.0);`).join(' ')}
  for (var k = 0; k < steps; k++) {
    ${four.map((i) => `let b${i} = weight[w${i} + k];`).join(' ')}
    ${four.map((i) => `let a${i} = x[x${i} + k]; sum${i} += vec4<f32>(${four.map((j) => `dot(a${i}, b${j})`).join(', ')});`).join('\n    ')}
  }
  ${four
    .map(
      (i) => `if (row + ${i} < uniforms.rows) {
    for (var j = 0; j < min(${TILE}, uniforms.outputs - output); j++) {
      let at = (row + ${i}) * uniforms.outputs + output + j;
      result[at] = sum${i}[j] + bias[output + j]${residual ? ' + residual[at]' : ''};
    }
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

/** dx[r, k] = Σ_o dy[r, o]·w[o, k]; uniforms rows, inputs, outputs. 4 × 8 values an invocation, vec4 along k and along o. */
export const inputGradientTiled = `
fn main(index : i32) {
  let columns = uniforms.inputs / 4;
  let tiles = (columns + 1) / 2;
  let row = index / tiles * ${TILE};
  let first = index % tiles * 2;
  if (row >= uniforms.rows) { return; }
  let second = min(first + 1, columns - 1);
  let steps = uniforms.outputs / 4;
  ${four.map((i) => `let d${i} = min(row + ${i}, uniforms.rows - 1) * steps;`).join(' ')}
  ${four.map((i) => `var left${i} = vec4<f32>(0.0); var right${i} = vec4<f32>(0.0);`).join(' ')}
  for (var o = 0; o < steps; o++) {
    ${four.map((j) => `let at${j} = (4 * o + ${j}) * columns; let a${j} = weight[at${j} + first]; let b${j} = weight[at${j} + second];`).join('\n    ')}
    ${four.map((i) => `let g${i} = dy[d${i} + o]; left${i} += ${four.map((j) => `g${i}[${j}] * a${j}`).join(' + ')}; right${i} += ${four.map((j) => `g${i}[${j}] * b${j}`).join(' + ')};`).join('\n    ')}
  }
  ${four
    .map(
      (i) => `if (row + ${i} < uniforms.rows) {
    let at = (row + ${i}) * uniforms.inputs;
    for (var j = 0; j < 4; j++) {
      result[at + 4 * first + j] = left${i}[j];
      if (second > first) { result[at + 4 * second + j] = right${i}[j]; }
    }
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
 * result[block, o]. Uniforms rows, inputs, outputs, blockRows, blocks. 4 × 8 values an invocation.
 */
export const weightGradientTiled = `
fn main(index : i32) {
  let columns = uniforms.inputs / 4;
  let tiles = (columns + 1) / 2;
  let outputTiles = uniforms.outputs / 4;
  let block = index / (tiles * outputTiles);
  let output = index / tiles % outputTiles;
  let first = index % tiles * 2;
  if (block >= uniforms.blocks) { return; }
  let second = min(first + 1, columns - 1);
  ${four.map((i) => `var left${i} = vec4<f32>(0.0); var right${i} = vec4<f32>(0.0);`).join(' ')}
  var total = vec4<f32>(0.0);
  for (var r = block * uniforms.blockRows; r < min((block + 1) * uniforms.blockRows, uniforms.rows); r++) {
    let g = dy[r * outputTiles + output];
    let a = x[r * columns + first];
    let b = x[r * columns + second];
    ${four.map((i) => `left${i} += g[${i}] * a; right${i} += g[${i}] * b;`).join(' ')}
    total += g;
  }
  ${four
    .map(
      (i) => `{
    let at = (block * uniforms.outputs + 4 * output + ${i}) * uniforms.inputs;
    for (var j = 0; j < 4; j++) {
      result[at + 4 * first + j] = left${i}[j];
      if (second > first) { result[at + 4 * second + j] = right${i}[j]; }
    }
    if (first == 0) { result[(uniforms.blocks * uniforms.inputs + block) * uniforms.outputs + 4 * output + ${i}] = total[${i}]; }
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

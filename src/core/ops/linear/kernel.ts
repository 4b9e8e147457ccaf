/**
 * Programs of a linear layer: the product, its epilogue, and both products of its gradient. Each has a form for sides that are
 * multiples of 4, in registers or through shared memory, and a plain one for every other shape.
 */
import { normalDistribution } from '../gelu/wgsl';
import { codeOf, integers, type ShaderProgram } from '../runtime/program';
import { align } from '../runtime/plan';
import { kernelVariant } from '../runtime/variant';
import { columnsTimesColumns, rowsTimesColumns, rowsTimesRows, type Tile } from './registers';
import { sharedProduct, SIDE, WORKGROUP } from './shared';

export interface Sides {
  rows: number;
  inputs: number;
  outputs: number;
}

/** What is done to x·Wᵀ + b before it is stored: a residual added, or GELU with its slope kept for the gradient. */
export type Epilogue = 'none' | 'residual' | 'gelu';

const FORWARD_TILE: Tile = { rows: 16, columns: 16 };
const INPUT_TILE: Tile = { rows: 16, columns: 16 };
const WEIGHT_TILE: Tile = { rows: 16, columns: 16 };

type Form = 'plain' | 'registers' | 'shared';

function formOf(...sides: number[]): Form {
  if (sides.some((side) => side % 4 !== 0)) return 'plain';
  return kernelVariant() === 'registers' ? 'registers' : 'shared';
}

function invocationsOf(form: Form, rows: number, columns: number, tile: Tile): number {
  if (form === 'plain') return rows * columns;
  if (form === 'registers') return Math.ceil(rows / tile.rows) * Math.ceil(columns / tile.columns);
  return Math.ceil(rows / SIDE) * Math.ceil(columns / SIDE) * WORKGROUP;
}

/** What all forms of a program have in common. */
function frame(name: string, form: Form) {
  const four = form === 'plain' ? 1 : 4;
  return { key: `negativeSpace${name} ${form}`, four: four as 1 | 4, workgroup: form === 'shared' ? WORKGROUP : 64 };
}

/** Where the slope of GELU lies in the result of a program with that epilogue: where a binding may begin, in half precision as well. */
export const slopesAt = ({ rows, outputs }: Sides): number => 2 * align((rows * outputs) / 2);

const store = (four: 1 | 4, residual: boolean) => {
  const lanes = four === 4 ? ' / 4' : '';
  return `
fn emit(row : i32, output : i32, product : ${four === 4 ? 'vec4<f32>' : 'f32'}) {
  let at = (row * uniforms.outputs + output)${lanes};
  result[at] = product + bias[output${lanes}]${residual ? ' + residual[at]' : ''};
}`;
};

/** GELU over the values that an invocation has stored: a loop, because written out for each of them it would take long to compile. */
const activate = (four: 1 | 4, { rows, columns }: Tile) => {
  const lanes = four === 4 ? ' / 4' : '';
  return `
${normalDistribution(four === 4 ? 'vec4<f32>' : 'f32')}
fn activate(row : i32, output : i32) {
  for (var i = row; i < min(row + ${rows}, uniforms.rows); i++) {
    for (var j = output; j < min(output + ${columns}, uniforms.outputs); j += ${four}) {
      let at = (i * uniforms.outputs + j)${lanes};
      let value = result[at];
      let gauss = density(value);
      result[at] = geluOf(value, gauss);
      result[at + uniforms.slopes${lanes}] = geluSlope(value, gauss);
    }
  }
}`;
};

/**
 * x·Wᵀ + b from [x, W, b] or, with a residual, [x, W, b, residual]. With `gelu` the result is GELU of it, followed at `slopesAt` by
 * GELU's derivative.
 */
export function linearProgram(sides: Sides, epilogue: Epilogue = 'none'): ShaderProgram {
  const { rows, inputs, outputs } = sides;
  const form = formOf(inputs, outputs);
  const { key, four, workgroup } = frame(`Linear ${epilogue}`, form);
  const limits = { rows: 'uniforms.rows', columns: 'uniforms.outputs', inner: 'uniforms.inputs' };
  const finish = epilogue === 'gelu' ? 'activate(row, column);' : '';
  const tile = { plain: { rows: 1, columns: 1 }, registers: FORWARD_TILE, shared: { rows: 4, columns: 4 } }[form];
  const body = {
    plain: () => `
fn main(index : i32) {
  if (index >= uniforms.rows * uniforms.outputs) { return; }
  let row = index / uniforms.outputs;
  let column = index % uniforms.outputs;
  var sum = 0.0;
  for (var k = 0; k < uniforms.inputs; k++) { sum += x[row * uniforms.inputs + k] * weight[column * uniforms.inputs + k]; }
  emit(row, column, sum);
  ${finish}
}`,
    registers: () => rowsTimesRows(FORWARD_TILE, 'x', 'weight', limits, finish),
    shared: () =>
      sharedProduct({
        ...{ a: 'x', b: 'weight', aAlongRows: false, bAlongColumns: false, limits },
        ...{ terms: 'uniforms.inputs', limit: 'uniforms.inputs', blocks: false, finish },
      }),
  }[form];
  return {
    key,
    inputs: ['x', 'weight', 'bias', ...(epilogue === 'residual' ? ['residual'] : [])],
    components: [four, four, four, four].slice(0, epilogue === 'residual' ? 4 : 3),
    outputShape: epilogue === 'gelu' ? [slopesAt(sides) + rows * outputs] : [rows, outputs],
    outputComponents: four,
    invocations: invocationsOf(form, rows, outputs, FORWARD_TILE),
    operations: 2 * rows * inputs * outputs,
    workgroup,
    uniforms: integers({ rows, inputs, outputs, ...(epilogue === 'gelu' ? { slopes: slopesAt(sides) } : {}) }),
    code: codeOf(key, () => store(four, epilogue === 'residual') + (finish && activate(four, tile)) + body()),
  };
}

/** dy·W from [dy, W] or, with `factor`, its product element by element with a third input, such as GELU's slope. */
export function inputGradientProgram({ rows, inputs, outputs }: Sides, factor = false): ShaderProgram {
  const form = formOf(inputs, outputs);
  const { key, four, workgroup } = frame(`InputGradient${factor ? ' factor' : ''}`, form);
  const limits = { rows: 'uniforms.rows', columns: 'uniforms.inputs', inner: 'uniforms.outputs' };
  const emit = `
fn emit(row : i32, k : i32, product : ${four === 4 ? 'vec4<f32>' : 'f32'}) {
  let at = (row * uniforms.inputs + k)${four === 4 ? ' / 4' : ''};
  result[at] = product${factor ? ' * factor[at]' : ''};
}`;
  const body = {
    plain: () => `
fn main(index : i32) {
  if (index >= uniforms.rows * uniforms.inputs) { return; }
  let row = index / uniforms.inputs;
  let k = index % uniforms.inputs;
  var sum = 0.0;
  for (var o = 0; o < uniforms.outputs; o++) { sum += dy[row * uniforms.outputs + o] * weight[o * uniforms.inputs + k]; }
  emit(row, k, sum);
}`,
    registers: () => rowsTimesColumns(INPUT_TILE, 'dy', 'weight', limits),
    shared: () =>
      sharedProduct({
        ...{ a: 'dy', b: 'weight', aAlongRows: false, bAlongColumns: true, limits },
        ...{ terms: 'uniforms.outputs', limit: 'uniforms.outputs', blocks: false },
      }),
  }[form];
  return {
    key,
    inputs: ['dy', 'weight', ...(factor ? ['factor'] : [])],
    components: factor ? [four, four, four] : [four, four],
    outputShape: [rows, inputs],
    outputComponents: four,
    invocations: invocationsOf(form, rows, inputs, INPUT_TILE),
    operations: 2 * rows * inputs * outputs,
    workgroup,
    uniforms: integers({ rows, inputs, outputs }),
    code: codeOf(key, () => emit + body()),
  };
}

/** Where the sums over blocks of rows go: in f32, multiples of 4. */
export interface PartialPlaces {
  blocks: number;
  weightAt: number;
  /** From one block to the next. */
  weightStride: number;
  biasAt: number;
  biasStride: number;
}

/** dyᵀ·x and Σ dy over every block of rows, from [x, dy], at the given places of a result of `size`. */
export function weightGradientProgram({ rows, inputs, outputs }: Sides, places: PartialPlaces, size: number): ShaderProgram {
  const form = formOf(inputs, outputs);
  const { key, four, workgroup } = frame('WeightGradient', form);
  const limits = { rows: 'uniforms.outputs', columns: 'uniforms.inputs', inner: 'uniforms.rows' };
  const [type, lanes] = four === 4 ? ['vec4<f32>', ' / 4'] : ['f32', ''];
  const emit = `
fn emit(output : i32, k : i32, product : ${type}) {
  result[(uniforms.weightAt + block * uniforms.weightStride + output * uniforms.inputs + k)${lanes}] = product;
}
fn emitTotal(output : i32, total : ${type}) { result[(uniforms.biasAt + block * uniforms.biasStride + output)${lanes}] = total; }`;
  const body = {
    plain: () => `
var<private> block : i32;
fn main(index : i32) {
  let size = uniforms.outputs * uniforms.inputs;
  block = index / size;
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
  emit(output, k, sum);
  if (k == 0) { emitTotal(output, total); }
}`,
    registers: () => columnsTimesColumns(WEIGHT_TILE, 'dy', 'x', limits),
    shared: () =>
      sharedProduct({
        ...{ a: 'dy', b: 'x', aAlongRows: true, bAlongColumns: true, limits },
        ...{ terms: 'uniforms.blockRows', limit: 'uniforms.rows', blocks: true },
      }),
  }[form];
  const { blocks } = places;
  return {
    key,
    inputs: ['x', 'dy'],
    components: [four, four],
    outputShape: [size],
    outputComponents: four,
    invocations: blocks * invocationsOf(form, outputs, inputs, WEIGHT_TILE),
    operations: 2 * rows * inputs * outputs,
    workgroup,
    uniforms: integers({ rows, inputs, outputs, blockRows: Math.ceil(rows / blocks), ...places }),
    code: codeOf(key, () => emit + body()),
  };
}

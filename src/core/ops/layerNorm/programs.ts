/**
 * Programs of layer normalisation: one invocation a row, no shared memory; vec4 where the width allows. The rows that are
 * normalised may be chosen from those there are: the last norm of the model acts on the pooled tokens only.
 */
import type { PartialPlaces } from '../linear/programs';
import { integers, type ShaderProgram, type UniformField } from '../runtime';

/** Normalises `taken` rows of every `tokens`, from `first` on. */
export interface RowChoice {
  tokens: number;
  first: number;
  taken: number;
}

export interface NormShape {
  /** Rows there are. */
  rows: number;
  width: number;
  epsilon: number;
  choice?: RowChoice;
}

const ALL: RowChoice = { tokens: 1, first: 0, taken: 1 };

/** Rows that are normalised. */
export const chosenRows = ({ rows, choice = ALL }: NormShape): number => (rows / choice.tokens) * choice.taken;

/** Width and places are counted in vectors of `components`. */
function describe(shape: NormShape) {
  const components: 1 | 4 = shape.width % 4 === 0 ? 4 : 1;
  const { tokens, first, taken } = shape.choice ?? ALL;
  const uniforms: UniformField[] = [
    ...integers({ rows: chosenRows(shape), width: shape.width / components, tokens, first, taken }),
    { name: 'epsilon', type: 'f32', value: shape.epsilon },
  ];
  return { components, uniforms };
}

const common = (components: 1 | 4) => `
alias Vector = ${components === 4 ? 'vec4<f32>' : 'f32'};
fn total(v : Vector) -> f32 { return ${components === 4 ? 'dot(v, vec4<f32>(1.0))' : 'v'}; }
fn count() -> f32 { return f32(uniforms.width * ${components}); }
`;

/** The row of x that is normalised to row r. */
const source = `
fn source(r : i32) -> i32 { return r / uniforms.taken * uniforms.tokens + uniforms.first + r % uniforms.taken; }`;

/** Mean and 1/σ of a row, in two passes: the one-pass form cancels. */
const moments = `
fn momentsOf(start : i32) -> vec2<f32> {
  var sum = Vector(0.0);
  for (var k = 0; k < uniforms.width; k++) { sum += x[start + k]; }
  let mean = total(sum) / count();
  var squares = Vector(0.0);
  for (var k = 0; k < uniforms.width; k++) { let centred = x[start + k] - mean; squares += centred * centred; }
  return vec2<f32>(mean, inverseSqrt(total(squares) / count() + uniforms.epsilon));
}`;

const forward = `
fn main(index : i32) {
  if (index >= uniforms.rows) { return; }
  let start = source(index) * uniforms.width;
  let m = momentsOf(start);
  for (var k = 0; k < uniforms.width; k++) { result[index * uniforms.width + k] = (x[start + k] - m.x) * m.y * weight[k] + bias[k]; }
}`;

const statistics = `
fn main(index : i32) {
  if (index >= uniforms.rows) { return; }
  let m = momentsOf(source(index) * uniforms.width);
  result[2 * index] = m.x;
  result[2 * index + 1] = m.y;
}`;

const inputGradient = (residual: boolean) => `
fn main(index : i32) {
  if (index >= uniforms.all) { return; }
  let at = index * uniforms.width;
  let token = index % uniforms.tokens - uniforms.first;
  if (token < 0 || token >= uniforms.taken) {
    for (var k = 0; k < uniforms.width; k++) { result[at + k] = ${residual ? 'residual[at + k]' : 'Vector(0.0)'}; }
    return;
  }
  let row = index / uniforms.tokens * uniforms.taken + token;
  let start = row * uniforms.width;
  let mean = moments[2 * row];
  let inverse = moments[2 * row + 1];
  var sum = Vector(0.0);
  var products = Vector(0.0);
  for (var k = 0; k < uniforms.width; k++) {
    let g = dy[start + k] * weight[k];
    sum += g;
    products += g * (x[at + k] - mean);
  }
  let shift = total(sum) / count();
  let along = total(products) * inverse / count();
  for (var k = 0; k < uniforms.width; k++) {
    result[at + k] = inverse * (dy[start + k] * weight[k] - shift - (x[at + k] - mean) * inverse * along)${residual ? ' + residual[at + k]' : ''};
  }
}`;

/** Sums over a block of rows of dy·x̂ and of dy. */
const parameterGradient = `
fn main(index : i32) {
  let block = index / uniforms.width;
  let k = index % uniforms.width;
  if (block >= uniforms.blocks) { return; }
  var scale = Vector(0.0);
  var shift = Vector(0.0);
  for (var r = block * uniforms.blockRows; r < min((block + 1) * uniforms.blockRows, uniforms.rows); r++) {
    let g = dy[r * uniforms.width + k];
    scale += g * ((x[source(r) * uniforms.width + k] - moments[2 * r]) * moments[2 * r + 1]);
    shift += g;
  }
  result[uniforms.weightAt + block * uniforms.weightStride + k] = scale;
  result[uniforms.biasAt + block * uniforms.biasStride + k] = shift;
}`;

const used = (uniforms: UniformField[], ...names: string[]) => uniforms.filter(({ name }) => names.includes(name));

/** γ·x̂ + β from [x, γ, β]. */
export function layerNormProgram(shape: NormShape): ShaderProgram {
  const { components, uniforms } = describe(shape);
  const rows = chosenRows(shape);
  return {
    key: `negativeSpaceLayerNorm ${components}`,
    inputs: ['x', 'weight', 'bias'],
    components: [components, components, components],
    outputShape: [rows, shape.width],
    outputComponents: components,
    invocations: rows,
    uniforms,
    code: common(components) + source + moments + forward,
  };
}

/** Mean and 1/σ of every normalised row, from [x]. */
export function momentsProgram(shape: NormShape): ShaderProgram {
  const { components, uniforms } = describe(shape);
  const rows = chosenRows(shape);
  return {
    key: `negativeSpaceLayerNormMoments ${components}`,
    inputs: ['x'],
    components: [components],
    outputShape: [rows, 2],
    invocations: rows,
    uniforms,
    code: common(components) + source + moments + statistics,
  };
}

/** Gradient of every row of x, 0 where it was not chosen, from [x, γ, dy, moments] or, added to a residual, [x, γ, dy, moments, residual]. */
export function normInputGradientProgram(shape: NormShape, residual = false): ShaderProgram {
  const { components, uniforms } = describe(shape);
  return {
    key: `negativeSpaceLayerNormInputGradient ${components} ${residual}`,
    inputs: ['x', 'weight', 'dy', 'moments', ...(residual ? ['residual'] : [])],
    components: [components, components, components, 1, components].slice(0, residual ? 5 : 4),
    outputShape: [shape.rows, shape.width],
    outputComponents: components,
    invocations: shape.rows,
    uniforms: [...integers({ all: shape.rows }), ...used(uniforms, 'width', 'tokens', 'first', 'taken')],
    code: common(components) + inputGradient(residual),
  };
}

/** Sums over blocks of rows for γ and β, from [x, dy, moments], at places that are multiples of 4, of a result of `size`. */
export function normParameterGradientProgram(shape: NormShape, { blocks, ...places }: PartialPlaces, size: number): ShaderProgram {
  const { components, uniforms } = describe(shape);
  const inVectors = Object.fromEntries(Object.entries(places).map(([name, place]) => [name, place / components]));
  return {
    key: `negativeSpaceLayerNormParameterGradient ${components}`,
    inputs: ['x', 'dy', 'moments'],
    components: [components, components, 1],
    outputShape: [size],
    outputComponents: components,
    invocations: (blocks * shape.width) / components,
    uniforms: [
      ...used(uniforms, 'rows', 'width', 'tokens', 'first', 'taken'),
      ...integers({ blocks, blockRows: Math.ceil(chosenRows(shape) / blocks), ...inVectors }),
    ],
    code: common(components) + source + parameterGradient,
  };
}

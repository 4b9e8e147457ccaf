/**
 * WGSL of layer normalisation. A row belongs to `lanes` neighbouring invocations, which read it side by side and add up their sums;
 * with one lane, an invocation has a row to itself and needs no barrier.
 */
import { laneSum, type Lanes } from '../runtime/laneSum';

export interface RowForm extends Lanes {
  /** Scalars in a vector; widths and places are counted in vectors. */
  components: 1 | 4;
}

const common = ({ components }: RowForm) => `
alias Vector = ${components === 4 ? 'vec4<f32>' : 'f32'};
fn total(v : Vector) -> f32 { return ${components === 4 ? 'dot(v, vec4<f32>(1.0))' : 'v'}; }
fn count() -> f32 { return f32(uniforms.width * ${components}); }
`;

/** The row of x that is normalised to row r. */
const source = `
fn source(r : i32) -> i32 { return r / uniforms.taken * uniforms.tokens + uniforms.first + r % uniforms.taken; }`;

/** Mean and 1/σ of a row, in two passes: the one-pass form cancels. */
const moments = ({ lanes }: RowForm) => `
fn momentsOf(start : i32, lane : i32) -> vec2<f32> {
  var sum = Vector(0.0);
  for (var k = lane; k < uniforms.width; k += ${lanes}) { sum += x[start + k]; }
  let mean = laneSum(total(sum)) / count();
  var squares = Vector(0.0);
  for (var k = lane; k < uniforms.width; k += ${lanes}) { let centred = x[start + k] - mean; squares += centred * centred; }
  return vec2<f32>(mean, inverseSqrt(laneSum(total(squares)) / count() + uniforms.epsilon));
}`;

/** No invocation leaves before the sums are made: those behind the last row do its work again and write nothing. */
const place = ({ lanes }: RowForm, rows: string) => `
  let lane = index % ${lanes};
  let inside = index / ${lanes} < ${rows};
  let row = min(index / ${lanes}, ${rows} - 1);`;

export const forward = (form: RowForm) => `${common(form)}${source}${laneSum(form)}${moments(form)}
fn main(index : i32) {${place(form, 'uniforms.rows')}
  let start = source(row) * uniforms.width;
  let m = momentsOf(start, lane);
  if (inside) {
    for (var k = lane; k < uniforms.width; k += ${form.lanes}) {
      result[row * uniforms.width + k] = (x[start + k] - m.x) * m.y * weight[k] + bias[k];
    }
  }
}`;

export const statistics = (form: RowForm) => `${common(form)}${source}${laneSum(form)}${moments(form)}
fn main(index : i32) {${place(form, 'uniforms.rows')}
  let m = momentsOf(source(row) * uniforms.width, lane);
  if (inside && lane == 0) {
    result[2 * row] = m.x;
    result[2 * row + 1] = m.y;
  }
}`;

export const inputGradient = (form: RowForm, residual: boolean) => `${common(form)}${laneSum(form)}
fn main(index : i32) {${place(form, 'uniforms.all')}
  let at = row * uniforms.width;
  let token = row % uniforms.tokens - uniforms.first;
  let chosen = token >= 0 && token < uniforms.taken;
  // Rows that were not normalised take part in the sums with those of another row, and leave them be.
  let normalised = row / uniforms.tokens * uniforms.taken + clamp(token, 0, uniforms.taken - 1);
  let start = normalised * uniforms.width;
  let mean = moments[2 * normalised];
  let inverse = moments[2 * normalised + 1];
  var sum = Vector(0.0);
  var products = Vector(0.0);
  for (var k = lane; k < uniforms.width; k += ${form.lanes}) {
    let g = dy[start + k] * weight[k];
    sum += g;
    products += g * (x[at + k] - mean);
  }
  let shift = laneSum(total(sum)) / count();
  let along = laneSum(total(products)) * inverse / count();
  if (inside) {
    for (var k = lane; k < uniforms.width; k += ${form.lanes}) {
      var value = Vector(0.0);
      if (chosen) { value = inverse * (dy[start + k] * weight[k] - shift - (x[at + k] - mean) * inverse * along); }
      result[at + k] = value${residual ? ' + residual[at + k]' : ''};
    }
  }
}`;

/** Sums over a block of rows of dy·x̂ and of dy: one invocation a column. */
export const parameterGradient = (form: RowForm) => `${common(form)}${source}
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

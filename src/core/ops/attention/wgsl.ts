/**
 * WGSL of attention: one invocation for a token of a head, softmax in one pass (Milakov & Gimelshein, arXiv 1805.02867), and
 * nothing of size tokens² is ever stored: the backward pass computes the weights again from each row's log-sum-exp
 * (Dao et al., arXiv 2205.14135, algorithm 4, without its tiles).
 *
 * The rows of a head are written out vector by vector into named variables: an array indexed by a loop variable would live
 * in memory instead of registers.
 */

export interface Head {
  /** Elements of one head row, in vectors. */
  length: number;
  /** 4 where the head size allows vec4 loads. */
  components: 1 | 4;
}

/** Code for every vector of a row. */
const each = ({ length }: Head, code: (i: number) => string, join = '\n    ') => Array.from({ length }, (_, i) => code(i)).join(join);

const product = ({ components }: Head, a: string, b: string) => (components === 4 ? `dot(${a}, ${b})` : `${a} * ${b}`);

const loadRow = (head: Head, name: string, buffer: string, start: string) =>
  each(head, (i) => `let ${name}${i} = ${buffer}[${start} + ${i}];`, ' ');
const zeroRow = (head: Head, name: string) => each(head, (i) => `var ${name}${i} = Vector(0.0);`, ' ');
const innerProduct = (head: Head, a: string, b: string) => each(head, (i) => product(head, `${a}${i}`, `${b}${i}`), ' + ');
const add = (head: Head, sum: string, factor: string, row: string) => each(head, (i) => `${sum}${i} += ${factor} * ${row}${i};`, ' ');

/** Places in the buffers, which are indexed in vectors: qkv with rows of 3·width, outputs with rows of width. */
const common = ({ length, components }: Head) => `
alias Vector = ${components === 4 ? 'vec4<f32>' : 'f32'};
fn width() -> i32 { return uniforms.heads * ${length}; }
struct Place { image : i32, head : i32, token : i32 }
fn place(index : i32) -> Place {
  let perImage = uniforms.heads * uniforms.tokens;
  return Place(index / perImage, index % perImage / uniforms.tokens, index % uniforms.tokens);
}
// First vector of q of a token; k and v follow at multiples of the width.
fn queryAt(p : Place, token : i32) -> i32 { return (p.image * uniforms.tokens + token) * 3 * width() + p.head * ${length}; }
fn outputAt(p : Place, token : i32) -> i32 { return (p.image * uniforms.tokens + token) * width() + p.head * ${length}; }`;

/** Writes a vector to the scalar array `result`. */
const store = ({ components }: Head) => `
fn store(at : i32, value : Vector) {
  ${components === 4 ? [0, 1, 2, 3].map((j) => `result[4 * at + ${j}] = value[${j}];`).join(' ') : 'result[at] = value;'}
}`;

/** softmax(q·kᵀ·scale)·v. */
export const forward = (head: Head) => `${common(head)}${store(head)}
fn main(index : i32) {
  if (index >= uniforms.count) { return; }
  let p = place(index);
  let own = queryAt(p, p.token);
  ${loadRow(head, 'q', 'qkv', 'own')}
  var largest = -3.0e38;
  var total = 0.0;
  ${zeroRow(head, 'sum')}
  for (var j = 0; j < uniforms.tokens; j++) {
    let key = queryAt(p, j) + width();
    let value = key + width();
    ${loadRow(head, 'k', 'qkv', 'key')}
    ${loadRow(head, 'v', 'qkv', 'value')}
    let score = (${innerProduct(head, 'q', 'k')}) * uniforms.scale;
    let top = max(largest, score);
    let keep = exp(largest - top);
    let weight = exp(score - top);
    total = total * keep + weight;
    ${each(head, (i) => `sum${i} = sum${i} * keep + weight * v${i};`, ' ')}
    largest = top;
  }
  let output = outputAt(p, p.token);
  ${each(head, (i) => `store(output + ${i}, sum${i} / total);`, ' ')}
}`;

/** Of every query: log Σ exp of its scores, and Σ_j P_j·dP_j. */
export const statistics = (head: Head) => `${common(head)}
fn main(index : i32) {
  if (index >= uniforms.count) { return; }
  let p = place(index);
  let own = queryAt(p, p.token);
  let output = outputAt(p, p.token);
  ${loadRow(head, 'q', 'qkv', 'own')}
  ${loadRow(head, 'g', 'dy', 'output')}
  var largest = -3.0e38;
  var total = 0.0;
  var along = 0.0;
  for (var j = 0; j < uniforms.tokens; j++) {
    let key = queryAt(p, j) + width();
    let value = key + width();
    ${loadRow(head, 'k', 'qkv', 'key')}
    ${loadRow(head, 'v', 'qkv', 'value')}
    let score = (${innerProduct(head, 'q', 'k')}) * uniforms.scale;
    let top = max(largest, score);
    let keep = exp(largest - top);
    let weight = exp(score - top);
    total = total * keep + weight;
    along = along * keep + weight * (${innerProduct(head, 'g', 'v')});
    largest = top;
  }
  result[2 * index] = largest + log(total);
  result[2 * index + 1] = along / total;
}`;

/** dq of a token as query, dk and dv of it as key. */
export const backward = (head: Head) => `${common(head)}${store(head)}
fn main(index : i32) {
  if (index >= uniforms.count) { return; }
  let p = place(index);
  let own = queryAt(p, p.token);
  let ownOutput = outputAt(p, p.token);
  let ownSum = statistics[2 * index];
  let ownAlong = statistics[2 * index + 1];
  ${loadRow(head, 'q', 'qkv', 'own')}
  ${loadRow(head, 'k', 'qkv', 'own + width()')}
  ${loadRow(head, 'v', 'qkv', 'own + 2 * width()')}
  ${loadRow(head, 'g', 'dy', 'ownOutput')}
  ${zeroRow(head, 'dq')}
  ${zeroRow(head, 'dk')}
  ${zeroRow(head, 'dv')}
  for (var j = 0; j < uniforms.tokens; j++) {
    let query = queryAt(p, j);
    let key = query + width();
    let value = key + width();
    ${loadRow(head, 'otherK', 'qkv', 'key')}
    ${loadRow(head, 'otherV', 'qkv', 'value')}
    let asQuery = exp((${innerProduct(head, 'q', 'otherK')}) * uniforms.scale - ownSum) * (${innerProduct(head, 'g', 'otherV')} - ownAlong);
    ${add(head, 'dq', 'asQuery', 'otherK')}
    let output = outputAt(p, j);
    let row = 2 * (index - p.token + j);
    ${loadRow(head, 'otherQ', 'qkv', 'query')}
    ${loadRow(head, 'otherG', 'dy', 'output')}
    let weight = exp((${innerProduct(head, 'k', 'otherQ')}) * uniforms.scale - statistics[row]);
    let asKey = weight * (${innerProduct(head, 'v', 'otherG')} - statistics[row + 1]);
    ${add(head, 'dk', 'asKey', 'otherQ')}
    ${add(head, 'dv', 'weight', 'otherG')}
  }
  ${each(head, (i) => `store(own + ${i}, dq${i} * uniforms.scale); store(own + width() + ${i}, dk${i} * uniforms.scale); store(own + 2 * width() + ${i}, dv${i});`)}
}`;

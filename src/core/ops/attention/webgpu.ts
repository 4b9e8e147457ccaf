/**
 * WGSL of attention: one invocation for a token of a head, softmax in one pass (Milakov & Gimelshein, arXiv 1805.02867), and
 * nothing of size tokens² is ever stored: the backward pass computes the weights again from each row's log-sum-exp
 * (Dao et al., arXiv 2205.14135, algorithm 4, without its tiles).
 */
import type * as tf from '@tensorflow/tfjs';
import type { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';
import type { Attributes, Inputs } from '../operation';
import { runShader } from '../runtime';

interface Head {
  /** Elements of one head row, in vectors. */
  length: number;
  /** 4 where the head size allows vec4 loads. */
  components: 1 | 4;
}

/** Helpers on rows of one head. Buffers are indexed in vectors; `stride` is a row of qkv, `width` a row of the output. */
const common = ({ length, components }: Head) => `
alias Vector = ${components === 4 ? 'vec4<f32>' : 'f32'};
alias Row = array<Vector, ${length}>;
fn product(a : Vector, b : Vector) -> f32 { return ${components === 4 ? 'dot(a, b)' : 'a * b'}; }
fn width() -> i32 { return uniforms.heads * ${length}; }
struct Place { image : i32, head : i32, token : i32 }
fn place(index : i32) -> Place {
  let perImage = uniforms.heads * uniforms.tokens;
  return Place(index / perImage, index % perImage / uniforms.tokens, index % uniforms.tokens);
}
// First vector of q (part 0), k (1) or v (2) of a token.
fn at(p : Place, token : i32, part : i32) -> i32 { return (p.image * uniforms.tokens + token) * 3 * width() + part * width() + p.head * ${length}; }
fn outAt(p : Place, token : i32) -> i32 { return (p.image * uniforms.tokens + token) * width() + p.head * ${length}; }
fn load(start : i32) -> Row {
  var row : Row;
  for (var i = 0; i < ${length}; i++) { row[i] = qkv[start + i]; }
  return row;
}
fn against(row : ptr<function, Row>, start : i32) -> f32 {
  var sum = 0.0;
  for (var i = 0; i < ${length}; i++) { sum += product((*row)[i], qkv[start + i]); }
  return sum;
}`;

/** Writes a vector to the scalar array `result`. */
const store = ({ components }: Head) => `
fn store(at : i32, value : Vector) {
  ${components === 4 ? 'for (var j = 0; j < 4; j++) { result[4 * at + j] = value[j]; }' : 'result[at] = value;'}
}`;

const forward = (head: Head) => `${common(head)}${store(head)}
fn main(index : i32) {
  if (index >= uniforms.count) { return; }
  let p = place(index);
  var q = load(at(p, p.token, 0));
  var largest = -3.0e38;
  var total = 0.0;
  var sum : Row;
  for (var j = 0; j < uniforms.tokens; j++) {
    let score = against(&q, at(p, j, 1)) * uniforms.scale;
    let top = max(largest, score);
    let keep = exp(largest - top);
    let weight = exp(score - top);
    let v = at(p, j, 2);
    total = total * keep + weight;
    for (var i = 0; i < ${head.length}; i++) { sum[i] = sum[i] * keep + weight * qkv[v + i]; }
    largest = top;
  }
  for (var i = 0; i < ${head.length}; i++) { store(outAt(p, p.token) + i, sum[i] / total); }
}`;

const loadGradient = ({ length }: Head) => `
fn loadGradient(start : i32) -> Row {
  var row : Row;
  for (var i = 0; i < ${length}; i++) { row[i] = dy[start + i]; }
  return row;
}`;

/** Of every query: log Σ exp of its scores, and Σ_j P_j·dP_j. */
const statistics = (head: Head) => `${common(head)}${loadGradient(head)}
fn main(index : i32) {
  if (index >= uniforms.count) { return; }
  let p = place(index);
  var q = load(at(p, p.token, 0));
  var g = loadGradient(outAt(p, p.token));
  var largest = -3.0e38;
  var total = 0.0;
  var along = 0.0;
  for (var j = 0; j < uniforms.tokens; j++) {
    let score = against(&q, at(p, j, 1)) * uniforms.scale;
    let top = max(largest, score);
    let keep = exp(largest - top);
    let weight = exp(score - top);
    total = total * keep + weight;
    along = along * keep + weight * against(&g, at(p, j, 2));
    largest = top;
  }
  result[2 * index] = largest + log(total);
  result[2 * index + 1] = along / total;
}`;

/** dq of a token as query, dk and dv of it as key. */
const backward = (head: Head) => `${common(head)}${loadGradient(head)}${store(head)}
fn main(index : i32) {
  if (index >= uniforms.count) { return; }
  let p = place(index);
  let row = index - p.token;
  var q = load(at(p, p.token, 0));
  var k = load(at(p, p.token, 1));
  var v = load(at(p, p.token, 2));
  var g = loadGradient(outAt(p, p.token));
  var dq : Row;
  var dk : Row;
  var dv : Row;
  for (var j = 0; j < uniforms.tokens; j++) {
    let key = at(p, j, 1);
    let asQuery = exp(against(&q, key) * uniforms.scale - statistics[2 * index]) * (against(&g, at(p, j, 2)) - statistics[2 * index + 1]);
    let query = at(p, j, 0);
    let output = outAt(p, j);
    let weight = exp(against(&k, query) * uniforms.scale - statistics[2 * (row + j)]);
    var along = 0.0;
    for (var i = 0; i < ${head.length}; i++) { along += product(v[i], dy[output + i]); }
    let asKey = weight * (along - statistics[2 * (row + j) + 1]);
    for (var i = 0; i < ${head.length}; i++) {
      dq[i] += asQuery * qkv[key + i];
      dk[i] += asKey * qkv[query + i];
      dv[i] += weight * dy[output + i];
    }
  }
  for (var i = 0; i < ${head.length}; i++) {
    store(at(p, p.token, 0) + i, dq[i] * uniforms.scale);
    store(at(p, p.token, 1) + i, dk[i] * uniforms.scale);
    store(at(p, p.token, 2) + i, dv[i]);
  }
}`;

function layout(qkv: tf.Tensor, { tokens, heads }: Attributes) {
  const [rows, columns] = qkv.shape as [number, number];
  const size = columns / 3 / (heads as number);
  const components: 1 | 4 = size % 4 === 0 ? 4 : 1;
  const head: Head = { length: size / components, components };
  const count = rows * (heads as number);
  const uniforms = [
    { name: 'count', type: 'i32' as const, value: count },
    { name: 'tokens', type: 'i32' as const, value: tokens as number },
    { name: 'heads', type: 'i32' as const, value: heads as number },
    { name: 'scale', type: 'f32' as const, value: 1 / Math.sqrt(size) },
  ];
  return { rows, columns, head, count, uniforms, key: `${head.length}x${components}` };
}

/** softmax(q·kᵀ/√size)·v, one dispatch. */
export function attentionWebgpu(backend: WebGPUBackend, { qkv }: Inputs, attributes: Attributes): tf.TensorInfo {
  const { rows, columns, head, count, uniforms, key } = layout(qkv!, attributes);
  return runShader(
    backend,
    {
      key: `negativeSpaceAttention${key}`,
      inputs: ['qkv'],
      components: [head.components],
      outputShape: [rows, columns / 3],
      invocations: count,
      uniforms,
      code: forward(head),
    },
    [qkv!],
  );
}

/** Gradient with respect to qkv, two dispatches. */
export function attentionGradWebgpu(backend: WebGPUBackend, { qkv, dy }: Inputs, attributes: Attributes): tf.TensorInfo {
  const { rows, columns, head, count, uniforms, key } = layout(qkv!, attributes);
  const { components } = head;
  const rowStatistics = runShader(
    backend,
    {
      key: `negativeSpaceAttentionStatistics${key}`,
      inputs: ['qkv', 'dy'],
      components: [components, components],
      outputShape: [count, 2],
      invocations: count,
      uniforms,
      code: statistics(head),
    },
    [qkv!, dy!],
  );
  const gradient = runShader(
    backend,
    {
      key: `negativeSpaceAttentionGradient${key}`,
      inputs: ['qkv', 'dy', 'statistics'],
      components: [components, components, 1],
      outputShape: [rows, columns],
      invocations: count,
      uniforms,
      code: backward(head),
    },
    [qkv!, dy!, rowStatistics],
  );
  backend.disposeData(rowStatistics.dataId);
  return gradient;
}

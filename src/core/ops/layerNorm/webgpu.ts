/** WGSL of layer normalisation: one invocation a row, no shared memory. */
import type * as tf from '@tensorflow/tfjs';
import type { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';
import type { Attributes, Inputs } from '../operation';
import { runShader } from '../runtime';
import { sumBlocks } from '../sumBlocks';

/** Rows summed by one invocation of the gradient with respect to γ and β. */
const BLOCK_ROWS = 64;

/** Mean and 1/σ of the row that starts at `start`, in two passes: the one-pass form cancels. */
const moments = `
fn moments(start : i32) -> vec2<f32> {
  var sum = 0.0;
  for (var k = 0; k < uniforms.width; k++) { sum += x[start + k]; }
  let mean = sum / f32(uniforms.width);
  var squares = 0.0;
  for (var k = 0; k < uniforms.width; k++) { let centred = x[start + k] - mean; squares += centred * centred; }
  return vec2<f32>(mean, inverseSqrt(squares / f32(uniforms.width) + uniforms.epsilon));
}`;

const forward = `${moments}
fn main(index : i32) {
  if (index >= uniforms.rows) { return; }
  let start = index * uniforms.width;
  let m = moments(start);
  for (var k = 0; k < uniforms.width; k++) { result[start + k] = (x[start + k] - m.x) * m.y * weight[k] + bias[k]; }
}`;

const statistics = `${moments}
fn main(index : i32) {
  if (index >= uniforms.rows) { return; }
  let m = moments(index * uniforms.width);
  result[2 * index] = m.x;
  result[2 * index + 1] = m.y;
}`;

const inputGradient = `
fn main(index : i32) {
  if (index >= uniforms.rows) { return; }
  let start = index * uniforms.width;
  let mean = moments[2 * index];
  let inverse = moments[2 * index + 1];
  var sum = 0.0;
  var along = 0.0;
  for (var k = 0; k < uniforms.width; k++) {
    let g = dy[start + k] * weight[k];
    sum += g;
    along += g * (x[start + k] - mean) * inverse;
  }
  sum = sum / f32(uniforms.width);
  along = along / f32(uniforms.width);
  for (var k = 0; k < uniforms.width; k++) {
    result[start + k] = inverse * (dy[start + k] * weight[k] - sum - (x[start + k] - mean) * inverse * along);
  }
}`;

/** Sums over a block of rows of dy·x̂ into result[block, 0, k] and of dy into result[block, 1, k]. */
const parameterGradient = `
fn main(index : i32) {
  let block = index / uniforms.width;
  let k = index % uniforms.width;
  let first = block * uniforms.blockRows;
  if (first >= uniforms.rows) { return; }
  var scale = 0.0;
  var shift = 0.0;
  for (var r = first; r < min(first + uniforms.blockRows, uniforms.rows); r++) {
    let g = dy[r * uniforms.width + k];
    scale += g * (x[r * uniforms.width + k] - moments[2 * r]) * moments[2 * r + 1];
    shift += g;
  }
  result[2 * block * uniforms.width + k] = scale;
  result[(2 * block + 1) * uniforms.width + k] = shift;
}`;

const integer = (name: string, value: number) => ({ name, type: 'i32' as const, value });

/** γ·x̂ + β, one dispatch. */
export function layerNormWebgpu(backend: WebGPUBackend, { x, weight, bias }: Inputs, { epsilon }: Attributes): tf.TensorInfo {
  const [rows, width] = x!.shape as [number, number];
  const uniforms = [integer('rows', rows), integer('width', width), { name: 'epsilon', type: 'f32' as const, value: epsilon as number }];
  const inputs = ['x', 'weight', 'bias'];
  return runShader(
    backend,
    { key: 'negativeSpaceLayerNorm', inputs, outputShape: [rows, width], invocations: rows, uniforms, code: forward },
    [x!, weight!, bias!],
  );
}

/** [dx, dγ, dβ], five dispatches: statistics, dx, block sums, and one sum for each parameter. */
export function layerNormGradWebgpu(backend: WebGPUBackend, { x, weight, dy }: Inputs, { epsilon }: Attributes): tf.TensorInfo[] {
  const [rows, width] = x!.shape as [number, number];
  const sides = [integer('rows', rows), integer('width', width)];
  const moments = runShader(
    backend,
    {
      key: 'negativeSpaceLayerNormMoments',
      inputs: ['x'],
      outputShape: [rows, 2],
      invocations: rows,
      uniforms: [...sides, { name: 'epsilon', type: 'f32', value: epsilon as number }],
      code: statistics,
    },
    [x!],
  );
  const dx = runShader(
    backend,
    {
      key: 'negativeSpaceLayerNormInputGradient',
      inputs: ['x', 'weight', 'dy', 'moments'],
      outputShape: [rows, width],
      invocations: rows,
      uniforms: sides,
      code: inputGradient,
    },
    [x!, weight!, dy!, moments],
  );
  const blocks = Math.ceil(rows / BLOCK_ROWS);
  const partial = runShader(
    backend,
    {
      key: 'negativeSpaceLayerNormParameterGradient',
      inputs: ['x', 'dy', 'moments'],
      outputShape: [blocks, 2, width],
      invocations: blocks * width,
      uniforms: [...sides, integer('blockRows', BLOCK_ROWS)],
      code: parameterGradient,
    },
    [x!, dy!, moments],
  );
  const sum = (offset: number) => sumBlocks(backend, partial, { shape: [width], blocks, offset, stride: 2 * width });
  const gradients = [dx, sum(0), sum(width)];
  backend.disposeData(moments.dataId);
  backend.disposeData(partial.dataId);
  return gradients;
}

/** WGSL of the global gradient norm: parts sums of squares, one dispatch a gradient, then one dispatch for norm and clip coefficient. */
import * as tf from '@tensorflow/tfjs';
import type { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';
import { runInPlace } from '../inPlace';
import { runShader } from '../runtime';
import { CLIP_EPSILON } from './clip';

const WORKGROUP = 64;
/** Elements summed by one workgroup: enough to keep a GPU busy on large parameters, few enough parts sums to add up at once. */
const BLOCK = 8192;

const reduction = (size: number) => `
  parts[localIndex] = sum;
  workgroupBarrier();
  for (var half = ${size / 2}u; half > 0u; half = half / 2u) {
    if (localIndex < half) { parts[localIndex] += parts[localIndex + half]; }
    workgroupBarrier();
  }`;

const sumCode = `
var<workgroup> parts : array<f32, ${WORKGROUP}>;
fn main(index : i32) {
  let block = index / ${WORKGROUP};
  let start = block * ${BLOCK};
  let end = min(start + ${BLOCK}, uniforms.count);
  var sum = 0.0;
  for (var i = start + i32(localIndex); i < end; i += ${WORKGROUP}) { sum += gradient[i] * gradient[i]; }
  ${reduction(WORKGROUP)}
  if (localIndex == 0u) { result[uniforms.slot + block] = parts[0]; }
}`;

const clipCode = `
var<workgroup> parts : array<f32, ${WORKGROUP}>;
fn main(index : i32) {
  var sum = 0.0;
  for (var i = i32(localIndex); i < uniforms.slots; i += ${WORKGROUP}) { sum += squares[i]; }
  ${reduction(WORKGROUP)}
  if (index == 0) {
    let norm = sqrt(parts[0]);
    result[1] = norm;
    result[0] = select(1.0, min(1.0, uniforms.clipNorm / (norm + uniforms.epsilon)), uniforms.clipNorm > 0.0);
  }
}`;

/**
 * Clip coefficient and global norm of gradients on the device.
 * @param clipNorm largest norm; 0 = never clip
 * @returns [2]: coefficient, norm
 */
export function gradientNormWebgpu(gradients: tf.Tensor[], clipNorm: number): tf.Tensor1D {
  const backend = tf.backend() as WebGPUBackend;
  const blocks = gradients.map(({ size }) => Math.ceil(size / BLOCK));
  const slots = blocks.reduce((sum, count) => sum + count, 0);
  const squares = backend.makeTensorInfo([slots], 'float32');
  let slot = 0;
  gradients.forEach((gradient, i) => {
    const uniforms = [
      { name: 'count', type: 'i32' as const, value: gradient.size },
      { name: 'slot', type: 'i32' as const, value: slot },
    ];
    const program = {
      key: 'negativeSpaceSumSquares',
      inputs: ['gradient'],
      invocations: blocks[i]! * WORKGROUP,
      workgroup: WORKGROUP,
      uniforms,
      code: sumCode,
    };
    runInPlace(backend, program, [gradient], squares);
    slot += blocks[i]!;
  });
  const output = runShader(
    backend,
    {
      key: 'negativeSpaceClip',
      inputs: ['squares'],
      outputShape: [2],
      invocations: WORKGROUP,
      workgroup: WORKGROUP,
      uniforms: [
        { name: 'slots', type: 'i32', value: slots },
        { name: 'clipNorm', type: 'f32', value: clipNorm },
        { name: 'epsilon', type: 'f32', value: CLIP_EPSILON },
      ],
      code: clipCode,
    },
    [squares],
  );
  backend.disposeData(squares.dataId);
  return tf.engine().makeTensorFromTensorInfo(output) as tf.Tensor1D;
}

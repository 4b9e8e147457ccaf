/** Adding up partial sums that a program left block by block. */
import type * as tf from '@tensorflow/tfjs';
import { sizeOf } from '../model/shape';
import { runShader } from './runtime';

const code = `
fn main(index : i32) {
  if (index >= uniforms.count) { return; }
  var sum = 0.0;
  for (var block = 0; block < uniforms.blocks; block++) { sum += parts[uniforms.offset + block * uniforms.stride + index]; }
  result[index] = sum;
}`;

/**
 * result[i] = Σ over blocks of partial[offset + block·stride + i], in the given shape.
 * Reductions over rows go in blocks of rows: enough invocations for a GPU, and smaller rounding errors than one long sum.
 */
export function sumBlocks(
  partial: tf.TensorInfo,
  { shape, blocks, offset, stride }: { shape: number[]; blocks: number; offset: number; stride: number },
): tf.TensorInfo {
  const count = sizeOf(shape);
  const uniforms = Object.entries({ count, blocks, offset, stride }).map(([name, value]) => ({ name, type: 'i32' as const, value }));
  return runShader({ key: 'negativeSpaceSumBlocks', inputs: ['parts'], outputShape: shape, invocations: count, uniforms, code }, [partial]);
}

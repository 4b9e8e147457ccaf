/** WGSL of the token sequence; the projection is the linear layer's product. */
import * as tf from '@tensorflow/tfjs';
import type { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';
import { linearWebgpu, weightGradientWebgpu } from '../linear/webgpu';
import type { Attributes, Inputs } from '../operation';
import { runShader } from '../runtime';
import { sumBlocks } from '../sumBlocks';
import { fromPixelOrder, toPixelOrder } from './pixelOrder';

const assemble = `
fn main(index : i32) {
  if (index >= uniforms.count) { return; }
  let column = index % uniforms.width;
  let row = index / uniforms.width;
  let token = row % uniforms.tokens;
  var value = positions[token * uniforms.width + column];
  if (token == 0) { value += classToken[column]; }
  else { value += projected[(row / uniforms.tokens * (uniforms.tokens - 1) + token - 1) * uniforms.width + column]; }
  result[index] = value;
}`;

const withoutClassToken = `
fn main(index : i32) {
  if (index >= uniforms.count) { return; }
  let column = index % uniforms.width;
  let row = index / uniforms.width;
  let image = row / (uniforms.tokens - 1);
  result[index] = dy[(row + image + 1) * uniforms.width + column];
}`;

const integers = (values: Record<string, number>) => Object.entries(values).map(([name, value]) => ({ name, type: 'i32' as const, value }));

/** As `embedPatchesReference`: three dispatches. */
export function embedPatchesWebgpu(backend: WebGPUBackend, { patches, weight, bias, classToken, positions }: Inputs): tf.TensorInfo {
  const [, tokens, width] = positions!.shape as [number, number, number];
  const n = patches!.shape[0]! / (tokens - 1);
  const ordered = tf.tidy(() => toPixelOrder(weight!));
  const projected = linearWebgpu(backend, { x: patches!, weight: ordered, bias: bias! });
  ordered.dispose();
  const count = n * tokens * width;
  const sequence = runShader(
    backend,
    {
      key: 'negativeSpaceAssembleTokens',
      inputs: ['projected', 'classToken', 'positions'],
      outputShape: [n * tokens, width],
      invocations: count,
      uniforms: integers({ count, tokens, width }),
      code: assemble,
    },
    [projected, classToken!, positions!],
  );
  backend.disposeData(projected.dataId);
  return sequence;
}

/** As `embedPatchesGradReference`: seven dispatches. */
export function embedPatchesGradWebgpu(backend: WebGPUBackend, { patches, dy }: Inputs, attributes: Attributes): tf.TensorInfo[] {
  const [patch, tokens] = [attributes.patch as number, attributes.tokens as number];
  const [rows, width] = dy!.shape as [number, number];
  const n = rows / tokens;
  const channels = patches!.shape[1]! / patch ** 2;
  const count = n * (tokens - 1) * width;
  const dProjected = runShader(
    backend,
    {
      key: 'negativeSpaceWithoutClassToken',
      inputs: ['dy'],
      outputShape: [n * (tokens - 1), width],
      invocations: count,
      uniforms: integers({ count, tokens, width }),
      code: withoutClassToken,
    },
    [dy!],
  );
  const [dOrdered, dBias] = weightGradientWebgpu(backend, patches!, dProjected);
  backend.disposeData(dProjected.dataId);
  const ordered = tf.engine().makeTensorFromTensorInfo(dOrdered) as tf.Tensor2D;
  const dWeight = tf.tidy(() => fromPixelOrder(ordered, [width, channels, patch, patch]));
  ordered.dispose();
  // Every image's rows are a block of their own here.
  const overImages = (shape: number[]) => sumBlocks(backend, dy!, { shape, blocks: n, offset: 0, stride: tokens * width });
  return [dWeight, dBias, overImages([1, 1, width]), overImages([1, tokens, width])];
}

/** Dispatch of the WGSL kernels of attention. */
import type * as tf from '@tensorflow/tfjs';
import type { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';
import type { Attributes, Inputs } from '../operation';
import { runShader } from '../runtime';
import { backward, forward, statistics, type Head } from './wgsl';

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

/** [softmax(q·kᵀ/√size)·v], one dispatch; nothing is kept for the gradient. */
export function attentionWebgpu(backend: WebGPUBackend, { qkv }: Inputs, attributes: Attributes): tf.TensorInfo[] {
  const { rows, columns, head, count, uniforms, key } = layout(qkv!, attributes);
  const output = runShader(
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
  return [output];
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

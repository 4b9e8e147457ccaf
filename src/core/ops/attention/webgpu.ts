/** Dispatch of attention's programs as operations of tfjs. */
import * as tf from '@tensorflow/tfjs';
import type { Attributes, Inputs } from '../runtime';
import { disposeInfo, runShader, runShaderInPlace } from '../runtime';
import { variantForTfjs } from '../runtime/variant';
import { attentionGradientPrograms, attentionProgram, type AttentionShape } from './kernel';

function shapeOf(qkv: tf.Tensor, { tokens, heads }: Attributes): AttentionShape {
  const [rows, columns] = qkv.shape as [number, number];
  return { rows, tokens: tokens as number, heads: heads as number, width: columns / 3 };
}

/** A copy of the values at the beginning of a result, which is given up. */
function takeFront(result: tf.TensorInfo, rows: number, columns: number): tf.Tensor {
  const whole = tf.engine().makeTensorFromTensorInfo(result) as tf.Tensor1D;
  const front = tf.tidy(() => tf.reshape(tf.slice1d(whole, 0, rows * columns), [rows, columns]));
  whole.dispose();
  return front;
}

/** [softmax(q·kᵀ/√size)·v]; nothing is kept for the gradient. */
export function attentionWebgpu({ qkv }: Inputs, attributes: Attributes): tf.TensorInfo[] {
  const shape = shapeOf(qkv!, attributes);
  return [takeFront(runShader(attentionProgram(shape, variantForTfjs()), [qkv!]), shape.rows, shape.width)];
}

/** Gradient with respect to qkv, after computing the forward pass anew. */
export function attentionGradWebgpu({ qkv, dy }: Inputs, attributes: Attributes): tf.TensorInfo {
  const shape = shapeOf(qkv!, attributes);
  const output = runShader(attentionProgram(shape, variantForTfjs()), [qkv!]);
  const [query, key] = attentionGradientPrograms(shape, variantForTfjs());
  const gradient = runShader(query, [qkv!, dy!, output]);
  runShaderInPlace(key, [qkv!, dy!, output], gradient);
  disposeInfo(output);
  return takeFront(gradient, shape.rows, 3 * shape.width);
}

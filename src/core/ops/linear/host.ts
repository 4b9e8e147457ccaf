import * as tf from '@tensorflow/tfjs';
import type { Attributes, Inputs } from '../runtime';
import { crossProduct, product } from '../matrixProduct';

/** x·Wᵀ + b (+ residual). */
export function linearHost({ x, weight, bias, residual }: Inputs): tf.Tensor {
  const y = product(x as tf.Tensor2D, weight as tf.Tensor2D, { transposeB: true, bias: bias! });
  return residual ? tf.add(y, residual) : y;
}

/** [dW, db] or, with `inputGradient`, [dW, db, dx]: dW = dyᵀ·x, db = Σ dy over the rows, dx = dy·W. */
export function linearGradHost({ x, weight, dy }: Inputs, { inputGradient }: Attributes): tf.Tensor[] {
  const gradient = dy as tf.Tensor2D;
  const parameters = crossProduct(gradient, x as tf.Tensor2D);
  return inputGradient ? [...parameters, product(gradient, weight as tf.Tensor2D)] : parameters;
}

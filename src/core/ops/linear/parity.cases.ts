import type * as tf from '@tensorflow/tfjs';
import type { ParityCase } from '../testing/parity';
import { linear } from '.';
import { referenceLinear } from './reference';

/** rows, inputs, outputs: friendly to tiles, odd, single rows, and more than a block of rows. */
const SHAPES = [
  [1, 1, 1],
  [5, 8, 12],
  [7, 6, 5],
  [34, 96, 28],
  [1030, 12, 8],
  [70, 132, 68],
  [9, 20, 3],
] as const;

export const cases: ParityCase[] = SHAPES.flatMap(([rows, inputs, outputs]) =>
  [false, true].map((residual) => ({
    name: `linear ${rows} × ${inputs} → ${outputs}${residual ? ' and a residual' : ''}`,
    inputs: [[rows, inputs], [outputs, inputs], [outputs], ...(residual ? [[rows, outputs]] : [])],
    operation: (x, w, b, r) => linear(x as tf.Tensor2D, w as tf.Tensor2D, b as tf.Tensor1D, r as tf.Tensor2D | undefined),
    reference: (x, w, b, r) => referenceLinear(x as tf.Tensor2D, w as tf.Tensor2D, b as tf.Tensor1D, r as tf.Tensor2D | undefined),
  })),
);

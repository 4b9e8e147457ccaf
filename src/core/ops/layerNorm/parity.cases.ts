import type * as tf from '@tensorflow/tfjs';
import type { ParityCase } from '../testing/parity';
import { layerNorm } from '.';
import { referenceLayerNorm } from './reference';

/** rows, width: odd, and more rows than a block has. */
const SHAPES = [
  [3, 5],
  [1, 8],
  [130, 96],
] as const;

export const cases: ParityCase[] = SHAPES.map(([rows, width]) => ({
  name: `layer norm of ${rows} rows of ${width}`,
  inputs: [[rows, width], [width], [width]],
  operation: (x, weight, bias) => layerNorm(x as tf.Tensor2D, weight as tf.Tensor1D, bias as tf.Tensor1D),
  reference: (x, weight, bias) => referenceLayerNorm(x as tf.Tensor2D, weight as tf.Tensor1D, bias as tf.Tensor1D),
}));

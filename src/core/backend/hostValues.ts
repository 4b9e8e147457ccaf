/** Single values of the kernels' results in float64, to which the trial holds the kernels: one value costs one loop, not a matrix. */
import type { AttentionShape } from '../ops/attention/kernel';
import type { NormShape } from '../ops/layerNorm/kernel';
import type { Sides } from '../ops/linear/kernel';

/** Value at a place of the flat result. */
type ValueAt = (at: number) => number;

const sum = (count: number, term: (i: number) => number): number => {
  let total = 0;
  for (let i = 0; i < count; i++) total += term(i);
  return total;
};

/** x·Wᵀ + b, [rows, outputs]. */
export const hostLinear =
  ({ inputs, outputs }: Sides, x: Float32Array, weight: Float32Array, bias: Float32Array): ValueAt =>
  (at) => {
    const [row, output] = [Math.floor(at / outputs), at % outputs];
    return bias[output]! + sum(inputs, (k) => x[row * inputs + k]! * weight[output * inputs + k]!);
  };

/** dy·W, [rows, inputs]. */
export const hostInputGradient =
  ({ inputs, outputs }: Sides, dy: Float32Array, weight: Float32Array): ValueAt =>
  (at) => {
    const [row, k] = [Math.floor(at / inputs), at % inputs];
    return sum(outputs, (output) => dy[row * outputs + output]! * weight[output * inputs + k]!);
  };

/** dyᵀ·x, [outputs, inputs]. */
export const hostWeightGradient =
  ({ rows, inputs, outputs }: Sides, x: Float32Array, dy: Float32Array): ValueAt =>
  (at) => {
    const [output, k] = [Math.floor(at / inputs), at % inputs];
    return sum(rows, (row) => dy[row * outputs + output]! * x[row * inputs + k]!);
  };

/** Σ dy over the rows, [outputs]. */
export const hostBiasGradient =
  ({ rows, outputs }: Sides, dy: Float32Array): ValueAt =>
  (output) =>
    sum(rows, (row) => dy[row * outputs + output]!);

/** γ·x̂ + β, [rows, width]. */
export const hostNorm =
  ({ width, epsilon }: NormShape, x: Float32Array, scale: Float32Array, shift: Float32Array): ValueAt =>
  (at) => {
    const first = at - (at % width);
    const mean = sum(width, (k) => x[first + k]!) / width;
    const variance = sum(width, (k) => (x[first + k]! - mean) ** 2) / width;
    return (scale[at % width]! * (x[at]! - mean)) / Math.sqrt(variance + epsilon) + shift[at % width]!;
  };

/** softmax(q·kᵀ/√size)·v of every head, [rows, width], from [rows, 3·width]. */
export function hostAttention({ tokens, heads, width }: AttentionShape, qkv: Float32Array): ValueAt {
  const size = width / heads;
  return (at) => {
    const [row, column] = [Math.floor(at / width), at % width];
    const head = column - (column % size);
    const first = row - (row % tokens);
    const place = (token: number, part: number) => 3 * width * token + part * width + head;
    // Noise of at most ½ gives scores that need no shift before exp.
    const weights = Array.from({ length: tokens }, (_, t) =>
      Math.exp(sum(size, (k) => qkv[place(row, 0) + k]! * qkv[place(first + t, 1) + k]!) / Math.sqrt(size)),
    );
    return sum(tokens, (t) => weights[t]! * qkv[place(first + t, 2) + (column % size)]!) / sum(tokens, (t) => weights[t]!);
  };
}

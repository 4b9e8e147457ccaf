/**
 * AdamW with decoupled weight decay (Loshchilov & Hutter, arXiv 1711.05101, algorithm 2) in PyTorch's form, in plain loops:
 * for backends whose memory is JavaScript's, and the yardstick of the kernels.
 */

export interface AdamWStep {
  learningRate: number;
  weightDecay: number;
  beta1: number;
  beta2: number;
  epsilon: number;
  /** t, 1 for the first step. */
  step: number;
  /** Factor on the gradient: the clip coefficient. */
  gradientScale: number;
}

/** What of a step depends on t, computed once in float64: 1/(1 − β₁ᵗ) and 1/√(1 − β₂ᵗ), folded into the rate and ε's partner. */
export function corrections({ learningRate, beta1, beta2, step }: AdamWStep): { rate: number; inverseRoot: number } {
  return { rate: learningRate / (1 - beta1 ** step), inverseRoot: 1 / Math.sqrt(1 - beta2 ** step) };
}

/**
 * One step in place, all arrays of one length: p ← p·(1 − lr·decay); m, v ← moments of g·gradientScale;
 * p ← p − lr/(1 − β₁ᵗ)·m/(√v/√(1 − β₂ᵗ) + ε). The decay acts on every parameter.
 */
export function adamWUpdate(
  value: Float32Array,
  first: Float32Array,
  second: Float32Array,
  gradient: ArrayLike<number>,
  step: AdamWStep,
): void {
  const { learningRate, weightDecay, beta1, beta2, epsilon, gradientScale } = step;
  const { rate, inverseRoot } = corrections(step);
  const keep = 1 - learningRate * weightDecay;
  for (let i = 0; i < value.length; i++) {
    const g = gradient[i]! * gradientScale;
    const m = beta1 * first[i]! + (1 - beta1) * g;
    const v = beta2 * second[i]! + (1 - beta2) * g * g;
    first[i] = m;
    second[i] = v;
    value[i] = value[i]! * keep - (rate * m) / (Math.sqrt(v) * inverseRoot + epsilon);
  }
}

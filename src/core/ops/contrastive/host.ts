/** The contrastive cross-entropy over a similarity matrix and its gradient, over typed arrays in float64. Formulas in `contrastive.ts`. */
import type { HostArray } from '../runtime';

/**
 * Loss and accuracy [2], and the terms [n, m, 3] they are made of, as in `contrastive.ts`.
 * `similarity` [n, n] class-major, `m` samples per class.
 */
export function contrastiveForward(similarity: HostArray, m: number): [HostArray, HostArray] {
  const n = similarity.shape[0]!;
  const classes = n / m;
  const s = similarity.values;
  const terms = new Float32Array(n * m * 3);
  let loss = 0;
  let nearest = 0;
  for (let row = 0; row < n; row++) {
    const own = row % m;
    const ownClass = (row - own) / m;
    for (let slot = 0; slot < m; slot++) {
      if (slot === own) continue;
      const positive = s[row * n + ownClass * m + slot]!;
      let largest = -Infinity;
      for (let k = 0; k < classes; k++)
        if (k !== ownClass) largest = Math.max(largest, s[row * n + k * m + slot]!, s[row * n + k * m + own]!);
      let sum = 0;
      for (let k = 0; k < classes; k++)
        if (k !== ownClass) sum += Math.exp(s[row * n + k * m + slot]! - largest) + Math.exp(s[row * n + k * m + own]! - largest);
      // z: log-sum of the negatives over the positive; −log p⁺ = softplus(z), 1 − p⁺ = sigmoid(z).
      const z = largest + Math.log(sum) - positive;
      const term = Math.max(z, 0) + Math.log1p(Math.exp(-Math.abs(z)));
      const right = positive > largest ? 1 : 0;
      terms.set([term, 1 / (1 + Math.exp(-z)), right], (row * m + slot) * 3);
      loss += term;
      nearest += right;
    }
  }
  return [
    { values: Float32Array.of(loss / classes, nearest / (n * (m - 1))), shape: [2] },
    { values: terms, shape: [n, m, 3] },
  ];
}

/** Gradient [n, n] of the loss, times the upstream scalar `dy`, by the similarities. */
export function contrastiveBackward(similarity: HostArray, terms: HostArray, dy: HostArray, m: number): HostArray {
  const n = similarity.shape[0]!;
  const classes = n / m;
  const s = similarity.values;
  const scale = dy.values[0]! / classes;
  const gradient = new Float32Array(n * n);
  for (let row = 0; row < n; row++) {
    const own = row % m;
    const ownClass = (row - own) / m;
    const positive = (slot: number) => s[row * n + ownClass * m + slot]!;
    const term = (slot: number) => terms.values[(row * m + slot) * 3]!;
    for (let column = 0; column < n; column++) {
      const slot = column % m;
      const sameClass = (column - slot) / m === ownClass;
      const value = s[row * n + column]!;
      let share = 0;
      if (sameClass) {
        if (slot !== own) share = -terms.values[(row * m + slot) * 3 + 1]!;
      } else if (slot !== own) {
        share = Math.exp(value - positive(slot) - term(slot));
      } else {
        // A negative of the anchor's own slot stands in the denominator of each of its m − 1 pairs.
        for (let j = 0; j < m; j++) if (j !== own) share += Math.exp(value - positive(j) - term(j));
      }
      gradient[row * n + column] = scale * share;
    }
  }
  return { values: gradient, shape: [n, n] };
}

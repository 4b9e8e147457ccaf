/** The contrastive cross-entropy on WebGPU: terms (one workgroup per row and slot), their mean, and the gradient: a dispatch each. */
import type { ShaderProgram } from '../runtime/program';
import { atanhSeries, log1pSmall } from '../runtime/wgslMath';

const LANES = 64;

/** Halvings of the workgroup with a barrier between; `merge(lane, other)` folds the second entry into the first. */
function fold(merge: (into: string, from: string) => string): string {
  let code = 'workgroupBarrier();';
  for (let half = LANES / 2; half >= 1; half /= 2)
    code += `
      if (lane < ${half}) { ${merge('lane', `lane + ${half}`)} }
      workgroupBarrier();`;
  return code;
}

/** Terms [n, m, 3] as in `contrastive.ts`, from similarities [n, n]. */
export function termsProgram(n: number, m: number): ShaderProgram {
  const code = `
    ${atanhSeries}
    ${log1pSmall}
    // (largest, sum of exp(value − largest)) of the values an invocation has seen.
    var<workgroup> partial : array<vec2<f32>, ${LANES}>;
    fn merged(a : vec2<f32>, b : vec2<f32>) -> vec2<f32> {
      let largest = max(a.x, b.x);
      return vec2<f32>(largest, a.y * exp(a.x - largest) + b.y * exp(b.x - largest));
    }
    fn main(index : i32) {
      let n = uniforms.n;
      let m = uniforms.m;
      let lane = i32(localIndex);
      let group = min(index / ${LANES}, n * m - 1);
      let row = group / m;
      let slot = group % m;
      let own = row % m;
      let ownClass = row / m;
      var seen = vec2<f32>(-3.0e38, 0.0);
      for (var k = lane; k < n / m; k = k + ${LANES}) {
        if (k != ownClass) {
          let first = similarity[row * n + k * m + slot];
          let second = similarity[row * n + k * m + own];
          let larger = max(first, second);
          seen = merged(seen, vec2<f32>(larger, exp(first - larger) + exp(second - larger)));
        }
      }
      partial[lane] = seen;
      ${fold((into, from) => `partial[${into}] = merged(partial[${into}], partial[${from}]);`)}
      if (lane == 0 && index / ${LANES} < n * m) {
        let positive = similarity[row * n + ownClass * m + slot];
        let z = partial[0].x + log(partial[0].y) - positive;
        let small = exp(-abs(z));
        let counted = slot != own;
        result[3 * group] = select(0.0, max(z, 0.0) + log1pSmall(small), counted);
        result[3 * group + 1] = select(0.0, select(1.0, small, z < 0.0) / (1.0 + small), counted);
        result[3 * group + 2] = select(0.0, 1.0, counted && positive > partial[0].x);
      }
    }`;
  return {
    key: 'contrastiveTerms',
    inputs: ['similarity'],
    outputShape: [n, m, 3],
    invocations: n * m * LANES,
    workgroup: LANES,
    uniforms: [
      { name: 'n', type: 'i32', value: n },
      { name: 'm', type: 'i32', value: m },
    ],
    code,
  };
}

/** [2]: loss and accuracy, from the terms: their sum over the number of classes, and the share of pairs whose positive is nearest. */
export function lossProgram(n: number, m: number): ShaderProgram {
  const code = `
    var<workgroup> partial : array<vec2<f32>, ${LANES}>;
    fn main(index : i32) {
      let lane = i32(localIndex);
      var sum = vec2<f32>(0.0);
      for (var i = lane; i < uniforms.count; i = i + ${LANES}) { sum = sum + vec2<f32>(terms[3 * i], terms[3 * i + 2]); }
      partial[lane] = sum;
      ${fold((into, from) => `partial[${into}] = partial[${into}] + partial[${from}];`)}
      if (index == 0) {
        result[0] = partial[0].x / uniforms.classes;
        result[1] = partial[0].y / uniforms.pairs;
      }
    }`;
  return {
    key: 'contrastiveLoss',
    inputs: ['terms'],
    outputShape: [2],
    invocations: LANES,
    workgroup: LANES,
    uniforms: [
      { name: 'count', type: 'i32', value: n * m },
      { name: 'classes', type: 'f32', value: n / m },
      { name: 'pairs', type: 'f32', value: n * (m - 1) },
    ],
    code,
  };
}

/** [n, n]: gradient of the loss by the similarities times the scalar `dy`, from [similarity, terms, dy]. */
export function gradientProgram(n: number, m: number): ShaderProgram {
  const code = `
    fn share(row : i32, value : f32, slot : i32) -> f32 {
      let positive = similarity[row * uniforms.n + (row / uniforms.m) * uniforms.m + slot];
      return exp(value - positive - terms[3 * (row * uniforms.m + slot)]);
    }
    fn main(index : i32) {
      let n = uniforms.n;
      let m = uniforms.m;
      if (index >= n * n) { return; }
      let row = index / n;
      let column = index % n;
      let own = row % m;
      let slot = column % m;
      var sum = 0.0;
      if (row / m == column / m) {
        // The terms hold 0 at the row's own slot, as the similarity with itself is not part of the loss.
        sum = -terms[3 * (row * m + slot) + 1];
      } else if (slot != own) {
        sum = share(row, similarity[index], slot);
      } else {
        // A negative of the anchor's own slot stands in the denominator of each of its m − 1 pairs.
        for (var j = 0; j < m; j = j + 1) {
          if (j != own) { sum = sum + share(row, similarity[index], j); }
        }
      }
      result[index] = sum * dy[0] / uniforms.classes;
    }`;
  return {
    key: 'contrastiveGradient',
    inputs: ['similarity', 'terms', 'dy'],
    outputShape: [n, n],
    invocations: n * n,
    uniforms: [
      { name: 'n', type: 'i32', value: n },
      { name: 'm', type: 'i32', value: m },
      { name: 'classes', type: 'f32', value: n / m },
    ],
    code,
  };
}

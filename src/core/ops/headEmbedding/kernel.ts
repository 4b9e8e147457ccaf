/**
 * Features → embedding on WebGPU: one workgroup a row, one dispatch each way. The norm is summed over f/max|f|, so neither
 * large nor small features overflow or vanish in float32.
 */
import type { ShaderProgram } from '../runtime/program';
import { sechSquared, tanhRatio } from '../runtime/wgslMath';
import { BOUNDARY_MARGIN, SMALLEST_NORM, type EmbeddingAttributes } from './attributes';

const LANES = 64;

/** Folds `scratch` over the workgroup by `combine(a, b)`; every invocation gets the result in `scratch[0]`. */
function fold(combine: (a: string, b: string) => string): string {
  let code = 'workgroupBarrier();';
  for (let half = LANES / 2; half >= 1; half /= 2)
    code += `
      if (lane < ${half}) { scratch[lane] = ${combine('scratch[lane]', `scratch[lane + ${half}]`)}; }
      workgroupBarrier();`;
  return code;
}

const sum = (a: string, b: string) => `${a} + ${b}`;

/** Finds `largest` = max|f| (1 for a zero row) and `scaled` = ‖f/largest‖ of the workgroup's row. */
const normSnippet = `
      var local = 0.0;
      for (var k = lane; k < d; k = k + ${LANES}) { local = max(local, abs(feature(p + k))); }
      scratch[lane] = local;
      ${fold((a, b) => `max(${a}, ${b})`)}
      let largest = select(1.0, scratch[0], scratch[0] > 0.0);
      workgroupBarrier();
      local = 0.0;
      for (var k = lane; k < d; k = k + ${LANES}) { let part = feature(p + k) / largest; local = local + part * part; }
      scratch[lane] = local;
      ${fold(sum)}
      let scaled = sqrt(scratch[0]);
      let length = max(largest * scaled, ${SMALLEST_NORM});
      workgroupBarrier();`;

/** radius and slope as in `radiusAndSlope` of host.ts. */
const radiusSnippet = ({ normalized }: EmbeddingAttributes) => `
      let input = ${normalized ? '1.0' : 'length'};
      let clipped = uniforms.clipRadius > 0.0 && input > uniforms.clipRadius;
      let clippedInput = select(input, uniforms.clipRadius, clipped);
      let s = uniforms.rootC * clippedInput;
      let limit = ${1 - BOUNDARY_MARGIN} / uniforms.rootC;
      let mapped = clippedInput * tanhRatio(s);
      let radius = min(mapped, limit);
      let slope = select(sechSquared(s), 0.0, ${normalized ? 'true' : 'clipped || mapped > limit'});`;

function shader(attributes: EmbeddingAttributes, body: string): string {
  return `
    ${tanhRatio}
    ${sechSquared}
    var<workgroup> scratch : array<f32, ${LANES}>;
    fn feature(i : i32) -> f32 { return uniforms.scale * features[i]; }
    fn main(index : i32) {
      let d = uniforms.d;
      let lane = i32(localIndex);
      let row = min(index / ${LANES}, uniforms.n - 1);
      let written = index / ${LANES} < uniforms.n;
      let p = row * d;
      ${normSnippet}
      // f/‖f‖ element by element, without the norm itself, which may overflow where the quotient does not.
      let perLength = select(1.0 / scaled, largest / length, largest * scaled < length);
      ${attributes.ball ? radiusSnippet(attributes) : ''}
      ${body}
    }`;
}

function uniforms(n: number, d: number, { c, clipRadius }: EmbeddingAttributes) {
  return [
    { name: 'n', type: 'i32' as const, value: n },
    { name: 'd', type: 'i32' as const, value: d },
    { name: 'rootC', type: 'f32' as const, value: Math.sqrt(c) },
    { name: 'clipRadius', type: 'f32' as const, value: clipRadius },
    { name: 'scale', type: 'f32' as const, value: 1 },
  ];
}

const keyOf = ({ sphere, ball, normalized }: EmbeddingAttributes) => `${sphere}_${ball}_${normalized}`;

/** Embedding of scale·features from [features]; `scale` is 1 unless the uniform says otherwise. */
export function embedForwardProgram(n: number, d: number, attributes: EmbeddingAttributes): ShaderProgram {
  const { sphere, ball } = attributes;
  const width = sphere && ball ? 2 * d : d;
  const both = sphere && ball;
  const code = shader(
    attributes,
    `if (written) {
        for (var k = lane; k < d; k = k + ${LANES}) {
          let direction = feature(p + k) / largest * perLength;
          ${sphere ? `result[${both ? '2 * p' : 'p'} + k] = direction;` : ''}
          ${ball ? `result[${both ? '2 * p + d' : 'p'} + k] = radius * direction;` : ''}
        }
      }`,
  );
  return {
    key: `headEmbedding_${keyOf(attributes)}`,
    inputs: ['features'],
    outputShape: [n, width],
    invocations: n * LANES,
    workgroup: LANES,
    uniforms: uniforms(n, d, attributes),
    code,
  };
}

/** Gradient by the features, before they are scaled, from [features, dy]. */
export function embedBackwardProgram(n: number, d: number, attributes: EmbeddingAttributes): ShaderProgram {
  const { sphere, ball, normalized } = attributes;
  const both = sphere && ball;
  const sphereAt = both ? '2 * p' : 'p';
  const ballAt = both ? '2 * p + d' : 'p';
  // ⟨ê, g⟩ of a part, left in scratch[0].
  const projection = (name: string, at: string) => `
      local = 0.0;
      for (var k = lane; k < d; k = k + ${LANES}) { local = local + dy[${at} + k] * (feature(p + k) / largest * perLength); }
      scratch[lane] = local;
      ${fold(sum)}
      let ${name} = scratch[0];
      workgroupBarrier();`;
  const code = shader(
    attributes,
    `${sphere ? projection('onSphere', sphereAt) : ''}
      ${ball ? projection('inBall', ballAt) : ''}
      let directed = largest * scaled >= ${SMALLEST_NORM};
      if (written) {
        for (var k = lane; k < d; k = k + ${LANES}) {
          let direction = feature(p + k) / largest * perLength;
          var gradient = 0.0;
          if (directed) {
            ${sphere ? `gradient = gradient + (dy[${sphereAt} + k] - direction * onSphere) / length;` : ''}
            ${ball ? `gradient = gradient + radius / length * (dy[${ballAt} + k] - direction * inBall) + slope * direction * inBall;` : ''}
          } ${ball && !normalized ? `else { gradient = dy[${ballAt} + k]; }` : ''}
          result[p + k] = gradient * uniforms.scale;
        }
      }`,
  );
  return {
    key: `headEmbeddingGradient_${keyOf(attributes)}`,
    inputs: ['features', 'dy'],
    outputShape: [n, d],
    invocations: n * LANES,
    workgroup: LANES,
    uniforms: uniforms(n, d, attributes),
    code,
  };
}

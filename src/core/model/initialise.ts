/** Seeded initial weights in plain JavaScript: the same seed gives the same weights on every backend and machine. */
import type { ModelConfig } from '../configuration/schema';
import { createRandom, type Random } from '../random/random';
import { CHANNELS, parameterShapes, sizeOf, type Weights } from './shape';

/** timm's trunc_normal_(std=.02): its bounds, ±2, lie a hundred deviations out, so nothing is ever cut. */
const DEVIATION = 0.02;
/** timm draws the class token almost at zero. */
const CLASS_TOKEN_DEVIATION = 1e-6;

function normal(size: number, deviation: number, random: Random): Float32Array {
  return Float32Array.from({ length: size }, () => deviation * random.normal());
}

/** Uniform in ±√(6/(inputs + outputs)) (Glorot & Bengio 2010, eq. 16). */
function xavier(size: number, inputs: number, outputs: number, random: Random): Float32Array {
  const limit = Math.sqrt(6 / (inputs + outputs));
  return Float32Array.from({ length: size }, () => limit * (2 * random.next() - 1));
}

/**
 * A matrix [rows, columns] with orthonormal rows, or columns where there are more rows than columns (Saxe et al., arXiv
 * 1312.6120): Gaussian vectors made orthonormal one after the other, twice each for the sake of rounding, in float64.
 */
export function orthogonal(rows: number, columns: number, random: Random): Float32Array {
  const count = Math.min(rows, columns);
  const length = Math.max(rows, columns);
  const vectors: Float64Array[] = [];
  for (let i = 0; i < count; i++) {
    const vector = Float64Array.from({ length }, () => random.normal());
    for (let pass = 0; pass < 2; pass++) {
      for (const other of vectors) {
        let along = 0;
        for (let j = 0; j < length; j++) along += vector[j]! * other[j]!;
        for (let j = 0; j < length; j++) vector[j]! -= along * other[j]!;
      }
    }
    const norm = Math.sqrt(vector.reduce((sum, value) => sum + value * value, 0));
    vectors.push(vector.map((value) => value / norm));
  }
  const matrix = new Float32Array(rows * columns);
  vectors.forEach((vector, i) => vector.forEach((value, j) => (matrix[rows <= columns ? i * columns + j : j * columns + i] = value)));
  return matrix;
}

/**
 * Initial weights of a model. Weights of linear layers, and the patch projection as one of them: normal .02 (`timm`) or Xavier-uniform (`xavier`); positions normal .02; norms at identity; biases 0; the head orthogonal.
 * Every parameter draws from a stream of its own, so that a change of depth leaves the common parameters as they were.
 * @param given parameters that are not drawn, such as a pretrained body; taken as they are
 */
export function initialWeights(model: ModelConfig, seed: number | string, given: Readonly<Weights> = {}): Weights {
  const root = createRandom(seed).fork('weights');
  const weights: Weights = { ...given };
  for (const { name, shape } of parameterShapes(model)) {
    if (Object.hasOwn(given, name)) continue;
    const size = sizeOf(shape);
    const random = root.fork(name);
    if (name === 'head.weight') weights[name] = orthogonal(shape[0]!, shape[1]!, random);
    else if (name === 'cls_token') weights[name] = normal(size, CLASS_TOKEN_DEVIATION, random);
    else if (name === 'pos_embed') weights[name] = normal(size, DEVIATION, random);
    else if (name.endsWith('.bias')) weights[name] = new Float32Array(size);
    else if (name.includes('norm')) weights[name] = new Float32Array(size).fill(1);
    else if (model.initialisation === 'timm') weights[name] = normal(size, DEVIATION, random);
    else if (name === 'patch_embed.proj.weight') weights[name] = xavier(size, CHANNELS * model.patch ** 2, model.width, random);
    else weights[name] = xavier(size, shape[1]!, shape[0]!, random);
  }
  return weights;
}

/**
 * What the self-test's steps begin with, drawn by an integer hash that `tools/self-test/reference.py` repeats bit by bit: PyTorch and
 * every backend compute the same step.
 */
import type { ModelConfig } from '../../configuration/schema';
import { parameterShapes, sizeOf } from '../../model/shape';
import type { ParameterArrays } from '../../optim';
import type { Batch } from '../../learner/learner';

/** `size` whole numbers below 2³²: C. Wellons' lowbias32 (public domain) of a counter. */
function draw(stream: number, size: number): Uint32Array {
  const values = new Uint32Array(size);
  const offset = Math.imul(stream, 0x85ebca6b);
  for (let i = 0; i < size; i++) {
    let x = (Math.imul(i + 1, 0x9e3779b1) + offset) >>> 0;
    x = Math.imul(x ^ (x >>> 16), 0x7feb352d);
    x = Math.imul(x ^ (x >>> 15), 0x846ca68b);
    values[i] = x ^ (x >>> 16);
  }
  return values;
}

function uniform(stream: number, size: number, low: number, high: number): Float32Array {
  const values = new Float32Array(size);
  draw(stream, size).forEach((value, i) => (values[i] = low + (value / 2 ** 32) * (high - low)));
  return values;
}

/** A prime: rows of no width fall on it. */
const PERIOD = 65_537;

/** Values between −½ and ½ without a pattern that rows or columns could share. */
export function noise(stream: number, size: number): Float32Array {
  const period = uniform(stream, Math.min(size, PERIOD), -0.5, 0.5);
  const values = new Float32Array(size);
  for (let at = 0; at < size; at += PERIOD) values.set(period.subarray(0, Math.min(PERIOD, size - at)), at);
  return values;
}

function rangeOf(name: string, shape: number[]): [number, number] {
  if (name.includes('norm') && name.endsWith('weight')) return [0.5, 1.5];
  if (shape.length === 1 || name === 'cls_token' || name === 'pos_embed') return [-0.5, 0.5];
  // Queries and keys large enough for attention to choose.
  const bound = (name.includes('qkv') ? 2.5 : 1.5) / Math.sqrt(sizeOf(shape.slice(1)));
  return [-bound, bound];
}

/** Weights and moments of a training that is under way. */
export function drawParameters(model: ModelConfig, [first, second]: readonly [number, number]): ParameterArrays {
  return Object.fromEntries(
    parameterShapes(model).map(({ name, shape }, k) => {
      const size = sizeOf(shape);
      const weights = uniform(100 + k, size, ...rangeOf(name, shape));
      return [name, [weights, uniform(200 + k, size, -first, first), uniform(300 + k, size, second / 2, second)]];
    }),
  );
}

/** Images of noise, each cropped in its own way, every other one flipped. */
export function drawBatch({ n, size, samplesPerClass }: Pick<Batch, 'n' | 'size' | 'samplesPerClass'>): Batch {
  const [near, far] = [uniform(2, 2 * n, 0, 0.3), uniform(3, 2 * n, 0.7, 1)];
  return {
    ...{ n, size, samplesPerClass },
    pixels: Uint8Array.from(draw(1, n * size * size * 3), (value) => value >>> 24),
    crops: Float32Array.from({ length: 4 * n }, (_, i) => (i % 4 < 2 ? near : far)[2 * (i >> 2) + (i % 2)]!),
    flips: Uint8Array.from(draw(4, n), (value) => value >>> 31),
  };
}

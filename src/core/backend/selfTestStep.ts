/**
 * One tiny training step through everything a real one goes through: a transformer block over the fused operations, the head, the
 * fused-geometry loss, and all gradients. Sizes are odd on purpose, and above one tile of 64 rows.
 */
import * as tf from '@tensorflow/tfjs';
import { contrastiveLoss, type ContrastiveOptions } from '../loss/contrastive';
import { attention } from '../ops/attention';
import { gelu } from '../ops/gelu';
import { layerNorm } from '../ops/layerNorm';
import { linear } from '../ops/linear';
import { createRandom } from '../random/random';

export const IMAGES = 8;
export const TOKENS = 9;
export const WIDTH = 12;
export const HEADS = 2;
const HIDDEN = 20;
const EMBEDDING = 10;

export const LOSS_OPTIONS: ContrastiveOptions = {
  geometry: 'fused',
  head: { tauSpherical: 0.5, tauHyperbolic: 0.8, lambda: 0.7, c: 0.3, clipRadius: 2.3, hyperbolicInput: 'raw' },
  samplesPerClass: 2,
};

/** Parameters that are differentiated, with their shapes; the standard deviation keeps features inside the clip radius. */
export const PARAMETERS = {
  gamma: { shape: [WIDTH], deviation: 1 },
  qkv: { shape: [3 * WIDTH, WIDTH], deviation: 0.4 },
  projection: { shape: [WIDTH, WIDTH], deviation: 0.3 },
  up: { shape: [HIDDEN, WIDTH], deviation: 0.3 },
  down: { shape: [WIDTH, HIDDEN], deviation: 0.3 },
  head: { shape: [EMBEDDING, TOKENS * WIDTH], deviation: 0.03 },
} as const;

export type ParameterName = keyof typeof PARAMETERS;
export type Values = Record<ParameterName, Float32Array>;
export const parameterNames = Object.keys(PARAMETERS) as ParameterName[];

function draw(label: string, size: number, deviation: number): Float32Array {
  const random = createRandom('self-test').fork(label);
  return Float32Array.from({ length: size }, () => deviation * random.normal());
}

const draws = (label: string, deviation: (name: ParameterName) => number): Values =>
  Object.fromEntries(
    parameterNames.map((name) => [
      name,
      draw(
        `${label} ${name}`,
        PARAMETERS[name].shape.reduce((a, b) => a * b, 1),
        deviation(name),
      ),
    ]),
  ) as Values;

/** Tokens [IMAGES·TOKENS, WIDTH]. */
export const tokens = (): Float32Array => draw('tokens', IMAGES * TOKENS * WIDTH, 1);
export const parameters = (): Values => draws('parameter', (name) => PARAMETERS[name].deviation);
/** One direction per parameter; the derivative along it answers for every entry of the gradient. */
export const directions = (): Values => draws('direction', () => 1);

/** Features [IMAGES, EMBEDDING] of the block. */
function features(x: tf.Tensor2D, p: Record<ParameterName, tf.Tensor>): tf.Tensor2D {
  const zeros = (size: number) => tf.zeros([size]) as tf.Tensor1D;
  const matrix = (name: ParameterName) => p[name] as tf.Tensor2D;
  const normalised = layerNorm(x, p.gamma as tf.Tensor1D, zeros(WIDTH));
  const attended = attention(linear(normalised, matrix('qkv'), zeros(3 * WIDTH)), TOKENS, HEADS);
  const joined = linear(attended, matrix('projection'), zeros(WIDTH), x);
  const y = linear(gelu(linear(joined, matrix('up'), zeros(HIDDEN))), matrix('down'), zeros(WIDTH), joined);
  return linear(tf.reshape(y, [IMAGES, TOKENS * WIDTH]), matrix('head'), zeros(EMBEDDING));
}

export interface StepResult {
  loss: number;
  /** Derivative of the loss along the direction of each parameter. */
  slopes: Record<ParameterName, number>;
}

/** Runs the step on the current backend and reads it back. */
export async function selfTestStep(): Promise<StepResult> {
  const values = parameters();
  const { value, grads } = tf.tidy(() => {
    const x = tf.tensor2d(tokens(), [IMAGES * TOKENS, WIDTH]);
    const inputs = parameterNames.map((name) => tf.tensor(values[name], [...PARAMETERS[name].shape]));
    const step = (...all: tf.Tensor[]) =>
      contrastiveLoss(
        features(x, Object.fromEntries(parameterNames.map((name, i) => [name, all[i]])) as Record<ParameterName, tf.Tensor>),
        LOSS_OPTIONS,
      );
    return tf.valueAndGrads(step)(inputs);
  });
  try {
    const along = directions();
    const slopes = {} as Record<ParameterName, number>;
    for (const [i, name] of parameterNames.entries()) {
      const gradient = await grads[i]!.data();
      slopes[name] = along[name].reduce((sum, component, k) => sum + component * gradient[k]!, 0);
    }
    return { loss: (await value.data())[0]!, slopes };
  } finally {
    tf.dispose([value, ...grads]);
  }
}

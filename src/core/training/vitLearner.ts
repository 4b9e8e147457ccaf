/** The learner behind every run: vision transformer, contrastive loss and AdamW over tfjs. */
import * as tf from '@tensorflow/tfjs';
import type { Geometry, HeadConfig, ModelConfig, OptimizerConfig } from '../configuration/schema';
import { contrastiveLoss } from '../loss/contrastive';
import { initialWeights } from '../model/initialise';
import { bodyWidth, checkWeights, parameterCount, parameterShapes, sizeOf, WeightsError, type Weights } from '../model/shape';
import { forward, forwardPatches, type Parameters } from '../model/vit';
import { augment } from '../ops/augment/augment';
import { extractPatches } from '../ops/patches';
import { createParameters, type TrainableParameters } from '../optim';
import type { Batch, Learner, LearnerState, LearnerStep } from './learner';
import { asLearnerError, NumericsError } from './learnerErrors';

export interface VitLearnerOptions {
  model: ModelConfig;
  geometry: Geometry;
  head: HeadConfig;
  optimizer: OptimizerConfig;
  /** Gives the initial weights; the same on every backend. */
  seed: number;
  /** Weights to start from instead, by timm's names. */
  initial?: Readonly<Weights>;
}

/** Images embedded at once: one shape for all, because WebGPU buffers are pooled by exact size and programs compiled by shape. */
export const EMBED_CHUNK = 128;

/**
 * Creates a learner on the current tfjs backend, which must stay the current one.
 * @throws WeightsError when `initial` does not fit the model
 */
export function createVitLearner(options: VitLearnerOptions): Learner {
  return new VitLearner(options);
}

class VitLearner implements Learner {
  readonly parameterCount: number;
  featureScale = 1;
  head: HeadConfig;
  readonly #model: ModelConfig;
  readonly #geometry: Geometry;
  readonly #parameters: TrainableParameters;
  #step = 0;
  #disposed = false;
  /** Resolves when the weights are those after everything asked for so far. What reads or changes weights waits for it. */
  #settled: Promise<unknown> = Promise.resolve();

  constructor({ model, geometry, head, optimizer, seed, initial }: VitLearnerOptions) {
    if (initial) checkWeights(model, initial);
    this.#model = model;
    this.#geometry = geometry;
    this.head = head;
    this.parameterCount = parameterCount(model);
    this.#parameters = createParameters(parameterShapes(model), initial ?? initialWeights(model, seed), optimizer);
  }

  step(batch: Batch, learningRate: number): Promise<LearnerStep> {
    const { head, featureScale } = this;
    return this.#inTurn(() => {
      const { loss, gradients } = this.#differentiate(batch, head, featureScale);
      const step = this.#step + 1;
      const { applied, norm } = this.#parameters.update(gradients, learningRate, step);
      const settled = applied.finally(() => tf.dispose(gradients));
      this.#step = step;
      const measured = Promise.all([loss.data(), norm, settled]).then(([values, gradientNorm]) => {
        const value = values[0]!;
        if (!Number.isFinite(value) || !Number.isFinite(gradientNorm))
          throw new NumericsError(
            `At step ${step} the loss was ${value} and the gradient norm ${gradientNorm}: lower the learning rate or raise the temperature, and reset.`,
          );
        return { loss: value, gradientNorm };
      });
      return { settled, result: measured.finally(() => loss.dispose()) };
    });
  }

  embed(pixels: Uint8Array, n: number, size: number): ReturnType<Learner['embed']> {
    const { featureScale } = this;
    return this.#inTurn(() => {
      const result = this.#embed(pixels, n, size, featureScale);
      return { settled: result, result };
    });
  }

  async calibrate(batch: Batch, radius: number): Promise<number> {
    if (radius === 0) return (this.featureScale = 1);
    this.featureScale = 1;
    const { features, d } = await this.embed(batch.pixels, batch.n, batch.size);
    let sum = 0;
    for (let row = 0; row < batch.n; row++) sum += Math.hypot(...features.subarray(row * d, (row + 1) * d));
    const scale = (radius * batch.n) / sum;
    if (!Number.isFinite(scale) || scale <= 0)
      throw new NumericsError(`The features of the first batch have a mean norm of ${sum / batch.n}, which no factor brings to ${radius}.`);
    return (this.featureScale = scale);
  }

  state(): Promise<LearnerState> {
    const { featureScale } = this;
    return this.#inTurn(() => {
      const step = this.#step;
      const result = this.#parameters.read().then((parameters) => ({ featureScale, step, parameters }));
      return { settled: result, result };
    });
  }

  restore({ featureScale, step, parameters }: LearnerState): void {
    for (const slot of [0, 1, 2] as const)
      checkWeights(this.#model, Object.fromEntries(Object.entries(parameters).map(([name, arrays]) => [name, arrays[slot]])));
    if (!Number.isInteger(step) || step < 0) throw new WeightsError(`A state has a whole number of steps, not ${step}`);
    this.featureScale = featureScale;
    const written = this.#inTurn(() => {
      this.#step = step;
      this.#parameters.write(parameters);
      const done = Promise.resolve();
      return { settled: done, result: done };
    });
    // The shapes have been checked: what is left to fail is the device, which the next step reports.
    written.catch(() => undefined);
  }

  dispose(): void {
    if (this.#disposed) return;
    this.#disposed = true;
    void this.#settled.finally(() => this.#parameters.dispose());
  }

  /** Runs `work` when the weights have settled; the next in turn waits for its `settled`, the caller for its `result`. */
  #inTurn<T>(work: () => { settled: Promise<unknown>; result: Promise<T> }): Promise<T> {
    if (this.#disposed) return Promise.reject(new Error('This learner has been disposed of: create a new one.'));
    const begun = this.#settled.then(work);
    this.#settled = begun.then(({ settled }) => settled).catch(() => undefined);
    return begun
      .then(({ result }) => result)
      .catch((error: unknown) => {
        throw asLearnerError(error);
      });
  }

  #named(tensors: tf.Tensor[]): Parameters {
    return Object.fromEntries(this.#parameters.shapes.map(({ name }, i) => [name, tensors[i]!]));
  }

  /** Loss of a batch and its gradient with respect to every parameter, in the order of the parameters. */
  #differentiate(batch: Batch, head: HeadConfig, featureScale: number): { loss: tf.Scalar; gradients: tf.Tensor[] } {
    const { samplesPerClass } = batch;
    const [loss, ...gradients] = tf.tidy(() => {
      const patches = extractPatches(augment(batch, this.#model.image), this.#model.patch);
      const lossOf = (...tensors: tf.Tensor[]) => {
        const { features } = forwardPatches(this.#model, this.#named(tensors), patches);
        return contrastiveLoss(scaled(features, featureScale), { geometry: this.#geometry, head, samplesPerClass });
      };
      const { value, grads } = tf.valueAndGrads(lossOf)(this.#parameters.tensors());
      return [value, ...grads];
    });
    return { loss: loss as tf.Scalar, gradients };
  }

  async #embed(pixels: Uint8Array, n: number, size: number, featureScale: number): ReturnType<Learner['embed']> {
    const width = bodyWidth(this.#model);
    const d = this.#model.embedding;
    const features = new Float32Array(n * d);
    const body = new Float32Array(n * width);
    const stride = sizeOf([size, size, 3]);
    if (pixels.length !== n * stride)
      throw new RangeError(`${n} images of ${size} × ${size} pixels need ${n * stride} bytes, not ${pixels.length}`);
    const parameters = this.#named(this.#parameters.tensors());
    for (let start = 0; start < n; start += EMBED_CHUNK) {
      const count = Math.min(EMBED_CHUNK, n - start);
      const chunk = new Uint8Array(EMBED_CHUNK * stride);
      chunk.set(pixels.subarray(start * stride, (start + count) * stride));
      const output = tf.tidy(() => {
        const output = forward(this.#model, parameters, augment({ pixels: chunk, n: EMBED_CHUNK, size }, this.#model.image));
        return [scaled(output.features, featureScale), output.body];
      });
      try {
        const [f, b] = await Promise.all(output.map((tensor) => tensor.data()));
        features.set(f!.subarray(0, count * d) as Float32Array, start * d);
        body.set(b!.subarray(0, count * width) as Float32Array, start * width);
      } finally {
        tf.dispose(output);
      }
    }
    return { features, body, d, bodyWidth: width };
  }
}

/** Features times a constant. */
function scaled(features: tf.Tensor2D, scale: number): tf.Tensor2D {
  return scale === 1 ? features : tf.mul(features, scale);
}

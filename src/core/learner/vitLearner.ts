/** The learner behind every run: vision transformer, contrastive loss and AdamW over tfjs. */
import * as tf from '@tensorflow/tfjs';
import type { Activations, Geometry, HeadConfig, ModelConfig, OptimizerConfig } from '../configuration/schema';
import type { Train } from '../configuration/train';
import { TIMM_VIT } from '../data/normalisation';
import type { ChannelStatistics } from '../ingest/duplicates/statistics';
import { EMBED_CHUNK, embedChunk, type MemoryWish } from '../model/gpu/partition';
import { initialWeights } from '../model/initialise';
import { bodyWidth, checkWeights, parameterCount, sizeOf, type Weights } from '../model/shape';
import type { Batch, CompileProgress, Learner, LearnerState, LearnerStep, Preparation } from './learner';
import { NumericsError } from '../errors';
import { KeptBodies } from './keptBodies';
import { checkState } from './state';
import { asLearnerError } from './learnerErrors';
import { trainingEngine } from './trainingEngine';
import type { LearnerEngine } from './vitLearnerEngine';
import { createGpuEngine } from './vitLearnerGpu';
import { createHostEngine } from './vitLearnerHost';

export interface VitLearnerOptions {
  model: ModelConfig;
  geometry: Geometry;
  head: HeadConfig;
  optimizer: OptimizerConfig;
  /** By what pixels are normalised; default: mean and deviation 0.5, as timm's ViT weights. */
  normalisation?: ChannelStatistics;
  /** How what the backward pass needs is kept, on WebGPU; default float32. */
  activations?: Activations;
  /** What of the model is trained; default: all. */
  train?: Train;
  /** Into which parts batches go; default: none is parted. */
  memory?: MemoryWish;
  /** Gives the initial weights; the same on every backend. */
  seed: number;
  /** Parameters that the seed does not draw, by timm's names: a pretrained body. */
  given?: Readonly<Weights>;
  /** Weights to start from instead of any that are drawn. */
  initial?: Readonly<Weights>;
}

export { EMBED_CHUNK };

/**
 * Creates a learner on the current tfjs backend, which must stay the current one.
 * @throws WeightsError when `initial` or `given` do not fit the model
 */
export function createVitLearner(options: VitLearnerOptions): Learner {
  return new VitLearner(options);
}

interface Work<T> {
  settled: Promise<unknown>;
  result: Promise<T>;
}

class VitLearner implements Learner {
  readonly parameterCount: number;
  featureScale = 1;
  head: HeadConfig;
  readonly #model: ModelConfig;
  readonly #train: Train;
  readonly #engine: LearnerEngine;
  readonly #onGpu: boolean;
  /** Where the head alone is trained: body features that have been found. */
  readonly #bodies: KeptBodies | undefined;
  #step = 0;
  #disposed = false;
  /** Resolves when the weights are those after everything asked for so far. What reads or changes weights waits for it. */
  #settled: Promise<unknown> = Promise.resolve();

  constructor(options: VitLearnerOptions) {
    const {
      model,
      geometry,
      head,
      optimizer,
      normalisation = TIMM_VIT,
      activations = 'float32',
      train = 'all',
      memory,
      seed,
      given,
      initial,
    } = options;
    const weights = initial ?? initialWeights(model, seed, given);
    checkWeights(model, weights);
    this.#model = model;
    this.#train = train;
    this.head = head;
    this.parameterCount = parameterCount(model);
    this.#onGpu = tf.getBackend() === 'webgpu';
    const create = this.#onGpu && trainingEngine() === 'plan' ? createGpuEngine : createHostEngine;
    this.#engine = create({ model, geometry, optimizer, normalisation, activations, train, memory, weights });
    if (train !== 'head') return;
    const sameShape = this.#onGpu;
    this.#bodies = new KeptBodies({ model, normalisation, sameShape, find: (images) => this.#engine.bodies(images) });
    this.#bodies.belongTo(weights);
  }

  prepare(what: Preparation, onProgress?: CompileProgress): Promise<void> {
    if (this.#disposed) return Promise.reject(new Error('This learner has been disposed of: create a new one.'));
    // Not in turn: what is compiled depends on shapes only, and embeddings need not wait for the programs of a step.
    const prepared =
      what.for === 'step'
        ? what.keyed && this.#bodies
          ? this.#engine.prepareHeadStep(what.n, what.samplesPerClass, this.head, onProgress)
          : this.#engine.prepareStep(what, this.head, onProgress)
        : this.#engine.prepareEmbed(embedChunk(this.#model, what.size), what.size, onProgress);
    return prepared.catch((error: unknown) => {
      throw asLearnerError(error);
    });
  }

  step(batch: Batch, learningRate: number): Promise<LearnerStep> {
    const { head, featureScale } = this;
    return this.#inTurn(async () => {
      const step = this.#step + 1;
      const settings = { head, featureScale, learningRate, step };
      const body = await this.#bodies?.of(batch);
      const { settled, result } = await (body
        ? this.#engine.stepHead(body, batch.samplesPerClass, settings)
        : this.#engine.step(batch, settings));
      this.#step = step;
      return { settled, result: result.then((measured) => finite(measured, step)) };
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
      const result = this.#engine.read().then((parameters) => ({ featureScale, step, parameters }));
      return { settled: result, result };
    });
  }

  restore(state: LearnerState): void {
    checkState(this.#model, state, this.#train);
    const { featureScale, step, parameters } = state;
    this.featureScale = featureScale;
    const written = this.#inTurn(() => {
      this.#step = step;
      this.#engine.write(parameters);
      // The body may be another one.
      this.#bodies?.belongTo(parameters);
      const done = Promise.resolve();
      return { settled: done, result: done };
    });
    // The shapes have been checked: what is left to fail is the device, which the next step reports.
    written.catch(() => undefined);
  }

  dispose(): void {
    if (this.#disposed) return;
    this.#disposed = true;
    this.#bodies?.release();
    void this.#settled.finally(() => this.#engine.dispose());
  }

  /** Runs `work` when the weights have settled; the next in turn waits for its `settled`, the caller for its `result`. */
  #inTurn<T>(work: () => Work<T> | Promise<Work<T>>): Promise<T> {
    if (this.#disposed) return Promise.reject(new Error('This learner has been disposed of: create a new one.'));
    const begun = this.#settled.then(work);
    this.#settled = begun.then(({ settled }) => settled).catch(() => undefined);
    return begun
      .then(({ result }) => result)
      .catch((error: unknown) => {
        throw asLearnerError(error);
      });
  }

  async #embed(pixels: Uint8Array, n: number, size: number, featureScale: number): ReturnType<Learner['embed']> {
    const width = bodyWidth(this.#model);
    const d = this.#model.embedding;
    const features = new Float32Array(n * d);
    const body = new Float32Array(n * width);
    const stride = sizeOf([size, size, 3]);
    if (pixels.length !== n * stride)
      throw new RangeError(`${n} images of ${size} × ${size} pixels need ${n * stride} bytes, not ${pixels.length}`);
    const most = embedChunk(this.#model, size);
    for (let start = 0; start < n; start += most) {
      const count = Math.min(most, n - start);
      const shape = this.#onGpu ? most : count;
      const chunk = new Uint8Array(shape * stride);
      chunk.set(pixels.subarray(start * stride, (start + count) * stride));
      const output = await this.#engine.embed(chunk, shape, size);
      features.set(output.features.subarray(0, count * d), start * d);
      body.set(output.body.subarray(0, count * width), start * width);
    }
    for (let i = 0; i < features.length; i++) features[i]! *= featureScale;
    return { features, body, d, bodyWidth: width };
  }
}

/** Passes a measurement on. @throws NumericsError when it is not finite */
function finite(measured: LearnerStep, step: number): LearnerStep {
  const { loss, gradientNorm } = measured;
  if (!Number.isFinite(loss) || !Number.isFinite(gradientNorm))
    throw new NumericsError(
      `At step ${step} the loss was ${loss} and the gradient norm ${gradientNorm}: lower the learning rate or raise the temperature, and reset.`,
    );
  return measured;
}

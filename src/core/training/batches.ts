/**
 * Where the batches of a seed come from: the sampler's rows, their pixels, and the augmentation draws. Runs with the same
 * seed share one source, and so see the same batches with the same draws.
 */
import type { ExperimentConfig } from '../configuration/schema';
import { drawAugmentation } from '../data/augmentation';
import { rowsOf, type ImageStore } from '../data/imageSet';
import { createSampler, type Sampler } from '../data/sampler';
import { createRandom, type Random } from '../random/random';
import type { BatchSourceState } from './experiment.types';
import { gatherPixels } from '../data/storedPixels';
import type { DrawnBatch } from '../learner/learner';

export class BatchSource {
  readonly #store: ImageStore;
  readonly #config: Pick<ExperimentConfig, 'batch' | 'augmentation'>;
  readonly #sampler: Sampler;
  readonly #augmentation: Random;

  /** @throws ConfigError when the training split has too few classes for a batch */
  constructor(store: ImageStore, config: Pick<ExperimentConfig, 'batch' | 'augmentation'>, seed: number) {
    const random = createRandom(seed);
    this.#store = store;
    this.#config = config;
    this.#augmentation = random.fork('augmentation');
    this.#sampler = createSampler({
      labels: store.labels,
      rows: rowsOf(store, 'train'),
      classes: config.batch.classes,
      samplesPerClass: config.batch.samplesPerClass,
      random: random.fork('batches'),
    });
  }

  next(): DrawnBatch {
    const rows = this.#sampler.next();
    const drawn = this.#plain(rows);
    const { cropScale, flip } = this.#config.augmentation;
    // The stream is advanced whatever the strengths, so that turning augmentation off leaves nothing else changed.
    const draws = drawAugmentation(rows.length, { cropScale, flip }, this.#augmentation);
    if (cropScale < 1 || flip > 0) Object.assign(drawn.batch, draws);
    return drawn;
  }

  /** The batch that `next` will give, its images as they are, without augmentation; nothing is consumed. */
  peek(): DrawnBatch {
    return this.#plain(this.#sampler.peek());
  }

  state(): BatchSourceState {
    return { sampler: this.#sampler.state(), augmentation: this.#augmentation.state() };
  }

  /** @throws RangeError if the state belongs to other images or another batch size */
  restore(state: BatchSourceState): void {
    this.#sampler.restore(state.sampler);
    this.#augmentation.restore(state.augmentation);
  }

  #plain(rows: Int32Array): DrawnBatch {
    const { samplesPerClass } = this.#config.batch;
    return { rows, batch: { pixels: gatherPixels(this.#store, rows), n: rows.length, size: this.#store.info.size, samplesPerClass } };
  }
}

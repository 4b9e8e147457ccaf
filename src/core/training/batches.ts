/**
 * Where the batches of a seed come from: the sampler's rows, their pixels, and the augmentation draws. Runs with the same
 * seed share one source, and so see the same batches with the same draws.
 *
 * Pixels are read ahead of the steps that need them, a few batches at most; where the source stands is said without them.
 */
import type { ExperimentConfig } from '../configuration/schema';
import { drawAugmentation, type AugmentationDraws } from '../data/augmentation';
import { rowsOf } from '../data/imageSet';
import type { ImageSet } from '../data/pixelSource';
import { createSampler, type Sampler } from '../data/sampler';
import type { DrawnBatch, Pictures } from '../learner/learner';
import { createRandom, type Random } from '../random/random';
import type { BatchSourceState } from './experiment.types';

/** Batches read ahead at most, and the bytes they may take; one is always read ahead. */
export const MOST_AHEAD = 3;
const AHEAD_BYTES = 2 ** 26;

/** A batch to come. */
interface Upcoming {
  /** Where the source stood before it was drawn. */
  before: BatchSourceState;
  rows: Int32Array;
  draws: AugmentationDraws;
  /** What tells the pictures apart, where they are not drawn anew each time. */
  pictures: Pictures | undefined;
  pixels: Promise<Uint8Array>;
}

export class BatchSource {
  readonly #images: ImageSet;
  readonly #config: Pick<ExperimentConfig, 'batch' | 'augmentation'>;
  readonly #sampler: Sampler;
  readonly #augmentation: Random;
  readonly #views: Random;
  readonly #seed: number;
  readonly #most: number;
  #upcoming: Upcoming[] = [];

  /** @throws ConfigError when the training split has too few classes for a batch */
  constructor(images: ImageSet, config: Pick<ExperimentConfig, 'batch' | 'augmentation'>, seed: number) {
    const random = createRandom(seed);
    this.#images = images;
    this.#config = config;
    this.#augmentation = random.fork('augmentation');
    this.#views = random.fork('views');
    this.#seed = seed;
    this.#sampler = createSampler({
      labels: images.labels,
      rows: rowsOf(images, 'train'),
      classes: config.batch.classes,
      samplesPerClass: config.batch.samplesPerClass,
      random: random.fork('batches'),
    });
    const bytes = this.#sampler.size * images.pixels.size ** 2 * 3;
    this.#most = Math.max(1, Math.min(MOST_AHEAD, Math.floor(AHEAD_BYTES / bytes)));
  }

  /** The next batch; it counts as taken at once. Rejects with ImageSetError where its pixels cannot be read. */
  async next(): Promise<DrawnBatch> {
    const { rows, draws, pictures, pixels } = this.#upcoming.shift() ?? this.#draw();
    this.#readAhead();
    const drawn = this.#plain(rows, await pixels);
    const { cropScale, flip } = this.#config.augmentation;
    if (cropScale < 1 || flip > 0) Object.assign(drawn.batch, draws);
    if (pictures) drawn.batch.pictures = pictures;
    return drawn;
  }

  /** The batch that `next` will give, its images as they are, without augmentation; nothing is consumed. */
  async peek(): Promise<DrawnBatch> {
    this.#readAhead();
    const { rows, pixels } = this.#upcoming[0]!;
    return this.#plain(rows, await pixels);
  }

  /** After the batches that have been taken; what has been read ahead does not count. */
  state(): BatchSourceState {
    return structuredClone(this.#upcoming[0]?.before ?? this.#stands());
  }

  /** @throws RangeError if the state belongs to other images or another batch size */
  restore(state: BatchSourceState): void {
    this.#sampler.restore(state.sampler);
    this.#augmentation.restore(state.augmentation);
    this.#upcoming = [];
  }

  #stands(): BatchSourceState {
    return { sampler: this.#sampler.state(), augmentation: this.#augmentation.state() };
  }

  #readAhead(): void {
    while (this.#upcoming.length < this.#most) this.#upcoming.push(this.#draw());
  }

  #draw(): Upcoming {
    const before = this.#stands();
    const rows = this.#sampler.next();
    const { cropScale, flip } = this.#config.augmentation;
    // The stream is advanced whatever the strengths, so that turning augmentation off leaves nothing else changed.
    const drawn = drawAugmentation(rows.length, { cropScale, flip }, this.#augmentation);
    const { draws, pictures } = this.#viewsOf(rows, drawn);
    const pixels = this.#images.pixels.rows(rows);
    // Told to whoever takes the batch.
    pixels.catch(() => undefined);
    return { before, rows, draws, pictures, pixels };
  }

  /** One of its views of each image, where there are views; else what was drawn. */
  #viewsOf(rows: Int32Array, drawn: AugmentationDraws): Pick<Upcoming, 'draws' | 'pictures'> {
    const { cropScale, flip, views } = this.#config.augmentation;
    const { id, contentHash } = this.#images.info;
    const augmented = cropScale < 1 || flip > 0;
    const of = (...draws: number[]) => JSON.stringify([id, contentHash, this.#images.pixels.size, ...draws]);
    if (!augmented) return { draws: drawn, pictures: { of: of(), keys: rows } };
    if (views === 0) return { draws: drawn, pictures: undefined };
    const crops = new Float32Array(4 * rows.length);
    const flips = new Uint8Array(rows.length);
    const keys = rows.map((row, i) => {
      const view = this.#augmentation.int(views);
      const draws = drawAugmentation(1, { cropScale, flip }, this.#views.fork(`${row} ${view}`));
      crops.set(draws.crops, 4 * i);
      flips.set(draws.flips, i);
      return row * views + view;
    });
    return { draws: { crops, flips }, pictures: { of: of(this.#seed, cropScale, flip, views), keys } };
  }

  #plain(rows: Int32Array, pixels: Uint8Array): DrawnBatch {
    const { samplesPerClass } = this.#config.batch;
    return { rows, batch: { pixels, n: rows.length, size: this.#images.pixels.size, samplesPerClass } };
  }
}

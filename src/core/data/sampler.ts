/**
 * The class-balanced sampler of the recipe (DESIGN §2): classes drawn without repetition, m images of each.
 */
import { ConfigError } from '../configuration/validate';
import type { Random, RandomState } from '../random/random';

export interface SamplerOptions {
  /** Class of every image of the store. */
  labels: ArrayLike<number>;
  /** Rows of the store to draw from: those of the training split. */
  rows: ArrayLike<number>;
  /** Classes per batch. */
  classes: number;
  /** m, images of each class. */
  samplesPerClass: number;
  /** A stream of the sampler's own, such as `createRandom(seed).fork('batches')`. */
  random: Random;
}

/** All that the sampler needs to go on exactly; plain numbers, so it survives JSON. */
export interface SamplerState {
  random: RandomState;
  /** Classes still to come, in order. */
  queue: number[];
  /** A batch that has been looked at and not taken. */
  peeked: number[] | null;
}

/**
 * Batches without end. A batch's rows are class-major: the m images of a class stand together.
 *
 * Classes go by epochs: all of them in random order, each once, before any comes again. The batch in which an epoch ends takes
 * what is left of it and fills up from the next, passing over classes it has already; those stay first in line.
 * Images of a class are drawn anew for each batch: without replacement where the class has m or more, with replacement where it has fewer.
 */
export interface Sampler {
  /** Rows in every batch: classes × m. */
  readonly size: number;
  next(): Int32Array;
  /** The batch that `next` will give; taking a look changes nothing. */
  peek(): Int32Array;
  state(): SamplerState;
  /** Goes back to a state that `state()` gave, of a sampler over the same rows. Throws RangeError if it cannot be one. */
  restore(state: SamplerState): void;
}

/**
 * @throws ConfigError at `batch.classes` if fewer classes have images among `rows`, or at `batch.samplesPerClass`
 */
export function createSampler({ labels, rows, classes, samplesPerClass, random }: SamplerOptions): Sampler {
  const members = rowsByClass(labels, rows);
  if (!Number.isInteger(classes) || classes < 1 || classes > members.length) {
    const message = `Classes per batch is ${classes}, but ${members.length} classes have training images; choose a whole number from 1 to ${members.length}`;
    throw new ConfigError([{ path: 'batch.classes', message }]);
  }
  if (!Number.isInteger(samplesPerClass) || samplesPerClass < 1) {
    throw new ConfigError([
      { path: 'batch.samplesPerClass', message: `Samples per class must be a whole number of at least 1, not ${samplesPerClass}` },
    ]);
  }

  const size = classes * samplesPerClass;
  let queue: number[] = [];
  let peeked: Int32Array | null = null;

  function drawClasses(): number[] {
    if (queue.length < classes) queue.push(...random.shuffle(members.map((_, index) => index)));
    const taken = new Set<number>();
    const left: number[] = [];
    for (const index of queue) {
      if (taken.size < classes && !taken.has(index)) taken.add(index);
      else left.push(index);
    }
    queue = left;
    return [...taken];
  }

  function drawImages(own: Int32Array, batch: Int32Array, offset: number): void {
    if (own.length < samplesPerClass) {
      for (let i = 0; i < samplesPerClass; i++) batch[offset + i] = own[random.int(own.length)]!;
      return;
    }
    // The first m steps of a Fisher–Yates shuffle of a copy.
    const pool = own.slice();
    for (let i = 0; i < samplesPerClass; i++) {
      const j = i + random.int(pool.length - i);
      batch[offset + i] = pool[j]!;
      pool[j] = pool[i]!;
    }
  }

  function draw(): Int32Array {
    const batch = new Int32Array(size);
    drawClasses().forEach((index, place) => drawImages(members[index]!, batch, place * samplesPerClass));
    return batch;
  }

  return {
    size,
    next() {
      const batch = peeked ?? draw();
      peeked = null;
      return batch;
    },
    peek() {
      peeked ??= draw();
      return peeked.slice();
    },
    state: () => ({ random: random.state(), queue: [...queue], peeked: peeked && [...peeked] }),
    restore(state) {
      const fits = state.queue.every((index) => Number.isInteger(index) && index >= 0 && index < members.length);
      if (!fits || (state.peeked && state.peeked.length !== size))
        throw new RangeError('This sampler state belongs to other images or another batch size; start the experiment again');
      random.restore(state.random);
      queue = [...state.queue];
      peeked = state.peeked && Int32Array.from(state.peeked);
    },
  };
}

/** The rows of each class that has any, classes in ascending order. */
function rowsByClass(labels: ArrayLike<number>, rows: ArrayLike<number>): Int32Array[] {
  const found = new Map<number, number[]>();
  for (let i = 0; i < rows.length; i++) {
    const row = rows[i]!;
    const label = labels[row];
    if (label === undefined) throw new RangeError(`Row ${row} is outside the image set, which has ${labels.length} images`);
    const own = found.get(label);
    if (own) own.push(row);
    else found.set(label, [row]);
  }
  return [...found].sort(([a], [b]) => a - b).map(([, own]) => Int32Array.from(own));
}

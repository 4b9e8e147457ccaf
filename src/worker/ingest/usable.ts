/** Whether enough of a set has been read to train on it. */
import { SPLIT_CODE } from '../../core/data/imageSet';

/** Classes with two images or more; fewer where the set has fewer. */
const FEWEST_TO_TRAIN = 8;
const FEWEST_TO_TEST = 2;

/** Images by class within each split. */
class Counts {
  readonly #counts = [new Map<number, number>(), new Map<number, number>(), new Map<number, number>()];
  readonly #repeated = [0, 0, 0];

  add(label: number, split: number): void {
    const counts = this.#counts[split]!;
    const count = (counts.get(label) ?? 0) + 1;
    counts.set(label, count);
    if (count === 2) this.#repeated[split]!++;
  }

  /** Classes with two images or more there. */
  repeated(split: number): number {
    return this.#repeated[split]!;
  }

  get classes(): number {
    return new Set(this.#counts.flatMap((counts) => [...counts.keys()])).size;
  }
}

/** Counts images as they come, and tells when there are enough classes with positives to train on, and something to retrieve. */
export class Readiness {
  readonly #counts = new Counts();
  readonly #fewestToTrain: number;
  readonly #fewestToTest: number;

  /** @param labels class of all images there will be; `split`: where each belongs */
  constructor(labels: ArrayLike<number>, split: ArrayLike<number>) {
    const whole = new Counts();
    for (let place = 0; place < labels.length; place++) whole.add(labels[place]!, split[place]!);
    this.#fewestToTrain = Math.max(2, Math.min(FEWEST_TO_TRAIN, whole.repeated(SPLIT_CODE.train)));
    this.#fewestToTest = Math.max(1, Math.min(FEWEST_TO_TEST, whole.repeated(SPLIT_CODE.test)));
  }

  add(label: number, split: number): void {
    this.#counts.add(label, split);
  }

  get classes(): number {
    return this.#counts.classes;
  }

  get ready(): boolean {
    return this.#counts.repeated(SPLIT_CODE.train) >= this.#fewestToTrain && this.#counts.repeated(SPLIT_CODE.test) >= this.#fewestToTest;
  }
}

/** Images of a class that are read before the next class has its turn. */
const TURN = 16;

/**
 * The order of reading: a few images of each class, then the next few, so that a set of few large classes can be trained on long before
 * it is complete. Within that the order of the plan, which is always the same.
 * @param labels class of each image
 * @returns places in `labels`
 */
export function readingOrder(labels: Int32Array): Int32Array {
  const seen = new Map<number, number>();
  const turns = Int32Array.from(labels, (label) => {
    const count = seen.get(label) ?? 0;
    seen.set(label, count + 1);
    return Math.floor(count / TURN);
  });
  return Int32Array.from(labels.keys()).sort((a, b) => turns[a]! - turns[b]! || a - b);
}

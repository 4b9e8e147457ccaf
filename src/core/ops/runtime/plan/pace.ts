/**
 * How fast a device has been found to be, so that what it is given at once lasts a tenth of a second whatever it is: others, the page that
 * is drawn among them, have their turn in between.
 */
import type { GpuDevice } from '../gpuDevice';
import type { PlanProgram } from './pipeline';

/** Milliseconds that one submission should take at most. */
export const SUBMISSION_TIME = 100;
/** Operations a millisecond, until something has been measured: of a program that imitates a GPU. */
const FIRST_PACE = 6e6;
/** Of an invocation whose program does not say what it computes: reading and writing a few values costs as much as these. */
const OPERATIONS_OF_AN_INVOCATION = 200;
/** A dispatch takes a few microseconds whatever it computes. */
const OPERATIONS_OF_A_DISPATCH = 1e5;

/** Operations of a dispatch, for comparing one with another. */
export const workOf = ({ operations = 0, invocations }: PlanProgram): number =>
  OPERATIONS_OF_A_DISPATCH + Math.max(operations, OPERATIONS_OF_AN_INVOCATION * invocations);

/** Ends of stretches of dispatches whose work is at most `most`, or that are a single dispatch. */
export function stretchesOf(works: readonly number[], most: number): number[] {
  const ends: number[] = [];
  let sum = 0;
  works.forEach((work, i) => {
    if (i > 0 && sum + work > most) {
      ends.push(i);
      sum = 0;
    }
    sum += work;
  });
  if (works.length > 0) ends.push(works.length);
  return ends;
}

export class Pace {
  #perMillisecond = FIRST_PACE;
  /** When the device was last known to have nothing left of what was measured. */
  #free = -Infinity;

  /** Work of one submission. */
  get submission(): number {
    return SUBMISSION_TIME * this.#perMillisecond;
  }

  /**
   * Takes a measurement in: work given to the device at `begun` had been done at `ended` (ms). It follows what was given before.
   */
  measured(work: number, begun: number, ended: number): void {
    const elapsed = ended - Math.max(begun, this.#free);
    this.#free = Math.max(this.#free, ended);
    // What ends at once was too little to be measured, and of what ends soon a part was waiting: it tells that the device is no slower.
    const pace = work / elapsed;
    if (elapsed >= 1 && (pace > this.#perMillisecond || elapsed > SUBMISSION_TIME)) this.#perMillisecond = pace;
  }
}

const paces = new WeakMap<GpuDevice, Pace>();

/** The pace of a device. */
export function paceOf(gpu: GpuDevice): Pace {
  let pace = paces.get(gpu);
  if (!pace) paces.set(gpu, (pace = new Pace()));
  return pace;
}

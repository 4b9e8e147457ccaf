/** Numbers with their shape, as `window.lab` hands them out. */

/** Row-major numbers and how they are arranged. */
export interface Shaped<T> {
  data: T;
  shape: number[];
}

/** What can go wrong below the learner, named so that the page can say what to do. The names are what crosses the worker boundary. */

/** A backend cannot be opened here, or computes wrongly. */
export class BackendError extends Error {
  override name = 'BackendError';
}

/** The GPU device is gone (driver reset, out of memory, sleep): what it held is lost, and a new worker has to go on from a checkpoint. */
export class DeviceLostError extends Error {
  override name = 'DeviceLostError';
}

/** A value that must be finite, or must agree with a known one, is not or does not. */
export class NumericsError extends Error {
  override name = 'NumericsError';
}

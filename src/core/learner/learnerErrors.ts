/** A loss or a gradient that is not finite. */
export class NumericsError extends Error {
  override readonly name = 'NumericsError';
}

/** The GPU was taken away: a new worker must go on from the last checkpoint. */
export class DeviceLostError extends Error {
  override readonly name = 'DeviceLostError';
}

/** Reading from a lost WebGPU device rejects with an AbortError; everything else is passed on as it is. */
export function asLearnerError(error: unknown): unknown {
  if (error instanceof Error && error.name === 'AbortError')
    return new DeviceLostError('The GPU was lost while a result was read back. Open the backend anew and go on from the last checkpoint.');
  return error;
}

import { DeviceLostError } from '../errors';

/** Reading from a lost WebGPU device rejects with an AbortError; everything else is passed on as it is. */
export function asLearnerError(error: unknown): unknown {
  if (error instanceof Error && error.name === 'AbortError')
    return new DeviceLostError('The GPU was lost while a result was read back. Open the backend anew and go on from the last checkpoint.');
  return error;
}

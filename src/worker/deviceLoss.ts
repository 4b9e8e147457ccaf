/** The loss of a GPU device among the errors that training ends with. */
import { DeviceLostError } from '../core/errors';

/**
 * The loss of the device in an error, if it is one: reading from a lost device rejects with AbortError, and the learner makes
 * DeviceLostError of that.
 */
export function deviceLossOf(error: unknown): DeviceLostError | undefined {
  if (!(error instanceof Error)) return undefined;
  if (error instanceof DeviceLostError) return error;
  return error.name === 'AbortError' ? new DeviceLostError(error.message) : undefined;
}

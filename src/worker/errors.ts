/** Errors of the workers' shells; those of what they run come from `core`. */

import { DeviceLostError } from '../core/backend/errors';

/** A request came at a time when it cannot be answered; the message says what has to come first. */
export class OrderError extends Error {
  override readonly name = 'OrderError';
}

/** What was asked for has been overtaken by a later request. */
export class CancelledError extends Error {
  override readonly name = 'CancelledError';
}

/**
 * The loss of the device in an error, if it is one: reading from a lost device rejects with AbortError, and the learner makes
 * DeviceLostError of that.
 */
export function deviceLossOf(error: unknown): DeviceLostError | undefined {
  if (!(error instanceof Error)) return undefined;
  if (error.name === 'DeviceLostError') return error;
  return error.name === 'AbortError' ? new DeviceLostError(error.message) : undefined;
}

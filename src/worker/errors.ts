/** Errors of the workers' shells; those of what they run come from `core`. */

/** A request came at a time when it cannot be answered; the message says what has to come first. */
export class OrderError extends Error {
  override readonly name = 'OrderError';
}

/** What was asked for has been overtaken by a later request. */
export class CancelledError extends Error {
  override readonly name = 'CancelledError';
}

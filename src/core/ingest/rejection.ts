/** Files that are left out, and why. */
import { ImageSetError, messageOf, type Rejected } from '../errors';
import { showName } from './names';

export type { Rejected };

/** One file cannot be used; the others can. */
export class FileError extends ImageSetError {
  constructor(
    readonly path: string,
    /** What is wrong and what to do, to be read after the name. */
    readonly reason: string,
    options?: ErrorOptions,
  ) {
    super(`${showName(path)}: ${reason}`, options);
  }
}

/** The line for a file whose reading failed. A cancelled reading is no failure of the file: it is thrown on. */
export function rejectedBy(path: string, error: unknown): Rejected {
  if (isAbort(error)) throw error;
  if (error instanceof FileError) return { name: error.path, reason: error.reason };
  return { name: path, reason: messageOf(error) };
}

/** Whether an error says that the work was cancelled. */
export function isAbort(error: unknown): boolean {
  return error instanceof Error && error.name === 'AbortError';
}

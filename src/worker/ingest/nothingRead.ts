import { ImageSetError } from '../../core/data/imageSetError';
import type { Rejected } from '../../core/ingest/rejection';

/** No image of a drop could be taken; every file is named with its reason. */
export class NothingReadError extends ImageSetError {
  constructor(
    message: string,
    readonly rejected: Rejected[],
  ) {
    super(message);
  }
}

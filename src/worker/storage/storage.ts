/**
 * Where own image sets lie in the browser: files by set and name. The origin private file system (OPFS) where the browser has it, else
 * IndexedDB. Both keep files whole: one that could not be written as a whole is not there.
 */
export interface SetStorage {
  readonly kind: string;
  /** Ids of all sets, finished or not. */
  list(): Promise<string[]>;
  /** Names of a set's files; none for a set that is not there. */
  files(set: string): Promise<string[]>;
  /** Writes a file as a whole. @throws StorageFull when there is no room */
  write(set: string, name: string, data: Uint8Array<ArrayBuffer>): Promise<void>;
  /** null for a file that is not there. Of the blob only what is asked for is read. */
  read(set: string, name: string): Promise<Blob | null>;
  /** Deletes a file, if it is there. */
  discard(set: string, name: string): Promise<void>;
  /** Deletes a set with all its files. */
  remove(set: string): Promise<void>;
}

/** Folder, or database, of image sets. */
export const IMAGE_SETS = 'image-sets';

/** The browser's storage for this page is full. */
export class StorageFull extends Error {
  override readonly name = 'StorageFull';
}

/** A failure of writing as what it is: storage that is full, or something else. */
export function writeFailure(error: unknown): unknown {
  if (!(error instanceof Error)) return error;
  return error.name === 'QuotaExceededError' ? new StorageFull(error.message, { cause: error }) : error;
}

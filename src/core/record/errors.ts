/** What can be wrong with the file of a record. */

export type RecordErrorKind =
  /** No record at all. */
  | 'not a record'
  /** Cut off, garbled, or with something missing that it names. */
  | 'damaged'
  /** Made by a later version of the page. */
  | 'newer'
  /** Whole, but what it holds does not fit together. */
  | 'invalid'
  /** Larger, or declaring to be larger, than is read. */
  | 'too large'
  /** A path in it leads out of it. */
  | 'unsafe path';

/** A record that cannot be read or written; the message names it and says what to do. Nothing has been changed. */
export class RecordError extends Error {
  override readonly name: string = 'RecordError';

  constructor(
    readonly kind: RecordErrorKind,
    /** The file, as people know it. */
    readonly file: string,
    reason: string,
    options?: ErrorOptions,
  ) {
    super(`${file}: ${reason}`, options);
  }
}

/** A record made by a newer version of the page: whole and kept, but not readable here. */
export class RecordVersionError extends RecordError {
  override readonly name = 'RecordVersionError';

  constructor(
    file: string,
    readonly version: number,
    readable: number,
  ) {
    super('newer', file, `this record has version ${version}; this page reads up to version ${readable}. Open it with a newer page.`);
  }
}

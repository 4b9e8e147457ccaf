/** What can be wrong with the file of a record. */
// Not through the room's door, which leads to whoever carries these errors across.
import { NamedError } from '../errors/errors';

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
export class RecordError extends NamedError {
  override name = 'RecordError';

  constructor(
    readonly kind: RecordErrorKind,
    /** The file, as people know it. */
    readonly file: string,
    readonly reason: string,
    options?: ErrorOptions,
  ) {
    super(`${file}: ${reason}`, options);
  }

  override fields(): Record<string, unknown> {
    return { kind: this.kind, file: this.file, reason: this.reason };
  }
}

/** A record made by a newer version of the page: whole and kept, but not readable here. */
export class RecordVersionError extends RecordError {
  override name = 'RecordVersionError';

  constructor(
    file: string,
    readonly version: number,
    readonly readable: number,
  ) {
    super('newer', file, `this record has version ${version}; this page reads up to version ${readable}. Open it with a newer page.`);
  }

  override fields(): Record<string, unknown> {
    return { file: this.file, version: this.version, readable: this.readable };
  }
}

/** One file of an archive besides the record. */
export interface Content {
  path: string;
  /** For the README: what it is, with shapes and units. */
  about: string;
  packed: boolean;
  bytes(): Uint8Array;
}

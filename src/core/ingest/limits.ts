/** How much an archive may unfold into before it is taken for a bomb. */
export interface Limits {
  /** Unpacked bytes for a packed one, of an entry and of the whole; judged from `ratioFrom` unpacked bytes on. */
  maxRatio: number;
  /** A page of one colour packs a thousandfold and harms nobody: below this size the ratio is not judged. Bytes. */
  ratioFrom: number;
  maxEntryBytes: number;
  /** Of all entries together, unpacked. */
  maxTotalBytes: number;
  maxEntries: number;
  /** Of the arrays of one file together, unpacked: they are held in memory as a whole. */
  maxArrayBytes: number;
}

const MiB = 2 ** 20;
const GiB = 2 ** 30;

/** Room for the largest benchmark (Stanford Online Products: 120,053 images, 3 GB) several times over. */
export const DEFAULT_LIMITS: Limits = {
  maxRatio: 200,
  ratioFrom: 64 * MiB,
  maxEntryBytes: 2 * GiB,
  maxTotalBytes: 32 * GiB,
  maxEntries: 1_000_000,
  maxArrayBytes: 2 * GiB,
};

/** Why so many bytes out of so few are refused, or null. */
export function refuseSize(unpacked: number, packed: number, limits: Limits): string | null {
  if (unpacked > limits.maxEntryBytes)
    return `it unpacks to ${bytesInWords(unpacked)}; at most ${bytesInWords(limits.maxEntryBytes)} are read from one file`;
  return refuseRatio(unpacked, packed, limits);
}

/** Why so strong a packing is refused, or null. */
export function refuseRatio(unpacked: number, packed: number, limits: Limits): string | null {
  if (unpacked < limits.ratioFrom || unpacked <= limits.maxRatio * Math.max(packed, 1)) return null;
  return (
    `it unpacks to more than ${limits.maxRatio} times its size (${bytesInWords(packed)} to ${bytesInWords(unpacked)} or more), ` +
    'as archives made to fill up a machine do; unpack it yourself and add the folder'
  );
}

/** `12 bytes`, `3.4 MB`: powers of a thousand, as file managers show sizes. */
export function bytesInWords(bytes: number): string {
  if (bytes < 1000) return bytes === 1 ? '1 byte' : `${bytes} bytes`;
  const units = ['kB', 'MB', 'GB', 'TB', 'PB', 'EB'];
  const power = Math.min(units.length, Math.floor(Math.log10(bytes) / 3));
  const value = bytes / 1000 ** power;
  return `${value < 10 ? value.toFixed(1) : Math.round(value)} ${units[power - 1]}`;
}

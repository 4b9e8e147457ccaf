/** The gate that every entry of an archive goes through, whatever the archive's format. */
import type { Encoding } from '../encoding';
import { bytesInWords, type Limits } from '../limits';
import { cleanPath, isJunk } from '../names';
import type { Rejected } from '../rejection';
import type { SourceFile } from '../source';

export interface Expanded {
  files: SourceFile[];
  rejected: Rejected[];
  /** Files that operating systems leave lying about. */
  ignored: number;
  /** In which names of entries were read that do not say. */
  encoding?: Encoding;
}

const NESTED = /\.(zip|tar|tgz|tbz2?|txz|7z|rar|bz2|xz|zst|lzma|tar\.\w+)$/iu;

/** Why an archive inside another is not opened. */
export const NESTED_REASON = 'it is an archive inside an archive; unpack it and add the folder';

export interface Gate extends Expanded {
  /**
   * The path of an entry that may come in; null for one that is rejected or ignored, which the gate then has noted.
   * @param reason what the format itself holds against it
   */
  admit(rawName: string, size: number, reason?: string | null): string | null;
}

/** @param path the archive's own: its entries' paths begin with it */
export function createGate(path: string, limits: Limits): Gate {
  const gate: Gate = {
    files: [],
    rejected: [],
    ignored: 0,
    admit(rawName, size, reason = null) {
      const clean = cleanPath(rawName);
      if ('reason' in clean) return reject(rawName, clean.reason);
      if (isJunk(clean.path)) {
        gate.ignored++;
        return null;
      }
      if (reason !== null) return reject(clean.path, reason);
      if (NESTED.test(clean.path)) return reject(clean.path, NESTED_REASON);
      if (size > limits.maxEntryBytes)
        return reject(clean.path, `it has ${bytesInWords(size)}; at most ${bytesInWords(limits.maxEntryBytes)} are read from one file`);
      return `${path}/${clean.path}`;
    },
  };
  const reject = (name: string, reason: string): null => {
    gate.rejected.push({ name: `${path}/${name}`, reason });
    return null;
  };
  return gate;
}

/** Gzip: one packed file, often a tar archive. */
import { bytesInWords, refuseRatio, type Limits } from '../limits';
import { fileName, showName } from '../names';
import type { Pace } from '../pace';
import { FileError } from '../rejection';
import { fromBlob, type SourceFile } from '../source';
import { inflated } from './inflate';

/** Pieces are handed over to a blob at this size: browsers keep blobs on disk, arrays in memory. */
const PIECE = 2 ** 23;

/**
 * Unpacks a gzip file, within limits.
 * @returns the file in it, `a.tgz` becoming `a.tar` and `a.idx.gz` `a.idx`
 * @throws FileError when it is damaged or unpacks to more than the limits allow
 */
export async function gunzip(source: SourceFile, limits: Limits, pace: Pace): Promise<SourceFile> {
  const { path } = source;
  const parts: Blob[] = [];
  let pending: Uint8Array<ArrayBuffer>[] = [];
  let pendingBytes = 0;
  let total = 0;
  const flush = () => {
    parts.push(new Blob(pending));
    pending = [];
    pendingBytes = 0;
  };
  for await (const piece of inflated(await source.blob(), 'gzip', path)) {
    total += piece.length;
    if (total > limits.maxTotalBytes)
      throw new FileError(path, `it unpacks to more than ${bytesInWords(limits.maxTotalBytes)}, and no more are read from one archive`);
    const ratio = refuseRatio(total, source.size, limits);
    if (ratio !== null) throw new FileError(path, ratio);
    pending.push(piece);
    pendingBytes += piece.length;
    if (pendingBytes >= PIECE) flush();
    await pace.tick(`Unpacking ${showName(fileName(path))}`, total, 0);
  }
  flush();
  return fromBlob(new Blob(parts), path.replace(/\.tgz$/iu, '.tar').replace(/\.gz$/iu, ''));
}

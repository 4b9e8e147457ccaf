/** Archives: from one file to the files in it. */
import type { Encoding } from '../encoding';
import { DEFAULT_LIMITS, type Limits } from '../limits';
import { extensionOf } from '../names';
import { createPace, type Pace } from '../pace';
import { FileError } from '../rejection';
import { SNIFF_BYTES, sniff } from '../image/sniff';
import { fromBlob, type SourceFile, type SourceRef } from '../source';
import type { Expanded } from './gate';
import { gunzip } from './gzip';
import { expandTar } from './tar';
import { expandZip, openZipEntry } from './zip';

export { NESTED_REASON, type Expanded } from './gate';

/**
 * The files in a `.zip`, `.tar`, `.tar.gz` or other `.gz`, judged by content. Their paths begin with the archive's own, as if it were a folder;
 * a `.gz` of a single file gives that file.
 * @param encoding of a zip's names that do not say theirs, if it is known
 * @throws FileError when nothing can be read; single bad entries are in `rejected`
 */
export async function expandArchive(
  source: SourceFile,
  limits: Limits = DEFAULT_LIMITS,
  pace: Pace = createPace(),
  encoding?: Encoding,
): Promise<Expanded> {
  const kind = sniff(await source.slice(0, SNIFF_BYTES));
  // Archives that unpack themselves begin with a program.
  if (kind === 'zip' || (extensionOf(source.path) === 'zip' && (kind === 'other' || kind === 'text')))
    return expandZip(source, limits, pace, encoding);
  if (kind === 'tar') return expandTar(source, source.path, limits, pace);
  if (kind !== 'gzip') throw new FileError(source.path, 'it is not an archive that can be opened; pack it as zip, tar or tar.gz');
  const inner = await gunzip(source, limits, pace);
  const isTar = sniff(await inner.slice(0, SNIFF_BYTES)) === 'tar';
  return isTar ? expandTar(inner, source.path, limits, pace) : { files: [inner], rejected: [], ignored: 0 };
}

/** Opens a source by its reference, in another worker for instance. */
export function openSource(ref: SourceRef): SourceFile {
  return ref.kind === 'blob' ? fromBlob(ref.blob, ref.path) : openZipEntry(ref);
}

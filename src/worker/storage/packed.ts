/** Own image sets on their way into an archive and out of one. */
import { ImageSetError } from '../../core/errors';
import { NPY_HEAD_BYTES, readNpyHeader } from '../../core/ingest/arrays/npy';
import { bytesInWords } from '../../core/ingest/limits';
import { openSource } from '../../core/ingest/archives';
import type { BroughtImageSet, PackedHeader, PackedRows } from '../../core/export/imageSets';
import { SetWriter } from './setWriter';
import { StorageFull, type SetStorage } from './storage';
import { newId, readListing, readMeta, storedBytes, StoredSet } from './storedSet';

/** All of a set but its pixels. @throws ImageSetError where there is no such set */
export async function packedOf(storage: SetStorage, id: string): Promise<{ header: PackedHeader; rows: PackedRows }> {
  const { meta, rows } = await StoredSet.open(storage, id);
  const { title, size, fit, splitRule, disjointClasses, classes, count, hasRole, contentHash } = meta;
  const save = (await readMeta(storage, id))?.save ?? 0;
  const { paths = [], notes = [] } = (await readListing(storage, meta, save)) ?? {};
  return {
    header: {
      ...{ title, size, fit, splitRule, disjointClasses, classes, count, hasRole, paths, notes },
      ...(contentHash === undefined ? {} : { contentHash }),
    },
    rows: { labels: rows.labels.slice(), split: rows.split.slice(), ...(rows.role ? { role: rows.role.slice() } : {}) },
  };
}

/**
 * Keeps a set that an archive has brought, as one of the user's own. Where anything is wrong with it nothing stays.
 * @returns its id here
 * @throws ImageSetError naming the set, FileError naming the entry
 */
export async function restorePacked(storage: SetStorage, { header, rows, parts }: BroughtImageSet): Promise<string> {
  const { title, size, fit, splitRule, disjointClasses, classes, count, hasRole, contentHash, paths, notes } = header;
  const id = newId(title);
  const stride = size * size * 3;
  let writer: SetWriter | undefined;
  try {
    const created = Date.now();
    writer = await SetWriter.begin(storage, {
      ...{ id, title, created, planned: count, size, fit, splitRule, disjointClasses, hasRole, classes, notes: () => notes },
    });
    for (const ref of parts) {
      const bytes = await openSource(ref).bytes();
      const { type, shape, dataAt } = readNpyHeader(bytes.subarray(0, NPY_HEAD_BYTES), ref.path);
      const [images = 0, ...sides] = shape;
      const first = writer.count;
      if (type !== '|u1' || sides.join() !== [size, size, 3].join() || bytes.length - dataAt !== images * stride || first + images > count)
        throw new ImageSetError(`${ref.path} holds [${shape.join(', ')}] of ${type}, not images of ${size} × ${size} × 3 bytes.`);
      const those = Array.from({ length: images }, (_, i) => {
        const row = first + i;
        const path = paths[row];
        return {
          ...{ label: rows.labels[row]!, split: rows.split[row]!, role: rows.role?.[row] ?? 0 },
          ...(path === undefined ? {} : { path }),
        };
      });
      await writer.append(bytes.subarray(dataAt), those);
    }
    if (writer.count !== count)
      throw new ImageSetError(`The image set “${title}” has ${count} images, but ${writer.count} are in the file.`);
    await writer.save(true);
    const now = (await readMeta(storage, id))?.meta.contentHash;
    if (contentHash !== undefined && now !== undefined && now !== contentHash)
      throw new ImageSetError(
        `The images of “${title}” are not those that the file says (${now}, not ${contentHash}): it is damaged or was changed. Export it again.`,
      );
    return id;
  } catch (error) {
    await writer?.abandon();
    if (!(error instanceof StorageFull)) throw error;
    throw new ImageSetError(
      `There is no room in this browser's storage for the image set “${title}”, which takes ${bytesInWords(storedBytes({ count, size, hasRole }))}: nothing of it was kept. Delete image sets or runs, and open the file again.`,
      { cause: error },
    );
  }
}

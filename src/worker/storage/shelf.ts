/** The list of own image sets, and their removal. */
import { bytesInWords } from '../../core/ingest/limits';
import type { ImageSetSummary } from '../../engine/images.protocol';
import type { SetStorage } from './storage';
import { isOwnId, readMeta, storedBytes, type StoredMeta } from './storedSet';

/** The lock that whoever reads images into a set holds as long as it does. */
export const lockName = (id: string) => `image set ${id}`;

/** Own sets, the newest first. Remains of readings that were broken off before anything could be saved are cleared away. */
export async function listStored(storage: SetStorage): Promise<ImageSetSummary[]> {
  const found: StoredMeta[] = [];
  for (const id of (await storage.list()).filter(isOwnId)) {
    const read = await readMeta(storage, id);
    if (read) found.push(read.meta);
    else await unlessBeingRead(id, () => storage.remove(id));
  }
  found.sort((a, b) => b.created - a.created);
  return found.map((meta) => ({
    id: meta.id,
    title: meta.title,
    detail: detailOf(meta),
    bytes: storedBytes(meta),
    removable: true,
    created: meta.created,
    ...(meta.contentHash === undefined ? {} : { contentHash: meta.contentHash }),
  }));
}

function detailOf(meta: StoredMeta): string {
  const { classes, count, size, complete, planned } = meta;
  const images = complete
    ? `${count.toLocaleString('en')} images`
    : `unfinished: ${count.toLocaleString('en')} of ${planned.toLocaleString('en')} images`;
  const number = classes.length === 1 ? '1 class' : `${classes.length.toLocaleString('en')} classes`;
  return `${images}, ${number}, ${size}×${size} pixels, ${bytesInWords(storedBytes(meta))}`;
}

async function unlessBeingRead(id: string, work: () => Promise<void>): Promise<void> {
  // Without locks nobody knows: better some lost bytes than a set deleted while it comes into being.
  await globalThis.navigator?.locks?.request(lockName(id), { ifAvailable: true }, (lock) => (lock ? work() : undefined));
}

/** Image sets of visits before the database had a name of its own are taken over. */
import { deleteDB, openDB, type IDBPDatabase } from 'idb';
import type { FilesSchema } from './database';
import { isOwnId } from './storedSet';

/** The name until November 2026. Another program of the same address may have one of that name: only what is ours is touched. */
const BEFORE = 'image-sets';
const LOCK = 'negative-space image-sets migration';

/** Moves every file of our sets, one at a time: broken off anywhere, it goes on with the rest at the next visit. */
export async function migrateUnprefixed(database: IDBPDatabase<FilesSchema>): Promise<void> {
  const locks = (globalThis.navigator as Navigator | undefined)?.locks;
  await (locks ? locks.request(LOCK, () => move(database)) : move(database));
}

async function move(database: IDBPDatabase<FilesSchema>): Promise<void> {
  const before = await openExisting();
  if (!before) return;
  try {
    const ours = (await before.getAllKeys('files')).filter((key) => Array.isArray(key) && isOwnId(String(key[0])));
    for (const key of ours) {
      const blob = await before.get('files', key);
      if (blob instanceof Blob) await database.put('files', blob, key);
      await before.delete('files', key);
    }
    if ((await before.count('files')) > 0) return;
  } finally {
    before.close();
  }
  await deleteDB(BEFORE);
}

/** The database of that name, if there is one with our kind of store; none is created. */
async function openExisting(): Promise<IDBPDatabase<FilesSchema> | undefined> {
  let created = false;
  const found = await openDB<FilesSchema>(BEFORE, undefined, {
    upgrade: (_database, oldVersion) => {
      created = oldVersion === 0;
    },
    blocking: (_current, _blocked, event) => (event.target as IDBDatabase).close(),
  });
  if (!created && found.objectStoreNames.contains('files')) return found;
  found.close();
  if (created) await deleteDB(BEFORE);
  return undefined;
}

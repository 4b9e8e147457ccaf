/** Image sets in IndexedDB, for browsers without a private file system: a record a file, its key [set, name]. */
import type { IDBPDatabase } from 'idb';
import { openDatabase, type FilesSchema } from './database';
import { migrateUnprefixed } from './migration';
import { IMAGE_SETS, type SetStorage, writeFailure } from './storage';

/**
 * @param name of the database: image sets, or what else is kept as files in folders
 * @throws where the browser keeps no databases for this page
 */
export async function openIndexedDb(name = IMAGE_SETS): Promise<SetStorage> {
  const database = await openDatabase<FilesSchema>(name, 'files');
  if (name === IMAGE_SETS) await migrateUnprefixed(database);
  return new IndexedDb(database);
}

class IndexedDb implements SetStorage {
  readonly kind = 'IndexedDB';

  constructor(private readonly database: IDBPDatabase<FilesSchema>) {}

  async list(): Promise<string[]> {
    const keys = await this.database.getAllKeys('files');
    return [...new Set(keys.map(([set]) => set))];
  }

  async files(set: string): Promise<string[]> {
    const keys = await this.database.getAllKeys('files', within(set));
    return keys.map(([, name]) => name);
  }

  async write(set: string, name: string, data: Uint8Array<ArrayBuffer>): Promise<void> {
    try {
      // Settled when the transaction is over: what is full shows only then.
      await this.database.put('files', new Blob([data]), [set, name]);
    } catch (error) {
      throw writeFailure(error);
    }
  }

  async read(set: string, name: string): Promise<Blob | null> {
    return (await this.database.get('files', [set, name])) ?? null;
  }

  discard(set: string, name: string): Promise<void> {
    return this.database.delete('files', [set, name]);
  }

  remove(set: string): Promise<void> {
    return this.database.delete('files', within(set));
  }
}

/** All keys of a set: arrays come after texts in the order of keys. */
function within(set: string): IDBKeyRange {
  return IDBKeyRange.bound([set], [set, []]);
}

/** This program's databases in the browser. Sites of one address share them (as all pages of a user at github.io do): the names say whose they are. */
import { openDB, type DBSchema, type IDBPDatabase } from 'idb';

const PREFIX = 'negative-space ';

/** Files of image sets. */
export interface FilesSchema extends DBSchema {
  files: { key: [set: string, name: string]; value: Blob };
}

/**
 * Opens a database with one object store, creating it where it is not there. It steps aside for a page that wants to delete it.
 * @param name without the prefix
 * @throws where the browser keeps no databases for this page, as in some private windows
 */
export function openDatabase<S extends DBSchema>(name: string, store: string & keyof S): Promise<IDBPDatabase<S>> {
  return openDB<S>(`${PREFIX}${name}`, 1, {
    upgrade: (database) => void database.createObjectStore(store as never),
    blocking: (_current, _blocked, event) => (event.target as IDBDatabase).close(),
  });
}

/** This program's databases in the browser. Sites of one address share them (as all pages of a user at github.io do): the names say whose they are. */
import { openDB, type DBSchema, type IDBPDatabase } from 'idb';

const PREFIX = 'negative-space ';

/** Files of image sets. */
export interface FilesSchema extends DBSchema {
  files: { key: [set: string, name: string]; value: Blob };
}

/**
 * Opens a database with these object stores, creating it where it is not there. It steps aside for a page that wants to delete it. One that
 * a newer version of the page has made is opened as it is.
 * @param name without the prefix
 * @throws where the browser keeps no databases for this page, as in some private windows
 */
export async function openDatabase<S extends DBSchema>(name: string, ...stores: (string & keyof S)[]): Promise<IDBPDatabase<S>> {
  const open = (version: number | undefined) =>
    openDB<S>(`${PREFIX}${name}`, version, {
      upgrade: (database) => {
        for (const store of stores) database.createObjectStore(store as never);
      },
      blocking: (_current, _blocked, event) => (event.target as IDBDatabase).close(),
    });
  try {
    return await open(1);
  } catch (error) {
    if (error instanceof Error && error.name === 'VersionError') return open(undefined);
    throw error;
  }
}

/** Image sets in IndexedDB, for browsers without a private file system: a record a file, its key [set, name]. */
import { type SetStorage, writeFailure } from './storage';

const DATABASE = 'image-sets';
const FILES = 'files';

/** @throws where the browser keeps no databases for this page */
export async function openIndexedDb(): Promise<SetStorage> {
  const opening = indexedDB.open(DATABASE, 1);
  opening.onupgradeneeded = () => opening.result.createObjectStore(FILES);
  return new IndexedDb(await done(opening));
}

class IndexedDb implements SetStorage {
  readonly kind = 'IndexedDB';

  constructor(private readonly database: IDBDatabase) {}

  async list(): Promise<string[]> {
    const keys = await done(this.#files('readonly').getAllKeys());
    return [...new Set(keys.map((key) => (key as [string, string])[0]))];
  }

  async files(set: string): Promise<string[]> {
    const keys = await done(this.#files('readonly').getAllKeys(within(set)));
    return keys.map((key) => (key as [string, string])[1]);
  }

  async write(set: string, name: string, data: Uint8Array<ArrayBuffer>): Promise<void> {
    const files = this.#files('readwrite');
    try {
      files.put(new Blob([data]), [set, name]);
      await committed(files.transaction);
    } catch (error) {
      throw writeFailure(error);
    }
  }

  async read(set: string, name: string): Promise<Blob | null> {
    const found: unknown = await done(this.#files('readonly').get([set, name]));
    return found instanceof Blob ? found : null;
  }

  async discard(set: string, name: string): Promise<void> {
    await done(this.#files('readwrite').delete([set, name]));
  }

  async remove(set: string): Promise<void> {
    await done(this.#files('readwrite').delete(within(set)));
  }

  #files(mode: IDBTransactionMode): IDBObjectStore {
    return this.database.transaction(FILES, mode).objectStore(FILES);
  }
}

/** All keys of a set: arrays come after texts in the order of keys. */
function within(set: string): IDBKeyRange {
  return IDBKeyRange.bound([set], [set, []]);
}

function done<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error ?? new Error('The database gave no answer'));
  });
}

function committed(transaction: IDBTransaction): Promise<void> {
  return new Promise((resolve, reject) => {
    const fail = () => reject(transaction.error ?? new Error('The database gave no answer'));
    transaction.oncomplete = () => resolve();
    transaction.onabort = fail;
    transaction.onerror = fail;
  });
}

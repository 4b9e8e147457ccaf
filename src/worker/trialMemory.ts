/** Keeps the results of kernel trials between visits: a worker has no localStorage, so in a database of their own. */
import type { TrialMemory } from '../core/backend';

// Pages of other projects may share this origin, and with it the names of databases.
const DATABASE = 'negative-space-kernel-trials';
const TRIALS = 'trials';
/** Results kept: one for each adapter, model shape and version of the browser. Beyond that all are forgotten and measured anew. */
const MOST = 32;

export const trialMemory: TrialMemory = {
  recall: (key) => inDatabase('readonly', (trials) => trials.get(key)),
  keep: async (key, results) => {
    const kept = (await inDatabase('readonly', (trials) => trials.count())) as number;
    await inDatabase('readwrite', (trials) => {
      if (kept >= MOST) trials.clear();
      return trials.put(results, key);
    });
  },
};

/** Runs one request and closes the database. Rejects where the browser keeps none for this page, as in some private windows. */
function inDatabase(mode: IDBTransactionMode, ask: (trials: IDBObjectStore) => IDBRequest): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const opening = indexedDB.open(DATABASE, 1);
    const fail = (request: IDBRequest) => () => reject(request.error ?? new Error('The database gave no answer'));
    opening.onupgradeneeded = () => opening.result.createObjectStore(TRIALS);
    opening.onerror = fail(opening);
    opening.onsuccess = () => {
      const database = opening.result;
      const request = ask(database.transaction(TRIALS, mode).objectStore(TRIALS));
      request.onerror = fail(request);
      request.onsuccess = () => resolve(request.result);
      request.transaction!.oncomplete = () => database.close();
    };
  });
}

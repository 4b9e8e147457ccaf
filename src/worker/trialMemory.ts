/** Keeps the results of kernel trials between visits: a worker has no localStorage, so in a database of their own. */
import type { DBSchema, IDBPDatabase } from 'idb';
import type { TrialMemory } from '../core/backend';
import { openDatabase } from './storage/database';

/** Results kept: one for each adapter, model shape and version of the browser. Beyond that all are forgotten and measured anew. */
const MOST = 32;

interface TrialsSchema extends DBSchema {
  trials: { key: string; value: unknown };
}

/** Does something in the database and closes it. Rejects where the browser keeps none for this page, as in some private windows. */
async function inDatabase<T>(work: (database: IDBPDatabase<TrialsSchema>) => Promise<T>): Promise<T> {
  const database = await openDatabase<TrialsSchema>('kernel-trials', 'trials');
  try {
    return await work(database);
  } finally {
    database.close();
  }
}

export const trialMemory: TrialMemory = {
  recall: (key) => inDatabase((database) => database.get('trials', key)),
  keep: (key, results) =>
    inDatabase(async (database) => {
      if ((await database.count('trials')) >= MOST) await database.clear('trials');
      await database.put('trials', results, key);
    }),
};

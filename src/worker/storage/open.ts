/** Which of the browser's storages is taken. */
import { ImageSetError, messageOf } from '../../core/errors';
import { openIndexedDb } from './indexedDb';
import { openOpfs } from './opfs';
import type { SetStorage } from './storage';

/**
 * @param prefer for tests
 * @throws ImageSetError where the browser keeps nothing, as some do in private windows
 */
export async function openStorage(prefer?: 'opfs' | 'indexedDb'): Promise<SetStorage> {
  const ways = prefer === 'indexedDb' ? [openIndexedDb] : prefer === 'opfs' ? [openOpfs] : [openOpfs, openIndexedDb];
  const failures: string[] = [];
  for (const open of ways) {
    try {
      return await open();
    } catch (error) {
      failures.push(messageOf(error));
    }
  }
  throw new ImageSetError(
    `This browser gives the page no storage for images (${failures.join('; ')}). Leave the private window, or allow this site to store data.`,
  );
}

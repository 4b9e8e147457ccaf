/** Fetches the stored snapshot that belongs to the page, if there is one. */
import { decodeStored, type StoredSnapshot } from './storedSnapshot';

export const STORED_PATH = 'samples/stored/emoji.nssn';

/**
 * @returns undefined where none has been recorded
 * @throws StoredSnapshotError where the file cannot be read
 */
export async function fetchStored(base: string | URL): Promise<StoredSnapshot | undefined> {
  const response = await fetch(new URL(STORED_PATH, base));
  // A development server answers a missing file with the page itself.
  if (!response.ok || response.headers.get('content-type')?.startsWith('text/html')) return undefined;
  return decodeStored(await response.arrayBuffer());
}

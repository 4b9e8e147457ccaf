/** Files of records, flat in one folder, each written once under a name of its own: nothing that a row points to is ever written over. */
import { crc32 } from '../../core/ingest/archives/crc32';
import type { SetStorage } from '../storage/storage';
import { openIndexedDb } from '../storage/indexedDb';
import { openOpfs } from '../storage/opfs';
import type { FileReference } from './rows';

/** Folder in the private file system; where there is none a database. */
const FOLDER = 'records';
const FILES = 'files';

/** @param prefer for tests */
export async function openRecordFiles(prefer?: 'opfs' | 'indexedDb'): Promise<RecordFiles> {
  if (prefer === 'indexedDb') return new RecordFiles(await openIndexedDb('record-files'));
  try {
    return new RecordFiles(await openOpfs(FOLDER));
  } catch (error) {
    if (prefer) throw error;
    return new RecordFiles(await openIndexedDb('record-files'));
  }
}

export class RecordFiles {
  constructor(private readonly storage: SetStorage) {}

  get kind(): string {
    return this.storage.kind;
  }

  /** Writes a file as a whole, under a new name. @throws StorageFull when there is no room */
  async write(kind: string, data: Uint8Array<ArrayBuffer>): Promise<FileReference> {
    const name = `${kind}-${crypto.randomUUID()}`;
    await this.storage.write(FILES, name, data);
    return { name, bytes: data.length, checksum: crc32(data) };
  }

  /** Its bytes, where they are what was written; undefined where it is not there, or damaged. */
  async read({ name, bytes, checksum }: FileReference): Promise<Uint8Array<ArrayBuffer> | undefined> {
    const blob = await this.storage.read(FILES, name);
    if (blob?.size !== bytes) return undefined;
    const data = new Uint8Array(await blob.arrayBuffer());
    return crc32(data) === checksum ? data : undefined;
  }

  names(): Promise<string[]> {
    return this.storage.files(FILES);
  }

  async delete(names: Iterable<string>): Promise<void> {
    for (const name of names) await this.storage.discard(FILES, name);
  }
}

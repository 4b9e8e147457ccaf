/** Image sets in the origin private file system: a folder a set. Runs in dedicated workers, which alone may write synchronously. */
import { IMAGE_SETS, type SetStorage, StorageFull, writeFailure } from './storage';

/** TypeScript's library for pages leaves out what workers have. */
interface SyncAccessHandle {
  truncate(size: number): void;
  write(data: Uint8Array<ArrayBuffer>, options: { at: number }): number;
  flush(): void;
  getSize(): number;
  close(): void;
}
type WritableHandle = FileSystemFileHandle & { createSyncAccessHandle(): Promise<SyncAccessHandle> };

/**
 * @param folder of image sets, or of what else is kept as files in folders
 * @throws where the browser has no such file system, or keeps it from this page
 */
export async function openOpfs(folder = IMAGE_SETS): Promise<SetStorage> {
  if (typeof FileSystemFileHandle === 'undefined' || !('createSyncAccessHandle' in FileSystemFileHandle.prototype))
    throw new Error('no private file system');
  const root = await navigator.storage.getDirectory();
  const sets = await root.getDirectoryHandle(folder, { create: true });
  return new Opfs(sets);
}

class Opfs implements SetStorage {
  readonly kind = 'OPFS';

  constructor(private readonly sets: FileSystemDirectoryHandle) {}

  list(): Promise<string[]> {
    return namesIn(this.sets);
  }

  async files(set: string): Promise<string[]> {
    const folder = await this.#folder(set);
    return folder ? namesIn(folder) : [];
  }

  async write(set: string, name: string, data: Uint8Array<ArrayBuffer>): Promise<void> {
    const folder = await this.sets.getDirectoryHandle(set, { create: true });
    try {
      const handle = await ((await folder.getFileHandle(name, { create: true })) as WritableHandle).createSyncAccessHandle();
      try {
        handle.truncate(0);
        handle.write(data, { at: 0 });
        handle.flush();
        // Chromium cuts a file short where the storage ends, and says of it that it was written as a whole.
        const written = handle.getSize();
        if (written < data.length) throw new StorageFull(`${written} of ${data.length} bytes could be written`);
      } finally {
        handle.close();
      }
    } catch (error) {
      await folder.removeEntry(name).catch(() => undefined);
      throw writeFailure(error);
    }
  }

  async read(set: string, name: string): Promise<Blob | null> {
    const folder = await this.#folder(set);
    return (await folder?.getFileHandle(name).then((handle) => handle.getFile(), absent)) ?? null;
  }

  async discard(set: string, name: string): Promise<void> {
    const folder = await this.#folder(set);
    await folder?.removeEntry(name).catch(absent);
  }

  async remove(set: string): Promise<void> {
    await this.sets.removeEntry(set, { recursive: true }).catch(absent);
  }

  async #folder(set: string): Promise<FileSystemDirectoryHandle | undefined> {
    return this.sets.getDirectoryHandle(set).catch(absent);
  }
}

async function namesIn(folder: FileSystemDirectoryHandle): Promise<string[]> {
  const names: string[] = [];
  // TypeScript's library does not know yet that folders can be iterated.
  for await (const name of (folder as unknown as { keys(): AsyncIterable<string> }).keys()) names.push(name);
  return names;
}

function absent(error: unknown): undefined {
  if (error instanceof Error && error.name === 'NotFoundError') return undefined;
  throw error;
}

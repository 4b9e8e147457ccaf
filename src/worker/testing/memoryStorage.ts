/** Storage in memory that is full after so many bytes; tests of what stands on storage use it. */
import { StorageFull, type SetStorage } from '../storage/storage';

export class MemoryStorage implements SetStorage {
  readonly kind = 'memory';
  readonly #files = new Map<string, Map<string, Uint8Array<ArrayBuffer>>>();

  constructor(public capacity = Infinity) {}

  get used(): number {
    return [...this.#files.values()].flatMap((set) => [...set.values()]).reduce((sum, { length }) => sum + length, 0);
  }

  list(): Promise<string[]> {
    return Promise.resolve([...this.#files.keys()]);
  }

  files(set: string): Promise<string[]> {
    return Promise.resolve([...(this.#files.get(set)?.keys() ?? [])]);
  }

  write(set: string, name: string, data: Uint8Array<ArrayBuffer>): Promise<void> {
    const there = this.#files.get(set)?.get(name)?.length ?? 0;
    if (this.used - there + data.length > this.capacity) return Promise.reject(new StorageFull('full'));
    const files = this.#files.get(set) ?? new Map<string, Uint8Array<ArrayBuffer>>();
    this.#files.set(set, files.set(name, data.slice()));
    return Promise.resolve();
  }

  read(set: string, name: string): Promise<Blob | null> {
    const data = this.#files.get(set)?.get(name);
    return Promise.resolve(data ? new Blob([data]) : null);
  }

  discard(set: string, name: string): Promise<void> {
    this.#files.get(set)?.delete(name);
    return Promise.resolve();
  }

  remove(set: string): Promise<void> {
    this.#files.delete(set);
    return Promise.resolve();
  }
}

/** A folder of golden values: its files as bytes, read as JSON or safetensors when a check asks for them. No file system here: it also runs in the page. */
import { readSafetensors, type SafetensorsFile } from '../../src/core/formats/safetensors';

export class GoldenError extends Error {
  override name = 'GoldenError';
}

export class GoldenFolder {
  readonly #files: ReadonlyMap<string, Uint8Array>;

  constructor(files: ReadonlyMap<string, Uint8Array>) {
    this.#files = files;
  }

  has(name: string): boolean {
    return this.#files.has(name);
  }

  json<T>(name: string): T {
    try {
      return JSON.parse(new TextDecoder().decode(this.bytes(name))) as T;
    } catch (error) {
      throw new GoldenError(`${name} cannot be read as JSON: ${(error as Error).message}`);
    }
  }

  safetensors(name: string): SafetensorsFile {
    try {
      return readSafetensors(this.bytes(name));
    } catch (error) {
      throw new GoldenError(`${name} cannot be read: ${(error as Error).message}`);
    }
  }

  /** @throws GoldenError where it is absent */
  bytes(name: string): Uint8Array {
    const bytes = this.#files.get(name);
    if (!bytes) throw new GoldenError(`${name} is absent`);
    return bytes;
  }
}

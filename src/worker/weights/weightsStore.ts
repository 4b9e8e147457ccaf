/**
 * Pretrained weights in the browser's storage: a folder each, under their hash, with the body as safetensors (timm's names, float32, LayerScale
 * folded) and what is known of it. The description is written last: without it there are no weights.
 */
import { StorageFullError, WeightsFileError } from '../../core/errors';
import { readSafetensors, writeSafetensors } from '../../core/formats/safetensors';
import { bytesInWords } from '../../core/ingest/limits';
import { extensionOf } from '../../core/ingest/names';
import { fromBlob, type SourceFile } from '../../core/ingest/source';
import type { Weights } from '../../core/model/shape';
import { importWeights, type WeightsChoices } from '../../core/weights/import';
import { shortId, type KeptWeights } from '../../core/weights/kept';
import { openIndexedDb } from '../storage/indexedDb';
import { openOpfs } from '../storage/opfs';
import { StorageFull, type SetStorage } from '../storage/storage';

const FOLDER = 'weights';
const BODY = 'body.safetensors';
const ABOUT = 'weights.json';
/** A file is hashed as a whole, and browsers hold no larger array. */
const MOST_BYTES = 2 ** 31 - 1;

/** @param prefer for tests */
export async function openWeightsStore(prefer?: 'opfs' | 'indexedDb'): Promise<WeightsStore> {
  if (prefer === 'indexedDb') return new WeightsStore(await openIndexedDb(FOLDER));
  try {
    return new WeightsStore(await openOpfs(FOLDER));
  } catch (error) {
    if (prefer) throw error;
    return new WeightsStore(await openIndexedDb(FOLDER));
  }
}

export class WeightsStore {
  constructor(private readonly storage: SetStorage) {}

  /**
   * Reads weights and keeps them; those of the same hash are described anew.
   * @throws WeightsFileError where they are refused, StorageFullError
   */
  async add(files: readonly SourceFile[], choices: WeightsChoices = {}): Promise<KeptWeights> {
    const tensorFiles = files.filter(({ path }) => extensionOf(path) !== 'json');
    const { body, ...found } = await importWeights(files, choices);
    const id = await idOf(tensorFiles, found.prefix === found.prefixes[0] ? '' : found.prefix);
    const tensors = Object.fromEntries(Object.entries(body).map(([name, data]) => [name, { shape: [data.length], data }]));
    const stored = writeSafetensors({ tensors, metadata: { id } });
    const bytes = tensorFiles.reduce((sum, { size }) => sum + size, 0);
    const kept: KeptWeights = { ...found, id, bytes, stored: stored.length, date: new Date().toISOString() };
    try {
      await this.storage.write(id, BODY, stored);
      await this.storage.write(id, ABOUT, new TextEncoder().encode(JSON.stringify(kept)));
    } catch (error) {
      await this.storage.remove(id).catch(() => undefined);
      if (!(error instanceof StorageFull)) throw error;
      throw new StorageFullError(
        `There is no room for ${found.name}: it takes ${bytesInWords(stored.length)}. Delete weights, runs or image sets that are not needed.`,
        stored.length,
      );
    }
    return kept;
  }

  /** The newest first. */
  async list(): Promise<KeptWeights[]> {
    const all = await Promise.all((await this.storage.list()).map((id) => this.about(id)));
    return all.filter((kept) => kept !== undefined).sort((a, b) => (a.date < b.date ? 1 : -1));
  }

  /** undefined for what is not here. */
  async about(id: string): Promise<KeptWeights | undefined> {
    const blob = await this.storage.read(id, ABOUT);
    return blob ? (JSON.parse(await blob.text()) as KeptWeights) : undefined;
  }

  /** @throws WeightsFileError where they are not in this browser, or damaged in it */
  async open(id: string): Promise<{ kept: KeptWeights; body: Weights }> {
    const kept = await this.about(id);
    const blob = kept && (await this.storage.read(id, BODY));
    if (!kept || !blob)
      throw new WeightsFileError(
        'Pretrained weights',
        `those with the SHA-256 ${shortId(id)}… are not in this browser; drop the file with that hash on the page, or train without weights`,
      );
    if (blob.size !== kept.stored)
      throw new WeightsFileError(kept.name, 'it is damaged in this browser’s storage; delete it and add it again');
    const { tensors } = readSafetensors(await blob.arrayBuffer());
    return { kept, body: Object.fromEntries(Object.entries(tensors).map(([name, { data }]) => [name, data as Float32Array])) };
  }

  remove(id: string): Promise<void> {
    return this.storage.remove(id);
  }
}

/** @param prefix of another model of the file than the one that is meant by default; else empty */
async function idOf(files: readonly SourceFile[], prefix: string): Promise<string> {
  const ordered = [...files].sort((a, b) => (a.path < b.path ? -1 : 1));
  const hashes: string[] = [];
  for (const file of ordered) {
    if (file.size > MOST_BYTES)
      throw new WeightsFileError(file.path, 'it is larger than 2 GB; save it in half precision, or in several parts with their index');
    hashes.push(await sha256(await file.bytes()));
  }
  const whole = hashes.length === 1 ? hashes[0]! : await sha256(new TextEncoder().encode(hashes.join('\n')));
  return prefix === '' ? whole : sha256(new TextEncoder().encode(`${whole}\n${prefix}`));
}

async function sha256(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  // Missing in insecure contexts, whatever its type says.
  const subtle = globalThis.crypto?.subtle as SubtleCrypto | undefined;
  if (!subtle) throw new WeightsFileError('Pretrained weights', 'browsers hash files on https and localhost only; open the page there');
  return Array.from(new Uint8Array(await subtle.digest('SHA-256', bytes)), (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** Files of the page as sources. */
export const sourcesOf = (files: readonly { path: string; file: Blob }[]): SourceFile[] =>
  files.map(({ path, file }) => fromBlob(file, path));

/**
 * Room for what is to be written. Where the storage is full, first goes what was removed, then the earlier snapshots of records, the
 * oldest record's first; never a record, its last snapshots or its checkpoints. Where that is not enough, it is refused with the numbers.
 */
import { StorageFullError } from '../../core/errors';
import { bytesInWords } from '../../core/ingest/limits';
import { RECORD_VERSION } from '../../core/record/schema';
import type { RecordsEvent, StorageUse } from '../../engine/records.protocol';
import { StorageFull } from '../storage/storage';
import { ifFree } from './locks';
import type { RecordFiles } from './recordFiles';
import { filesOf, textsIn } from './references';
import type { FileReference, Row, Rows, StepFile } from './rows';

export class Room {
  constructor(
    private readonly rows: Rows,
    private readonly files: RecordFiles,
    private readonly tell: (event: RecordsEvent) => void,
  ) {}

  /** Writes a file. @param owner the record it is for, which is not thinned for it. @throws StorageFullError */
  write(kind: string, data: Uint8Array<ArrayBuffer>, owner: string): Promise<FileReference> {
    return this.make(data.length, () => this.files.write(kind, data), owner);
  }

  /** Changes a row. @throws StorageFullError */
  update(id: string, change: (row: Row | undefined) => Row | undefined): Promise<Row | undefined> {
    return this.make(0, () => this.rows.update(id, change), id);
  }

  /** Does what takes room, making some where there is none. @param needed bytes, as far as they are known. @throws StorageFullError */
  async make<T>(needed: number, work: () => Promise<T>, owner: string | undefined): Promise<T> {
    for (let emptied = false; ;) {
      try {
        return await work();
      } catch (error) {
        if (!(error instanceof StorageFull)) throw error;
        if (!emptied) {
          emptied = true;
          await this.empty();
        } else if (!(await this.#thinOldest(owner))) throw await refusal(needed, error);
      }
    }
  }

  /** Frees what was removed: first its row, then its files, so that no row ever points to nothing. */
  async empty(): Promise<void> {
    for (const { id, removed } of await this.rows.all()) {
      if (removed === undefined) continue;
      await ifFree(id, async () => {
        const row = await this.rows.get(id);
        // Taken back, or kept anew, meanwhile.
        if (row?.removed === undefined) return;
        await this.rows.delete(id);
        const known = new Set(await this.files.names());
        const names = row.version > RECORD_VERSION ? textsIn(row).filter((text) => known.has(text)) : filesOf(row);
        await this.files.delete(names);
      });
    }
  }

  /** Earlier snapshots of a record go: the row says so before their files are deleted. */
  async letGo(id: string, gone: readonly StepFile[]): Promise<void> {
    const names = new Set(gone.map(({ name }) => name));
    await this.rows.update(id, (row) => {
      if (!row) return undefined;
      const earlier = row.earlier.filter(({ name }) => !names.has(name));
      const went = row.earlier.length - earlier.length;
      if (went === 0) return undefined;
      const bytes = row.kept.bytes - row.earlier.reduce((sum, file) => sum + (names.has(file.name) ? file.bytes : 0), 0);
      return { ...row, earlier, kept: { ...row.kept, bytes, thinned: (row.kept.thinned ?? 0) + went } };
    });
    await this.files.delete(names);
  }

  /** @returns false where nothing can be thinned */
  async #thinOldest(owner: string | undefined): Promise<boolean> {
    const rows = (await this.rows.all()).filter(
      ({ id, version, removed, earlier }) => id !== owner && version <= RECORD_VERSION && removed === undefined && earlier.length > 0,
    );
    rows.sort((a, b) => (a.date < b.date ? -1 : 1));
    for (const { id } of rows) {
      const thinned = await ifFree(id, async () => {
        const row = await this.rows.get(id);
        if (!row || row.earlier.length === 0) return false;
        await this.letGo(id, row.earlier);
        this.tell({ type: 'thinned', id, title: row.kept.title, steps: row.earlier.length });
        return true;
      });
      if (thinned) return true;
    }
    return false;
  }
}

/** What the browser says of the storage of this site. */
export async function estimate(): Promise<Pick<StorageUse, 'used' | 'quota'>> {
  try {
    const { usage, quota } = (await (globalThis.navigator as Navigator | undefined)?.storage?.estimate?.()) ?? {};
    return { ...(usage === undefined ? {} : { used: usage }), ...(quota === undefined ? {} : { quota }) };
  } catch {
    return {};
  }
}

async function refusal(needed: number, cause: StorageFull): Promise<StorageFullError> {
  const { used, quota } = await estimate();
  const what = needed > 0 ? `${bytesInWords(needed)} could not be kept` : 'This could not be kept';
  const numbers = used !== undefined && quota !== undefined ? ` (${bytesInWords(used)} of ${bytesInWords(quota)} are used)` : '';
  const error = new StorageFullError(
    `The browser’s storage for this site is full: ${what}${numbers}. Nothing that is kept is lost; delete runs or image sets, or free room on the disk.`,
    needed,
    used,
    quota,
  );
  error.cause = cause;
  return error;
}

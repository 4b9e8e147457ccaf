/** Rows of the records, and the sweeps: what a list shows and where the files lie. In IndexedDB. */
import type { DBSchema, IDBPDatabase } from 'idb';
import type { KeptRecord } from '../../core/record/kept';
import type { KeptSweep } from '../../engine/records.protocol';
import { openDatabase } from '../storage/database';
import { writeFailure } from '../storage/storage';

/** A file that a row points to. */
export interface FileReference {
  name: string;
  bytes: number;
  /** CRC-32 of its bytes. */
  checksum: number;
}

export type StepFile = FileReference & { step: number };

export interface Row {
  id: string;
  /** Of its record: a newer one is not opened here. */
  version: number;
  /** When the record was begun, ISO 8601. */
  date: string;
  kept: KeptRecord;
  /** The record with the last snapshot of each run. */
  record: FileReference;
  /** Snapshots of earlier steps, each step a file; ascending. */
  earlier: readonly StepFile[];
  /** The newest first, two at most. */
  checkpoints: readonly StepFile[];
  /** Out of the list since then, milliseconds since 1970, until somebody takes it back or the bytes are freed. */
  removed?: number;
}

export interface Rows {
  all(): Promise<Row[]>;
  get(id: string): Promise<Row | undefined>;
  /**
   * One change, all of it or nothing, on the disk when it resolves.
   * @param change gives the row in place of the one there is; undefined leaves things as they are
   * @returns the row as it is then
   * @throws StorageFull when there is no room
   */
  update(id: string, change: (row: Row | undefined) => Row | undefined): Promise<Row | undefined>;
  delete(id: string): Promise<void>;
  sweeps(): Promise<KeptSweep[]>;
  /** @throws as `update` */
  putSweep(sweep: KeptSweep): Promise<void>;
  deleteSweep(id: string): Promise<void>;
}

interface RecordsSchema extends DBSchema {
  rows: { key: string; value: Row };
  sweeps: { key: string; value: KeptSweep };
}

/** @throws where the browser keeps no databases for this page */
export async function openRows(): Promise<Rows> {
  return new IndexedDbRows(await openDatabase<RecordsSchema>('records', 'rows', 'sweeps'));
}

class IndexedDbRows implements Rows {
  constructor(private readonly database: IDBPDatabase<RecordsSchema>) {}

  all(): Promise<Row[]> {
    return this.database.getAll('rows');
  }

  get(id: string): Promise<Row | undefined> {
    return this.database.get('rows', id);
  }

  async update(id: string, change: (row: Row | undefined) => Row | undefined): Promise<Row | undefined> {
    // Strict: what a row pointed to before is deleted next, and a crash of the machine must not bring that row back.
    const transaction = this.database.transaction('rows', 'readwrite', { durability: 'strict' });
    try {
      const before = await transaction.store.get(id);
      const row = change(before);
      if (row) await transaction.store.put(row, id);
      await transaction.done;
      return row ?? before;
    } catch (error) {
      await transaction.done.catch(() => undefined);
      throw writeFailure(error);
    }
  }

  delete(id: string): Promise<void> {
    return this.database.delete('rows', id);
  }

  sweeps(): Promise<KeptSweep[]> {
    return this.database.getAll('sweeps');
  }

  async putSweep(sweep: KeptSweep): Promise<void> {
    try {
      await this.database.put('sweeps', sweep, sweep.definition.id);
    } catch (error) {
      throw writeFailure(error);
    }
  }

  deleteSweep(id: string): Promise<void> {
    return this.database.delete('sweeps', id);
  }
}

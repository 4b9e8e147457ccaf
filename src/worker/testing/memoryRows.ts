/** Rows of records in memory, for tests of what stands on them. What goes in and out is a copy, as with a database. */
import type { KeptSweep } from '../../engine/records.protocol';
import type { Row, Rows } from '../records/rows';

export class MemoryRows implements Rows {
  readonly rows = new Map<string, Row>();
  readonly kept = new Map<string, KeptSweep>();
  /** Thrown by the next change, as by a page that ends in the middle of it. */
  breakOff: Error | undefined;

  all(): Promise<Row[]> {
    return Promise.resolve(structuredClone([...this.rows.values()]));
  }

  get(id: string): Promise<Row | undefined> {
    return Promise.resolve(structuredClone(this.rows.get(id)));
  }

  async update(id: string, change: (row: Row | undefined) => Row | undefined): Promise<Row | undefined> {
    const error = this.breakOff;
    this.breakOff = undefined;
    if (error) throw error;
    const before = await this.get(id);
    const row = change(before);
    if (row) this.rows.set(id, structuredClone(row));
    return row ?? before;
  }

  delete(id: string): Promise<void> {
    this.rows.delete(id);
    return Promise.resolve();
  }

  sweeps(): Promise<KeptSweep[]> {
    return Promise.resolve(structuredClone([...this.kept.values()]));
  }

  putSweep(sweep: KeptSweep): Promise<void> {
    this.kept.set(sweep.definition.id, structuredClone(sweep));
    return Promise.resolve();
  }

  deleteSweep(id: string): Promise<void> {
    this.kept.delete(id);
    return Promise.resolve();
  }
}

/** The records read last, so that going from one to another and back reads nothing twice. */
import type { ExperimentRecord } from '../../core/record/schema';
import type { ListedRecord } from '../../core/record/kept';

const MOST = 4;

export class RecordCache {
  readonly #read = new Map<string, Promise<ExperimentRecord>>();

  constructor(private readonly readRecord: (id: string) => Promise<ExperimentRecord>) {}

  get(id: string): Promise<ExperimentRecord> {
    const known = this.#read.get(id);
    if (known) {
      this.#read.delete(id);
      this.#read.set(id, known);
      return known;
    }
    const reading = this.readRecord(id);
    this.#read.set(id, reading);
    // What could not be read may be read later.
    reading.catch(() => this.#read.delete(id));
    for (const oldest of [...this.#read.keys()].slice(0, -MOST)) this.#read.delete(oldest);
    return reading;
  }

  /** Forgets those of which the list says something else than before. */
  compare(before: readonly ListedRecord[], now: readonly ListedRecord[]): void {
    const signature = (list: readonly ListedRecord[], id: string) => {
      const row = list.find((one) => one.id === id);
      return row && JSON.stringify('newer' in row ? row.version : [row.step, row.bytes, row.title, row.state]);
    };
    for (const id of this.#read.keys()) if (signature(before, id) !== signature(now, id)) this.#read.delete(id);
  }

  clear(): void {
    this.#read.clear();
  }
}

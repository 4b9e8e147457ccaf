import { useEffect, useState } from 'react';
import { messageOf } from '../../../core/errors';
import type { ExperimentRecord } from '../../../core/record';
import type { KeptRecord } from '../../../core/record/kept';
import { useLabStores } from '../../../state/LabProvider';

export interface ReadRecords {
  /** By id, as far as they have been read. */
  records: ReadonlyMap<string, ExperimentRecord>;
  /** Id → why it cannot be read. */
  failures: ReadonlyMap<string, string>;
  /** Still being read. */
  waiting: number;
}

/** The whole records of these rows, read one after the other: they are large. */
export function useRecords(kept: readonly KeptRecord[]): ReadRecords {
  const { runs } = useLabStores();
  const key = kept.map(({ id }) => id).join('\n');
  const [read, setRead] = useState<{ key: string; records: Map<string, ExperimentRecord>; failures: Map<string, string> }>();
  useEffect(() => {
    let current = true;
    const records = new Map<string, ExperimentRecord>();
    const failures = new Map<string, string>();
    void (async () => {
      for (const id of key.split('\n')) {
        try {
          records.set(id, await runs.getState().read(id));
        } catch (error) {
          failures.set(id, messageOf(error));
        }
        if (!current) return;
        setRead({ key, records: new Map(records), failures: new Map(failures) });
      }
    })();
    return () => void (current = false);
  }, [key, runs]);
  const own = read?.key === key ? read : undefined;
  const [records, failures] = [own?.records ?? NO_RECORDS, own?.failures ?? NO_FAILURES];
  return { records, failures, waiting: kept.length - records.size - failures.size };
}

const NO_RECORDS: ReadonlyMap<string, ExperimentRecord> = new Map();
const NO_FAILURES: ReadonlyMap<string, string> = new Map();

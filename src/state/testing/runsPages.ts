/** Pages over the real training host with runs kept in memory, and records that were made elsewhere. For tests of what is kept and taken along. */
import { afterEach } from 'vitest';
import type { ExperimentRecord } from '../../core/record/schema';
import { createRunsStore, type RunsStore } from '../library/runs';
import { createPlace, type PlaceStore } from '../views/place';
import { MemoryImages, localConfig, startedLab, withLocalTraining, type LocalLab, type LocalOptions } from './local';
import { MemoryRecords } from './memoryRecords';
import { sampleRecord } from './samples';

/** Eight steps, evaluated at every other. */
export const runsConfig = { evaluation: { split: 'validation', every: 2 }, steps: 8 } as const;

export interface RunsPage extends LocalLab {
  records: MemoryRecords;
  runs: RunsStore;
  place: PlaceStore;
}

/** To be called where tests are described: what is opened is closed after each. @returns opens a page, over what was kept before */
export function runsPages(): (records?: MemoryRecords, options?: LocalOptions) => Promise<RunsPage> {
  withLocalTraining();
  let open: LocalLab[] = [];
  afterEach(() => {
    open.forEach(({ lab }) => lab.conductor.session.dispose());
    open = [];
  });
  return async (records = new MemoryRecords(), options = {}) => {
    const local = await startedLab({ config: runsConfig, images: new MemoryImages({ emoji: 9 }), ...options });
    open.push(local);
    const runs = createRunsStore(records, local.lab);
    runs.begin();
    return { ...local, records, runs, place: createPlace() };
  };
}

/** A record of the emoji set in memory that was not trained here, after four steps. */
export const foreignRecord = (id: string, change: Partial<ExperimentRecord> = {}): ExperimentRecord => ({
  ...sampleRecord({ n: 4, d: 4 }, localConfig({ ...runsConfig, head: { tauSpherical: 0.3 } }), change.step ?? 4),
  ...{ id, imageSet: { id: 'emoji', name: 'The emoji set', images: 18, classes: 9 } },
  ...change,
});

/** The stores of a laboratory: over the real engine, whose workers start when they are first asked for. */
import { collectFiles } from '../engine/dropped';
import { AnalysisClient } from '../engine/analysis';
import { RecordClient } from '../engine/records';
import { createIngestStore } from './library/ingest';
import { createRunsStore } from './library/runs';
import type { LabStores } from './LabProvider';
import { createLabStore } from './labStore';
import { createAnchorOrder } from './views/anchorOrder';
import { createAsk } from './views/guest/ask';
import { createColouring } from './views/colouring';
import { createLinked } from './views/linked';
import { createPins } from './views/pins';
import { createPlace } from './views/place';
import { createProjectionStore } from './views/projections/projections';
import { createProposed } from './sweep/proposed';
import { createSweepStore } from './sweep/sweeps';
import { createTour } from './views/tour';

interface StoreOptions {
  /** Where pins outlast a reload. One laboratory of a page has it: a second would overwrite what the first has kept. */
  pinned?: Pick<Storage, 'getItem' | 'setItem'> | undefined;
}

export function createStores({ pinned }: StoreOptions = {}): LabStores {
  const lab = createLabStore({
    training: async () => new (await import('../engine/client')).TrainingClient(),
    images: async () => new (await import('../engine/images')).ImageLibrary(),
  });
  const connect = async () => new (await import('../engine/projections')).ProjectionClient();
  let client: ReturnType<typeof connect> | undefined;
  const projections = createProjectionStore(lab, () => (client ??= connect()));
  const records = new RecordClient();
  const runs = createRunsStore(records, lab);
  const place = createPlace();
  const ingest = createIngestStore(lab, {
    collect: collectFiles,
    session: async (files) => new (await import('../engine/ingest')).IngestSession(files),
    records: async (files, signal) => (await import('./library/takeaway')).takeRecords({ lab, runs, records, place }, files, signal),
  });
  return {
    lab,
    records,
    runs,
    projections,
    ingest,
    analysis: new AnalysisClient(),
    anchorOrder: createAnchorOrder(),
    ask: createAsk(lab, async () => (await import('../engine/guestPicture')).decodePicture),
    colouring: createColouring(),
    pins: createPins(pinned),
    place,
    proposed: createProposed(),
    linked: createLinked(),
    tour: createTour(),
    sweeps: createSweepStore(lab, {
      records,
      training: async () => new (await import('../engine/client')).TrainingClient(),
      cores: () => navigator.hardwareConcurrency,
    }),
  };
}

/** The stores of a page: over the real engine, whose workers start when they are first asked for. */
import { collectFiles } from '../engine/dropped';
import { createIngestStore } from './library/ingest';
import type { LabStores } from './LabProvider';
import { createLabStore } from './labStore';
import { createProjectionStore } from './views/projections';

export function createStores(): LabStores {
  const lab = createLabStore({
    training: async () => new (await import('../engine/client')).TrainingClient(),
    images: async () => new (await import('../engine/images')).ImageLibrary(),
  });
  const connect = async () => new (await import('../engine/projections')).ProjectionClient();
  let client: ReturnType<typeof connect> | undefined;
  const projections = createProjectionStore(lab, () => (client ??= connect()));
  const ingest = createIngestStore(lab, {
    collect: collectFiles,
    session: async (files) => new (await import('../engine/ingest')).IngestSession(files),
  });
  return { lab, projections, ingest };
}

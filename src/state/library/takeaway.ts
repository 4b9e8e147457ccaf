/** Experiments on their way out of the page and back: which record is meant, and what becomes of one that is brought. */
import { imageSetsIn, type BroughtImageSet } from '../../core/export/imageSets';
import { isRecordArchive, recordsIn, resultFoldersIn } from '../../core/export/read';
import { sweepIn, type BroughtSweep } from '../../core/export/sweepFile';
import { OrderError, messageOf } from '../../core/errors';
import { isNewer } from '../../core/record/kept';
import type { ExperimentRecord } from '../../core/record/schema';
import type { LabStores } from '../LabProvider';
import { begunIn } from '../session/phase';

type Stores = Pick<LabStores, 'lab' | 'runs' | 'records'>;

const NOTHING = 'There is nothing to take along yet: train, or open one of the runs kept.';

/** The record without the names of files that do not come along. */
function whole({ elsewhere: _elsewhere, ...record }: ExperimentRecord): ExperimentRecord {
  return record;
}

/**
 * The experiment that the page shows, with the checkpoint to go on from where it has one: the session's own, else the run opened or the
 * recording.
 * @throws OrderError where there is none, or nothing of it has been evaluated
 */
export async function shownRecord({ lab, runs, records }: Stores): Promise<ExperimentRecord> {
  const { session } = lab.conductor;
  if (!lab.getState().stored && begunIn(session.phase)) {
    // Asked for before the record is read: it is of the same step, or of a later one.
    const checkpoint = session.trained ? await session.checkpoint() : undefined;
    const record = runs.recorded();
    if (!record) throw new OrderError('Nothing of this experiment has been evaluated yet: press “Evaluate now”, then take it along.');
    return { ...whole(record), ...(checkpoint ? { checkpoint } : {}) };
  }
  const stored = lab.conductor.storedRecord;
  if (!stored || !lab.getState().stored) throw new OrderError(NOTHING);
  const { opened } = runs.getState();
  const checkpoint = opened === undefined ? undefined : await records.checkpoint(opened);
  return { ...whole(stored), ...(checkpoint ? { checkpoint } : {}) };
}

/** A run kept in this browser, with its checkpoint. @throws RangeError, RecordError */
export async function keptRecord({ runs, records }: Pick<Stores, 'runs' | 'records'>, id: string): Promise<ExperimentRecord> {
  const record = await runs.getState().read(id);
  const checkpoint = await records.checkpoint(id);
  return { ...whole(record), ...(checkpoint ? { checkpoint } : {}) };
}

/** Same experiment, same length: the one that is kept already. */
async function keptAs({ records }: Pick<Stores, 'records'>, record: ExperimentRecord): Promise<{ id: string; known: boolean }> {
  const rows = await records.list();
  const row = rows.find(({ id }) => id === record.id);
  if (!row) return { id: record.id, known: false };
  if (!isNewer(row) && row.step === record.step && (row.checkpoint || !record.checkpoint)) return { id: record.id, known: true };
  // What is kept here has gone on, or comes from elsewhere: nothing takes its place.
  const taken = new Set(rows.map(({ id }) => id));
  let id = record.id;
  for (let i = 2; taken.has(id); i++) id = `${record.id.slice(0, 190)} (${i})`;
  return { id, known: false };
}

/**
 * Keeps every record of a file among the runs, for the same images under whatever id they have here; images that it brings along and that
 * are not here are kept first. All of them are read before the first is kept: of a file that is damaged nothing stays.
 * @returns their ids, in the order of the file
 * @throws RecordError naming the file and what is wrong with it; StorageFullError; ImageSetError where the images that it brings cannot be kept
 */
export async function importRecords(
  stores: Pick<Stores, 'records' | 'lab'>,
  blob: Blob,
  file: string,
  signal?: AbortSignal,
): Promise<string[]> {
  const read: ExperimentRecord[] = [];
  for await (const record of recordsIn(blob, file, signal ? { signal } : {})) read.push(record);
  await keepImagesOf(stores, await imageSetsIn(blob, file, signal));
  return keepAll(stores, read, await sweepIn(blob, file, signal));
}

/** Keeps records among the runs. @param sweep that they are cells of @returns their ids, in order */
async function keepAll(
  stores: Pick<Stores, 'records' | 'lab'>,
  read: readonly ExperimentRecord[],
  sweep?: BroughtSweep,
): Promise<string[]> {
  const { records } = stores;
  const ids: string[] = [];
  for (const one of read) {
    const { checkpoint, ...record } = await withImagesHere(stores, whole(one));
    const { id, known } = await keptAs(stores, { ...record, ...(checkpoint ? { checkpoint } : {}) });
    if (!known) {
      const steps = (record.inForce?.at(-1)?.configuration ?? record.configuration).steps;
      const cell = sweep?.cells.get(record.id);
      await records.keep(
        { ...record, id },
        {
          state: record.step >= steps ? 'complete' : 'under way',
          ...(sweep && cell !== undefined ? { sweep: { id: sweep.definition.id, cell } } : {}),
        },
      );
      if (checkpoint) await records.keepCheckpoint(id, checkpoint);
    }
    ids.push(id);
  }
  return ids;
}

/** Image sets that came with a file; those that are here already are not kept twice. */
async function keepImagesOf({ lab }: Pick<Stores, 'lab'>, sets: readonly BroughtImageSet[]): Promise<void> {
  if (sets.length === 0) return;
  await lab.getState().refreshImageSets();
  const packing = await lab.conductor.packing();
  for (const set of sets) {
    const { title, count, contentHash } = set.header;
    const known = lab.getState().imageSets.some((one) => contentHash !== undefined && one.contentHash === contentHash);
    if (known) continue;
    await packing.restore(set);
    lab.getState().notify('info', `The image set “${title}” (${count.toLocaleString('en')} images) came with the file and is kept.`);
  }
}

/** A configuration for the same images under the id that they have here. */
const withSet = <T extends { imageSet: string }>(config: T, imageSet: string): T => ({ ...config, imageSet });

/** The record with its image set under the id that the same images have in this browser; unchanged where they have that, or are not here. */
async function withImagesHere({ lab }: Pick<Stores, 'lab'>, record: ExperimentRecord): Promise<ExperimentRecord> {
  await lab.getState().refreshImageSets();
  const { imageSets } = lab.getState();
  const { id, contentHash } = record.imageSet;
  if (contentHash === undefined || imageSets.some((set) => set.id === id)) return record;
  const here = imageSets.find((set) => set.contentHash === contentHash)?.id;
  if (here === undefined) return record;
  const { configuration, inForce, checkpoint } = record;
  return {
    ...record,
    imageSet: { ...record.imageSet, id: here },
    configuration: withSet(configuration, here),
    ...(inForce ? { inForce: inForce.map((entry) => ({ ...entry, configuration: withSet(entry.configuration, here) })) } : {}),
    ...(checkpoint ? { checkpoint: { ...checkpoint, config: withSet(checkpoint.config, here) } } : {}),
  };
}

export interface BroughtFile {
  /** Its path, for errors. */
  path: string;
  file: Blob;
}

/**
 * Of files that were brought to the page, those that hold experiments: kept among the runs, and the only one of them shown. What is wrong
 * with one is told on the page.
 * @returns the other files
 */
export async function takeRecords<T extends BroughtFile>(
  { place, ...stores }: Stores & Pick<LabStores, 'place'>,
  files: readonly T[],
  signal?: AbortSignal,
): Promise<T[]> {
  const { notify } = stores.lab.getState();
  const others: T[] = [];
  const taken: string[] = [];
  const results = resultFoldersIn(files);
  const inResults = new Set(results.flatMap((result) => result.files));
  for (const result of results) {
    try {
      signal?.throwIfAborted();
      taken.push(...(await keepAll(stores, [await result.record()])));
    } catch (error) {
      if (signal?.aborted) throw error;
      notify('error', messageOf(error));
    }
  }
  for (const brought of files) {
    if (inResults.has(brought)) continue;
    // Folders of images have a great many files: only archives are looked into.
    if (!/\.zip$/i.test(brought.path) || !(await isRecordArchive(brought.file, brought.path))) {
      others.push(brought);
      continue;
    }
    try {
      taken.push(...(await importRecords(stores, brought.file, brought.path, signal)));
    } catch (error) {
      if (signal?.aborted) throw error;
      notify('error', messageOf(error));
    }
  }
  const [only] = taken;
  if (taken.length > 1) {
    place.getState().go('runs');
    notify('info', `${taken.length} experiments were read and are kept among the runs.`);
  } else if (only !== undefined) {
    try {
      await stores.runs.getState().open(only);
      place.getState().go('train');
      // Where the same experiment is on show already, nothing else would tell that the file was read.
      notify('info', `“${stores.lab.getState().stored?.kept ?? only}” was read: it is shown here and kept among the runs.`);
    } catch (error) {
      // It is kept all the same.
      place.getState().go('runs');
      notify('warning', `The experiment was read and is kept among the runs, but cannot be shown now. ${messageOf(error)}`);
    }
  }
  return others;
}

/** Experiments as files: one archive, one report. What makes them is loaded with the first. */
import type { ExperimentRecord } from '../../core/record/schema';
import { imageSetEntries } from '../../core/export/imageSets';
import { archiveEntries, archiveOfSeveral, plainName, type Exported, type Several } from '../../core/export';
import { OrderError } from '../../core/errors';
import { bytesInWords } from '../../core/ingest/limits';
import { isNewer } from '../../core/record/kept';
import type { SweepDefinition } from '../../core/sweep/sweep.types';
import { zipStream, type ZipEntry } from '../../core/record/zipStream';
import { reportOf } from '../../core/report';
import { recordFigures, standalone } from '../../plots/record';
import type { LabStores } from '../../state/LabProvider';
import { keptRecord, shownRecord } from '../../state/library/takeaway';
import { handoverOf } from './handover';
import { commandOf, linkTo } from './link';
import { spriteSheet } from './sprites';

export type TakeawayStores = Pick<LabStores, 'lab' | 'runs' | 'records' | 'pins'>;

/** `shown`: the experiment that the page shows; else the ids of runs kept. */
export type What = 'shown' | string | readonly string[];

export interface MadeFile {
  /** For people: names what it is of. */
  name: string;
  blob: Blob;
}

async function recordsOf(stores: TakeawayStores, what: What): Promise<ExperimentRecord[]> {
  if (what === 'shown') return [await shownRecord(stores)];
  const ids = typeof what === 'string' ? [what] : what;
  if (ids.length === 0) throw new RangeError('No run was named: give “shown”, or the ids of runs kept.');
  const records: ExperimentRecord[] = [];
  for (const id of ids) records.push(await keptRecord(stores, id));
  return records;
}

/** The image set of a record, as far as it is open: its classes, and whoever draws its images. */
function imagesOf({ lab }: TakeawayStores, { imageSet: { id, contentHash } }: ExperimentRecord) {
  const { imageSet, thumbnails } = lab.getState();
  const same =
    imageSet?.id === id && (contentHash === undefined || imageSet.contentHash === undefined || imageSet.contentHash === contentHash);
  return same ? { classes: imageSet.classes, thumbnails } : {};
}

export interface ExportOptions {
  /** A sheet of small pictures of the evaluated images; default: yes. */
  pictures?: boolean;
  /** The image sets themselves, where they are the user's own: the page brings its own along. Default: no. */
  images?: boolean;
  /** What it takes to go on in PyTorch, images included where they are small; default: where the weights are small. */
  handover?: boolean | 'auto';
}

async function exported(
  stores: TakeawayStores,
  record: ExperimentRecord,
  { pictures = true, handover = 'auto' }: ExportOptions,
): Promise<Exported> {
  const { classes, thumbnails } = imagesOf(stores, record);
  const [images] = record.evaluated;
  const pinned = stores.pins.getState().rows[record.imageSet.id] ?? [];
  const anchors = pinned.flatMap((row) => {
    const index = images?.rows.indexOf(row) ?? -1;
    return index < 0 ? [] : [index];
  });
  return {
    record,
    classes,
    anchors,
    sprites: pictures && thumbnails && images ? await spriteSheet(thumbnails, images.rows) : undefined,
    figures: recordFigures(record, { classes }).map((figure) => ({ name: figure.name, title: figure.title, svg: standalone(figure) })),
    handover: await handoverOf(stores, record, handover),
  };
}

const titleOf = (record: ExperimentRecord): string =>
  record.title ?? `${record.imageSet.name}: ${record.runs.map(({ configuration: { name } }) => name).join(', ')}`;

const fileName = (records: readonly ExperimentRecord[], ending: string): string => {
  const [first] = records;
  const title =
    records.length === 1 && first ? `${plainName(titleOf(first), 'experiment')}-step-${first.step}` : `${records.length}-experiments`;
  return `negative-space-${title}.${ending}`;
};

/**
 * The archive as one file, which the browser keeps on its disk where it is large.
 * @param entries makes them; made anew to be measured where there is no room
 * @throws Error with what it takes where there is no room; nothing of it is kept then
 */
async function zipped(entries: () => AsyncIterable<ZipEntry>): Promise<Blob> {
  let failed: unknown;
  async function* watched() {
    try {
      yield* entries();
    } catch (error) {
      // What cannot be made is another thing than what cannot be kept.
      failed = error;
      throw error;
    }
  }
  try {
    return await new Response(zipStream(watched()), { headers: { 'content-type': 'application/zip' } }).blob();
  } catch (cause) {
    if (failed !== undefined) throw failed;
    let bytes = 0;
    const reader = zipStream(entries()).getReader();
    for (let piece = await reader.read(); !piece.done; piece = await reader.read()) bytes += piece.value.length;
    throw new Error(
      `The browser has no room for this file, which takes ${bytesInWords(bytes)}: nothing of it was kept. Free some on the disk, or export without images and pictures.`,
      { cause },
    );
  }
}

/** The sweep that these runs are cells of, the newest where cells of earlier ones are among them; nothing where one is of none. */
async function sweepOf(
  { records }: TakeawayStores,
  what: What,
): Promise<{ sweep?: { definition: SweepDefinition; cellOf: readonly (string | undefined)[] } }> {
  if (typeof what === 'string') return {};
  const rows = new Map((await records.list()).flatMap((row) => (isNewer(row) ? [] : [[row.id, row]])));
  const cells = what.map((id) => rows.get(id)?.sweep);
  if (cells.some((cell) => cell === undefined)) return {};
  // Cells that an earlier sweep had trained are cells of the later one as well.
  const ids = new Set(cells.map((cell) => cell?.id));
  const [kept] = (await records.sweeps())
    .filter(({ definition }) => ids.has(definition.id))
    .sort((a, b) => (a.definition.date < b.definition.date ? 1 : -1));
  return kept ? { sweep: { definition: kept.definition, cellOf: cells.map((cell) => cell?.cell) } } : {};
}

/** The user's own image sets that the records were made with, each once. @throws OrderError where one is not here */
async function* imagesBeside({ lab }: TakeawayStores, records: readonly ExperimentRecord[]): AsyncGenerator<ZipEntry> {
  const { imageSets } = lab.getState();
  const packing = await lab.conductor.packing();
  const packed = new Set<string>();
  for (const { imageSet } of records) {
    const here = imageSets.find(
      ({ id, contentHash }) => id === imageSet.id || (contentHash !== undefined && contentHash === imageSet.contentHash),
    );
    if (here && !here.removable) continue;
    if (!here)
      throw new OrderError(`The images of “${imageSet.name}” are not in this browser: export without them, or add the same images first.`);
    if (packed.has(here.id)) continue;
    packed.add(here.id);
    const name = `${packed.size}-${plainName(imageSet.name, 'images')}`;
    yield* imageSetEntries(name, await packing.pack(here.id), (first, count) => packing.pixels(here.id, first, count));
  }
}

/**
 * The experiment, or the runs, as one `.zip`: described in its README, read back by this page. Cells of one sweep have one hand-over
 * together, which is that of the sweep.
 * @throws OrderError, RangeError where there is nothing of the kind; RecordError
 */
export async function experimentFile(stores: TakeawayStores, what: What, options: ExportOptions = {}): Promise<MadeFile> {
  const records = await recordsOf(stores, what);
  const { sweep } = records.length > 1 ? await sweepOf(stores, what) : {};
  const all: Exported[] = [];
  for (const record of records) all.push(await exported(stores, record, sweep ? { ...options, handover: false } : options));
  const name = fileName(records, 'zip');
  const [only] = all;
  const handover = sweep && records[0] && (await handoverOf(stores, records[0], options.handover ?? 'auto'));
  const several: Several = {
    ...{ title: 'Runs', experiments: all, ...(sweep ? { sweep } : {}) },
    ...(sweep && handover ? { handover: { ...handover, definition: sweep.definition } } : {}),
  };
  const entries = () => {
    const more = options.images ? imagesBeside(stores, records) : [];
    return all.length === 1 && only ? archiveEntries(only, { file: name, more }) : archiveOfSeveral(several, { file: name, more });
  };
  return { name, blob: await zipped(entries) };
}

/**
 * The same as a report: one HTML file without script.
 * @param site address of the page that links open; null: they are what is put behind the address of any page
 * @throws as `experimentFile`
 */
export async function reportFile(
  stores: TakeawayStores,
  what: What,
  { site = location.href }: { site?: string | null } = {},
): Promise<MadeFile> {
  const records = await recordsOf(stores, what);
  const experiments = records.map((record) => {
    const { classes } = imagesOf(stores, record);
    const link = linkTo(record.configuration, undefined, site ?? location.href);
    const bundled = stores.lab.getState().imageSets.some(({ id, removable }) => id === record.imageSet.id && !removable);
    return {
      record: { ...record, title: titleOf(record) },
      figures: recordFigures(record, { classes }),
      link: site === null ? new URL(link).hash : link,
      command: commandOf(record, link, bundled),
    };
  });
  const text = reportOf(experiments, { date: new Date().toISOString().slice(0, 16).replace('T', ' ') + ' UTC' });
  return { name: fileName(records, 'html'), blob: new Blob([text], { type: 'text/html;charset=utf-8' }) };
}

/** Hands a file to the browser as a download. */
export function save({ name, blob }: MadeFile): void {
  const address = URL.createObjectURL(blob);
  Object.assign(document.createElement('a'), { href: address, download: name }).click();
  // The browser has taken hold of it by then.
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}

/** Experiments as files: one archive, one report. What makes them is loaded with the first. */
import type { ExperimentRecord } from '../../core/record/schema';
import { archiveEntries, archiveOfSeveral, plainName, type Exported, type Several } from '../../core/export';
import { isNewer } from '../../core/record/kept';
import { zipStream, type ZipEntry } from '../../core/record/zipStream';
import { reportOf } from '../../core/report';
import { recordFigures, standalone } from '../../plots/record';
import type { LabStores } from '../../state/LabProvider';
import { keptRecord, shownRecord } from '../../state/library/takeaway';
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

async function exported(stores: TakeawayStores, record: ExperimentRecord, withImages: boolean): Promise<Exported> {
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
    sprites: withImages && thumbnails && images ? await spriteSheet(thumbnails, images.rows) : undefined,
    figures: recordFigures(record, { classes }).map((figure) => ({ name: figure.name, title: figure.title, svg: standalone(figure) })),
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

const zipped = (entries: AsyncIterable<ZipEntry>): Promise<Blob> =>
  new Response(zipStream(entries), { headers: { 'content-type': 'application/zip' } }).blob();

/** The sweep that all of these runs are cells of; nothing where they are of several, or of none. */
async function sweepOf({ records }: TakeawayStores, what: What): Promise<Pick<Several, 'sweep'>> {
  if (typeof what === 'string') return {};
  const rows = new Map((await records.list()).flatMap((row) => (isNewer(row) ? [] : [[row.id, row]])));
  const cells = what.map((id) => rows.get(id)?.sweep);
  const [id, ...others] = new Set(cells.map((cell) => cell?.id));
  const kept =
    others.length === 0 && id !== undefined ? (await records.sweeps()).find(({ definition }) => definition.id === id) : undefined;
  return kept ? { sweep: { definition: kept.definition, cellOf: cells.map((cell) => cell?.cell) } } : {};
}

/**
 * The experiment, or the runs, as one `.zip`: described in its README, read back by this page.
 * @param withImages with a sheet of small pictures of the evaluated images
 * @throws OrderError, RangeError where there is nothing of the kind; RecordError
 */
export async function experimentFile(stores: TakeawayStores, what: What, { withImages = true } = {}): Promise<MadeFile> {
  const records = await recordsOf(stores, what);
  const all: Exported[] = [];
  for (const record of records) all.push(await exported(stores, record, withImages));
  const name = fileName(records, 'zip');
  const [only] = all;
  const entries =
    all.length === 1 && only
      ? archiveEntries(only, { file: name })
      : archiveOfSeveral({ title: 'Runs', experiments: all, ...(await sweepOf(stores, what)) }, { file: name });
  return { name, blob: await zipped(entries) };
}

/** The same as a report: one HTML file without script. @throws as `experimentFile` */
export async function reportFile(stores: TakeawayStores, what: What): Promise<MadeFile> {
  const records = await recordsOf(stores, what);
  const experiments = records.map((record) => {
    const { classes } = imagesOf(stores, record);
    const link = linkTo(record.configuration);
    const bundled = stores.lab.getState().imageSets.some(({ id, removable }) => id === record.imageSet.id && !removable);
    return {
      record: { ...record, title: titleOf(record) },
      figures: recordFigures(record, { classes }),
      link,
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

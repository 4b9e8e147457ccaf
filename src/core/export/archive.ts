/**
 * An experiment, or several, as the entries of one zip. That of one experiment is a record file: the page reads it back, and what lies
 * beside the record is for others.
 */
import { csvText } from '../formats/separated';
import { recordEntries, type EncodeOptions } from '../record/encode';
import type { ZipEntry } from '../record/zipStream';
import type { SweepDefinition } from '../sweep/sweep.types';
import type { Content } from './content';
import { contentsOf, type Exported } from './contents';
import { sweepHandoverContents, type Handover } from './handover/contents';
import { metricsTableOf } from './metricsTable';
import { numberedNames } from './names';
import { readmeOf, readmeOfSeveral } from './readme';

export interface ArchiveOptions extends Pick<EncodeOptions, 'file'> {
  /** Further entries that the caller makes as they are asked for, such as the images. */
  more?: Iterable<ZipEntry> | AsyncIterable<ZipEntry>;
}

const text = (value: string): Uint8Array => new TextEncoder().encode(value);

function* entriesOf(exported: Exported, contents: readonly Content[], folder: string, file: string): Generator<ZipEntry> {
  for (const entry of recordEntries(exported.record, { file })) yield { ...entry, path: folder + entry.path };
  yield { path: `${folder}README.txt`, bytes: text(readmeOf(exported.record, contents)), packed: true };
  for (const { path, packed, bytes } of contents) yield { path: folder + path, packed, bytes: bytes() };
}

/**
 * Of one experiment: `record.json` and its arrays first, then `README.txt` and what it describes.
 * @throws RecordError, WeightsError before the first entry where the record cannot be written down
 */
export async function* archiveEntries(
  exported: Exported,
  { file = 'experiment', more = [] }: ArchiveOptions = {},
): AsyncGenerator<ZipEntry> {
  yield* entriesOf(exported, contentsOf(exported), '', file);
  yield* more;
}

export interface Several {
  /** For people. */
  title: string;
  experiments: readonly Exported[];
  /** The sweep that they are cells of: plain data. `cellOf` names the cell of each experiment, in their order. */
  sweep?: { definition: unknown; cellOf: readonly (string | undefined)[] };
  /** What it takes to run a sweep in PyTorch. */
  handover?: (Handover & { definition: SweepDefinition }) | undefined;
}

/** Of several: a folder each, `metrics.csv` of all, and `sweep.json`. @throws as `archiveEntries` */
export async function* archiveOfSeveral(
  { title, experiments, sweep, handover }: Several,
  { file = 'experiments', more = [] }: ArchiveOptions = {},
): AsyncGenerator<ZipEntry> {
  const records = experiments.map(({ record }) => record);
  const folders = numberedNames(
    records.map((record) => record.title ?? record.id),
    'experiment',
  );
  const contents = experiments.map(contentsOf);
  const beside = handover && records[0] ? sweepHandoverContents(records[0], handover.definition, handover) : [];
  for (const [i, exported] of experiments.entries()) yield* entriesOf(exported, contents[i]!, `${folders[i]!}/`, file);
  const metrics = metricsTableOf(folders.map((name, i) => ({ name, record: records[i]! })));
  yield { path: 'metrics.csv', bytes: text(csvText(metrics, { digits: 'all' })), packed: true };
  if (sweep) {
    const cells = folders.map((folder, i) => ({ folder, record: records[i]!.id, cell: sweep.cellOf[i] }));
    const json = { version: 1, definition: sweep.definition, cells };
    yield { path: 'sweep.json', bytes: text(`${JSON.stringify(json, undefined, 1)}\n`), packed: true };
  }
  for (const { path, packed, bytes } of beside) yield { path, packed, bytes: bytes() };
  const about = { title, sweep: sweep !== undefined, more: beside };
  yield { path: 'README.txt', bytes: text(readmeOfSeveral(records, folders, about)), packed: true };
  yield* more;
}

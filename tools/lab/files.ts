/** `export` and `report`: from records to files. No browser is needed for it. */
import { readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { ClassInfo } from '../../src/core/data/imageSet';
import {
  archiveEntries,
  archiveOfSeveral,
  handoverBytes,
  plainName,
  recordsIn,
  SMALL_HANDOVER_BYTES,
  type Exported,
} from '../../src/core/export';
import { zipStream } from '../../src/core/record/zipStream';
import type { ExperimentRecord } from '../../src/core/record/schema';
import { reportOf } from '../../src/core/report';
import { recordFigures, standalone } from '../../src/plots/record';
import { commandOf, linkTo } from '../../src/app/takeaway/link';
import { messageOf } from '../../src/core/errors';
import { handoverSources } from '../handover/sources';
import { UsageError } from './arguments';
import { written } from './output';
import { samples } from './site';

/** Every record in the files. @throws UsageError for a file that is none; RecordError */
export async function recordsOf(files: readonly string[]): Promise<ExperimentRecord[]> {
  const records: ExperimentRecord[] = [];
  for (const file of files) {
    const bytes = await readFile(file).catch((error: unknown) => {
      throw new UsageError(`${file} cannot be read: ${messageOf(error)}`);
    });
    for await (const record of recordsIn(new Blob([bytes]), basename(file))) records.push(record);
  }
  return records;
}

/** Classes of a set that the page brings along; undefined for others. */
async function bundledClasses({ imageSet: { id, contentHash } }: ExperimentRecord): Promise<ClassInfo[] | undefined> {
  if (!/^[\w-]+$/.test(id)) return undefined;
  try {
    const manifest = JSON.parse(await readFile(join(samples, id, 'manifest.json'), 'utf8')) as {
      contentHash?: string;
      classes: ClassInfo[];
    };
    return contentHash === undefined || manifest.contentHash === contentHash ? manifest.classes : undefined;
  } catch {
    return undefined;
  }
}

const without = ({ elsewhere: _elsewhere, ...record }: ExperimentRecord): ExperimentRecord => record;

/** @returns the paths written */
export async function exportFiles(files: readonly string[], out: string): Promise<string[]> {
  const experiments: Exported[] = [];
  for (const record of (await recordsOf(files)).map(without)) {
    const classes = await bundledClasses(record);
    const figures = recordFigures(record, { classes }).map((figure) => ({
      name: figure.name,
      title: figure.title,
      svg: standalone(figure),
    }));
    // As the page does; images are not at hand here, and are named when train.py is called.
    const handover = handoverBytes(record) <= SMALL_HANDOVER_BYTES ? { sources: await handoverSources() } : undefined;
    experiments.push({ record, classes, figures, handover });
  }
  const [only] = experiments;
  const one = experiments.length === 1 && only;
  const name = one ? `${plainName(only.record.title ?? only.record.id, 'experiment')}.zip` : 'experiments.zip';
  const archive = () =>
    zipStream(one ? archiveEntries(only, { file: name }) : archiveOfSeveral({ title: 'Experiments', experiments }, { file: name }));
  return [await written(out, name, archive)];
}

/** Where no address of the page is given only what stands behind # counts. */
const ANYWHERE = 'http://localhost/';

/** @param site address of a page: links open there; without one they are what is put behind any page's address. @returns the paths written */
export async function reportFiles(
  files: readonly string[],
  out: string,
  { title, site }: { title?: string | undefined; site?: string | undefined } = {},
): Promise<string[]> {
  const records = await recordsOf(files);
  const experiments = await Promise.all(
    records.map(async (record) => {
      const classes = await bundledClasses(record);
      const link = linkTo(record.configuration, undefined, site ?? ANYWHERE);
      return {
        record,
        figures: recordFigures(record, { classes }),
        link: site === undefined ? new URL(link).hash : link,
        command: commandOf(record, link, classes !== undefined),
      };
    }),
  );
  const date = `${new Date().toISOString().slice(0, 16).replace('T', ' ')} UTC`;
  return [await written(out, 'report.html', reportOf(experiments, { date, ...(title === undefined ? {} : { title }) }))];
}

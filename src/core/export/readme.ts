/** The README of an archive: what each file is. Pure. */
import { describedBackend } from './words';
import type { ExperimentRecord } from '../record/schema';
import type { Content } from './content';

const WIDTH = 100;

/** Text in lines of at most WIDTH characters, each after an indent. */
function wrapped(text: string, indent: string): string {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line !== '' && indent.length + line.length + 1 + word.length > WIDTH) {
      lines.push(indent + line);
      line = word;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  return [...lines, indent + line].join('\n');
}

const entry = (path: string, about: string) => `${path}\n${wrapped(about, '    ')}\n`;

const RECORD_ABOUT =
  'the record of the experiment: configuration, everything measured, snapshots, and, where it could be taken along, the checkpoint to go on ' +
  'from. Its arrays lie in arrays/ as .npy files that NumPy reads; the page reads all of it back when this file is dropped on it.';

const IMAGES_ABOUT =
  'only where the file was exported with the images, and they were the user’s own: the image set, a folder each. set.json says what it is, ' +
  'pixels-*.npy hold uint8 [images, side, side, 3] RGB in the order of the rows, labels.npy and split.npy (0 train, 1 validation, 2 test) their classes and parts.';

/** Of one experiment. */
export function readmeOf(record: ExperimentRecord, contents: readonly Content[]): string {
  const { title, date, imageSet, versions, step } = record;
  return [
    `${title ?? 'Experiment'}, begun ${date}, ${step} steps, as Negative Space ${versions.app} leaves it`,
    `Image set: ${imageSet.name}, ${imageSet.images} images of ${imageSet.classes} classes${imageSet.contentHash ? `, ${imageSet.contentHash}` : ''}`,
    `Trained on ${describedBackend(record)} in ${versions.browser}, tfjs ${versions.tfjs}`,
    '',
    'Steps count from 0 (nothing trained). Arrays are row-major. Images stand in one order everywhere: that of labels.tsv.',
    'Drop this file on the page to open it again.',
    '',
    entry('record.json, arrays/', RECORD_ABOUT),
    ...contents.map(({ path, about }) => entry(path, about)),
    entry('images/', IMAGES_ABOUT),
    ...(record.checkpoint
      ? []
      : ['There is no checkpoint in the record, and so no file of weights: the experiment cannot be gone on from.\n']),
  ].join('\n');
}

/** Of several. @param folders one for each, in order */
export function readmeOfSeveral(
  records: readonly ExperimentRecord[],
  folders: readonly string[],
  { title, sweep, more = [] }: { title: string; sweep: boolean; more?: readonly Content[] },
): string {
  return [
    `${title}: ${records.length} experiments, as Negative Space leaves them`,
    '',
    'Each lies in a folder of its own, with a README that says what is in it. Drop this file on the page to open them again.',
    '',
    ...folders.map((folder, i) => entry(`${folder}/`, `${records[i]!.title ?? records[i]!.id}, ${records[i]!.step} steps.`)),
    entry('metrics.csv', 'everything that was measured of all of them, one number a row; the column experiment names the folder.'),
    entry('images/', IMAGES_ABOUT),
    ...(sweep ? [entry('sweep.json', 'the sweep that they are cells of: its grid, budget and metric, and the folder of every cell.')] : []),
    ...more.map(({ path, about }) => entry(path, about)),
  ].join('\n');
}

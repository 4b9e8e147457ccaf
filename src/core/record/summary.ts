/** A record as a table of runs reads it. Pure. */
import { headOf, optimizerOf, seedOf } from '../configuration/schema';
import type { Annotations, KeepAs, KeptRecord, KeptRun } from './kept';
import { measuresOf, testMeasuresOf } from './measures';
import { evenly } from './evenly';
import type { ExperimentRecord, RunRecord } from './schema';

const SPARKLINE_POINTS = 40;
/** Of thousands of rows, each costs. */
const THUMBNAIL_POINTS = 100;
/** Classes that a thumbnail tells apart. */
const MOST_CLASSES = 2 ** 16;

/**
 * The row of a record. It knows nothing of storage: `bytes` and `checkpoint` are those of the row before, and of a record that holds a
 * checkpoint itself.
 * @param previous the row it takes the place of: what people have noted stays
 */
export function keptOf(record: ExperimentRecord, as: KeepAs, previous?: KeptRecord): KeptRecord {
  const { id, date, imageSet, step, backend, versions } = record;
  const configuration = record.inForce?.findLast(({ from }) => from <= step)?.configuration ?? record.configuration;
  const checkpointStep = previous?.checkpointStep ?? record.checkpoint?.step;
  return {
    id,
    date,
    imageSet,
    configuration,
    step,
    backend,
    versions,
    ...notesOf(record, previous),
    runs: inOneBuffer(record.runs.map((run) => keptRun(record, run, configuration))),
    ...as,
    checkpoint: record.checkpoint !== undefined || (previous?.checkpoint ?? false),
    bytes: previous?.bytes ?? 0,
    ...(checkpointStep === undefined ? {} : { checkpointStep }),
    ...(previous?.thinned === undefined ? {} : { thinned: previous.thinned }),
  };
}

/** Thumbnails of all runs in one buffer: thousands of rows are read at once, and each buffer costs more than what is in it. */
function inOneBuffer(runs: KeptRun[]): KeptRun[] {
  const bytes = runs.reduce((sum, { thumbnail }) => sum + (thumbnail ? thumbnail.points.byteLength + thumbnail.classes.byteLength : 0), 0);
  const buffer = new ArrayBuffer(bytes);
  // Points first: they lie at multiples of four.
  let at = 0;
  const points = runs.map(({ thumbnail }) => {
    if (!thumbnail) return undefined;
    const copy = new Float32Array(buffer, at, thumbnail.points.length);
    copy.set(thumbnail.points);
    at += copy.byteLength;
    return copy;
  });
  return runs.map((run, i) => {
    if (!run.thumbnail) return run;
    const classes = new Uint16Array(buffer, at, run.thumbnail.classes.length);
    classes.set(run.thumbnail.classes);
    at += classes.byteLength;
    return { ...run, thumbnail: { points: points[i]!, classes } };
  });
}

function notesOf(record: ExperimentRecord, previous: KeptRecord | undefined): Annotations {
  if (previous) return { title: previous.title, tags: previous.tags, note: previous.note };
  return { title: record.title ?? titleOf(record), tags: [], note: '' };
}

/** As long as nobody has named it: what it is of. */
function titleOf({ imageSet, runs }: ExperimentRecord): string {
  return `${imageSet.name}: ${runs.map(({ configuration: { name } }) => name).join(', ')}`.slice(0, 500);
}

function keptRun(record: ExperimentRecord, run: RunRecord, configuration: KeptRecord['configuration']): KeptRun {
  const own = configuration.runs.find(({ id }) => id === run.id) ?? run.configuration;
  const compared = comparable(run.evaluations);
  const last = compared.at(-1);
  const test = record.finalTests.findLast(({ runs }) => runs.some(({ id }) => id === run.id));
  const tested = test?.runs.find(({ id }) => id === run.id);
  return {
    id: run.id,
    name: own.name,
    geometry: run.configuration.geometry,
    head: last?.head ?? headOf(configuration, own),
    seed: seedOf(configuration, own),
    learningRate: optimizerOf(configuration, own).learningRate,
    ...(last
      ? {
          evaluated: {
            step: last.step,
            part: last.part,
            images: last.images,
            of: last.of,
            metrics: measuresOf(last, run),
            standardError: last.retrieval.standardError,
          },
        }
      : {}),
    sparkline: evenly(compared, SPARKLINE_POINTS).map(({ step, retrieval }) => [step, retrieval.recallAt[1]]),
    ...(test && tested
      ? {
          tested: {
            step: test.step,
            recallAt1: tested.retrieval.recallAt[1],
            standardError: tested.retrieval.standardError,
            metrics: testMeasuresOf(tested),
          },
        }
      : {}),
    ...thumbnailOf(record, run),
  };
}

/** Of all images; where there is none, of the subset: numbers of one do not compare with those of the other. */
function comparable(evaluations: RunRecord['evaluations']): RunRecord['evaluations'] {
  const whole = evaluations.filter(({ images, of }) => images === of);
  return whole.length > 0 ? whole : evaluations;
}

/** The picture in the plane, or the front of the sphere, of some images of the last snapshot. */
function thumbnailOf({ evaluated }: ExperimentRecord, { snapshots }: RunRecord): Pick<KeptRun, 'thumbnail'> {
  const last = snapshots.at(-1);
  const labels = evaluated.find(({ part }) => part === last?.part)?.labels;
  if (!last || !labels || last.n === 0) return {};
  const { points, dimensions } = last.projection;
  const shown = evenly(
    Array.from({ length: last.n }, (_, image) => image),
    THUMBNAIL_POINTS,
  );
  return {
    thumbnail: {
      points: Float32Array.from({ length: 2 * shown.length }, (_, at) => points[shown[at >> 1]! * dimensions + (at & 1)]!),
      classes: Uint16Array.from(shown, (image) => labels[last.subset?.places[image] ?? image]! % MOST_CLASSES),
    },
  };
}

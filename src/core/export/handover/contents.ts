/**
 * `handover/`: what it takes to go on in PyTorch where one machine is not enough. `train.py` and what goes with it come from the
 * folder of that name in this project; what they read – configuration, weights with the optimiser's state, images – is made here. Pure.
 */
import type { ExperimentConfig } from '../../configuration/schema';
import type { ClassInfo } from '../../data/imageSet';
import { SPLIT_CODE, type Split } from '../../data/imageSet';
import { partsInForce } from '../../data/parts';
import { csvText } from '../../formats/separated';
import { writeSafetensors } from '../../formats/safetensors';
import type { ExperimentRecord } from '../../record/schema';
import { cellsOf } from '../../sweep/cells';
import type { SweepDefinition } from '../../sweep/sweep.types';
import type { Content } from '../content';
import { headAfterAll } from '../heads';
import { metricsTable } from '../metricsTable';
import { numberedNames } from '../names';
import { weightsFile } from '../weights';

export const HANDOVER_VERSION = 1;
export const HANDOVER_FORMAT = 'negative-space handover';
const FOLDER = 'handover/';

/** The image set of an experiment, as far as whoever exports has it at hand. */
export interface HandoverImages {
  /** No class has images in two splits. */
  disjointClasses: boolean;
  classes: readonly ClassInfo[];
  /** [count] index into `classes`. */
  labels: Int32Array;
  /** [count] codes of SPLIT_CODE. */
  split: Uint8Array;
  /** [count] as they came; empty where they are not known. */
  paths?: readonly string[] | undefined;
  /** [count, side, side, 3], as they are trained on. */
  pixels?: { data: Uint8Array; side: number } | undefined;
}

export interface Handover {
  /** File name → text: `train.py`, `sweep.py`, `requirements.txt`, `README.md`. */
  sources: Readonly<Record<string, string>>;
  images?: HandoverImages | undefined;
}

/** What the weights of a record would take in it, bytes. */
export const handoverBytes = ({ checkpoint }: Pick<ExperimentRecord, 'checkpoint'>): number =>
  (checkpoint?.runs ?? []).reduce(
    (sum, { parameters }) => sum + Object.values(parameters).reduce((own, arrays) => own + 3 * arrays[0].byteLength, 0),
    0,
  );

/** What governs the next step: as created, with all that was taken over while it ran. */
export function configurationInForce({ configuration, inForce, applied }: ExperimentRecord): ExperimentConfig {
  const config = inForce?.at(-1)?.configuration ?? configuration;
  return { ...config, head: headAfterAll(config.head, applied) };
}

const text = (value: string): Uint8Array => new TextEncoder().encode(value);
const json = (value: unknown): Uint8Array => text(`${JSON.stringify(value, undefined, 1)}\n`);

const ABOUT: Readonly<Record<string, string>> = {
  'train.py': 'goes on with the experiment in PyTorch, on one processor or many; one file, to be read.',
  'sweep.py': 'a grid of runs on Ray Tune, which can be interrupted and resumed.',
  'requirements.txt': 'the Python packages that they need.',
  'README.md': 'the commands, and how the results come back into the page.',
};

const sourceContents = ({ sources }: Handover): Content[] =>
  Object.entries(sources).map(([name, source]) => ({
    path: FOLDER + name,
    about: ABOUT[name] ?? 'part of the hand-over to PyTorch.',
    packed: true,
    bytes: () => text(source),
  }));

/** Images as arrays, or the list by which `--images FOLDER` finds them. With the split in force: images held back are validation. */
function imageContents(images: HandoverImages | undefined, config: ExperimentConfig): Content[] {
  if (!images) return [];
  const { classes, labels, paths, pixels, disjointClasses } = images;
  const { split } = partsInForce({ labels, split: images.split, info: { disjointClasses } }, config);
  const count = labels.length;
  if (pixels) {
    const { data, side } = pixels;
    return [
      {
        path: `${FOLDER}images.safetensors`,
        about: `the images as they are trained on: images uint8 [${count}, ${side}, ${side}, 3], labels int32, split uint8 (0 train, 1 validation, 2 test); classes in the metadata.`,
        packed: true,
        bytes: () =>
          writeSafetensors({
            tensors: {
              images: { shape: [count, side, side, 3], data },
              labels: { shape: [count], data: labels },
              split: { shape: [count], data: split },
            },
            metadata: { classes: JSON.stringify(classes.map(({ path }) => path)) },
          }),
      },
    ];
  }
  if (!paths || paths.length !== count) return [];
  const nameOf = (code: number) => (Object.keys(SPLIT_CODE) as Split[]).find((name) => SPLIT_CODE[name] === code)!;
  return [
    {
      path: `${FOLDER}images.csv`,
      about:
        'path, class and split of each image, in the order of the image set: by it train.py finds them in the folder they were read from.',
      packed: true,
      bytes: () =>
        text(
          csvText({
            columns: ['path', 'class', 'label', 'split'],
            rows: paths.map((path, row) => [path, classes[labels[row]!]!.path, labels[row]!, nameOf(split[row]!)]),
          }),
        ),
    },
  ];
}

/** @param about what else goes into `experiment.json` */
function experimentContent(record: ExperimentRecord, configuration: ExperimentConfig, about: Record<string, unknown>): Content {
  const { id, title, step, versions, imageSet, evaluated } = record;
  const part = evaluated.find((one) => one.part === configuration.evaluation.split) ?? evaluated[0];
  return {
    path: `${FOLDER}experiment.json`,
    about: 'the configuration in force, the image set, and the rows of the evaluated images.',
    packed: true,
    bytes: () =>
      json({
        format: HANDOVER_FORMAT,
        version: HANDOVER_VERSION,
        app: versions.app,
        record: id,
        ...(title === undefined ? {} : { title }),
        step,
        imageSet,
        configuration,
        evaluated: part ? { ...part, rows: [...part.rows], labels: [...part.labels] } : null,
        ...about,
      }),
  };
}

/** Of one experiment. @throws WeightsError, RangeError as `weightsFile` when the weights are made */
export function handoverContents(record: ExperimentRecord, handover: Handover): Content[] {
  const { checkpoint, runs } = record;
  const configuration = configurationInForce(record);
  const folders = numberedNames(
    runs.map((run) => run.configuration.name),
    'run',
  );
  const weights = runs.flatMap(({ id, configuration: { name } }, i) =>
    checkpoint?.runs.some((state) => state.id === id) ? [{ id, name, path: `weights/${folders[i]!}.safetensors` }] : [],
  );
  return [
    ...sourceContents(handover),
    experimentContent(record, configuration, { weights: Object.fromEntries(weights.map(({ id, path }) => [id, path])) }),
    ...weights.map(({ id, name, path }): Content => ({
      path: FOLDER + path,
      about: `${name} after step ${checkpoint!.step}: weights by timm's names, AdamW's moments as exp_avg.* and exp_avg_sq.*; where its batches stand in the metadata.`,
      packed: false,
      bytes: () => weightsFile(checkpoint!, id, { whole: true }),
    })),
    {
      path: `${FOLDER}metrics.csv`,
      about: 'what has been measured so far, which results begin with.',
      packed: true,
      bytes: () => text(csvText(metricsTable(record), { digits: 'all' })),
    },
    ...imageContents(handover.images, configuration),
  ];
}

/**
 * Of a sweep: its cells begin from their seeds.
 * @param record of one of its cells: what images, and which of them are evaluated
 * @throws GridError, ConfigError where the definition has no cells
 */
export function sweepHandoverContents(record: ExperimentRecord, definition: SweepDefinition, handover: Handover): Content[] {
  const { budget, base, id, title, metric } = definition;
  const steps = 'steps' in budget ? budget.steps : base.steps;
  const { cells } = cellsOf(definition, definition.imageSet);
  const configuration = { ...base, steps };
  return [
    ...sourceContents(handover),
    experimentContent({ ...record, id, title, step: 0 }, configuration, { weights: {} }),
    {
      path: `${FOLDER}sweep.json`,
      about: 'the cells of the sweep, each an experiment of one run.',
      packed: true,
      bytes: () =>
        json({ version: 1, sweep: id, title, metric, cells: cells.map((cell) => ({ ...cell, config: { ...cell.config, steps } })) }),
    },
    ...imageContents(handover.images, configuration),
  ];
}

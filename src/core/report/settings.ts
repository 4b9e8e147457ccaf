/** Settings of the runs of several experiments side by side, and which of them differ. Pure. */
import { headOf, seedOf, type ExperimentConfig } from '../configuration/schema';
import { headAfterAll } from '../export/heads';
import type { ExperimentRecord, RunRecord } from '../record/schema';

export interface SettingRow {
  /** As the command line and the address call it: `head.c`. */
  path: string;
  /** One of each run, in their order. */
  values: string[];
  differs: boolean;
}

export interface ReportedRun {
  experiment: number;
  record: ExperimentRecord;
  run: RunRecord;
  /** With the experiment's number where there are several. */
  name: string;
}

export const runsOf = (records: readonly ExperimentRecord[]): ReportedRun[] =>
  records.flatMap((record, experiment) =>
    record.runs.map((run) => {
      const { name } = run.configuration;
      return { experiment, record, run, name: records.length > 1 ? `${experiment + 1}: ${name}` : name };
    }),
  );

function* leaves(value: unknown, path: string): Generator<[string, string]> {
  if (typeof value === 'object' && value !== null && !Array.isArray(value))
    for (const [key, inner] of Object.entries(value)) yield* leaves(inner, path === '' ? key : `${path}.${key}`);
  else yield [path, typeof value === 'string' ? value : JSON.stringify(value)];
}

/** In force at the last step. */
const lastConfig = ({ configuration, inForce = [] }: ExperimentRecord): ExperimentConfig => inForce.at(-1)?.configuration ?? configuration;

function settingsOf({ record, run }: ReportedRun): Map<string, string> {
  const config = lastConfig(record);
  // Changes of the head are in what is in force; records of the time before say them apart.
  const head = record.inForce ? config.head : headAfterAll(config.head, record.applied);
  const own = {
    geometry: run.configuration.geometry,
    seed: seedOf(config, run.configuration),
    head: headOf({ head }, run.configuration),
    imageSet: config.imageSet,
    model: config.model,
    batch: config.batch,
    augmentation: config.augmentation,
    optimizer: config.optimizer,
    steps: config.steps,
    evaluation: config.evaluation,
    activations: config.activations,
    train: config.train,
  };
  return new Map(leaves(own, ''));
}

/** Every setting of every run: those that differ first. Where a run has no such setting, its value is a dash. */
export function settingRows(runs: readonly ReportedRun[]): SettingRow[] {
  const settings = runs.map(settingsOf);
  const paths = [...new Set(settings.flatMap((map) => [...map.keys()]))];
  const rows = paths.map((path): SettingRow => {
    const values = settings.map((map) => map.get(path) ?? '–');
    return { path, values, differs: values.some((value) => value !== values[0]) };
  });
  return [...rows.filter(({ differs }) => differs), ...rows.filter(({ differs }) => !differs)];
}

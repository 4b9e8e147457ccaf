/** What `train.py` leaves behind as a record: from the files of its folder, or of its `result.zip`. */
import { headOf, seedOf, type ExperimentConfig, type RunConfig } from '../../configuration/schema';
import { messageOf } from '../../errors';
import { readSafetensors, type SafetensorsFile } from '../../formats/safetensors';
import { bytesInWords } from '../../ingest/limits';
import { checkWeights, parameterShapes } from '../../model/shape';
import { RecordError, RecordVersionError } from '../../record/errors';
import { problemsOf } from '../../record/problems';
import { checkpointSchema, experimentRecordSchema, RECORD_VERSION, type ExperimentRecord, type RunRecord } from '../../record/schema';
import { MOMENTS } from '../weights';
import { evaluationsOf, metricsByRun, stepsOf, type MetricsOfRun } from './metrics';
import { METRICS_FILE, RESULT_FILE, RESULT_FORMAT, RESULT_VERSION, resultSchema, type Result } from './schema';
import { snapshotOf } from './snapshot';

/** A file by its path below the folder of the result. */
export interface ResultFiles {
  /** Bytes; undefined = it is not there. */
  size(path: string): number | undefined;
  read(path: string): Promise<Uint8Array>;
}

/** As of a record: eight ViT-S with their moments. */
const LARGEST = { text: 2 ** 28, weights: 2 ** 31 };

type State = NonNullable<ExperimentRecord['checkpoint']>['runs'][number];
type Source = NonNullable<ExperimentRecord['checkpoint']>['sources'][number];

class Reader {
  constructor(
    private readonly files: ResultFiles,
    private readonly file: string,
  ) {}

  refuse(kind: RecordError['kind'], reason: string, cause?: unknown): never {
    throw new RecordError(kind, this.file, reason, { cause });
  }

  async bytes(path: string, most: number): Promise<Uint8Array> {
    const size = this.files.size(path);
    if (size === undefined) return this.refuse('damaged', `${path} is missing; bring the whole folder, or its result.zip.`);
    if (size > most) return this.refuse('too large', `${path} has ${bytesInWords(size)}; at most ${bytesInWords(most)} are read.`);
    return this.files.read(path);
  }

  async text(path: string): Promise<string> {
    return new TextDecoder().decode(await this.bytes(path, LARGEST.text));
  }

  async result(): Promise<Result> {
    let json: unknown;
    try {
      json = JSON.parse(await this.text(RESULT_FILE));
    } catch (cause) {
      if (cause instanceof RecordError) throw cause;
      return this.refuse('damaged', `its ${RESULT_FILE} is garbled; copy it again.`, cause);
    }
    const { format, version } = (json ?? {}) as Partial<Result>;
    if (format !== RESULT_FORMAT) return this.refuse('not a record', `its ${RESULT_FILE} is no result of train.py.`);
    if (typeof version === 'number' && version > RESULT_VERSION) throw new RecordVersionError(this.file, version, RESULT_VERSION);
    const checked = resultSchema.safeParse(json);
    if (!checked.success) return this.refuse('invalid', `its ${RESULT_FILE} does not fit together: ${problemsOf(checked.error)}.`);
    return checked.data;
  }

  async safetensors(path: string): Promise<SafetensorsFile> {
    const bytes = await this.bytes(path, LARGEST.weights);
    return this.#named(path, () => readSafetensors(bytes));
  }

  async metrics(): Promise<Map<string, MetricsOfRun>> {
    const text = await this.text(METRICS_FILE);
    return this.#named(METRICS_FILE, () => metricsByRun(text));
  }

  /** What goes wrong with a file names it. */
  #named<T>(path: string, read: () => T): T {
    try {
      return read();
    } catch (error) {
      if (error instanceof RecordError) throw error;
      return this.refuse('damaged', `${path} cannot be used: ${messageOf(error)}.`, error);
    }
  }

  async run(result: Result, run: RunConfig, metrics: ReadonlyMap<string, MetricsOfRun>): Promise<RunRecord> {
    const { configuration: config, evaluated } = result;
    const entry = result.runs.find(({ id }) => id === run.id)!;
    const own = metrics.get(entry.name);
    if (!own) return this.refuse('damaged', `${METRICS_FILE} has no row of the run “${entry.name}”.`);
    const head = headOf(config, run);
    const { featureScale } = entry;
    const evaluations = this.#named(METRICS_FILE, () => evaluationsOf(own, head, evaluated?.rows.length));
    const evaluation = evaluations.findLast(({ step, images, of }) => step === entry.step && images === of);
    const file = entry.features !== undefined && evaluated && evaluation ? await this.safetensors(entry.features) : undefined;
    const snapshots = file
      ? [
          this.#named(entry.features!, () =>
            snapshotOf({
              ...{ file, run, head, featureScale, samplesPerClass: config.batch.samplesPerClass, seed: seedOf(config, run) },
              ...{ labels: Int32Array.from(evaluated!.labels), evaluation: evaluation! },
            }),
          ),
        ]
      : [];
    return { id: run.id, configuration: { ...run, name: entry.name }, featureScale, metrics: stepsOf(own), evaluations, snapshots };
  }

  /** Weights and moments of a run, and where its batches stand; no source where they are not told. */
  async state(config: ExperimentConfig, run: RunConfig, entry: Result['runs'][number]): Promise<{ state: State; source?: Source }> {
    const { tensors, metadata } = await this.safetensors(entry.weights);
    return this.#named(entry.weights, () => {
      const floats = (name: string): Float32Array => {
        const data = tensors[name]?.data;
        if (!(data instanceof Float32Array)) throw new RangeError(`it has no ${name} of float32`);
        return data;
      };
      const parameters: State['parameters'] = {};
      for (const { name } of parameterShapes(config.model))
        parameters[name] = [floats(name), floats(`${MOMENTS[0]}.${name}`), floats(`${MOMENTS[1]}.${name}`)];
      for (const i of [0, 1, 2] as const)
        checkWeights(config.model, Object.fromEntries(Object.entries(parameters).map(([name, arrays]) => [name, arrays[i]])));
      const state = { id: run.id, featureScale: entry.featureScale, parameters };
      if (metadata.batches === undefined) return { state };
      return { state, source: { seed: seedOf(config, run), state: JSON.parse(metadata.batches) as Source['state'] } };
    });
  }
}

/**
 * The record. It can be gone on from where all runs are at one step.
 * @param file for errors
 * @throws RecordError naming the file and what of it is missing or does not fit; RecordVersionError for a newer one
 */
export async function resultRecord(files: ResultFiles, file: string): Promise<ExperimentRecord> {
  const reader = new Reader(files, file);
  const result = await reader.result();
  const { id, title, date, versions, adapter, precision, imageSet, parameters, evaluated } = result;
  const there = result.configuration.runs.filter((run) => result.runs.some((entry) => entry.id === run.id));
  if (there.length < result.runs.length) reader.refuse('invalid', `its ${RESULT_FILE} has a run that its configuration does not have.`);
  const named = there.map((run): RunConfig => ({ ...run, name: result.runs.find((entry) => entry.id === run.id)!.name }));
  const configuration: ExperimentConfig = { ...result.configuration, runs: named };
  const metrics = await reader.metrics();
  const runs: RunRecord[] = [];
  const states: { state: State; source?: Source }[] = [];
  const step = Math.max(...result.runs.map((entry) => entry.step));
  const together = result.runs.every((entry) => entry.step === step);
  for (const run of named) {
    runs.push(await reader.run(result, run, metrics));
    if (together)
      states.push(
        await reader.state(
          configuration,
          run,
          result.runs.find((entry) => entry.id === run.id)!,
        ),
      );
  }
  const sources = new Map(states.flatMap(({ source }) => (source ? [[source.seed, source] as const] : [])));
  const seeds = new Set(named.map((run) => seedOf(configuration, run)));
  const checkpoint =
    together && [...seeds].every((seed) => sources.has(seed))
      ? checkpointSchema.safeParse({
          ...{ config: configuration, applied: [], step, sources: [...sources.values()] },
          runs: states.map(({ state }) => state),
        })
      : undefined;
  if (checkpoint && !checkpoint.success)
    reader.refuse('damaged', `its weights do not say where the batches stand: ${problemsOf(checkpoint.error)}.`);
  const checked = experimentRecordSchema.safeParse({
    ...{ version: RECORD_VERSION, id, ...(title === undefined ? {} : { title }), date, imageSet, configuration, step, parameters },
    versions: { app: versions.app, tfjs: 'none', browser: `PyTorch ${versions.torch}, Python ${versions.python}` },
    backend: { backend: 'pytorch', adapter: precision === 'float32' ? adapter : `${adapter}, ${precision}` },
    ...{ applied: [], baselines: {}, finalTests: [], runs },
    evaluated: evaluated ? [{ ...evaluated, rows: Int32Array.from(evaluated.rows), labels: Int32Array.from(evaluated.labels) }] : [],
    ...(checkpoint ? { checkpoint: checkpoint.data } : {}),
  });
  if (!checked.success) return reader.refuse('invalid', `what it holds does not fit together: ${problemsOf(checked.error)}.`);
  return checked.data;
}

/**
 * The stored snapshot: one experiment as it stood when it was recorded, in one file, for the page to show before the first
 * training step. `tools/` encodes it, the page decodes it.
 *
 * Layout, little-endian:
 *   bytes 0–3   the letters `NSSN`
 *   bytes 4–7   length of the header, uint32
 *   header      JSON, UTF-8: everything but long arrays; each long array is replaced by its place `{ $: [type, offset, length] }`,
 *               offset in bytes from the start of the data, length in elements
 *   data        starts at the next multiple of 4; each array at a multiple of 4
 *
 * Long arrays are stored as what they need: features as int8 with one scale a row (the row's largest magnitude ÷ 127), points
 * of the projection (all within [−1, 1]) as int16 ÷ 32767, the rest as float32, int32 or uint16.
 */
import type { ExperimentConfig } from '../core/configuration/schema';
import { parseConfig } from '../core/configuration/validate';
import type { RetrievalMetrics } from '../core/metrics/retrieval';
import type { WeightsBand } from '../core/metrics/weightsBand';
import type { ExperimentInfo, StepMetrics } from '../core/training/experiment.types';
import type { EvaluationPoint, StoredSnapshotInfo } from './lab.types';
import type { MeasuredSnapshot } from './session/phase';

/** 1 had no accuracy, no R-Precision and MAP@R; it is still read, what it lacks as NaN. */
export const STORED_FORMAT = 2;
const READABLE_FORMATS = [1, STORED_FORMAT];

export interface StoredRun {
  snapshot: MeasuredSnapshot;
  metrics: StepMetrics[];
  evaluations: EvaluationPoint[];
  /** Snapshots of earlier steps, ascending, as far as they have been fetched; each stands in a file of its own. */
  earlier?: MeasuredSnapshot[];
}

export interface StoredSnapshot extends StoredSnapshotInfo {
  config: ExperimentConfig;
  experiment: ExperimentInfo;
  /** [n] class of each evaluation image, in snapshot order. */
  labels: Int32Array;
  runs: StoredRun[];
  /** Index of an evaluation image worth looking at first. */
  anchor: number;
  /** Steps of the same experiment that stand in files of their own, ascending: there to be fetched once the page can be used. */
  earlierSteps?: number[];
}

/** The recording with what was recorded at an earlier step of the same experiment; unchanged where it is of another one. */
export function withEarlier(stored: StoredSnapshot, other: StoredSnapshot): StoredSnapshot {
  if (other.step >= stored.step || other.recordedOn !== stored.recordedOn) return stored;
  const runs = stored.runs.map((run): StoredRun => {
    const found = other.runs.find(({ snapshot }) => snapshot.run === run.snapshot.run && snapshot.n === run.snapshot.n);
    if (!found) return run;
    const rest = (run.earlier ?? []).filter(({ step }) => step !== other.step);
    return { ...run, earlier: [...rest, found.snapshot].sort((a, b) => a.step - b.step) };
  });
  return { ...stored, runs };
}

export class StoredSnapshotError extends Error {
  override readonly name = 'StoredSnapshotError';
}

const MAGIC = 'NSSN';
const PREAMBLE = 8;

const arrayTypes = { i8: Int8Array, i16: Int16Array, u16: Uint16Array, i32: Int32Array, f32: Float32Array } as const;
type ArrayType = keyof typeof arrayTypes;
type StoredArray = Int8Array | Int16Array | Uint16Array | Int32Array | Float32Array;
/** Where an array lies in the data. */
interface Place {
  $: [type: ArrayType, offset: number, length: number];
}

const aligned = (bytes: number): number => (bytes + 3) & ~3;

/** Collects arrays behind one another. */
class DataWriter {
  private readonly parts: { offset: number; array: StoredArray }[] = [];
  private end = 0;

  add(array: StoredArray): Place {
    const type = (Object.keys(arrayTypes) as ArrayType[]).find((key) => array instanceof arrayTypes[key]);
    if (!type) throw new StoredSnapshotError('An array of this type cannot be stored.');
    const offset = aligned(this.end);
    this.parts.push({ offset, array });
    this.end = offset + array.byteLength;
    return { $: [type, offset, array.length] };
  }

  finish(header: unknown): Uint8Array {
    const json = new TextEncoder().encode(JSON.stringify(header));
    const start = aligned(PREAMBLE + json.length);
    const file = new Uint8Array(start + this.end);
    file.set(new TextEncoder().encode(MAGIC), 0);
    new DataView(file.buffer).setUint32(4, json.length, true);
    file.set(json, PREAMBLE);
    for (const { offset, array } of this.parts) file.set(new Uint8Array(array.buffer, array.byteOffset, array.byteLength), start + offset);
    return file;
  }
}

/** Views of the arrays in a file; each is copied out, so that none holds on to the file. */
class DataReader {
  constructor(
    private readonly bytes: ArrayBuffer,
    private readonly start: number,
  ) {}

  get<T extends ArrayType>(type: T, place: Place): InstanceType<(typeof arrayTypes)[T]> {
    const [stored, offset, length] = place.$;
    if (stored !== type) throw new StoredSnapshotError(`The stored snapshot holds ${stored} where ${type} is expected.`);
    const size = length * arrayTypes[type].BYTES_PER_ELEMENT;
    const from = this.start + offset;
    if (from + size > this.bytes.byteLength) throw new StoredSnapshotError('The stored snapshot is cut off.');
    return new arrayTypes[type](this.bytes.slice(from, from + size)) as InstanceType<(typeof arrayTypes)[T]>;
  }
}

/** int8 with one scale a row; a row of zeros has scale 0. */
function quantiseRows(values: Float32Array, n: number, d: number): { codes: Int8Array; scales: Float32Array } {
  const codes = new Int8Array(n * d);
  const scales = new Float32Array(n);
  for (let row = 0; row < n; row++) {
    const from = values.subarray(row * d, (row + 1) * d);
    const scale = from.reduce((most, value) => Math.max(most, Math.abs(value)), 0) / 127;
    scales[row] = scale;
    if (scale > 0) from.forEach((value, column) => (codes[row * d + column] = Math.round(value / scale)));
  }
  return { codes, scales };
}

function dequantiseRows(codes: Int8Array, scales: Float32Array, d: number): Float32Array {
  const values = new Float32Array(codes.length);
  for (let row = 0, at = 0; row < scales.length; row++) {
    const scale = scales[row] ?? 0;
    for (const end = at + d; at < end; at++) values[at] = (codes[at] ?? 0) * scale;
  }
  return values;
}

const POINT_UNIT = 32767;
const quantisePoints = (points: Float32Array) =>
  Int16Array.from(points, (value) => Math.round(Math.max(-1, Math.min(1, value)) * POINT_UNIT));
const dequantisePoints = (codes: Int16Array) => Float32Array.from(codes, (code) => code / POINT_UNIT);

/** One column a field. */
function encodeMetrics(data: DataWriter, metrics: StepMetrics[]) {
  return {
    step: data.add(Int32Array.from(metrics, (entry) => entry.step)),
    loss: data.add(Float32Array.from(metrics, (entry) => entry.loss)),
    accuracy: data.add(Float32Array.from(metrics, (entry) => entry.accuracy)),
    gradientNorm: data.add(Float32Array.from(metrics, (entry) => entry.gradientNorm)),
    learningRate: data.add(Float32Array.from(metrics, (entry) => entry.learningRate)),
  };
}

type Older<T, K extends keyof T> = Omit<T, K> & Partial<Pick<T, K>>;

function decodeMetrics(data: DataReader, stored: Older<ReturnType<typeof encodeMetrics>, 'accuracy'>): StepMetrics[] {
  const loss = data.get('f32', stored.loss);
  const accuracy = stored.accuracy && data.get('f32', stored.accuracy);
  const gradientNorm = data.get('f32', stored.gradientNorm);
  const learningRate = data.get('f32', stored.learningRate);
  return Array.from(data.get('i32', stored.step), (step, i) => ({
    step,
    loss: loss[i] ?? NaN,
    accuracy: accuracy?.[i] ?? NaN,
    gradientNorm: gradientNorm[i] ?? NaN,
    learningRate: learningRate[i] ?? NaN,
  }));
}

function encodeBand(data: DataWriter, { ranks, median, lower, upper, ...numbers }: WeightsBand) {
  return { ...numbers, ranks: data.add(ranks), median: data.add(median), lower: data.add(lower), upper: data.add(upper) };
}

function decodeBand(data: DataReader, { ranks, median, lower, upper, ...numbers }: ReturnType<typeof encodeBand>): WeightsBand {
  return {
    ...numbers,
    ranks: data.get('f32', ranks),
    median: data.get('f32', median),
    lower: data.get('f32', lower),
    upper: data.get('f32', upper),
  };
}

/** What older files lack of it is NaN. */
function decodeRetrieval(stored: Older<RetrievalMetrics, 'rPrecision' | 'mapAtR'>): RetrievalMetrics {
  return { rPrecision: NaN, mapAtR: NaN, ...stored };
}

/** Without what it was measured with: that stands in the header, once. */
const unmeasured = <T extends { measuredWith: unknown }>({ measuredWith: _, ...rest }: T): Omit<T, 'measuredWith'> => rest;

function encodeRun(data: DataWriter, { snapshot, metrics, evaluations }: StoredRun) {
  const { features, projection, weights, norms, ...numbers } = unmeasured(snapshot);
  const { codes, scales } = quantiseRows(features, snapshot.n, snapshot.d);
  return {
    snapshot: {
      ...numbers,
      features: { codes: data.add(codes), scales: data.add(scales) },
      projection: { ...projection, points: data.add(quantisePoints(projection.points)) },
      weights: { batch: encodeBand(data, weights.batch), evaluation: encodeBand(data, weights.evaluation) },
      norms: { ...norms, edges: data.add(norms.edges), counts: data.add(norms.counts) },
    },
    metrics: encodeMetrics(data, metrics),
    evaluations: evaluations.map(unmeasured),
  };
}

function decodeRun(data: DataReader, stored: ReturnType<typeof encodeRun>, config: ExperimentConfig): StoredRun {
  const { features, projection, weights, norms, ...numbers } = stored.snapshot;
  const measuredWith = { config, head: numbers.head };
  return {
    snapshot: {
      ...numbers,
      measuredWith,
      retrieval: decodeRetrieval(numbers.retrieval),
      bodyRetrieval: decodeRetrieval(numbers.bodyRetrieval),
      features: dequantiseRows(data.get('i8', features.codes), data.get('f32', features.scales), numbers.d),
      projection: { ...projection, points: dequantisePoints(data.get('i16', projection.points)) },
      weights: { batch: decodeBand(data, weights.batch), evaluation: decodeBand(data, weights.evaluation) },
      norms: { ...norms, edges: data.get('f32', norms.edges), counts: data.get('f32', norms.counts) },
    },
    metrics: decodeMetrics(data, stored.metrics),
    evaluations: stored.evaluations.map((point) => ({ ...point, measuredWith })),
  };
}

function encodeHeader(data: DataWriter, { experiment, labels, runs, ...info }: StoredSnapshot) {
  return {
    format: STORED_FORMAT,
    info,
    experiment: { ...experiment, evaluationRows: data.add(experiment.evaluationRows) },
    labels: data.add(Uint16Array.from(labels)),
    runs: runs.map((run) => encodeRun(data, run)),
  };
}

export function encodeStored(stored: StoredSnapshot): Uint8Array {
  const data = new DataWriter();
  return data.finish(encodeHeader(data, stored));
}

/** @throws StoredSnapshotError where the bytes are no stored snapshot that this version can read */
export function decodeStored(bytes: ArrayBuffer): StoredSnapshot {
  const head = new Uint8Array(bytes, 0, Math.min(PREAMBLE, bytes.byteLength));
  if (head.length < PREAMBLE || new TextDecoder().decode(head.subarray(0, 4)) !== MAGIC)
    throw new StoredSnapshotError('This is not a stored snapshot.');
  const length = new DataView(bytes).getUint32(4, true);
  if (PREAMBLE + length > bytes.byteLength) throw new StoredSnapshotError('The stored snapshot is cut off.');
  const header = JSON.parse(new TextDecoder().decode(new Uint8Array(bytes, PREAMBLE, length))) as ReturnType<typeof encodeHeader>;
  if (!READABLE_FORMATS.includes(header.format))
    throw new StoredSnapshotError(`The stored snapshot has format ${header.format}, not ${STORED_FORMAT}.`);

  const data = new DataReader(bytes, aligned(PREAMBLE + length));
  const { info, experiment, labels, runs } = header;
  const config = parseConfig(info.config);
  return {
    ...info,
    config,
    experiment: {
      ...experiment,
      evaluationRows: data.get('i32', experiment.evaluationRows),
      baselines: {
        rawPixels: decodeRetrieval(experiment.baselines.rawPixels),
        untrained: decodeRetrieval(experiment.baselines.untrained),
      },
    },
    labels: Int32Array.from(data.get('u16', labels)),
    runs: runs.map((run) => decodeRun(data, run, config)),
  };
}

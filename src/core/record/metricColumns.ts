/**
 * What a run measures at its training steps, kept as columns: one typed array a quantity, one row a step, never an object a step.
 * A run of any length takes bounded room: once `MOST_ROWS` rows are held, the steps fall into buckets and of each bucket only the rows
 * of least and of greatest loss stay, with the first and the newest row of all. Buckets are a power of two wide and begin at multiples
 * of it, so they nest: the lowest and highest loss of a bucket are exact however often it has been thinned, and what is kept depends on
 * the rows alone, not on how they arrived. Rows since the last thinning are all there.
 */

/** Quantities beside the step, in the order of a record. */
export const METRIC_NAMES = ['loss', 'accuracy', 'gradientNorm', 'learningRate'] as const;
export type MetricName = (typeof METRIC_NAMES)[number];

/** One step: `step` counts from 1; what was not measured is NaN. */
export type MetricRow = { step: number } & Record<MetricName, number>;

/** The columns as they stand. Never changes: what is appended later is not in it. */
export interface MetricView extends Readonly<Record<MetricName, Float64Array>> {
  /** [length] steps, ascending. */
  readonly step: Int32Array;
  readonly length: number;
  /** Steps a bucket is wide; 1 = nothing has been left out. */
  readonly bucket: number;
}

/** Rows held at most, 36 bytes each. A thinning leaves at most three quarters of them: one for every `MOST_ROWS / 4` rows appended. */
export const MOST_ROWS = 8192;
const FIRST_ROWS = 256;

type Buffers = { step: Int32Array } & Record<MetricName, Float64Array>;

function buffers(rows: number): Buffers {
  const made = { step: new Int32Array(rows) } as Buffers;
  for (const name of METRIC_NAMES) made[name] = new Float64Array(rows);
  return made;
}

export class MetricColumns {
  #buffers: Buffers;
  #length = 0;
  #bucket = 1;
  /** Rows from here on may be written without changing a view that has been given out. */
  #shared = 0;
  #view: MetricView | undefined;
  readonly #most: number;

  /** @param most rows held at most, 16 or more */
  constructor(most = MOST_ROWS) {
    if (!Number.isInteger(most) || most < 16) throw new RangeError(`Columns of ${most} rows: at least 16 are needed.`);
    this.#most = most;
    this.#buffers = buffers(Math.min(FIRST_ROWS, most));
  }

  /** Columns that go on from a view, which stays as it is. @param most as in the constructor; a longer view is thinned */
  static from(view: MetricView, most = MOST_ROWS): MetricColumns {
    const columns = new MetricColumns(most);
    columns.#buffers = { ...view };
    columns.#length = columns.#shared = view.length;
    columns.#bucket = view.bucket;
    if (view.length > most) columns.#thin();
    return columns;
  }

  get length(): number {
    return this.#length;
  }

  /** The newest step; 0 where there is none. */
  get lastStep(): number {
    return this.#buffers.step[this.#length - 1] ?? 0;
  }

  /** Adds a step. Where it is not later than the newest one (after a recovery), it and what follows it are replaced. */
  append(row: MetricRow): void {
    if (!Number.isInteger(row.step) || row.step < 0) throw new RangeError(`Step ${row.step} of a run is not a whole number from 0 on.`);
    if (this.#length > 0 && row.step <= this.lastStep) this.truncate(row.step - 1);
    if (this.#length >= this.#most) this.#thin();
    if (this.#length >= this.#buffers.step.length || this.#length < this.#shared) this.#copy(Math.min(this.#most, 2 * this.#length));
    const at = this.#length++;
    this.#buffers.step[at] = row.step;
    for (const name of METRIC_NAMES) this.#buffers[name][at] = row[name];
    this.#view = undefined;
  }

  /** Forgets what came after a step. */
  truncate(step: number): void {
    const length = countUpTo(this.#buffers.step, this.#length, step);
    if (length === this.#length) return;
    this.#length = length;
    this.#view = undefined;
  }

  /** The rows so far, without a copy; the same object until something changes. */
  view(): MetricView {
    if (this.#view) return this.#view;
    const view = { length: this.#length, bucket: this.#bucket, step: this.#buffers.step.subarray(0, this.#length) } as {
      -readonly [K in keyof MetricView]: MetricView[K];
    };
    for (const name of METRIC_NAMES) view[name] = this.#buffers[name].subarray(0, this.#length);
    this.#shared = Math.max(this.#shared, this.#length);
    return (this.#view = Object.freeze(view));
  }

  /** Into buffers of its own. */
  #copy(rows: number): void {
    const old = this.#buffers;
    this.#buffers = buffers(Math.max(FIRST_ROWS, rows, this.#length + 1));
    this.#buffers.step.set(old.step.subarray(0, this.#length));
    for (const name of METRIC_NAMES) this.#buffers[name].set(old[name].subarray(0, this.#length));
    this.#shared = 0;
  }

  #thin(): void {
    const old = this.#buffers;
    let bucket = this.#bucket;
    let kept = keptRows(old.step, old.loss, this.#length, bucket);
    while (kept.length > (3 * this.#most) / 4) kept = keptRows(old.step, old.loss, this.#length, (bucket *= 2));
    this.#buffers = buffers(this.#most);
    kept.forEach((from, to) => {
      this.#buffers.step[to] = old.step[from]!;
      for (const name of METRIC_NAMES) this.#buffers[name][to] = old[name][from]!;
    });
    this.#length = kept.length;
    this.#shared = 0;
    this.#bucket = bucket;
    this.#view = undefined;
  }
}

/** Rows that stay, ascending: the first, the last and each bucket's lowest and highest loss. What is not finite counts as highest. */
function keptRows(step: Int32Array, loss: Float64Array, length: number, bucket: number): number[] {
  const height = (row: number) => (Number.isNaN(loss[row]) ? Infinity : loss[row]!);
  const kept: number[] = [];
  const add = (row: number) => {
    if (kept.at(-1) !== row) kept.push(row);
  };
  for (let row = 0; row < length;) {
    const here = Math.floor(step[row]! / bucket);
    const first = row;
    let [lowest, highest] = [row, row];
    for (row++; row < length && Math.floor(step[row]! / bucket) === here; row++) {
      if (height(row) < height(lowest)) lowest = row;
      if (height(row) > height(highest)) highest = row;
    }
    if (first === 0) add(0);
    add(Math.min(lowest, highest));
    add(Math.max(lowest, highest));
  }
  if (length > 0) add(length - 1);
  return kept;
}

/** How many of the first `length` ascending steps are up to `step`. */
function countUpTo(steps: Int32Array, length: number, step: number): number {
  let [low, high] = [0, length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (steps[middle]! <= step) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** No rows. */
export const NO_METRICS: MetricView = new MetricColumns(16).view();

/** A view of rows that are at hand as objects, ascending by step. */
export function metricView(rows: Iterable<MetricRow>): MetricView {
  const columns = new MetricColumns();
  for (const row of rows) columns.append(row);
  return columns.view();
}

/** The row at an index, from the end where it is negative; undefined beyond them. */
export function metricRow(view: MetricView, index: number): MetricRow | undefined {
  const at = index < 0 ? view.length + index : index;
  const step = view.step[at];
  if (step === undefined) return undefined;
  const row = { step } as MetricRow;
  for (const name of METRIC_NAMES) row[name] = view[name][at]!;
  return row;
}

/** Index of the last row up to a step; −1 where there is none. */
export function metricIndex(view: MetricView, step: number): number {
  return countUpTo(view.step, view.length, step) - 1;
}

/** Every row as an object, for those who read them one by one. */
export function* metricRows(view: MetricView): Generator<MetricRow> {
  for (let at = 0; at < view.length; at++) yield metricRow(view, at)!;
}

/** The rows up to a step, without a copy. */
export function metricsUpTo(view: MetricView, step: number): MetricView {
  const length = metricIndex(view, step) + 1;
  if (length === view.length) return view;
  const cut = { length, bucket: view.bucket, step: view.step.subarray(0, length) } as { -readonly [K in keyof MetricView]: MetricView[K] };
  for (const name of METRIC_NAMES) cut[name] = view[name].subarray(0, length);
  return Object.freeze(cut);
}

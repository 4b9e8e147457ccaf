/**
 * From a plan to a stored image set: jobs go to the decode workers, as many as keep them busy and no more; what comes back is stored in
 * the order of reading, whichever worker was faster. So the same files give the same set, and a set that was broken off is a beginning of it.
 */
import type { Fit } from '../../core/data/fit';
import { ImageSetError, messageOf, LabelsUnclearError } from '../../core/errors';
import { SPLIT_CODE } from '../../core/data/imageSet';
import { DEFAULT_WORKING_SIZE, leastWorkingSize, WORKING_SIZES, type WorkingSize } from '../../core/data/workingSizes';
import { excludeUnlabelled } from '../../core/ingest/edit';
import { groundOf, type Colour } from '../../core/ingest/image/ground';
import { counted } from '../../core/ingest/labels/labelling';
import { bytesInWords } from '../../core/ingest/limits';
import { showName } from '../../core/ingest/names';
import type { IngestPlan, PlanEntry } from '../../core/ingest/plan.types';
import type { Rejected } from '../../core/ingest/rejection';
import { isRule } from '../../core/ingest/splits/splits';
import { chooseSplit, splitNote, type ChosenSplit } from '../../core/ingest/splits/splitting';
import type { ImageSetReport, IngestOptions, IngestProgress } from '../../engine/images.protocol';
import { SetWriter, type NewRow, type Saved } from '../storage/setWriter';
import { StorageFull, type SetStorage } from '../storage/storage';
import { newId } from '../storage/storedSet';
import type { Decoded, DecodeItem, DecodeJob } from './decode.protocol';
import { NothingReadError } from '../../core/errors';
import { Rate } from './rate';
import { Tally } from './tally';
import { Readiness, readingOrder } from './usable';

export interface Decoders {
  /** Jobs at a time that keep all of them busy. */
  readonly width: number;
  run(job: DecodeJob, signal: AbortSignal): Promise<Decoded>;
}

export interface Surroundings {
  storage: SetStorage;
  decoders: Decoders;
  /** Aborted with `KEEP` as the reason: what is stored is kept. With another: it is removed. */
  signal: AbortSignal;
  onProgress(progress: IngestProgress): void;
  /** Holds the lock of the set as long as `work` goes on. */
  locked?<T>(set: string, work: () => Promise<T>): Promise<T>;
  /** For tests. */
  chunkBytes?: number;
}

/** Why a reading ends that is to be kept. */
export const KEEP = new DOMException('Reading was stopped', 'AbortError');

const FILES_A_JOB = 8;
/** Rows of arrays are ready at once: larger jobs, fewer messages. */
const ROWS_A_JOB = 64;
const SAVE_EVERY_MS = 10_000;
const PROGRESS_EVERY_MS = 100;
/** Files that are noted one by one in the report although they were taken. */
const MOST_NOTED = 20;

/**
 * Reads and stores a set.
 * @throws LabelsUnclearError where it has to be asked where labels are; ImageSetError when nothing can be kept; the signal's reason when cancelled and not kept. Nothing stays behind then.
 */
export async function ingestPlan(wanted: IngestPlan, options: IngestOptions, around: Surroundings): Promise<ImageSetReport> {
  const { size, fit, background } = checked(options);
  if (wanted.question) {
    const { question, entries } = wanted;
    throw new LabelsUnclearError({ ...question, images: question.images.map((image) => entries[image]!.name) });
  }
  const plan = excludeUnlabelled(wanted);
  const chosen = chooseSplit(plan, {
    rule: isRule(options.split) ? options.split : 'auto',
    ...(options.seed === undefined ? {} : { seed: options.seed }),
  });
  if (chosen.entries.length === 0) throw new NothingReadError(`There is nothing to read. ${nothingBecause(wanted)}`, plan.rejected);
  const title = options.title?.trim() || plan.title;
  const id = newId(title);
  const small = tooSmall(size, options.modelSide, plan.side);
  if (small !== null) chosen.notes.push(small);
  const run = new IngestRun(plan, chosen, { id, title, size, fit, background }, around);
  return around.locked ? around.locked(id, () => run.finish()) : run.finish();
}

function checked({ size = DEFAULT_WORKING_SIZE, fit = 'crop', seed = 1, background }: IngestOptions): Form {
  if (!WORKING_SIZES.includes(size))
    throw new ImageSetError(`Images can't be stored at ${String(size)} pixels; choose one of ${WORKING_SIZES.join(', ')}.`);
  if (fit !== 'crop' && fit !== 'pad') throw new ImageSetError(`“${String(fit)}” is no way to make images square; choose crop or pad.`);
  if (!Number.isSafeInteger(seed)) throw new ImageSetError(`The seed of the split must be a whole number, not ${String(seed)}.`);
  return { size, fit, background: groundOf(background) };
}

/** What becomes of each image. */
interface Form {
  size: WorkingSize;
  fit: Fit;
  background: Colour | null;
}

/** What is to be said of a store that is too small for the model's crops although the originals have more; null: nothing. */
function tooSmall(size: WorkingSize, modelSide: number | undefined, originals = 0): string | null {
  if (modelSide === undefined || originals <= size || size >= leastWorkingSize(modelSide, originals)) return null;
  return `Images are stored at ${size} pixels and the model takes ${modelSide}: crops are enlarged. Store them at ${leastWorkingSize(modelSide, originals)} pixels or more to keep what the originals have.`;
}

function nothingBecause({ entries, notes, rejected }: IngestPlan): string {
  if (entries.length > 0) return 'No image has a label: label them in the preview, or take each image as a class of its own.';
  const [first] = rejected;
  const left = first
    ? `Left out: ${showName(first.name)}, since ${first.reason}${rejected.length > 1 ? `; and ${rejected.length - 1} more` : ''}.`
    : '';
  return `${notes.join(' ')} ${left}`.trim();
}

interface Job {
  /** Places in the chosen split. */
  places: Int32Array;
  decoded: Promise<Decoded>;
}

class IngestRun {
  readonly #order: Int32Array;
  readonly #rejected: Rejected[];
  readonly #noted: string[] = [];
  #notedCount = 0;
  /** Transparent images that were laid over black by themselves. */
  #onBlack = 0;
  readonly #tally: Tally;
  readonly #readiness: Readiness;
  readonly #rate = new Rate();
  /** Ends the jobs under way, whatever the run ends for. */
  readonly #jobs = new AbortController();
  #done = 0;
  #usable: IngestProgress['usable'];
  #savedAt = performance.now();
  #toldAt = 0;

  constructor(
    private readonly plan: IngestPlan,
    private readonly chosen: ChosenSplit,
    private readonly set: Form & { id: string; title: string },
    private readonly around: Surroundings,
  ) {
    this.#order = readingOrder(chosen.labels);
    this.#rejected = [...plan.rejected];
    this.#readiness = new Readiness(chosen.labels, chosen.split);
    this.#tally = new Tally(set.size);
  }

  async finish(): Promise<ImageSetReport> {
    const writer = await this.#begin();
    try {
      await this.#readAll(writer);
      this.#tell('finishing', 'Saving the set', true);
      if (writer.count === 0) throw this.#nothingTaken();
      return this.#report(await writer.save(true), undefined);
    } catch (error) {
      this.#jobs.abort(error);
      return await this.#brokenOff(writer, error);
    }
  }

  async #begin(): Promise<SetWriter> {
    const { id, title, size, fit } = this.set;
    const { splitRule, disjointClasses, role } = this.chosen;
    const header = {
      ...{ id, title, size, fit, splitRule, disjointClasses },
      created: Date.now(),
      planned: this.#order.length,
      hasRole: role !== null,
      classes: this.plan.classes,
      notes: (split: Uint8Array) => this.#planNotes(split),
    };
    try {
      return await SetWriter.begin(this.around.storage, header, this.around.chunkBytes);
    } catch (error) {
      await this.around.storage.remove(id).catch(() => undefined);
      throw error instanceof StorageFull ? this.#full('nothing was kept') : error;
    }
  }

  async #readAll(writer: SetWriter): Promise<void> {
    const { signal, decoders } = this.around;
    const stop = () => this.#jobs.abort(signal.reason);
    signal.addEventListener('abort', stop, { once: true });
    if (signal.aborted) stop();
    const jobs = this.#inJobs();
    const underWay: Job[] = [];
    try {
      for (;;) {
        while (underWay.length < decoders.width) {
          const places = jobs.next().value;
          if (!places) break;
          const decoded = decoders.run(this.#jobOf(places), this.#jobs.signal);
          // Its failure is heard when its turn comes, which may be never.
          decoded.catch(() => undefined);
          underWay.push({ places, decoded });
        }
        const job = underWay.shift();
        if (!job) return;
        await this.#store(writer, job.places, await decodedOrAborted(job.decoded, this.#jobs.signal));
      }
    } finally {
      signal.removeEventListener('abort', stop);
    }
  }

  /** Places in the order of reading, a few at a time; files and rows of arrays apart. */
  *#inJobs(): Generator<Int32Array, undefined> {
    let first = 0;
    while (first < this.#order.length) {
      const isFile = 'file' in this.#entry(this.#order[first]!).source;
      const most = Math.min(this.#order.length, first + (isFile ? FILES_A_JOB : ROWS_A_JOB));
      let end = first + 1;
      while (end < most && 'file' in this.#entry(this.#order[end]!).source === isFile) end++;
      yield this.#order.subarray(first, end);
      first = end;
    }
    return undefined;
  }

  /** What is to be said of the plan, with the split of what has been stored in the place of what was planned. */
  #planNotes(stored: Uint8Array): string[] {
    const { notes, splitRule, split } = this.chosen;
    const planned = splitNote(splitRule, split);
    return [...this.plan.notes, ...notes.map((note) => (note === planned ? splitNote(splitRule, stored) : note))];
  }

  #entry(place: number): PlanEntry {
    return this.plan.entries[this.chosen.entries[place]!]!;
  }

  #jobOf(places: Int32Array): DecodeJob {
    const { size, fit, background } = this.set;
    return {
      size,
      fit,
      background,
      bits: this.plan.bits,
      compare: true,
      items: Array.from(places, (place) => itemOf(this.#entry(place), this.plan)),
    };
  }

  async #store(writer: SetWriter, places: Int32Array, decoded: Decoded): Promise<void> {
    const { labels, split, role } = this.chosen;
    const rows: NewRow[] = [];
    const names: string[] = [];
    const train: number[] = [];
    decoded.items.forEach((item, index) => {
      const place = places[index]!;
      if ('rejected' in item) return void this.#rejected.push({ name: this.#entry(place).name, reason: item.rejected.reason });
      if (item.onBlack) this.#onBlack++;
      if (item.note !== undefined && this.#notedCount++ < MOST_NOTED)
        this.#noted.push(`${showName(this.#entry(place).name)}: ${item.note}.`);
      if (split[place] === SPLIT_CODE.train) train.push(rows.length);
      rows.push({ label: labels[place]!, split: split[place]!, role: role?.[place] ?? 0, path: this.#entry(place).name });
      names.push(this.#entry(place).name);
      this.#readiness.add(labels[place]!, split[place]!);
    });
    this.#tally.add(decoded, names, train);
    await writer.append(decoded.pixels, rows);
    this.#done += places.length;
    await this.#saveNowAndThen(writer);
    this.#tell('reading', 'Reading images');
  }

  async #saveNowAndThen(writer: SetWriter): Promise<void> {
    const first = !this.#usable && this.#readiness.ready && this.#done < this.#order.length;
    if (!first && performance.now() - this.#savedAt < SAVE_EVERY_MS) return;
    await writer.save(false);
    this.#savedAt = performance.now();
    if (this.#readiness.ready) this.#usable = { set: this.set.id, images: writer.count, classes: this.#readiness.classes };
    if (first) this.#tell('reading', 'Reading images', true);
  }

  #tell(phase: IngestProgress['phase'], activity: string, now = false): void {
    const time = performance.now();
    if (!now && this.#done < this.#order.length && time - this.#toldAt < PROGRESS_EVERY_MS) return;
    this.#toldAt = time;
    const total = this.#order.length;
    this.around.onProgress({
      ...{ phase, activity, done: this.#done, total },
      ...this.#rate.measure(this.#done, total, time),
      rejected: this.#rejected.length,
      ...(this.#usable ? { usable: this.#usable } : {}),
    });
  }

  /** Keeps what can be kept; what cannot be told as a report is thrown on. */
  async #brokenOff(writer: SetWriter, error: unknown): Promise<ImageSetReport> {
    const isFull = error instanceof StorageFull;
    // A failure of the machinery is not the images' fault: what has been read stays, as after a crash.
    const keeps = isFull || error === KEEP || (error instanceof Error && error.name !== 'AbortError' && writer.count > 0);
    const saved = keeps ? await writer.rescue().catch(() => null) : null;
    if (!saved || saved.classes.length < 2) {
      await writer.abandon();
      throw isFull ? this.#full('too little for a set could be stored, so nothing was kept') : error;
    }
    const kept = `${saved.rows.labels.length.toLocaleString('en')} of ${counted(this.#order.length, 'image')} in ${counted(saved.classes.length, 'class', 'classes')} were stored`;
    if (isFull) return this.#report(saved, this.#full(`${kept} and can be used`).message);
    if (error === KEEP) return this.#report(saved, `Reading was stopped. ${kept} and can be used.`);
    throw new ImageSetError(`${messageOf(error)} ${kept} and can be used.`, { cause: error });
  }

  #full(kept: string): ImageSetError {
    const { size } = this.set;
    return new ImageSetError(
      `The browser’s storage for this page is full: ${kept}. The whole set takes ${bytesInWords(this.#order.length * size * size * 3)} at ${size}×${size} pixels. Delete sets that are no longer needed, free space on the disk, or choose a smaller size.`,
    );
  }

  #nothingTaken(): NothingReadError {
    const { name, reason } = this.#rejected.at(-1)!;
    const message = `None of ${counted(this.#order.length, 'image')} could be read. The last, ${showName(name)}: ${reason}.`;
    return new NothingReadError(message, this.#rejected);
  }

  #report(saved: Saved, kept: string | undefined): ImageSetReport {
    this.#tell('finishing', 'Comparing images', true);
    const { classes, rows, bytes } = saved;
    const statistics = this.#tally.statistics(saved);
    const { pairs, count, contradictions, contradictionCount, warnings } = this.#tally.nearDuplicates(saved);
    return {
      set: this.set.id,
      title: this.set.title,
      classes: classes.length,
      images: rows.labels.length,
      rejected: this.#rejected,
      notes: [
        ...this.#planNotes(rows.split),
        ...this.#noted,
        ...(this.#notedCount > MOST_NOTED ? [`${counted(this.#notedCount - MOST_NOTED, 'more file')} had such notes.`] : []),
        ...(this.#onBlack > 0
          ? [
              `${counted(this.#onBlack, 'transparent picture')} would not have been seen on white and ${this.#onBlack === 1 ? 'was' : 'were'} laid over black; the background can be chosen when images are added.`,
            ]
          : []),
        ...warnings,
      ],
      singletons: statistics.imagesPerClass.filter((images) => images === 1).length,
      splitRule: this.chosen.splitRule,
      statistics,
      nearDuplicates: pairs,
      contradictions,
      contradictionCount,
      nearDuplicateCount: count,
      complete: kept === undefined,
      ...(kept === undefined ? {} : { kept }),
      bytes,
    };
  }
}

/** What a job to decode an entry needs. */
export function itemOf({ name, source }: PlanEntry, plan: IngestPlan): DecodeItem {
  if ('file' in source) return { ref: source.file.ref };
  const { width, height, channels, pixels } = plan.arrays[source.array]!;
  // Copied: the row may be a view of the whole array, all of which would be sent.
  return { name, raster: { width, height, channels, data: pixels(source.row).slice() } };
}

/** Does not wait for jobs to end that have been given up. */
function decodedOrAborted(decoded: Promise<Decoded>, signal: AbortSignal): Promise<Decoded> {
  return new Promise((resolve, reject) => {
    const stop = () => reject(signal.reason as Error);
    if (signal.aborted) return stop();
    signal.addEventListener('abort', stop, { once: true });
    decoded.then(resolve, reject).finally(() => signal.removeEventListener('abort', stop));
  });
}

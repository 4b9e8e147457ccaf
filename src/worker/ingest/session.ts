/** One drop in the ingest worker: its files, the plan made of them, and the edits made to it. */
import { ImageSetError } from '../../core/errors';
import { assignLabel, excludeClasses, excludeEntries, mergeClasses, regroupClasses, relabel, renameClass } from '../../core/ingest/edit';
import { kindByName } from '../../core/ingest/image/inspect';
import type { LabelChoice } from '../../core/ingest/labels';
import { showName } from '../../core/ingest/names';
import type { PaceOptions } from '../../core/ingest/pace';
import { planIngest } from '../../core/ingest/plan';
import { UNLABELLED, type EntrySource, type IngestPlan, type PlanEntry } from '../../core/ingest/plan.types';
import { BROWSER_KINDS, type ImageKind } from '../../core/ingest/image/sniff';
import { fromBlob, type SourceFile } from '../../core/ingest/source';
import { isRule } from '../../core/ingest/splits/splits';
import { chooseSplit } from '../../core/ingest/splits/splitting';
import type { IngestEdit, IngestFile, IngestPreview, LabelsWanted, PreviewOptions, ReadingOptions } from '../../engine/images.protocol';

const SAMPLES = 8;

/** Kinds that some browsers decode: it is tried on the first file of each. */
const SOMETIMES: readonly ImageKind[] = ['heic', 'tiff', 'jxl'];

export class Session {
  readonly #files: SourceFile[] = [];
  /** Present plan last; those before it can be gone back to. */
  #plans: IngestPlan[] = [];
  #base?: IngestPlan;
  #reading: ReadingOptions = {};
  /** Ids of entries by what stays the same of an entry through all edits. */
  #ids = new Map<EntrySource, number>();
  #entries: PlanEntry[] = [];

  add(files: readonly IngestFile[]): void {
    for (const { path, file } of files) this.#files.push(fromBlob(file, path));
  }

  /** The plan as it is edited; made when it is first needed, and anew where files are to be read otherwise. */
  async plan(options: PaceOptions = {}, wanted: ReadingOptions = {}): Promise<IngestPlan> {
    // How to split is asked for with every reading, and changes what was read only where it had to be asked.
    const unsaid = this.#plans.length === 0 || this.#plans.at(-1)!.question?.about === 'split';
    const { split, ...rest } = readingOf(wanted);
    const reading = { ...this.#reading, ...rest, ...(split === undefined || (isRule(split) && !unsaid) ? {} : { split }) };
    const changed = JSON.stringify(reading) !== JSON.stringify(this.#reading);
    this.#reading = reading;
    if (this.#plans.length === 0 || changed) this.#adopt(await this.#make('auto', options));
    return this.#plans.at(-1)!;
  }

  /** Labels from elsewhere. @throws ImageSetError for a pattern that is none; the plan stays as it was */
  async setLabels({ source, pattern, options: answer }: LabelsWanted, options: PaceOptions = {}): Promise<void> {
    const plan = await this.plan(options);
    if (answer) this.#reading = { ...this.#reading, ...readingOf(answer) };
    const base = this.#base ?? plan;
    const wanted = pattern !== undefined && pattern !== '' ? { pattern } : source;
    // Tables, benchmarks and arrays are read with the files, and so is the split where it was being asked about labels; the rest follows from the paths.
    const fromPaths = typeof wanted === 'object' || wanted === 'folders' || wanted === 'names' || wanted === 'none';
    if (fromPaths && !base.question) this.#adopt(relabel(base, wanted, this.#reading), false);
    else this.#adopt(await this.#make(wanted, options, answer !== undefined));
  }

  /** @throws ImageSetError where the edit makes no sense; the plan stays as it was */
  async edit(edit: IngestEdit): Promise<void> {
    const plan = await this.plan();
    if (edit.type === 'undo') return void (this.#plans.length > 1 && this.#plans.pop());
    this.#plans.push(this.#edited(plan, edit));
  }

  /** Ids of the entries of a class, or of those without one. */
  async entriesOf(path: string | null): Promise<Int32Array> {
    const plan = await this.plan();
    const classIndex = path === null ? UNLABELLED : this.#classAt(plan, path);
    return Int32Array.from(plan.entries.filter((entry) => entry.classIndex === classIndex).map((entry) => this.#idOf(entry)));
  }

  /** @throws ImageSetError for an id that is none */
  entry(id: number): PlanEntry {
    const found = this.#entries[id];
    if (!found) throw new ImageSetError(`There is no image ${id}; there are ${this.#entries.length}.`);
    return found;
  }

  async preview({ samples = SAMPLES }: PreviewOptions): Promise<IngestPreview> {
    const plan = await this.plan();
    const { title, classes, entries, rejected, ignored, protocol, notes, question, encoding, labelSource, labelSources } = plan;
    const byClass = classes.map((): number[] => []);
    const unlabelled: number[] = [];
    for (const entry of entries) (byClass[entry.classIndex] ?? unlabelled).push(this.#idOf(entry));
    const split = chooseSplit(plan);
    return {
      title,
      classes: classes.map(({ path, name }, index) => ({
        path,
        name,
        count: byClass[index]!.length,
        samples: spread(byClass[index]!, samples),
      })),
      images: entries.length,
      unlabelled: unlabelled.length,
      unlabelledSamples: spread(unlabelled, samples),
      singletons: split.singletons,
      ...(plan.side === undefined ? {} : { side: plan.side }),
      edits: this.#plans.length - 1,
      rejected,
      ignored,
      ...(protocol ? { protocol } : {}),
      notes: [...notes, ...(entries.length > unlabelled.length ? split.notes : [])],
      ...(question ? { question: { ...question, images: question.images.map((image) => this.#idOf(entries[image]!)) } } : {}),
      ...(encoding === undefined ? {} : { encoding }),
      labelSource,
      labelSources,
      split: { preferred: split.rule, possible: split.possible },
    };
  }

  /** @param answered whether the options of reading say where labels are; a source that is chosen goes before them */
  async #make(labels: LabelChoice, options: PaceOptions, answered = labels === 'auto'): Promise<IngestPlan> {
    const { labelsFrom, ...reading } = this.#reading;
    const from = answered && labelsFrom !== undefined ? { labelsFrom } : {};
    return planIngest(this.#files, { ...options, ...reading, ...from, labels, decodable: await decodable(this.#files) });
  }

  /** @param isNew whether the plan has entries of its own, and is what labels are taken from anew */
  #adopt(plan: IngestPlan, isNew = true): void {
    this.#plans = [plan];
    if (!isNew) return;
    this.#base = plan;
    this.#entries = plan.entries;
    this.#ids = new Map(plan.entries.map(({ source }, id) => [source, id]));
  }

  #idOf({ source }: PlanEntry): number {
    return this.#ids.get(source)!;
  }

  #edited(plan: IngestPlan, edit: Exclude<IngestEdit, { type: 'undo' }>): IngestPlan {
    const classes = (paths: readonly string[]) => paths.map((path) => this.#classAt(plan, path));
    switch (edit.type) {
      case 'rename':
        return renameClass(plan, this.#classAt(plan, edit.path), edit.name);
      case 'merge':
        return mergeClasses(plan, classes(edit.paths), edit.into);
      case 'exclude':
        return excludeClasses(plan, classes(edit.paths));
      case 'regroup':
        return regroupClasses(plan, classes(edit.paths), edit.group);
      case 'assign':
        return assignLabel(plan, this.#placesOf(plan, edit.entries), edit.path ?? '');
      case 'excludeEntries':
        return excludeEntries(plan, this.#placesOf(plan, edit.entries));
    }
  }

  #classAt({ classes }: IngestPlan, path: string): number {
    const found = classes.findIndex((own) => own.path === path);
    if (found < 0) throw new ImageSetError(`There is no class “${showName(path)}”. Select it again.`);
    return found;
  }

  #placesOf(plan: IngestPlan, ids: readonly number[]): number[] {
    const wanted = new Set(ids);
    return plan.entries.flatMap((entry, place) => (wanted.has(this.#idOf(entry)) ? [place] : []));
  }
}

/** The options that say how files are read, of all there are. */
function readingOf({ fileColumn, labelColumn, labelsFrom, split, encoding }: ReadingOptions): ReadingOptions {
  return {
    ...(fileColumn === undefined ? {} : { fileColumn }),
    ...(labelColumn === undefined ? {} : { labelColumn }),
    ...(labelsFrom === undefined ? {} : { labelsFrom }),
    ...(split === undefined ? {} : { split }),
    ...(encoding === undefined ? {} : { encoding }),
  };
}

/** At most `most` of the values, evenly spread, the first among them. */
function spread(values: readonly number[], most: number): number[] {
  if (values.length <= most) return [...values];
  return Array.from({ length: most }, (_, i) => values[Math.floor((i * values.length) / most)]!);
}

async function decodable(files: readonly SourceFile[]): Promise<ReadonlySet<ImageKind>> {
  const kinds = new Set(BROWSER_KINDS);
  for (const kind of SOMETIMES) {
    const first = files.find(({ path }) => kindByName(path) === kind);
    if (first && (await isDecoded(first))) kinds.add(kind);
  }
  return kinds;
}

async function isDecoded(file: SourceFile): Promise<boolean> {
  try {
    (await createImageBitmap(await file.blob())).close();
    return true;
  } catch {
    return false;
  }
}

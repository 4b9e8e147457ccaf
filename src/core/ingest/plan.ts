/**
 * From dropped files to a plan of an image set: which images of which classes, in which split, and what was left out. No image is decoded;
 * each is looked at (`inspectSource`) when it is.
 */
import { readArrays } from './arrays';
import { assemble } from './assemble';
import { recognise } from './benchmarks';
import { takeIn } from './intake';
import { chooseLabels, type LabelChoice } from './labels';
import { createPathIndex } from './labels/pathIndex';
import { readText } from './labels/text';
import { labelByTable } from './labels/table';
import type { Labelling } from './labels/labelling';
import { DEFAULT_LIMITS, type Limits } from './limits';
import { extensionOf } from './names';
import { createPace, type PaceOptions } from './pace';
import type { IngestPlan, LabelSource } from './plan.types';
import { rejectedBy, type Rejected } from './rejection';
import type { ImageKind } from './sniff';
import type { SourceFile } from './source';

export type { EntrySource, IngestPlan, IngestSplit, LabelSource, PlanEntry } from './plan.types';
export { UNLABELLED } from './plan.types';

export interface PlanOptions extends PaceOptions {
  /** Default: the first of a known benchmark, a table, folders and file names that fits; none where nothing does. */
  labels?: LabelChoice;
  limits?: Partial<Limits>;
  /** What the browser at hand decodes, if more than the usual. */
  decodable?: ReadonlySet<ImageKind>;
  /** Default: after the folder or archive that all came in. */
  title?: string;
}

/**
 * Plans an image set. Files that cannot be used are in `rejected`; nothing else is lost, and no file makes it fail.
 * @throws ImageSetError for a pattern that is no regular expression; the signal's reason (AbortError) when cancelled
 */
export async function planIngest(files: readonly SourceFile[], options: PlanOptions = {}): Promise<IngestPlan> {
  const pace = createPace(options);
  options.signal?.throwIfAborted();
  const limits = { ...DEFAULT_LIMITS, ...options.limits };
  const intake = await takeIn(files, { limits, pace, ...(options.decodable ? { decodable: options.decodable } : {}) });
  const rejected = [...intake.rejected];
  const failed = (path: string, error: unknown) => void rejected.push(rejectedBy(path, error));
  const arrays = await readArrays(intake, limits, failed);
  options.signal?.throwIfAborted();

  const paths = intake.images.map(({ path }) => path);
  const choice = options.labels ?? 'auto';
  const others = [...arrays.unusedTexts, ...intake.mat];
  const found = await labelImages(paths, others, choice, failed);
  const labelled = found.labelling ?? chooseLabels([...paths, ...arrays.unlabelledPaths], choice);
  const told = new Set(rejected.map(({ name }) => name));
  const leftOver = found.protocol ? [] : others.filter((file) => !found.used.has(file) && !told.has(file.path));
  for (const { path } of leftOver) rejected.push({ name: path, reason: found.reasons.get(path) ?? notAnImage(path) });

  options.signal?.throwIfAborted();
  const plan = assemble({
    images: intake.images,
    arrays: arrays.images,
    labelling: labelled.labelling,
    labelSource: labelled.source,
    each: choice === 'none',
    dropped: files,
    title: options.title,
  });
  return {
    ...plan,
    rejected,
    ignored: intake.ignored + (found.protocol ? others.length : 0),
    ...(found.protocol ? { protocol: found.protocol } : {}),
    notes: [...(found.protocol ? [found.protocol.note] : []), ...intake.notes, ...plan.notes],
  };
}

interface Found {
  labelling: { labelling: Labelling; source: LabelSource } | null;
  protocol?: { name: string; note: string };
  /** Files that the labels came from. */
  used: Set<SourceFile>;
  /** Why a table is of no use. */
  reasons: Map<string, string>;
}

/** Labels from files beside the images: a benchmark's lists, or a table. */
async function labelImages(
  paths: readonly string[],
  others: readonly SourceFile[],
  choice: LabelChoice,
  failed: (path: string, error: unknown) => void,
): Promise<Found> {
  const found: Found = { labelling: null, used: new Set(), reasons: new Map() };
  if (paths.length === 0 || (choice !== 'auto' && choice !== 'benchmark' && choice !== 'table')) return found;
  if (choice !== 'table') {
    const benchmark = await recognise({ paths, index: createPathIndex(paths), others }, (error) => failed(others[0]?.path ?? '', error));
    if (benchmark) return { ...found, labelling: { labelling: benchmark, source: 'benchmark' }, protocol: benchmark.protocol };
  }
  const index = createPathIndex(paths, true);
  let best: Labelling | null = null;
  for (const file of tablesAmong(others)) {
    try {
      const read = labelByTable(await readText(file), file.path, paths.length, index);
      if ('reason' in read) {
        if (extensionOf(file.path) !== 'txt') found.reasons.set(file.path, read.reason);
        continue;
      }
      found.used.add(file);
      best = best === null ? read : mergeTables(best, read);
    } catch (error) {
      failed(file.path, error);
    }
  }
  return best === null ? found : { ...found, labelling: { labelling: best, source: 'table' } };
}

/** A text file may be a table; where there are many, as with one for every image, they are something else. */
function tablesAmong(others: readonly SourceFile[]): SourceFile[] {
  const tables = others.filter(({ path }) => ['csv', 'tsv', 'json'].includes(extensionOf(path)));
  const texts = others.filter(({ path }) => ['txt', ''].includes(extensionOf(path)));
  return [...(tables.length <= MOST_TABLES ? tables : []), ...(texts.length <= MOST_TABLES ? texts : [])];
}

const MOST_TABLES = 50;

/** Several tables, such as `train.csv` and `test.csv`: what the first leaves open the second may say. */
function mergeTables(a: Labelling, b: Labelling): Labelling {
  const splits = a.classPaths.map((_, i) => a.splits?.[i] ?? b.splits?.[i]);
  return {
    classPaths: a.classPaths.map((path, i) => path ?? b.classPaths[i] ?? null),
    ...(splits.some((split) => split !== undefined) ? { splits } : {}),
    notes: [...a.notes, ...b.notes],
  };
}

function notAnImage(path: string): string {
  return extensionOf(path) === 'mat'
    ? 'it is a MATLAB file that belongs to no benchmark known here; save images with numpy.savez'
    : 'it is not an image: it is plain text';
}

export type { Rejected };

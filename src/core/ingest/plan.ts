/**
 * From dropped files to a plan of an image set: which images of which classes, in which split, and what was left out. No image is decoded;
 * each is looked at (`inspectSource`) when it is.
 */
import { readArrays } from './arrays';
import { assemble } from './assemble';
import { takeIn } from './intake';
import { chooseLabels, sourcesIn, type LabelChoice } from './labels';
import { labelsBeside, takeLabels } from './labels/beside';
import { DEFAULT_LIMITS, type Limits } from './limits';
import { extensionOf } from './names';
import { createPace, type PaceOptions } from './pace';
import type { IngestPlan } from './plan.types';
import { rejectedBy } from './rejection';
import type { ImageKind } from './sniff';
import type { SourceFile } from './source';

export type { EntrySource, IngestPlan, LabelSource, PlanEntry } from './plan.types';
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
  const beside = await labelsBeside(paths, others, failed);
  const labelPaths = [...paths, ...arrays.unlabelledPaths];
  const { labelling, source } = takeLabels(beside, choice) ?? chooseLabels(labelPaths, choice);
  // What belongs to a benchmark is no mistake of anybody's, whatever the labels are taken from in the end.
  const leftOver = beside.benchmark ? [] : others.filter((file) => !beside.used.has(file));
  const told = new Set(rejected.map(({ name }) => name));
  for (const { path } of leftOver) if (!told.has(path)) rejected.push({ name: path, reason: beside.reasons.get(path) ?? notAnImage(path) });

  options.signal?.throwIfAborted();
  const plan = assemble({
    images: intake.images,
    arrays: arrays.images,
    labelling,
    labelSource: source,
    each: choice === 'none',
    dropped: files,
    title: options.title,
  });
  const protocol = source === 'benchmark' ? beside.benchmark?.protocol : undefined;
  return {
    ...plan,
    rejected,
    ignored: intake.ignored + (beside.benchmark ? others.length : 0),
    ...(protocol ? { protocol } : {}),
    notes: [...(protocol ? [protocol.note] : []), ...intake.notes, ...plan.notes],
    labelSources: [
      ...(beside.benchmark ? (['benchmark'] as const) : []),
      ...(arrays.images.some(({ labels }) => labels !== null) ? (['arrays'] as const) : []),
      ...(beside.table ? (['table'] as const) : []),
      ...sourcesIn(labelPaths),
      'none',
    ],
  };
}

function notAnImage(path: string): string {
  return extensionOf(path) === 'mat'
    ? 'it is a MATLAB file that belongs to no benchmark known here; save images with numpy.savez'
    : 'it is not an image: it is plain text';
}

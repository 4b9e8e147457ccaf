/**
 * From dropped files to a plan of an image set: which images of which classes, in which split, and what was left out. No image is decoded;
 * each is looked at (`inspectSource`) when it is.
 */
import { ImageSetError } from '../errors';
import { readArrays, type ArrayImages } from './arrays';
import { assemble } from './assemble';
import { recognise, type Recognised } from './benchmarks';
import { ENCODINGS, isEncoding, type Encoding } from './encoding';
import { takeIn, type Intake } from './intake';
import { choiceOf, decide, sourcesOf, type Decided, type LabelChoice } from './labels';
import { readFolders, type FolderReading } from './labels/folders';
import { counted } from './labels/labelling';
import { checkSplit } from './labels/joinSplit';
import { createPathIndex } from './labels/pathIndex';
import type { LabelOptions } from './labels/question';
import { folderSplitOf } from './labels/splitFolders';
import { findMasks, recogniseLayout, rejectMasks, type LayoutReading } from './layouts';
import { DEFAULT_LIMITS, type Limits } from './limits';
import { extensionOf, showName } from './names';
import { createPace, type PaceOptions } from './pace';
import type { IngestPlan } from './plan.types';
import { rejectedBy, type Rejected } from './rejection';
import { withoutRepeats } from './duplicates/sameFolder';
import { lookAtSome } from './image/sample';
import type { ImageKind } from './image/sniff';
import type { SourceFile } from './source';
import { createScopes, gatherTables, type Gathered, type GatheredTable } from './tables/gather';
import { gatherRowTables, type Unlabelled } from './tables/rows';

export type { EntrySource, IngestPlan, LabelSource, PlanEntry } from './plan.types';
export { UNLABELLED } from './plan.types';

export interface PlanOptions extends PaceOptions, LabelOptions {
  /** Default: what fits of a known benchmark or layout, tables, folders and file names; none where nothing does. `labelsFrom` goes before it. */
  labels?: LabelChoice;
  /** Of names in archives and of tables that do not say theirs: one of ENCODINGS. Default: the one by which they make words. */
  encoding?: string;
  limits?: Partial<Limits>;
  /** What the browser at hand decodes, if more than the usual. */
  decodable?: ReadonlySet<ImageKind>;
  /** Default: after the folder or archive that all came in. */
  title?: string;
}

/**
 * Plans an image set. Files that cannot be used are in `rejected`; nothing else is lost, and no file makes it fail.
 * @throws ImageSetError for a pattern that is no regular expression or an encoding that is not known; the signal's reason (AbortError) when cancelled
 */
export async function planIngest(files: readonly SourceFile[], options: PlanOptions = {}): Promise<IngestPlan> {
  const pace = createPace(options);
  options.signal?.throwIfAborted();
  const limits = { ...DEFAULT_LIMITS, ...options.limits };
  const encoding = encodingOf(options.encoding);
  const once = await withoutRepeats(files);
  const intake = await takeIn(once.files, {
    limits,
    pace,
    ...(options.decodable ? { decodable: options.decodable } : {}),
    ...(encoding === undefined ? {} : { encoding }),
  });
  const rejected = [...intake.rejected];
  const failed = (path: string, error: unknown) => void rejected.push(rejectedBy(path, error));
  const masks = setMasksAside(intake, rejected);
  const arrays = await readArrays(intake, limits, failed);
  options.signal?.throwIfAborted();

  const others = [...arrays.unusedTexts, ...intake.mat];
  const paths = [...intake.images.map(({ path }) => path), ...arrays.unlabelledPaths];
  const choice = choiceOf(options) ?? options.labels ?? 'auto';
  const unlabelled = unlabelledArrays(arrays.images, intake.images.length);
  const beside = await lookBeside(paths, others, unlabelled, options, failed);
  const { labelling, source, question } = takeKnown(beside, choice) ?? decide(paths, beside.folders, beside.gathered, choice, options);
  checkSplit(options, paths, beside.gathered);
  const leftOver = leftOvers(beside, others, new Set(rejected.map(({ name }) => name)));
  rejected.push(...leftOver);

  options.signal?.throwIfAborted();
  const plan = assemble({
    images: intake.images,
    arrays: arrays.images,
    labelling,
    labelSource: source,
    each: choice === 'none',
    unclear: question !== undefined,
    dropped: files,
    title: options.title,
  });
  const { side, bits } = await lookAtSome(intake.images, arrays.images);
  const protocol = source === 'benchmark' ? beside.benchmark?.protocol : undefined;
  return {
    ...plan,
    rejected,
    ignored: intake.ignored + (beside.benchmark ? others.length : (beside.layout?.used.length ?? 0)),
    ...(protocol ? { protocol } : {}),
    ...(question ? { question } : {}),
    ...guessedEncoding(intake, beside.gathered),
    side,
    ...(bits === undefined ? {} : { bits }),
    notes: [
      ...(protocol ? [protocol.note] : []),
      ...once.notes,
      ...intake.notes,
      ...masks,
      ...(bits === undefined ? [] : [`PNGs of 16 bits a value have values of ${bits} bits: they are stretched to black to white.`]),
      ...plan.notes,
    ],
    labelSources: [
      ...(beside.benchmark ? (['benchmark'] as const) : []),
      ...(beside.layout ? (['layout'] as const) : []),
      ...(arrays.images.some(({ labels }) => labels !== null) ? (['arrays'] as const) : []),
      ...sourcesOf(paths, beside.folders, beside.gathered),
      'none',
    ],
  };
}

function encodingOf(name: string | undefined): Encoding | undefined {
  const key = name?.trim().toLowerCase().replaceAll(' ', '-');
  if (key === undefined || key === '') return undefined;
  if (isEncoding(key)) return key;
  throw new ImageSetError(`“${showName(key, 40)}” is no encoding that is known here; take one of ${ENCODINGS.join(', ')}.`);
}

function guessedEncoding(intake: Intake, { tables }: Gathered): { encoding?: Encoding } {
  const found = intake.encoding ?? tables.find(({ encoding }) => encoding !== undefined)?.encoding;
  return found === undefined ? {} : { encoding: found };
}

/** @returns the note about them, if there are any */
function setMasksAside(intake: Intake, rejected: Rejected[]): string[] {
  const paths = intake.images.map(({ path }) => path);
  const masks = findMasks(paths);
  if (masks.size === 0) return [];
  rejected.push(...rejectMasks(paths, masks));
  intake.images = intake.images.filter((_, image) => !masks.has(image));
  return [`${counted(masks.size, 'mask')} beside the pictures ${masks.size === 1 ? 'was' : 'were'} set aside.`];
}

interface Beside {
  folders: FolderReading;
  benchmark: Recognised | null;
  layout: LayoutReading | null;
  gathered: Gathered;
}

/** Everything that folders and the files beside the images say, whichever of it is taken in the end. */
async function lookBeside(
  paths: readonly string[],
  others: readonly SourceFile[],
  unlabelled: readonly Unlabelled[],
  options: PlanOptions,
  failed: (path: string, error: unknown) => void,
): Promise<Beside> {
  const folders = readFolders(paths, 'all', folderSplitOf(options));
  if (paths.length === 0) return { folders, benchmark: null, layout: null, gathered: { tables: [], passedOver: [] } };
  const damaged = (error: unknown) => failed(others[0]?.path ?? '', error);
  const benchmark = await recognise({ paths, index: createPathIndex(paths), others }, damaged);
  const layout = benchmark ? null : await recogniseLayout({ paths, folders, others, scopes: createScopes(paths, folders) }, damaged);
  const rest = layout ? others.filter((file) => !layout.used.includes(file)) : others;
  // The lists of a benchmark look like tables of numbers; beside them only what calls itself a table is one.
  const explicitOnly = benchmark !== null || layout !== null;
  const encoding = encodingOption(options);
  const byRow = explicitOnly ? { tables: [], apart: [] } : await gatherRowTables(unlabelled, rest, paths.length, { options, ...encoding });
  const taken = new Set(byRow.tables.map(({ file }) => file));
  const gathered = await gatherTables(
    paths,
    folders,
    rest.filter((file) => !taken.has(file)),
    { options, explicitOnly, failed, ...encoding },
  );
  const apart = new Map(byRow.apart.map(({ file, reason }) => [file, reason]));
  const tables = gathered.tables.map(({ file, answer, ...own }): GatheredTable => {
    const reason = apart.get(file);
    return { file, answer: reason !== undefined && 'reason' in answer ? { reason } : answer, ...own };
  });
  // A list of one column is no table of files; where it is not of an array's rows either, that is why.
  const told = new Set(tables.map(({ file }) => file));
  const lists = byRow.apart.filter(({ file }) => !told.has(file));
  return {
    folders,
    benchmark,
    layout,
    gathered: { tables: [...byRow.tables, ...tables], passedOver: [...gathered.passedOver, ...lists] },
  };
}

/** Arrays whose images get their labels from elsewhere, with the place of each one's first image among all paths. */
function unlabelledArrays(arrays: readonly ArrayImages[], images: number): Unlabelled[] {
  let first = images;
  return arrays.flatMap((array) => {
    if (array.labels !== null) return [];
    const own = { array, first };
    first += array.n;
    return array.n > 1 ? [own] : [];
  });
}

function encodingOption({ encoding }: PlanOptions): { encoding?: Encoding } {
  const known = encodingOf(encoding);
  return known === undefined ? {} : { encoding: known };
}

function takeKnown({ benchmark, layout }: Beside, choice: LabelChoice): Decided | null {
  if (benchmark && (choice === 'auto' || choice === 'benchmark')) return { labelling: benchmark, source: 'benchmark' };
  return layout && (choice === 'auto' || choice === 'layout') ? { labelling: layout, source: 'layout' } : null;
}

/** What belongs to a benchmark or layout is no mistake of anybody's, whatever the labels are taken from in the end. */
function leftOvers({ benchmark, layout, gathered }: Beside, others: readonly SourceFile[], told: ReadonlySet<string>): Rejected[] {
  if (benchmark) return [];
  const known = new Set<SourceFile>(layout?.used);
  const reasons = new Map(gathered.passedOver.map(({ file, reason }) => [file, reason]));
  for (const { file, answer } of gathered.tables) {
    if (!('reason' in answer)) known.add(file);
    else if (extensionOf(file.path) !== 'txt') reasons.set(file, answer.reason);
  }
  return others
    .filter((file) => !known.has(file) && !told.has(file.path))
    .map((file) => ({ name: file.path, reason: reasons.get(file) ?? notAnImage(file.path) }));
}

function notAnImage(path: string): string {
  return extensionOf(path) === 'mat'
    ? 'it is a MATLAB file that belongs to no benchmark known here; save images with numpy.savez'
    : 'it is not an image: it is plain text';
}

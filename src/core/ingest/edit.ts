/**
 * Changes to a plan before training: classes renamed, merged, left out, put elsewhere in the hierarchy; images labelled. Each gives a new plan
 * and leaves the old one as it is, so undoing is going back to it. Unchanged entries are shared, not copied.
 */
import { ImageSetError } from '../errors';
import type { ClassInfo } from '../data/imageSet';
import { labelsOfPaths, type LabelChoice } from './labels';
import { classPathOf } from './labels/labelling';
import type { LabelOptions } from './labels/question';
import { fileName, folderOf, showName, stemOf } from './names';
import { UNLABELLED, type IngestPlan, type PlanEntry } from './plan.types';

/**
 * Gives a class another name; its place in the hierarchy stays.
 * @throws ImageSetError when the name is empty, or another class there has it
 */
export function renameClass(plan: IngestPlan, classIndex: number, name: string): IngestPlan {
  const { path } = classAt(plan, classIndex);
  const clean = name.normalize('NFC').trim().replaceAll('/', '-');
  if (clean === '') throw new ImageSetError('A class needs a name; type one, or leave the class out.');
  return moved(plan, [classIndex], () => joinPath(folderOf(path), clean));
}

/**
 * Makes one class of several, in the place of the first. The published protocol no longer holds then.
 * @param into path of the class that they become: one of them, another, or a new one; default: the first
 * @throws ImageSetError for fewer than two classes, and for an empty path
 */
export function mergeClasses(plan: IngestPlan, classIndices: readonly number[], into?: string): IngestPlan {
  const chosen = new Set(classIndices);
  chosen.forEach((index) => classAt(plan, index));
  const [first] = chosen;
  const path = into === undefined ? plan.classes[first ?? 0]?.path : classPathOf(into);
  if (path === null) throw new ImageSetError('A class needs a name; type one, or leave the classes as they are.');
  const known = plan.classes.findIndex((own) => own.path === path);
  if (known >= 0) chosen.add(known);
  if (first === undefined || path === undefined || chosen.size < 2)
    throw new ImageSetError('Merging takes two classes or more; select them first.');
  const target = known >= 0 ? known : first;
  const classes = known >= 0 ? plan.classes : plan.classes.map((own, index) => (index === first ? { path, name: fileName(path) } : own));
  return withClasses(
    withoutProtocol(plan),
    classes,
    plan.entries.map((entry) => (chosen.has(entry.classIndex) && entry.classIndex !== target ? { ...entry, classIndex: target } : entry)),
  );
}

/** Leaves classes out; their images are named in the report. */
export function excludeClasses(plan: IngestPlan, classIndices: readonly number[]): IngestPlan {
  const gone = new Set(classIndices);
  gone.forEach((index) => classAt(plan, index));
  return excludeWhere(
    plan,
    ({ classIndex }) => gone.has(classIndex),
    ({ classIndex }) => `its class, ${showName(plan.classes[classIndex]!.path)}, was left out by you`,
  );
}

/** Leaves single images out; they are named in the report. */
export function excludeEntries(plan: IngestPlan, entryIndices: readonly number[]): IngestPlan {
  const gone = new Set(entryIndices.map((index) => plan.entries[index]));
  return excludeWhere(
    plan,
    (entry) => gone.has(entry),
    () => 'it was left out by you',
  );
}

/** Leaves out what no label is known for, as training does; the images are named in the report. */
export function excludeUnlabelled(plan: IngestPlan): IngestPlan {
  return excludeWhere(
    plan,
    ({ classIndex }) => classIndex === UNLABELLED,
    () => 'no label is known for it; label it in the preview, or add it to the table of labels',
  );
}

/**
 * Puts classes below another group: `animals/mammals/cat` with the group `pets` becomes `pets/cat`; an empty group puts them at the top.
 * @throws ImageSetError when a class of that name is there already
 */
export function regroupClasses(plan: IngestPlan, classIndices: readonly number[], group: string): IngestPlan {
  const above = classPathOf(group) ?? '';
  return moved(plan, classIndices, (path) => joinPath(above, fileName(path)));
}

/**
 * Labels images by hand. The label is a class path; the class is made if there is none. Classes that lose all their images go.
 * An empty label takes the label away.
 */
export function assignLabel(plan: IngestPlan, entryIndices: readonly number[], label: string): IngestPlan {
  const path = classPathOf(label);
  const chosen = new Set(entryIndices);
  const known = plan.classes.findIndex((own) => own.path === path);
  const classes = path === null || known >= 0 ? plan.classes : [...plan.classes, { path, name: fileName(path) }];
  const classIndex = path === null ? UNLABELLED : known >= 0 ? known : plan.classes.length;
  // Who labels by hand has answered where labels are.
  const rest = answered(withoutProtocol(plan));
  return withClasses(
    rest,
    classes,
    plan.entries.map((entry, index) => (chosen.has(index) && entry.classIndex !== classIndex ? { ...entry, classIndex } : entry)),
  );
}

/**
 * Takes labels from another source: folders, file names, a pattern, or none (each image its own class). Rows of labelled arrays keep theirs
 * unless the source is `none`. Tables and benchmarks are read by `planIngest`.
 * @param options what was said of the split
 * @throws ImageSetError for a pattern that is no regular expression
 */
export function relabel(
  plan: IngestPlan,
  choice: Exclude<LabelChoice, 'auto' | 'arrays' | 'benchmark' | 'layout' | 'table' | { table: string }>,
  options: LabelOptions = {},
): IngestPlan {
  const free = plan.entries.flatMap(({ source }, index) =>
    'file' in source || choice === 'none' || plan.arrays[source.array]!.labels === null ? [index] : [],
  );
  const pathOf = ({ source }: PlanEntry) => ('file' in source ? source.file.path : plan.arrays[source.array]!.path);
  const { labelling, source, question } = labelsOfPaths(
    free.map((index) => pathOf(plan.entries[index]!)),
    choice,
    options,
  );
  const splits = new Map(labelling.splits?.map((split, place) => [free[place]!, split]));
  const paths: (string | null)[] = plan.entries.map(({ classIndex }) => plan.classes[classIndex]?.path ?? null);
  const single = source === 'none' && choice === 'none';
  const taken = new Set<string>();
  free.forEach((index, place) => (paths[index] = single ? unique(ownName(plan.entries[index]!), taken) : labelling.classPaths[place]!));
  const classes: ClassInfo[] = [];
  const places = new Map<string, number>();
  const entries = plan.entries.map((entry, index): PlanEntry => {
    const path = paths[index]!;
    if (path !== null && !places.has(path)) places.set(path, classes.push({ path, name: fileName(path) }) - 1);
    const split = splits.get(index) ?? entry.split;
    return { ...entry, classIndex: path === null ? UNLABELLED : places.get(path)!, ...(split === undefined ? {} : { split }) };
  });
  const rest = answered(withoutProtocol(plan));
  const unclear = question ? { question: { ...question, images: question.images.map((place) => free[place]!) } } : {};
  return { ...rest, ...unclear, classes, entries, labelSource: source, notes: labelling.notes };
}

function ownName({ name, source }: PlanEntry): string {
  return ('file' in source ? stemOf(name) : name).replaceAll('/', ' ').trim() || 'image';
}

function unique(name: string, taken: Set<string>): string {
  let own = name;
  for (let i = 2; taken.has(own); i++) own = `${name} (${i})`;
  taken.add(own);
  return own;
}

function classAt(plan: IngestPlan, classIndex: number): ClassInfo {
  const found = plan.classes[classIndex];
  if (!found) throw new ImageSetError(`There is no class ${classIndex}; the plan has ${plan.classes.length}. Select it again.`);
  return found;
}

const joinPath = (above: string, name: string) => (above === '' ? name : `${above}/${name}`);

/** Gives classes other paths. */
function moved(plan: IngestPlan, classIndices: readonly number[], to: (path: string) => string): IngestPlan {
  const chosen = new Set(classIndices);
  chosen.forEach((index) => classAt(plan, index));
  const taken = new Set(plan.classes.filter((_, index) => !chosen.has(index)).map(({ path }) => path));
  const classes = plan.classes.map((own, index) => {
    if (!chosen.has(index)) return own;
    const path = to(own.path);
    if (taken.has(path)) throw new ImageSetError(`There is a class “${showName(path)}” already; merge the two, or choose another name.`);
    taken.add(path);
    return { path, name: path === own.path || fileName(path) === fileName(own.path) ? own.name : fileName(path) };
  });
  return { ...plan, classes };
}

function excludeWhere(plan: IngestPlan, isGone: (entry: PlanEntry) => boolean, reason: (entry: PlanEntry) => string): IngestPlan {
  const gone = plan.entries.filter(isGone);
  if (gone.length === 0) return plan;
  const rest = withClasses(
    // What no label was known for had no part in a protocol.
    gone.every(({ classIndex }) => classIndex === UNLABELLED) ? plan : withoutProtocol(plan),
    plan.classes,
    plan.entries.filter((entry) => !isGone(entry)),
  );
  return { ...rest, rejected: [...plan.rejected, ...gone.map((entry) => ({ name: entry.name, reason: reason(entry) }))] };
}

/** A plan with other classes and entries: classes without images go, indices follow. */
function withClasses(plan: IngestPlan, classes: readonly ClassInfo[], entries: readonly PlanEntry[]): IngestPlan {
  const used = new Uint8Array(classes.length);
  for (const { classIndex } of entries) if (classIndex !== UNLABELLED) used[classIndex] = 1;
  const places = new Int32Array(classes.length);
  const kept: ClassInfo[] = [];
  classes.forEach((own, index) => {
    if (used[index]) places[index] = kept.push(own) - 1;
  });
  const shifted = kept.length === classes.length ? [...entries] : entries.map((entry) => shift(entry, places));
  return { ...plan, classes: kept, entries: shifted };
}

function shift(entry: PlanEntry, places: Int32Array): PlanEntry {
  if (entry.classIndex === UNLABELLED || places[entry.classIndex] === entry.classIndex) return entry;
  return { ...entry, classIndex: places[entry.classIndex]! };
}

/** A plan whose question about labels has been answered. */
function answered(plan: IngestPlan): IngestPlan {
  const rest = { ...plan };
  delete rest.question;
  return rest;
}

function withoutProtocol(plan: IngestPlan): IngestPlan {
  if (!plan.protocol) return plan;
  const { protocol, ...rest } = plan;
  const changed = `This is no longer the published protocol of ${protocol.name}: classes or images were changed by you.`;
  return { ...rest, notes: [...plan.notes.filter((note) => note !== protocol.note), changed] };
}

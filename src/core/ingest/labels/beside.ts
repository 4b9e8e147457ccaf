/** Labels from files beside the images: a known benchmark's lists, or tables. */
import { recognise, type Recognised } from '../benchmarks';
import { extensionOf } from '../names';
import type { LabelSource } from '../plan.types';
import type { SourceFile } from '../source';
import type { LabelChoice } from './index';
import type { Labelling } from './labelling';
import { createPathIndex } from './pathIndex';
import { labelByTable } from './table';
import { readText } from './text';

export interface LabelsBeside {
  benchmark: Recognised | null;
  table: Labelling | null;
  /** Files that are tables of these images. */
  used: Set<SourceFile>;
  /** Path → why a table is of no use. */
  reasons: Map<string, string>;
}

/**
 * Everything that files beside the images say, whichever of it is taken in the end.
 * @param others files that are no images
 * @param failed is told of files that cannot be read
 */
export async function labelsBeside(
  paths: readonly string[],
  others: readonly SourceFile[],
  failed: (path: string, error: unknown) => void,
): Promise<LabelsBeside> {
  const found: LabelsBeside = { benchmark: null, table: null, used: new Set(), reasons: new Map() };
  if (paths.length === 0) return found;
  found.benchmark = await recognise({ paths, index: createPathIndex(paths), others }, (error) => failed(others[0]?.path ?? '', error));
  const index = createPathIndex(paths, true);
  // The lists of a benchmark look like tables of numbers; beside them only what calls itself a table is one.
  for (const file of tablesAmong(others, found.benchmark !== null)) {
    try {
      const read = labelByTable(await readText(file), file.path, paths.length, index);
      if ('reason' in read) {
        if (extensionOf(file.path) !== 'txt') found.reasons.set(file.path, read.reason);
        continue;
      }
      found.used.add(file);
      found.table = found.table === null ? read : mergeTables(found.table, read);
    } catch (error) {
      failed(file.path, error);
    }
  }
  return found;
}

/** The labels that a choice takes from beside the images, if it takes any. */
export function takeLabels({ benchmark, table }: LabelsBeside, choice: LabelChoice): { labelling: Labelling; source: LabelSource } | null {
  if (benchmark && (choice === 'auto' || choice === 'benchmark')) return { labelling: benchmark, source: 'benchmark' };
  return table && (choice === 'auto' || choice === 'table') ? { labelling: table, source: 'table' } : null;
}

const MOST_TABLES = 50;

/** A text file may be a table; where there are many, as with one for every image, they are something else. */
function tablesAmong(others: readonly SourceFile[], explicitOnly: boolean): SourceFile[] {
  const tables = others.filter(({ path }) => ['csv', 'tsv', 'json'].includes(extensionOf(path)));
  const texts = explicitOnly ? [] : others.filter(({ path }) => ['txt', ''].includes(extensionOf(path)));
  return [...(tables.length <= MOST_TABLES ? tables : []), ...(texts.length <= MOST_TABLES ? texts : [])];
}

/** Several tables, such as `train.csv` and `test.csv`: what the first leaves open the second may say. */
function mergeTables(a: Labelling, b: Labelling): Labelling {
  const splits = a.classPaths.map((_, i) => a.splits?.[i] ?? b.splits?.[i]);
  return {
    classPaths: a.classPaths.map((path, i) => path ?? b.classPaths[i] ?? null),
    ...(splits.some((split) => split !== undefined) ? { splits } : {}),
    notes: [...a.notes, ...b.notes],
  };
}

/** What the columns of a table hold, judged by heading and values: the file, the label, or nothing of the kind. */
import { FILE_HEADINGS, headingKey, isMeasure, isRowHeading, LABEL_HEADINGS, LIKELY_HEADINGS } from './headings';

/** Values of one column in rows whose image is here. */
export interface Column {
  at: number;
  /** As written, or `column 3`. */
  title: string;
  /** As compared; empty without heading. */
  key: string;
  /** Trimmed; empty where nothing is said (`NaN`, `N/A`). `1.0` is 1 where all are whole. */
  values: string[];
}

const MISSING = new Set(['', 'nan', 'null', 'n/a', '#n/a', 'na', '<na>', 'none', 'undefined', '-', '?']);

/** The value of a cell; empty where it says nothing. */
export function cellValue(cell: string | undefined): string {
  const value = (cell ?? '').trim();
  return MISSING.has(value.toLowerCase()) ? '' : value;
}

/** Spreadsheets and pandas make fractions of whole numbers where a cell is empty. */
export function wholeNumbers(values: string[]): string[] {
  const filled = values.filter((value) => value !== '');
  const all = filled.length > 0 && filled.every((value) => /^-?\d{1,15}(\.0{1,10})?$/u.test(value));
  return all && filled.some((value) => value.includes('.')) ? values.map((value) => value.split('.', 1)[0]!) : values;
}

export type Content = 'empty' | 'constant' | 'words' | 'whole' | 'fraction' | 'sentence' | 'address' | 'checksum' | 'path' | 'date';

export interface Facts {
  content: Content;
  filled: number;
  distinct: number;
  /** Share of the values that occur more than once. */
  repeated: number;
}

const IMAGE_NAME = /\.(jpe?g|png|gif|webp|bmp|tiff?|avif|heic|svg|jfif|ppm|pgm|dcm|npy)$/iu;
export const looksLikeImageName = (value: string): boolean => IMAGE_NAME.test(value.trim());

export function factsOf({ values }: Column): Facts {
  const counts = new Map<string, number>();
  for (const value of values) if (value !== '') counts.set(value, (counts.get(value) ?? 0) + 1);
  const distinct = [...counts.keys()];
  const filled = [...counts.values()].reduce((sum, count) => sum + count, 0);
  const repeated = [...counts.values()].reduce((sum, count) => sum + (count > 1 ? count : 0), 0) / Math.max(1, filled);
  return { content: contentOf(distinct), filled, distinct: distinct.length, repeated };
}

function contentOf(distinct: readonly string[]): Content {
  if (distinct.length === 0) return 'empty';
  const sample = distinct.length > 500 ? distinct.filter((_, i) => i % Math.ceil(distinct.length / 500) === 0) : distinct;
  const most = (fits: (value: string) => boolean) => sample.filter(fits).length > 0.8 * sample.length;
  if (most((value) => /^[a-z][a-z+.-]{1,15}:\/\//iu.test(value))) return 'address';
  if (most(looksLikeImageName)) return 'path';
  if (most((value) => /^[0-9a-f]{16,128}$/iu.test(value) || UUID.test(value))) return 'checksum';
  if (most((value) => /^\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}([T ]|$)/u.test(value))) return 'date';
  if (most((value) => /^[-+]?\d{1,15}$/u.test(value))) return distinct.length === 1 ? 'constant' : 'whole';
  if (most((value) => /^[-+]?\d{0,15}[.,]?\d{1,20}(e[-+]?\d{1,3})?$/iu.test(value))) return 'fraction';
  if (most((value) => value.length > 60 || value.includes('\n') || value.split(/\s+/u).length > 6)) return 'sentence';
  return distinct.length === 1 ? 'constant' : 'words';
}
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/iu;

/** How sure it is that a column is the label. */
export type Sureness = 'heading' | 'likely' | 'values';

/** Fewer rows than this say little about whether values repeat. */
const FEW_ROWS = 4;

/**
 * Whether a column can be the label, and why it is thought so; null where it cannot.
 * @param isClass whether a value is the name of a class that other images have
 */
export function sureness(column: Column, facts: Facts, isClass: (value: string) => boolean): Sureness | null {
  const { content, distinct, repeated, filled } = facts;
  const known = LABEL_HEADINGS.includes(column.key);
  if (content === 'constant') return known ? 'heading' : null;
  if (content !== 'words' && content !== 'whole') return null;
  if (known) return 'heading';
  if (isMeasure(column.key) || isRowHeading(column.key) === (column.key !== '')) return null;
  const shared = new Set(column.values.filter((value) => value !== ''));
  if (content === 'words' && [...shared].every(isClass)) return 'heading';
  // What is different for every image tells none from another.
  const repeats = filled < FEW_ROWS || (repeated >= 0.5 && distinct <= filled / 1.5);
  if (!repeats) return null;
  if (LIKELY_HEADINGS.includes(column.key)) return 'likely';
  if (FILE_HEADINGS.includes(column.key)) return null;
  return content === 'words' || column.key === '' ? 'values' : null;
}

/** Whether two columns group the rows in the same way, `0, 1, 0` and `cat, dog, cat`. */
export function samePartition(a: Column, b: Column): boolean {
  return refines(a, b) && refines(b, a);
}

/** Whether all rows of one value of `fine` have one value of `coarse`. */
export function refines(fine: Column, coarse: Column): boolean {
  const known = new Map<string, string>();
  return fine.values.every((value, row) => {
    const above = coarse.values[row]!;
    if (value === '' || above === '') return true;
    const first = known.get(value);
    if (first === undefined) known.set(value, above);
    return first === undefined || first === above;
  });
}

/** Place of a column by what an option calls it: its heading, whatever its case and marks. */
export function columnCalled(headings: readonly string[], name: string): number {
  const exact = headings.indexOf(name);
  return exact >= 0 ? exact : headings.findIndex((heading) => headingKey(heading) === headingKey(name));
}

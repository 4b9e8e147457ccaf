/** Which column of a table says the part of the split; or the question, where several do and contradict one another. */
import { fileName, showName } from '../names';
import { saysSplit, namedSplit } from '../labels/splitQuestion';
import { shownImages, type LabelOptions, type Question } from '../labels/question';
import { splitOf, type IngestSplit } from '../splits/splits';
import { cellValue } from './columns';
import { headingKey, LABEL_HEADINGS, SPLIT_HEADINGS } from './headings';
import { columnMeant, sampleOf, titleOf, type Looked } from './roles';

export type SplitFound = { at: number | null; told?: boolean } | { ask: number[] };

/**
 * The column of the split: one that is called so, or that says so in every row.
 * @param rows those whose image is here
 */
export function findSplitColumn(table: Looked, file: number, rows: readonly (readonly string[])[], options: LabelOptions = {}): SplitFound {
  const says = (at: number) => {
    const values = sampleOf(rows)
      .map((row) => cellValue(row[at]))
      .filter((value) => value !== '');
    return values.length > 0 && values.every((value) => splitOf(value) !== undefined);
  };
  const name = namedSplit(options);
  const told = name === undefined ? -1 : columnMeant(table, name);
  if (told >= 0) return { at: told, told: true };
  const others = Array.from({ length: table.width }, (_, at) => at).filter((at) => at !== file);
  const keys = others.map((at) => ({ at, key: headingKey(table.headings?.[at] ?? '') }));
  const saying = keys.filter(({ key, at }) => !LABEL_HEADINGS.includes(key) && says(at));
  const place = (key: string) => SPLIT_HEADINGS.indexOf(key) >>> 0;
  const [first, ...rest] = saying.sort((a, b) => place(a.key) - place(b.key) || a.at - b.at).map(({ at }) => at);
  if (first === undefined) return { at: null };
  const another = rest.filter((at) => rows.some((row) => contradict(splitOf(row[first] ?? ''), splitOf(row[at] ?? ''))));
  return another.length > 0 && !saysSplit(options) ? { ask: [first, ...another] } : { at: first };
}

const contradict = (a: IngestSplit | undefined, b: IngestSplit | undefined) => a !== undefined && b !== undefined && a !== b;

/** @param imageOf image of each of the rows */
export function splitQuestion(
  table: Looked,
  columns: readonly number[],
  { rows, images: imageOf }: { rows: readonly (readonly string[])[]; images: ArrayLike<number> },
  path: string,
): Question {
  const rowOf = new Map(rows.map((row, at) => [imageOf[at]!, row]));
  const differ = [...rowOf.keys()].filter((image) => {
    const parts = columns.map((at) => splitOf(rowOf.get(image)![at] ?? '')).filter((part) => part !== undefined);
    return new Set(parts).size > 1;
  });
  const images = shownImages(differ);
  return {
    about: 'split',
    text: `Which column of ${showName(fileName(path))} is the split?`,
    images,
    choices: columns.map((at) => ({
      title: titleOf(table, at),
      option: { split: table.headings?.[at]?.trim() || String(at + 1) },
      labels: images.map((image) => splitOf(rowOf.get(image)![at] ?? '') ?? null),
    })),
  };
}

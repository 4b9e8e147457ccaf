/** The rows of the two tables, and their orders. */
import type { ClassRecall, Confusion } from '../../core/metrics/negatives/confusions';
import type { Table } from '../../plots';

export type Direction = 'ascending' | 'descending';

export interface Column<Row> {
  key: string;
  /** Head of the column. */
  name: string;
  title: string;
  /** What it is sorted by; names by the alphabet, numbers largest first unless told. */
  value(row: Row): number | string;
  first: Direction;
}

export interface Order {
  key: string;
  direction: Direction;
}

const all = ({ taken: [there, back] }: Confusion) => there + back;

export const pairColumns = (nameOf: (label: number) => string, k: number): Column<Confusion>[] => [
  {
    key: 'classes',
    name: 'classes',
    title: 'Two classes of which one stands among the hard negatives of the other',
    value: ({ a, b }) => `${nameOf(a)} ${nameOf(b)}`,
    first: 'ascending',
  },
  {
    key: 'taken',
    name: 'taken for one another',
    title: 'Images of either class whose nearest image of all is of the other: they miss at Recall@1',
    value: all,
    first: 'descending',
  },
  {
    key: 'share',
    name: `of the top ${k}`,
    title: `Share of the ${k} hardest negatives of the images of both classes that are of the other class`,
    value: ({ share }) => share,
    first: 'descending',
  },
];

export const classColumns = (nameOf: (label: number) => string): Column<ClassRecall>[] => [
  { key: 'class', name: 'class', title: 'Class', value: ({ label }) => nameOf(label), first: 'ascending' },
  {
    key: 'recall',
    name: 'Recall@1',
    title: 'Share of its images whose nearest image is of the class',
    value: ({ recall }) => recall,
    first: 'ascending',
  },
  {
    key: 'images',
    name: 'images',
    title: 'Images of it that have another one of their class',
    value: ({ queries }) => queries,
    first: 'descending',
  },
  {
    key: 'takenFor',
    name: 'taken for',
    title: 'The class of the nearest image, where that is another one: the most frequent',
    value: ({ takenFor }) => takenFor?.images ?? 0,
    first: 'descending',
  },
];

/** In an order; what is equal in it stays as it was. */
export function sorted<Row>(rows: readonly Row[], columns: readonly Column<Row>[], { key, direction }: Order): Row[] {
  const column = columns.find((candidate) => candidate.key === key);
  if (!column) return [...rows];
  const sign = direction === 'ascending' ? 1 : -1;
  const value = (row: Row) => column.value(row);
  return [...rows].sort((p, q) => {
    const [a, b] = [value(p), value(q)];
    return sign * (typeof a === 'string' && typeof b === 'string' ? a.localeCompare(b) : Number(a) - Number(b));
  });
}

/** The order after the head of a column has been pressed: its first one, then the other way round. */
export const pressed = <Row>({ key, first }: Column<Row>, now: Order): Order => ({
  key,
  direction: now.key === key ? (now.direction === 'ascending' ? 'descending' : 'ascending') : first,
});

export const pairTable = (rows: readonly Confusion[], pathOf: (label: number) => string, k: number): Table => ({
  columns: [
    'class a',
    'class b',
    'a taken for b',
    'b taken for a',
    `b in the top ${k} of a`,
    `a in the top ${k} of b`,
    `share of the top ${k}`,
  ],
  rows: rows.map(({ a, b, taken, listed, share }) => [pathOf(a), pathOf(b), ...taken, ...listed, share]),
});

export const classTable = (rows: readonly ClassRecall[], pathOf: (label: number) => string): Table => ({
  columns: ['class', 'Recall@1', 'queries', 'most often taken for', 'queries taken for it'],
  rows: rows.map(({ label, queries, recall, takenFor }) => [
    pathOf(label),
    recall,
    queries,
    takenFor && pathOf(takenFor.label),
    takenFor?.images,
  ]),
});

/** From all records to the rows of the table: searched, filtered, sorted, grouped, opened up. Pure. */
import type { Geometry } from '../../../core/configuration/schema';
import type { MetricKey } from '../../../core/record/measures';
import { isNewer, type KeptRecord, type KeptRun, type KeptState, type ListedRecord, type NewerRecord } from '../../../core/record/kept';
import { sortValue, type Column } from './columns';
import { meetsSearch, parseSearch, type Term } from './search';
import { settingsOf } from './settings';

export const groupings = ['sweep', 'image set', 'geometry'] as const;
export type Grouping = (typeof groupings)[number];

export interface Filter {
  search: string;
  /** Id of an image set. */
  imageSet?: string | undefined;
  /** A record with a run of one of these; none: all. */
  geometries: readonly Geometry[];
  tag?: string | undefined;
  /** Id of a sweep. */
  sweep?: string | undefined;
  state?: KeptState | 'newer' | undefined;
}

export const NO_FILTER: Filter = { search: '', geometries: [] };

export interface Sort {
  /** Of a column. */
  column: string;
  descending: boolean;
}

export type Item =
  | { kind: 'group'; key: string; label: string; count: number; open: boolean }
  | { kind: 'record'; record: KeptRecord; open: boolean }
  | { kind: 'newer'; record: NewerRecord }
  | { kind: 'run'; record: KeptRecord; run: KeptRun };

export interface Matching {
  records: KeptRecord[];
  newer: NewerRecord[];
}

/** What meets a filter. Of newer records next to nothing is known: they are found by their state, or where nothing is asked. */
export function matching(listed: readonly ListedRecord[], filter: Filter): Matching {
  const { search, imageSet, geometries, tag, sweep, state } = filter;
  const readable = listed.filter((record): record is KeptRecord => !isNewer(record));
  const terms: Term[] = search.trim() === '' ? [] : parseSearch(search, settingsOf(readable.slice(0, 50).map((one) => one.configuration)));
  const records = readable.filter(
    (record) =>
      (imageSet === undefined || record.imageSet.id === imageSet) &&
      (geometries.length === 0 || record.runs.some((run) => geometries.includes(run.geometry))) &&
      (tag === undefined || record.tags.includes(tag)) &&
      (sweep === undefined || record.sweep?.id === sweep) &&
      (state === undefined || record.state === state) &&
      meetsSearch(record, terms),
  );
  const unasked = terms.length === 0 && imageSet === undefined && geometries.length === 0 && tag === undefined && sweep === undefined;
  const newer = unasked && (state === undefined || state === 'newer') ? listed.filter(isNewer) : [];
  return { records, newer };
}

/** Sorted by a column; what has no value there comes last, and equals stay in the order they were in. */
export function sorted(records: readonly KeptRecord[], column: Column, descending: boolean, metric: MetricKey): KeptRecord[] {
  const keyed = records.map((record, place) => ({ record, place, value: sortValue(record, column, metric) }));
  const turn = descending ? -1 : 1;
  keyed.sort((a, b) => {
    if (a.value === undefined || b.value === undefined)
      return Number(a.value === undefined) - Number(b.value === undefined) || a.place - b.place;
    return turn * compare(a.value, b.value) || a.place - b.place;
  });
  return keyed.map(({ record }) => record);
}

const compare = (a: number | string, b: number | string): number =>
  typeof a === 'number' && typeof b === 'number' ? a - b : collator.compare(String(a), String(b));
const collator = new Intl.Collator('en', { numeric: true });

/** Key and words of the group that a record belongs to. */
function groupOf(record: KeptRecord, by: Grouping, sweepTitle: (id: string) => string | undefined): [key: string, label: string] {
  switch (by) {
    case 'sweep': {
      const id = record.sweep?.id;
      return id === undefined ? ['', 'In no sweep'] : [id, sweepTitle(id) ?? `Sweep ${id.slice(0, 8)}`];
    }
    case 'image set':
      return [record.imageSet.id, record.imageSet.name];
    case 'geometry': {
      const all = [...new Set(record.runs.map(({ geometry }) => geometry))].sort();
      return [all.join(' '), all.join(', ')];
    }
  }
}

export interface Arrangement {
  group?: Grouping | undefined;
  /** Keys of groups that are shut. */
  shut: ReadonlySet<string>;
  /** Ids of records whose runs are shown. */
  open: ReadonlySet<string>;
  sweepTitle(id: string): string | undefined;
}

/** The rows: groups in the order of their first records, newer records after all others. */
export function itemsOf(records: readonly KeptRecord[], newer: readonly NewerRecord[], arrangement: Arrangement): Item[] {
  const { group, shut, open, sweepTitle } = arrangement;
  const items: Item[] = [];
  const add = (record: KeptRecord) => {
    const opened = open.has(record.id) && record.runs.length > 1;
    items.push({ kind: 'record', record, open: opened });
    if (opened) for (const run of record.runs) items.push({ kind: 'run', record, run });
  };
  if (group === undefined) records.forEach(add);
  else {
    const groups = new Map<string, { label: string; records: KeptRecord[] }>();
    for (const record of records) {
      const [key, label] = groupOf(record, group, sweepTitle);
      const earlier = groups.get(key);
      if (earlier) earlier.records.push(record);
      else groups.set(key, { label, records: [record] });
    }
    for (const [key, { label, records: own }] of groups) {
      items.push({ kind: 'group', key, label, count: own.length, open: !shut.has(key) });
      if (!shut.has(key)) own.forEach(add);
    }
  }
  for (const record of newer) items.push({ kind: 'newer', record });
  return items;
}

/** What can be filtered by, in the order of the alphabet. */
export interface Choices {
  imageSets: { id: string; name: string }[];
  tags: string[];
  sweeps: string[];
  newer: boolean;
}

export function choicesOf(listed: readonly ListedRecord[]): Choices {
  const imageSets = new Map<string, string>();
  const tags = new Set<string>();
  const sweeps = new Set<string>();
  let newer = false;
  for (const record of listed) {
    if (isNewer(record)) {
      newer = true;
      continue;
    }
    imageSets.set(record.imageSet.id, record.imageSet.name);
    for (const tag of record.tags) tags.add(tag);
    if (record.sweep) sweeps.add(record.sweep.id);
  }
  const byName = (a: string, b: string) => collator.compare(a, b);
  return {
    imageSets: [...imageSets].map(([id, name]) => ({ id, name })).sort((a, b) => byName(a.name, b.name)),
    tags: [...tags].sort(byName),
    sweeps: [...sweeps],
    newer,
  };
}

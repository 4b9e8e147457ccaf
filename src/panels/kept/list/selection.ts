/** Which rows are selected, and on which one stands. Pure. */
import type { Item } from './arrange';

export interface Selection {
  /** Ids of records, newer ones included. */
  selected: ReadonlySet<string>;
  /** Key of the row that keys act on. */
  active?: string | undefined;
  /** Id of the record that a range is counted from. */
  from?: string | undefined;
}

export const NOTHING_SELECTED: Selection = { selected: new Set() };

/** Unique among the rows. */
export function keyOf(item: Item): string {
  switch (item.kind) {
    case 'group':
      return `group ${item.key}`;
    case 'run':
      return `${item.record.id} run ${item.run.id}`;
    default:
      return item.record.id;
  }
}

/** Id of the record that a row is of; undefined for the head of a group. */
export const recordIn = (item: Item | undefined): string | undefined =>
  item === undefined || item.kind === 'group' ? undefined : item.record.id;

const isRecord = (item: Item) => item.kind === 'record' || item.kind === 'newer';

/** One record more, or one less; the row is stood on. */
export function toggled({ selected }: Selection, id: string): Selection {
  const next = new Set(selected);
  if (!next.delete(id)) next.add(id);
  return { selected: next, active: id, from: id };
}

/** All records from where the range is counted from to this one, together with what is selected. */
export function extended(selection: Selection, items: readonly Item[], id: string): Selection {
  const records = items.flatMap((item) => (isRecord(item) ? [recordIn(item)!] : []));
  const from = records.indexOf(selection.from ?? selection.active ?? id);
  const to = records.indexOf(id);
  if (from < 0 || to < 0) return toggled(selection, id);
  const range = records.slice(Math.min(from, to), Math.max(from, to) + 1);
  return { selected: new Set([...selection.selected, ...range]), active: id, from: records[from] };
}

export const allOf = (selection: Selection, items: readonly Item[]): Selection => ({
  ...selection,
  selected: new Set(items.flatMap((item) => (isRecord(item) ? [recordIn(item)!] : []))),
});

/** What of a selection is still listed; the same object where all of it is. */
export function within(selection: Selection, known: ReadonlySet<string>): Selection {
  const left = [...selection.selected].filter((id) => known.has(id));
  return left.length === selection.selected.size ? selection : { ...selection, selected: new Set(left) };
}

/** The row that has the place of one that goes: the next that stays, else the one before. */
export function successor(items: readonly Item[], gone: ReadonlySet<string>, active: string | undefined): string | undefined {
  const at = items.findIndex((item) => keyOf(item) === active);
  const stays = (item: Item) => isRecord(item) && !gone.has(recordIn(item)!);
  const next = items.slice(Math.max(0, at)).find(stays) ?? items.slice(0, Math.max(0, at)).findLast(stays);
  return next && keyOf(next);
}

/** Where a key leads from a row; undefined where it leads nowhere. */
export function moved(at: number, key: string, count: number, seen: number): number | undefined {
  if (count === 0) return undefined;
  const page = Math.max(1, seen - 1);
  const to = { ArrowDown: at + 1, ArrowUp: at - 1, PageDown: at + page, PageUp: at - page, Home: 0, End: count - 1 }[key];
  if (to === undefined) return undefined;
  return Math.min(count - 1, Math.max(0, at < 0 && key === 'ArrowUp' ? 0 : to));
}

/** Which rows of a long list are drawn, and where the keys lead in it. Pure. */

export interface Window {
  first: number;
  /** After the last one. */
  end: number;
}

/** Rows drawn above and below what can be seen, so that scrolling does not show gaps. */
const SPARE = 4;

export function windowOf(scrollTop: number, height: number, rowHeight: number, rows: number): Window {
  const first = Math.max(0, Math.floor(scrollTop / rowHeight) - SPARE);
  const end = Math.min(rows, Math.ceil((scrollTop + height) / rowHeight) + SPARE);
  return { first: Math.min(first, Math.max(0, end)), end };
}

/** The scroll position at which a row can be seen, changed no more than needed. */
export function scrollTo(row: number, scrollTop: number, height: number, rowHeight: number): number {
  const top = row * rowHeight;
  if (top < scrollTop) return top;
  return top + rowHeight > scrollTop + height ? top + rowHeight - height : scrollTop;
}

/** Where a key leads from item `active` in a list or a grid; undefined = the key is none of its. */
export function moved(active: number, key: string, count: number, columns: number, rowsSeen: number): number | undefined {
  const to = {
    ArrowDown: active + columns,
    ArrowUp: active - columns,
    ArrowRight: columns > 1 ? active + 1 : undefined,
    ArrowLeft: columns > 1 ? active - 1 : undefined,
    PageDown: active + columns * Math.max(1, rowsSeen - 1),
    PageUp: active - columns * Math.max(1, rowsSeen - 1),
    Home: 0,
    End: count - 1,
  }[key];
  if (to === undefined || count === 0) return undefined;
  // Out of the list: to its end with keys that leap, nowhere with the others.
  if (key.startsWith('Arrow') && (to < 0 || to >= count)) return active;
  return Math.min(count - 1, Math.max(0, to));
}

/** All indices between two, both included. */
export function between(a: number, b: number): number[] {
  const from = Math.min(a, b);
  return Array.from({ length: Math.abs(a - b) + 1 }, (_, i) => from + i);
}

/** A selection with one item turned over. */
export function toggled<T>(selected: ReadonlySet<T>, item: T): Set<T> {
  const next = new Set(selected);
  if (!next.delete(item)) next.add(item);
  return next;
}

/** Keys in a row of images: Tab reaches the row once, arrow keys move inside it, and up and down to the rows beside it. */
import { useCallback, useState, type FocusEvent, type KeyboardEvent } from 'react';

/** What makes a button one of the row's stops. */
export interface RowStop {
  'data-stop': string;
  tabIndex: 0 | -1;
}

const stopsOf = (row: Element): HTMLElement[] => [...row.querySelectorAll<HTMLElement>('[data-stop]')];

/** The stop that a key leads to from another; undefined where it leads nowhere. */
function reached(key: string, row: Element, from: HTMLElement): HTMLElement | undefined {
  const stops = stopsOf(row);
  const at = stops.indexOf(from);
  switch (key) {
    case 'ArrowRight':
      return stops[at + 1];
    case 'ArrowLeft':
      return stops[at - 1];
    case 'Home':
      return stops[0];
    case 'End':
      return stops.at(-1);
    case 'ArrowUp':
    case 'ArrowDown': {
      const rows = [...(row.parentElement?.children ?? [])];
      const beside = rows[rows.indexOf(row) + (key === 'ArrowUp' ? -1 : 1)];
      // Counted from the end: rows differ in how many positives they show, not in how many negatives.
      return beside && stopsOf(beside).at(at - stops.length);
    }
    default:
      return undefined;
  }
}

/**
 * For the element around a row's images: its handlers, and what each image that can be reached carries.
 * @param keys of all stops, in their order; `first` is the one that Tab reaches until another has been
 */
export function useRowKeys(keys: readonly string[], first: string | undefined) {
  const [last, setLast] = useState<string>();
  const current = last !== undefined && keys.includes(last) ? last : first;
  const onFocus = useCallback((event: FocusEvent) => {
    const stop = (event.target as HTMLElement).dataset.stop;
    if (stop !== undefined) setLast(stop);
  }, []);
  const onKeyDown = useCallback((event: KeyboardEvent<HTMLElement>) => {
    const from = event.target as HTMLElement;
    if (from.dataset.stop === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
    const to = reached(event.key, event.currentTarget, from);
    if (!to) return;
    event.preventDefault();
    event.stopPropagation();
    to.focus();
  }, []);
  const stopAt = (key: string): RowStop => ({ 'data-stop': key, tabIndex: key === current ? 0 : -1 });
  return { current, stopAt, handlers: { onFocus, onKeyDown } };
}

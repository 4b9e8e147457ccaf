/** Where the focus goes when what had it leaves the page: to the like control of what has taken its place, never to nowhere. */
import { useEffect, useLayoutEffect, useRef, useState } from 'react';

const CONTROLS = 'button:not(:disabled), a[href], input:not(:disabled), select:not(:disabled), textarea:not(:disabled), [tabindex="0"]';
const LISTS = 'ul, ol, [role="list"], [data-list]';

const controlsIn = (item: Element): HTMLElement[] => [...item.querySelectorAll<HTMLElement>(CONTROLS)];

export interface Spot {
  element: HTMLElement;
  list: HTMLElement | null;
  /** Place of its item in the list, and its own among the item's controls. */
  item: number;
  control: number;
}

/** Remembers an element together with its place in the list around it. */
export function spotOf(element: Element | null): Spot | undefined {
  if (!(element instanceof HTMLElement)) return undefined;
  const list = element.parentElement?.closest<HTMLElement>(LISTS) ?? null;
  const items = list ? [...list.children] : [];
  const item = items.findIndex((child) => child.contains(element));
  return { element, list, item, control: item < 0 ? -1 : controlsIn(items[item]!).indexOf(element) };
}

/** The element as long as it is there, else its successor; undefined where the list has gone as well. */
export function successorOf({ element, list, item, control }: Spot): HTMLElement | undefined {
  if (element.isConnected) return element;
  if (!list?.isConnected) return undefined;
  const next = list.children[Math.min(item, list.children.length - 1)];
  const controls = next ? controlsIn(next) : [];
  if (controls.length > 0) return controls[Math.max(0, Math.min(control, controls.length - 1))];
  // What is empty can take the focus from code alone.
  list.tabIndex = -1;
  return list;
}

/** Nothing has the focus, or a dialog as a whole, which takes it when what had it in there is gone. */
const nowhere = (element: Element | null) => element === null || element === document.body || element.matches('[data-layer]');

/** Keeps the focus in a list whose items come and go; returns the way to stop. */
export function keepFocus(list: HTMLElement): () => void {
  let spot: Spot | undefined;
  const remember = (event: FocusEvent) => (spot = spotOf(event.target as Element));
  const observer = new MutationObserver(() => {
    if (!spot || spot.element.isConnected) return;
    const next = nowhere(document.activeElement) ? successorOf(spot) : undefined;
    spot = undefined;
    next?.focus();
  });
  list.addEventListener('focusin', remember);
  observer.observe(list, { childList: true, subtree: true });
  return () => {
    list.removeEventListener('focusin', remember);
    observer.disconnect();
  };
}

/** Where the focus goes when what opens now closes: to where it was, or to what stands in its place; `true` leaves it to the library. */
export function useReturn(open: boolean): () => HTMLElement | true {
  const opener = useRef<Spot>(undefined);
  useLayoutEffect(() => {
    // Before the focus moves in.
    if (open) opener.current = spotOf(document.activeElement);
  }, [open]);
  return () => (opener.current && successorOf(opener.current)) ?? true;
}

/** For the `ref` of a list: when the item that has the focus is removed, the one in its place has it. */
export function useKeptFocus<T extends HTMLElement>(): (list: T | null) => void {
  const [list, setList] = useState<T | null>(null);
  useEffect(() => (list ? keepFocus(list) : undefined), [list]);
  return setList;
}

/**
 * Pinned anchors: images that one comes back to, remembered in this browser. They are kept by the content of an image set and row of its
 * store, so that they mean the same images whatever is evaluated, and are not those of a set that has other images by now.
 */
import { createStore, type StoreApi } from 'zustand';
import type { ImageSetInfo } from '../../core/data/imageSet';
import type { LabState } from '../lab.types';

/** More than can be overlooked. */
export const MOST_PINS = 24;
const KEY = 'negative-space pins';

export interface PinState {
  /** `pinnedAs` an image set → rows of its store, in the order in which they were pinned. */
  rows: Readonly<Record<string, readonly number[]>>;
  /** Pins an image, or takes its pin away. Beyond the most that are kept, the oldest pin goes. */
  toggle(imageSet: string, row: number): void;
}

export type PinStore = StoreApi<PinState>;

type Storage = Pick<globalThis.Storage, 'getItem' | 'setItem'>;

/** What pins of an image set are kept under: its content where that is known. */
export const pinnedAs = ({ contentHash, id }: Pick<ImageSetInfo, 'contentHash' | 'id'>): string => contentHash ?? id;

/** What was pinned before a reload; nothing where it cannot be read. */
function read(storage: Storage | undefined): PinState['rows'] {
  try {
    const stored: unknown = JSON.parse(storage?.getItem(KEY) ?? '{}');
    if (typeof stored !== 'object' || stored === null) return {};
    const entries = Object.entries(stored).filter(([, rows]) => Array.isArray(rows) && rows.every(Number.isInteger));
    return Object.fromEntries(entries) as PinState['rows'];
  } catch {
    return {};
  }
}

/** @param storage where they outlast a reload; without one they last until the page is left */
export function createPins(storage?: Storage): PinStore {
  return createStore<PinState>()((set, get) => ({
    rows: read(storage),
    toggle: (imageSet, row) => {
      const before = get().rows[imageSet] ?? [];
      const after = before.includes(row) ? before.filter((other) => other !== row) : [...before, row].slice(-MOST_PINS);
      // Of other sets another tab may have pinned images meanwhile.
      const rows = { ...read(storage), ...get().rows, [imageSet]: after };
      set({ rows });
      try {
        storage?.setItem(KEY, JSON.stringify(rows));
      } catch {
        // A browser that keeps nothing: they last until the page is left.
      }
    },
  }));
}

/** Pins an image of the evaluation, or takes its pin away: the anchor unless another is named. */
export function togglePin({ lab, pins }: { lab: Pick<StoreApi<LabState>, 'getState'>; pins: PinStore }, index?: number): void {
  const { imageSet, evaluation, anchor } = lab.getState();
  const row = evaluation?.rows[index ?? anchor];
  if (imageSet && row !== undefined) pins.getState().toggle(pinnedAs(imageSet), row);
}

/** Where what outlasts a visit is kept; some browsers forbid even to look at it. */
export function lastingStorage(): Storage | undefined {
  try {
    return globalThis.localStorage;
  } catch {
    return undefined;
  }
}

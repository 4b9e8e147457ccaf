/**
 * How the points of all disks and spheres of a laboratory are shown: one choice for all of them, so that they can be compared.
 * What is hidden and isolated is kept as beginnings of class paths, so that it stays when the points are coloured by another level; what
 * is hidden is a preference and stays so in the next visit too.
 */
import { createStore, type StoreApi } from 'zustand';
import { usePreferences } from '../preferences';

/** A quantity of each image that depends on the run. */
export type Measure = 'weight' | 'rank' | 'norm';
/** A level of the hierarchy (0 = the outermost), the classes themselves, or a measure. */
export type ColourBy = `level ${number}` | 'class' | Measure;

export interface ColouringState {
  /** undefined: by the outermost level there is. */
  by?: ColourBy;
  isolated: ReadonlySet<string>;
  /** Centroids of the classes are marked. */
  centroids: boolean;
  /** The classes' hierarchy is drawn as a tree. */
  hierarchy: boolean;
  /** A drag draws a lasso. */
  lassoing: boolean;
  colourBy: (by: ColourBy) => void;
  toggleHidden: (key: string) => void;
  toggleIsolated: (key: string) => void;
  /** Hides nothing and isolates nothing. */
  showAll: () => void;
  toggle: (what: 'centroids' | 'hierarchy' | 'lassoing') => void;
}

const toggled = (keys: ReadonlySet<string>, key: string): ReadonlySet<string> => {
  const next = new Set(keys);
  if (!next.delete(key)) next.add(key);
  return next;
};

export type ColouringStore = StoreApi<ColouringState>;

export const createColouring = (): ColouringStore =>
  createStore<ColouringState>()((set) => ({
    isolated: new Set(),
    centroids: false,
    hierarchy: false,
    lassoing: false,
    colourBy: (by) => set({ by }),
    toggleHidden: (key) => usePreferences.setState(({ hiddenGroups }) => ({ hiddenGroups: [...toggled(new Set(hiddenGroups), key)] })),
    toggleIsolated: (key) => set(({ isolated }) => ({ isolated: toggled(isolated, key) })),
    showAll: () => {
      usePreferences.setState({ hiddenGroups: [] });
      set({ isolated: new Set() });
    },
    toggle: (what) => set((state) => ({ [what]: !state[what] })),
  }));

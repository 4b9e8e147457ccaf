/**
 * The stores of one laboratory, given to the views by React context: what stands under one provider shows one experiment, and two
 * providers show two, side by side.
 */
import { createContext, createElement, useContext, type ReactNode } from 'react';
import { useStore, type StoreApi } from 'zustand';
import type { IngestState, IngestStore } from './library/ingest';
import type { RunsStore } from './library/runs';
import type { RecordPort, RunsState } from './library/runs.types';
import type { LabState } from './lab.types';
import type { AnalysisPort } from './analysis';
import type { LabStore } from './labStore';
import type { AnchorOrderState, AnchorOrderStore } from './views/anchorOrder';
import type { AskStore } from './views/guest/ask';
import type { ColouringState, ColouringStore } from './views/colouring';
import type { LinkedStore } from './views/linked';
import type { PinStore } from './views/pins';
import type { PlaceState, PlaceStore } from './views/place';
import type { ProjectionStore } from './views/projections/projections';
import type { ProposedStore } from './sweep/proposed';
import type { SweepStore } from './sweep/sweeps';
import type { SweepRequest, SweepsState } from './sweep/sweeps.types';
import type { TourState, TourStore } from './views/tour';

/** What the views of an experiment stand on, also on a page that only shows one. */
export interface ViewStores {
  lab: StoreApi<LabState>;
  projections: ProjectionStore;
  analysis: AnalysisPort;
  anchorOrder: AnchorOrderStore;
  colouring: ColouringStore;
  pins: PinStore;
}

export interface LabStores extends ViewStores {
  lab: LabStore;
  /** Where runs and sweeps are kept. */
  records: RecordPort;
  runs: RunsStore;
  ingest: IngestStore;
  ask: AskStore;
  place: PlaceStore;
  /** A sweep that Sweep is to begin with. */
  proposed: ProposedStore;
  /** What a link holds besides the settings of Train. */
  linked: LinkedStore;
  tour: TourStore;
  sweeps: SweepStore;
}

const Stores = createContext<ViewStores | undefined>(undefined);

export function LabProvider({ stores, children }: { stores: ViewStores; children?: ReactNode }) {
  return createElement(Stores.Provider, { value: stores }, children);
}

/** @throws where no provider stands above */
export function useViewStores(): ViewStores {
  const stores = useContext(Stores);
  if (!stores) throw new Error('This view stands outside a LabProvider: it has no experiment to show.');
  return stores;
}

const isLaboratory = (stores: ViewStores): stores is LabStores => 'records' in stores;

/** @throws where no provider stands above, or one of a page that only shows */
export function useLabStores(): LabStores {
  const stores = useViewStores();
  if (!isLaboratory(stores)) throw new Error('This view trains or keeps experiments: it cannot stand on a page that only shows them.');
  return stores;
}

/** What a view reads of the state; it is drawn anew when that changes. */
export function useLab<T>(selector: (state: LabState) => T): T {
  return useStore(useViewStores().lab, selector);
}

/** For what is read when something happens, not when something is drawn. */
export const useLabStore = (): StoreApi<LabState> => useViewStores().lab;

/** What a view reads of an image set on its way in. */
export function useIngest<T>(selector: (state: IngestState) => T): T {
  return useStore(useLabStores().ingest, selector);
}

export const useIngestStore = (): IngestStore => useLabStores().ingest;

/** What a view reads of the runs kept. */
export function useRuns<T>(selector: (state: RunsState) => T): T {
  return useStore(useLabStores().runs, selector);
}

export const useAnalysis = (): AnalysisPort => useViewStores().analysis;

/** In which order one goes through the anchors. */
export function useAnchorOrder<T>(selector: (state: AnchorOrderState) => T): T {
  return useStore(useViewStores().anchorOrder, selector);
}

/** How the points of the disks and spheres are shown. */
export function useColouring<T>(selector: (state: ColouringState) => T): T {
  return useStore(useViewStores().colouring, selector);
}

/** Which place is looked at. */
export function usePlace<T>(selector: (state: PlaceState) => T): T {
  return useStore(useLabStores().place, selector);
}

export function useTour<T>(selector: (state: TourState) => T): T {
  return useStore(useLabStores().tour, selector);
}

const NO_ROWS: readonly number[] = [];

/** Rows pinned of an image set, called as `pinnedAs` has it; the same array until one is pinned or unpinned. */
export function usePins(imageSet: string | undefined): readonly number[] {
  return useStore(useViewStores().pins, ({ rows }) => (imageSet === undefined ? NO_ROWS : (rows[imageSet] ?? NO_ROWS)));
}

/** A sweep that was asked for elsewhere; undefined where none was. */
export const useProposed = (): SweepRequest | undefined => useStore(useLabStores().proposed, ({ request }) => request);

/** What a view reads of the sweeps. */
export function useSweeps<T>(selector: (state: SweepsState) => T): T {
  return useStore(useLabStores().sweeps, selector);
}

export const useSweepStore = (): SweepStore => useLabStores().sweeps;

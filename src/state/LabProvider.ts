/**
 * The stores of one laboratory, given to the views by React context: what stands under one provider shows one experiment, and two
 * providers show two, side by side.
 */
import { createContext, createElement, useContext, type ReactNode } from 'react';
import { useStore } from 'zustand';
import type { IngestState, IngestStore } from './library/ingest';
import type { LabState } from './lab.types';
import type { LabStore } from './labStore';
import type { ProjectionStore } from './views/projections';

export interface LabStores {
  lab: LabStore;
  projections: ProjectionStore;
  ingest: IngestStore;
}

const Stores = createContext<LabStores | undefined>(undefined);

export function LabProvider({ stores, children }: { stores: LabStores; children?: ReactNode }) {
  return createElement(Stores.Provider, { value: stores }, children);
}

/** @throws where no provider stands above */
export function useLabStores(): LabStores {
  const stores = useContext(Stores);
  if (!stores) throw new Error('This view stands outside a LabProvider: it has no experiment to show.');
  return stores;
}

/** What a view reads of the state; it is drawn anew when that changes. */
export function useLab<T>(selector: (state: LabState) => T): T {
  return useStore(useLabStores().lab, selector);
}

/** For what is read when something happens, not when something is drawn. */
export const useLabStore = (): LabStore => useLabStores().lab;

/** What a view reads of an image set on its way in. */
export function useIngest<T>(selector: (state: IngestState) => T): T {
  return useStore(useLabStores().ingest, selector);
}

export const useIngestStore = (): IngestStore => useLabStores().ingest;

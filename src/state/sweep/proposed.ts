/** A sweep that was asked for elsewhere (a preset, a link): the form of Sweep takes it over when it is looked at. */
import { createStore, type StoreApi } from 'zustand';
import type { SweepRequest } from './sweeps.types';

export interface ProposedState {
  request?: SweepRequest | undefined;
  /** For the form to be filled with; nothing is trained by it. */
  propose(request: SweepRequest): void;
  /** Hands it over, once. */
  take(): SweepRequest | undefined;
}

export type ProposedStore = StoreApi<ProposedState>;

export const createProposed = (): ProposedStore =>
  createStore<ProposedState>()((set, get) => ({
    propose: (request) => set({ request }),
    take: () => {
      const { request } = get();
      if (request) set({ request: undefined });
      return request;
    },
  }));

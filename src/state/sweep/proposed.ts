/** A sweep that was asked for elsewhere (by a preset): the form of Sweep is filled with it when it is looked at next. */
import { createStore, type StoreApi } from 'zustand';
import type { SweepRequest } from './sweeps.types';

export interface ProposedState {
  /** The last one; another object each time, also where the same is proposed again. */
  request?: SweepRequest;
  /** Nothing is trained by it. */
  propose(request: SweepRequest): void;
}

export type ProposedStore = StoreApi<ProposedState>;

export const createProposed = (): ProposedStore =>
  createStore<ProposedState>()((set) => ({ propose: (request) => set({ request: { ...request } }) }));

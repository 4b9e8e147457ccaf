/** What a link to the place that is looked at holds besides the settings of Train: a sweep, or one of the runs kept. */
import { createStore, type StoreApi } from 'zustand';
import type { SweepRequest } from '../sweep/sweeps.types';

export interface LinkedState {
  /** What stands in the form of Sweep, where it is not what the form opens with and nothing is wrong with it. */
  form?: SweepRequest | undefined;
  /** The sweep that was chosen to be looked at. */
  sweep?: SweepRequest | undefined;
  /** The one of the runs kept that was chosen, by its id. */
  record?: string | undefined;
}

export type LinkedStore = StoreApi<LinkedState>;

export const createLinked = (): LinkedStore => createStore<LinkedState>()(() => ({}));

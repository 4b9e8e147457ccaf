/** Where the tour stands. Whether it has been offered is a preference. */
import { createStore, type StoreApi } from 'zustand';
import { usePreferences } from '../preferences';

export interface TourState {
  /** The step shown; undefined while there is no tour. */
  at?: number;
  start(): void;
  go(step: number): void;
  /** Ends the tour, or declines it: it is not offered again, and can still be called. */
  leave(): void;
}

const seen = () => usePreferences.setState({ tourSeen: true });

export type TourStore = StoreApi<TourState>;

export const createTour = (): TourStore =>
  createStore<TourState>()((set) => ({
    start: () => {
      seen();
      set({ at: 0 });
    },
    go: (at) => set({ at }),
    leave: () => {
      seen();
      set({ at: undefined });
    },
  }));

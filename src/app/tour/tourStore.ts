/** Where the tour stands, and whether a visitor has been offered it: kept between visits. */
import { create } from 'zustand';

const KEY = 'negative-space.tour';

/** Storage can be forbidden; the offer is then made anew with every visit. */
function seenBefore(): boolean {
  try {
    return localStorage.getItem(KEY) !== null;
  } catch {
    return false;
  }
}

function keepSeen(): void {
  try {
    localStorage.setItem(KEY, 'seen');
  } catch {
    // Nothing to do: it is not shown again in this visit.
  }
}

export interface TourState {
  /** The step shown; undefined while there is no tour. */
  at?: number;
  /** Taken or declined, in this visit or an earlier one. */
  seen: boolean;
  start(): void;
  go(step: number): void;
  /** Ends the tour, or declines it: it is not offered again, and can still be called. */
  leave(): void;
}

export const useTour = create<TourState>()((set) => ({
  seen: seenBefore(),
  start: () => {
    keepSeen();
    set({ at: 0, seen: true });
  },
  go: (at) => set({ at }),
  leave: () => {
    keepSeen();
    set({ at: undefined, seen: true });
  },
}));

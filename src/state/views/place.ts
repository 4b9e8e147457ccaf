/** Which of the three places is looked at. What is trained goes on wherever one looks. */
import { createStore, type StoreApi } from 'zustand';

export const PLACES = ['train', 'sweep', 'runs'] as const;
export type Place = (typeof PLACES)[number];

export const isPlace = (word: unknown): word is Place => PLACES.includes(word as Place);

export interface PlaceState {
  place: Place;
  go(place: Place): void;
}

export type PlaceStore = StoreApi<PlaceState>;

export const createPlace = (): PlaceStore => createStore<PlaceState>()((set) => ({ place: 'train', go: (place) => set({ place }) }));

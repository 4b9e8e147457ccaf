/** Asking with a picture of one's own: the dialog, the picture that waits in it, and what keeps it from being asked about. */
import { createStore, type StoreApi } from 'zustand';
import { messageOf, OrderError } from '../../../core/errors';
import type { DecodedPicture } from '../../../engine/guestPicture';
import type { LabState } from '../../lab.types';
import type { GuestPicture } from './guest';

export interface AskState {
  open: boolean;
  /** A picture that waits to be asked about. */
  picture?: GuestPicture;
  /** It is being read, or asked about. */
  busy: boolean;
  /** Why it could not be. */
  problem?: string;
  show(): void;
  hide(): void;
  /** Reads a picture, fits it to the set, and asks where there is a model; without one it waits. */
  bring(file: Blob, name?: string): Promise<void>;
  /** Asks about the picture that waits; with `train`, has training begin before. */
  ask(train?: boolean): Promise<void>;
}

export type AskStore = StoreApi<AskState>;

/** There is an experiment, and so models that can look at a picture: what is recorded holds none. */
export const hasModel = ({ stored, experiment }: Pick<LabState, 'stored' | 'experiment'>): boolean => experiment !== undefined && !stored;

type Decode = (file: Blob, size: number) => Promise<DecodedPicture>;

export function createAsk(lab: StoreApi<LabState>, decoder: () => Promise<Decode>): AskStore {
  return createStore<AskState>()((set, get) => ({
    open: false,
    busy: false,
    show: () => set({ open: true, problem: undefined }),
    hide: () => set({ open: false, problem: undefined }),
    bring: async (file, name = file instanceof File ? file.name : 'your picture') => {
      const { imageSet } = lab.getState();
      set({ busy: true, problem: undefined });
      try {
        if (!imageSet) throw new OrderError('No image set is open yet: wait until the page is ready.');
        set({ picture: { name, ...(await (await decoder())(file, imageSet.size)) } });
      } catch (error) {
        set({ problem: messageOf(error) });
        throw error;
      } finally {
        set({ busy: false });
      }
      if (hasModel(lab.getState())) await get().ask();
    },
    ask: async (train = false) => {
      const { picture } = get();
      if (!picture) return;
      set({ busy: true, problem: undefined });
      try {
        if (train) await lab.getState().train();
        await lab.getState().ask(picture);
        set({ open: false, picture: undefined });
      } catch (error) {
        set({ problem: messageOf(error) });
        throw error;
      } finally {
        set({ busy: false });
      }
    },
  }));
}

/** Pretrained weights of this browser, and a file of them on its way in: looked at, asked about, read. One at a time. */
import { createStore, type StoreApi } from 'zustand';
import { messageOf, OrderError } from '../../core/errors';
import type { WeightsFile } from '../../engine/weights';
import type { KeptWeights, WeightsChoices, WeightsFound } from '../../engine/weights.protocol';
import type { LabStore } from '../labStore';
import type { WeightsPort } from '../ports';

export type { KeptWeights, WeightsChoices, WeightsFile, WeightsFound };

/** `looking`: names and shapes are read. `asking`: waits for the person. `reading`: it is read as a whole and kept. */
export type WeightsStage = 'idle' | 'looking' | 'asking' | 'reading';

export interface WeightsState {
  /** The newest first; absent until they have been asked for. */
  kept?: readonly KeptWeights[];
  /** Why they cannot be listed. */
  failure?: string;
  stage: WeightsStage;
  /** What was found in the files that are on their way in. */
  found?: WeightsFound;
  /** Why they were refused, or could not be kept. */
  problem?: string;
  /** The list is open. */
  listed: boolean;

  refresh(): Promise<void>;
  /** Opens the dialog for weights among these files, if there are any. @returns the other files */
  take<T extends WeightsFile>(files: readonly T[]): Promise<readonly T[]>;
  /** Looks again, with other choices. */
  choose(choices: WeightsChoices): Promise<void>;
  /** Keeps what was looked at, and takes it for the experiment if asked to. */
  confirm(choices: WeightsChoices, use: boolean): Promise<void>;
  /** Drops what is on its way in. */
  cancel(): void;
  /** Without dialogs, for scripts. */
  add(files: readonly WeightsFile[], choices?: WeightsChoices): Promise<KeptWeights>;
  /** Takes weights for the experiment; an experiment that has been trained goes on until it is begun anew. */
  use(id: string): Promise<void>;
  /** Rejects with OrderError for those that the experiment was begun with. */
  remove(id: string): Promise<void>;
  show(listed: boolean): void;
}

export type WeightsStore = StoreApi<WeightsState>;

const WEIGHTS = /\.(safetensors|pth|pt|ckpt)$/iu;
/** PyTorch's, a zip; CIFAR's are images. */
const BINARY = /\.bin$/iu;
/** Google's ViT; other `.npz` are images. */
const ARRAYS = /\.npz$/iu;
const DESCRIPTION = /\.json$/iu;

const isZip = async (file: Blob): Promise<boolean> => (await file.slice(0, 4).text()) === 'PK\u0003\u0004';

const NOTHING = { stage: 'idle', found: undefined, problem: undefined } as const;

export function createWeightsStore(lab: LabStore, connect: () => Promise<WeightsPort>): WeightsStore {
  let files: readonly WeightsFile[] = [];
  /** Counts what was looked at: an answer that comes late is of no use. */
  let turn = 0;

  return createStore<WeightsState>()((set, get) => {
    const look = async (choices: WeightsChoices): Promise<void> => {
      const own = ++turn;
      try {
        const found = await (await connect()).inspect(files, choices);
        if (own === turn) set({ stage: 'asking', found, problem: undefined });
      } catch (error) {
        if (own === turn) set({ stage: 'asking', problem: messageOf(error) });
      }
    };
    const assertIdle = () => {
      if (get().stage !== 'idle') throw new OrderError('Other weights are being added: answer their dialog first.');
    };

    return {
      ...NOTHING,
      listed: false,

      refresh: async () => {
        try {
          set({ kept: await (await connect()).list(), failure: undefined });
        } catch (error) {
          set({ failure: messageOf(error) });
        }
      },

      take: async (all) => {
        const named = all.filter(({ path }) => WEIGHTS.test(path));
        for (const file of all) if (BINARY.test(file.path) && (await isZip(file.file))) named.push(file);
        const arrays = all.length <= 3 ? all.filter(({ path }) => ARRAYS.test(path)) : [];
        // Arrays may as well be images: what they hold decides.
        for (const array of named.length === 0 ? arrays : [])
          if (
            await (await connect()).inspect([array]).then(
              () => true,
              () => false,
            )
          )
            named.push(array);
        if (named.length === 0) return all;
        if (get().stage !== 'idle') {
          lab.getState().notify('warning', 'Other weights are being added: answer their dialog first.');
          return all.filter((file) => !named.includes(file));
        }
        const own = [...named, ...all.filter(({ path }) => DESCRIPTION.test(path))];
        files = own;
        set({ ...NOTHING, stage: 'looking' });
        await look({});
        return all.filter((file) => !own.includes(file));
      },

      choose: (choices) => look(choices),

      confirm: async (choices, use) => {
        if (get().stage !== 'asking') return;
        const own = ++turn;
        set({ stage: 'reading', problem: undefined });
        try {
          const kept = await (await connect()).add(files, choices);
          if (own === turn) set(NOTHING);
          await get().refresh();
          if (use) {
            set({ listed: false });
            await get().use(kept.id);
          } else if (!get().listed)
            lab.getState().notify('info', `${kept.name} is kept in this browser. “pretrained” in the Model panel lists it.`);
        } catch (error) {
          if (own === turn && get().stage === 'reading') set({ stage: 'asking', problem: messageOf(error) });
          else lab.getState().notify('error', messageOf(error));
        }
      },

      cancel: () => {
        turn++;
        files = [];
        set(NOTHING);
      },

      add: async (given, choices = {}) => {
        assertIdle();
        const kept = await (await connect()).add(given, choices);
        await get().refresh();
        return kept;
      },

      use: async (id) => {
        await lab.getState().edit({ model: { weights: id } });
        const name = get().kept?.find((one) => one.id === id)?.name ?? id;
        const { config, imageSet } = lab.getState();
        const enlarged =
          imageSet && imageSet.size < config.model.image
            ? ` ${imageSet.title} is kept at ${imageSet.size} px and enlarged to ${config.model.image}: for more detail add it at a larger working size.`
            : '';
        lab.getState().notify('info', `The model is that of ${name}, its body pretrained.${enlarged}`);
      },

      remove: async (id) => {
        const { config, inForce, trained } = lab.getState();
        if (trained && inForce?.model.weights === id)
          throw new OrderError('The experiment of this page began with these weights and may need them again: reset it first.');
        await (await connect()).remove(id);
        if (config.model.weights === id) {
          const normalisation = config.augmentation.normalisation === 'weights' ? 'timm' : config.augmentation.normalisation;
          await lab.getState().edit({ model: { weights: null }, augmentation: { normalisation } });
        }
        await get().refresh();
      },

      show: (listed) => {
        set({ listed });
        if (listed) void get().refresh();
      },
    };
  });
}

/** `lab.weights.add` and its like: pretrained weights for consoles, scripts and tests. It does what dropping their file on the page does, without a dialog. */
import type { KeptWeights, WeightsChoices } from '../../engine/weights.protocol';
import { collectFiles } from '../../engine/dropped';
import type { WeightsStore } from '../../state/library/weights';

export interface LabPretrained {
  /**
   * Reads a file of pretrained weights (`.safetensors`, `.pth`, `.pt`, `.bin`, Google's `.npz`; parts with their index), with its
   * `config.json` or `preprocessor_config.json` if they are given along, and keeps it in the browser. `id` is for `model.weights` of the
   * configuration. `options`: `heads`, `normalisation` ({ mean, std }, 0 … 1), and `prefix` where the file holds several models.
   * Where nothing says the normalisation it is null: give it, or set `augmentation.normalisation`.
   * Rejects with WeightsFileError, which says what is there and what to do.
   */
  add(files: readonly (File | FileSystemHandle)[], options?: WeightsChoices): Promise<KeptWeights>;
  /** The newest first. */
  list(): Promise<KeptWeights[]>;
  /** Deletes weights. Rejects for an id that is not in the list, with OrderError while an experiment that began with them is trained. */
  remove(id: string): Promise<void>;
}

export function createLabPretrained(weights: WeightsStore): LabPretrained {
  const list = async (): Promise<KeptWeights[]> => {
    await weights.getState().refresh();
    const { kept, failure } = weights.getState();
    if (failure !== undefined) throw new Error(failure);
    return structuredClone([...(kept ?? [])]);
  };
  return {
    add: async (files, options = {}) => structuredClone(await weights.getState().add(await collectFiles([...files]), options)),
    list,
    remove: async (id) => {
      const kept = await list();
      if (!kept.some((one) => one.id === id))
        throw new RangeError(
          `There are no weights “${id}”; there are ${kept.map((one) => `${one.id} (${one.name})`).join(', ') || 'none'}`,
        );
      await weights.getState().remove(id);
    },
  };
}

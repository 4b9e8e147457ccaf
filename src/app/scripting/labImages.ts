/** `lab.images`: own image sets for consoles, scripts and tests. It does what dropping files on the page does, without preview and dialogs. */
import type { IngestOptions, ImageSetReport } from '../../engine/ingest';
import type { ImageSetListing } from '../../engine/images';
import type { ImageSetSummary } from '../../engine/images.protocol';
import type { IngestStore } from '../../state/library/ingest';
import type { LabStore } from '../../state/labStore';

/** The report of what was added. `set: null`: no image could be taken, and there is no set. */
export type LabImagesReport =
  ImageSetReport | (Pick<ImageSetReport, 'classes' | 'images' | 'rejected' | 'notes'> & { set: null; complete: true });

export interface LabImages {
  /**
   * Reads files, folders or archives into a new image set, at 64×64 pixels (more for a model of more than 42) and with the split that fits unless `options` say otherwise, and
   * stores it in the browser. The set is not taken into use. Rejects where nothing could be stored; with LabelsUnclearError, whose `choices`
   * are the answers, where labels or the split could be read in several ways and none of `fileColumn`, `labelColumn`, `labelsFrom`, `split` says which.
   */
  add(files: readonly (File | FileSystemHandle)[], options?: IngestOptions): Promise<LabImagesReport>;
  /** The bundled sets and one's own. */
  list(): Promise<ImageSetSummary[]>;
  /** What is in one of one's own sets: classes, images with the path they came by, notes of reading. Rejects for another. */
  get(id: string): Promise<ImageSetListing>;
  /** Takes a set for the experiment, starting it anew where it has been trained. Rejects for an id that is not in the list. */
  use(id: string): Promise<void>;
  /** Deletes one of one's own sets. */
  remove(id: string): Promise<void>;
}

export function createLabImages(lab: LabStore, ingest: IngestStore): LabImages {
  const list = async () => {
    await lab.getState().refreshImageSets();
    return structuredClone(lab.getState().imageSets);
  };
  const existing = async (id: string): Promise<ImageSetSummary> => {
    const sets = await list();
    const found = sets.find((set) => set.id === id);
    if (!found) throw new RangeError(`There is no image set “${id}”; there are ${sets.map((set) => set.id).join(', ')}`);
    return found;
  };
  return {
    add: async (files, options) => {
      try {
        return await ingest.getState().add(files, options);
      } catch (error) {
        const rejected = rejectedOf(error);
        if (!rejected) throw error;
        return { set: null, classes: 0, images: 0, rejected, notes: [(error as Error).message], complete: true };
      }
    },
    list,
    get: async (id) => {
      await existing(id);
      return lab.getState().listImageSet(id);
    },
    use: async (id) => {
      await existing(id);
      await lab.getState().chooseImageSet(id);
      // What has been trained was trained on other images.
      if (lab.getState().pending.length > 0) await lab.getState().reset();
    },
    remove: async (id) => {
      const { removable } = await existing(id);
      if (!removable) throw new RangeError(`Image set “${id}” comes with the page and can't be deleted`);
      await lab.getState().removeImageSet(id);
    },
  };
}

/** By what it carries: the module with its class is loaded with the first files only. */
function rejectedOf(error: unknown): ImageSetReport['rejected'] | undefined {
  return error instanceof Error && 'rejected' in error && Array.isArray(error.rejected)
    ? (error.rejected as ImageSetReport['rejected'])
    : undefined;
}

/** `lab.export`, `lab.import`, `lab.report`, `lab.share`: what is found here taken along, and back. */
import type { LabStores } from '../../state/LabProvider';
import { imagesIn, linkTo } from '../takeaway/link';
import type { What } from '../takeaway/files';

export interface LabTakeaway {
  /**
   * An experiment as one `.zip`, described in the README.txt in it: the one shown (default), or runs kept by their ids. With `images` (default)
   * a sheet of small pictures is in it. With `handover` there is a folder of that name, by which it goes on in PyTorch; by default where its
   * weights are small. Rejects where there is nothing to take along.
   */
  export(options?: { what?: What; images?: boolean; handover?: boolean }): Promise<Blob>;
  /**
   * Keeps the experiments of such a file among the runs, or the results that `train.py` and `sweep.py` of a hand-over have left: their ids,
   * for `lab.runs`. Rejects with RecordError naming the file; nothing is kept then.
   */
  import(file: Blob, name?: string): Promise<string[]>;
  /** The same as `export` as a report: one HTML file without script. */
  report(options?: { what?: What }): Promise<Blob>;
  /** Address of the page with the present configuration. Of an image set of one’s own it says which is needed: the images do not travel in it. */
  share(): string;
}

export function createLabTakeaway(stores: Pick<LabStores, 'lab' | 'runs' | 'records' | 'pins'>): LabTakeaway {
  return {
    export: async ({ what = 'shown', images = true, handover } = {}) => {
      const { experimentFile } = await import('../takeaway/files');
      return (await experimentFile(stores, what, { withImages: images, handover: handover ?? 'auto' })).blob;
    },
    import: async (file, name) => {
      const { importRecords } = await import('../../state/library/takeaway');
      const ids = await importRecords(stores, file, name ?? ('name' in file ? String(file.name) : 'file'));
      await stores.runs.getState().refresh();
      return ids;
    },
    report: async ({ what = 'shown' } = {}) => {
      const { reportFile } = await import('../takeaway/files');
      return (await reportFile(stores, what)).blob;
    },
    share: () => {
      const lab = stores.lab.getState();
      return linkTo(lab.config, imagesIn(lab));
    },
  };
}

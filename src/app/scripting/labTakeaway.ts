/** `lab.export`, `lab.import`, `lab.report`, `lab.share`: what is found here taken along, and back. */
import type { LabStores } from '../../state/LabProvider';
import { linkNow } from '../takeaway/linkNow';
import type { What } from '../takeaway/files';

export interface LabTakeaway {
  /**
   * An experiment as one `.zip`, described in the README.txt in it: the one shown (default), or runs kept by their ids. `pictures` (default
   * true): with a sheet of small pictures of the evaluated images. `images` (default false): with the images themselves, where they are one's
   * own, so that whoever imports it can go on training. With `handover` there is a folder of that name, by which it goes on in PyTorch; by
   * default where its weights are small. Rejects where there is nothing to take along.
   */
  export(options?: { what?: What; images?: boolean; pictures?: boolean; handover?: boolean }): Promise<Blob>;
  /**
   * Keeps the experiments of such a file among the runs, and the images that it brings along; or the results that `train.py` and `sweep.py` of
   * a hand-over have left: their ids, for `lab.runs`. Rejects with RecordError naming the file; nothing is kept then.
   */
  import(file: Blob, name?: string): Promise<string[]>;
  /**
   * The same as `export` as a report: one HTML file without script. Its links open at `site`, by default this page; with null they are what is
   * put behind the address of any page.
   */
  report(options?: { what?: What; site?: string | null }): Promise<Blob>;
  /**
   * Address of the page with what is looked at: the present configuration; at Sweep the grid in its form, or the sweep chosen; at Runs the
   * configuration of the run chosen. Of an image set of one’s own it says which is needed: the images do not travel in it.
   */
  share(): string;
}

export function createLabTakeaway(stores: Pick<LabStores, 'lab' | 'runs' | 'records' | 'pins' | 'place' | 'linked'>): LabTakeaway {
  return {
    export: async ({ what = 'shown', images = false, pictures = true, handover } = {}) => {
      const { experimentFile } = await import('../takeaway/files');
      return (await experimentFile(stores, what, { images, pictures, handover: handover ?? 'auto' })).blob;
    },
    import: async (file, name) => {
      const { importRecords } = await import('../../state/library/takeaway');
      const ids = await importRecords(stores, file, name ?? ('name' in file ? String(file.name) : 'file'));
      await stores.runs.getState().refresh();
      return ids;
    },
    report: async ({ what = 'shown', site } = {}) => {
      const { reportFile } = await import('../takeaway/files');
      return (await reportFile(stores, what, site === undefined ? {} : { site })).blob;
    },
    share: () => linkNow(stores).link,
  };
}

import { CollectDialog } from './CollectDialog';
import { PreviewDialog } from './PreviewDialog';
import { ReportDialog } from './ReportDialog';
import { SetsDialog } from './SetsDialog';

/** Every dialog about images; each opens by itself when its turn has come. */
export function ImagesDialogs({ choose }: { choose(id: string): void }) {
  return (
    <>
      <SetsDialog choose={choose} />
      <CollectDialog />
      <PreviewDialog />
      <ReportDialog />
    </>
  );
}

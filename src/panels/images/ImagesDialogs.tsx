import { CollectDialog } from './bring/CollectDialog';
import { PreviewDialog } from './preview/PreviewDialog';
import { ReportDialog } from './sets/ReportDialog';
import { SetsDialog } from './sets/SetsDialog';

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

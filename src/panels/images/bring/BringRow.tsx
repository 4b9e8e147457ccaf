import { useIngest, useIngestStore, useLab } from '../../../state/LabProvider';
import { FilesPicker, FolderPicker } from './Pickers';
import { ReadingProgress } from '../preview/ReadingProgress';
import '../images.css';

/** Under the image set in use: the ways to another one; while images are being read, how far that is. */
export function BringRow({ choose }: { choose(id: string): void }) {
  const ingestStore = useIngestStore();
  const reading = useIngest((state) => state.stage === 'reading');
  const bundled = useLab((lab) => lab.imageSets.find((set) => !set.removable));
  if (reading) return <ReadingProgress />;
  return (
    <div className="images-bring-row">
      <FolderPicker small>Folder</FolderPicker>
      <FilesPicker small>Files</FilesPicker>
      <button
        type="button"
        className="button button-small"
        aria-label="Use bundled set"
        title={bundled ? `Use ${bundled.title}, which comes with the page` : 'Use the set that comes with the page'}
        disabled={!bundled}
        onClick={() => bundled && choose(bundled.id)}
      >
        Bundled
      </button>
      <button
        type="button"
        className="link-button"
        aria-label="All image sets"
        title="All image sets, with sizes; bring, capture or delete some"
        onClick={() => ingestStore.getState().show('sets')}
      >
        all sets
      </button>
    </div>
  );
}

import { useRef, type ReactNode } from 'react';
import { useIngestStore } from '../../../state/LabProvider';

interface Props {
  /** The whole name, whatever the button shows. */
  name: string;
  title: string;
  folder?: boolean;
  small?: boolean;
  children: ReactNode;
}

/** A button that opens the browser's own dialog for a folder or for files. */
export function Picker({ name, title, folder, small, children }: Props) {
  const ingestStore = useIngestStore();
  const input = useRef<HTMLInputElement>(null);
  return (
    <>
      <button
        type="button"
        className={small ? 'button button-small' : 'button'}
        aria-label={name}
        title={title}
        onClick={() => input.current?.click()}
      >
        {children}
      </button>
      <input
        ref={(element) => {
          input.current = element;
          // An attribute that HTML knows by this name only.
          if (folder) element?.setAttribute('webkitdirectory', '');
        }}
        type="file"
        multiple
        hidden
        tabIndex={-1}
        aria-hidden="true"
        onChange={(event) => {
          const { files } = event.target;
          if (!files || files.length === 0) return;
          // Copied before the field is emptied, so that the same folder can be chosen again.
          const chosen = [...files];
          event.target.value = '';
          void ingestStore.getState().bring(chosen);
        }}
      />
    </>
  );
}

const FOLDER_HELP = 'A folder with images. Folders in it are classes, at any depth. Or drop it anywhere on the page.';
const FILES_HELP = 'Images, archives (.zip, .tar, .tar.gz), NumPy (.npz), IDX or CIFAR files. Or drop them anywhere on the page.';

export function FolderPicker({ small, children = 'Choose folder' }: { small?: boolean; children?: ReactNode }) {
  return (
    <Picker name="Choose folder" title={FOLDER_HELP} folder small={small}>
      {children}
    </Picker>
  );
}

export function FilesPicker({ small, children = 'Choose files' }: { small?: boolean; children?: ReactNode }) {
  return (
    <Picker name="Choose files" title={FILES_HELP} small={small}>
      {children}
    </Picker>
  );
}

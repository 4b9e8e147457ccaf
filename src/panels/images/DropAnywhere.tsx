import { useEffect, useRef, useState } from 'react';
import { ingestStore, useIngest } from '../../state/ingest';
import { collection } from './collection';

/** Whether something that is being dragged, or is on the clipboard, has files in it; text and links are none of ours. */
const hasFiles = (data: DataTransfer | null): data is DataTransfer => data?.types.includes('Files') ?? false;

/** Pasting into a field is for the field. */
const typing = (target: EventTarget | null): boolean =>
  target instanceof Element && target.closest('input, textarea, [contenteditable]') !== null;

/** Takes what is dropped anywhere on the page, and shows that it can be; takes pasted images too. */
export function DropAnywhere() {
  const overlay = useRef<HTMLDivElement>(null);
  const [over, setOver] = useState(false);
  const stage = useIngest((state) => state.stage);
  const busy = stage === 'reading' || stage === 'looking';

  useEffect(() => {
    // Elements inside the page are entered and left one after the other: only the last one left counts.
    let inside = 0;
    const enter = (event: DragEvent) => {
      if (!hasFiles(event.dataTransfer)) return;
      event.preventDefault();
      inside++;
      setOver(true);
    };
    const leave = (event: DragEvent) => {
      if (!hasFiles(event.dataTransfer)) return;
      inside = Math.max(0, inside - 1);
      if (inside === 0) setOver(false);
    };
    const allow = (event: DragEvent) => {
      if (hasFiles(event.dataTransfer)) event.preventDefault();
    };
    const drop = (event: DragEvent) => {
      inside = 0;
      setOver(false);
      if (!hasFiles(event.dataTransfer)) return;
      event.preventDefault();
      void ingestStore.getState().bring(event.dataTransfer.items);
    };
    const paste = (event: ClipboardEvent) => {
      if (!hasFiles(event.clipboardData) || typing(event.target)) return;
      const images = [...event.clipboardData.files].filter(({ type }) => type.startsWith('image/'));
      if (images.length === 0) return;
      event.preventDefault();
      for (const image of images) collection.getState().add(image);
      if (ingestStore.getState().stage === 'idle') ingestStore.getState().show('collect');
    };
    window.addEventListener('dragenter', enter);
    window.addEventListener('dragleave', leave);
    window.addEventListener('dragover', allow);
    window.addEventListener('drop', drop);
    window.addEventListener('paste', paste);
    return () => {
      window.removeEventListener('dragenter', enter);
      window.removeEventListener('dragleave', leave);
      window.removeEventListener('dragover', allow);
      window.removeEventListener('drop', drop);
      window.removeEventListener('paste', paste);
    };
  }, []);

  // In the top layer, over whatever dialog is open.
  useEffect(() => {
    if (over) overlay.current?.showPopover();
    else overlay.current?.hidePopover();
  }, [over]);

  return (
    <div ref={overlay} className="drop-overlay" popover="manual" data-refused={busy || undefined}>
      <div className="drop-overlay-frame">
        <p className="drop-overlay-title">{busy ? 'Images are being read' : 'Drop images here'}</p>
        <p>
          {busy
            ? 'Wait until that is over, or cancel it first.'
            : stage === 'preview'
              ? 'They are added to those in the preview.'
              : 'Folders, images, .zip, .tar, .npz. Folders become classes; a table beside the images is read. Nothing leaves this machine.'}
        </p>
      </div>
    </div>
  );
}

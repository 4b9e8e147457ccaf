import { useEffect, useRef, useState } from 'react';
import { useStore } from 'zustand';
import { useIngest, useIngestStore, useLabStore, useLabStores } from '../../../state/LabProvider';
import { collection } from './collection';

/** Whether something that is being dragged, or is on the clipboard, has files in it; text and links are none of ours. */
const hasFiles = (data: DataTransfer | null): data is DataTransfer => data?.types.includes('Files') ?? false;

const fetchNothing =
  'This page fetches nothing from elsewhere. Save the image first (its menu has “Save image as …”), then drop the file here; for many, save them into a folder and drop that.';
const onlyAddresses =
  'Only the addresses of files came with this drop, and a page may not open them. Choose the files or their folder with the buttons of “Add images”.';

/** What to do about addresses that were dropped or pasted instead of files; null where they are of no images. */
export function adviceOn(addresses: string, isDrop: boolean): string | null {
  const lines = addresses.split(/\r\n|\n|\r/u).filter((line) => line.trim() !== '' && !line.startsWith('#'));
  if (lines.length === 0) return null;
  if (lines.every((line) => /^file:/iu.test(line.trim()))) return onlyAddresses;
  if (lines.every((line) => /^data:image\//iu.test(line.trim()))) return fetchNothing;
  const web = lines.filter((line) => /^https?:\/\/\S+$/iu.test(line.trim()));
  if (web.length < lines.length) return null;
  // A pasted address may be meant for anything; one of an image is meant as one.
  return isDrop || web.every((line) => /\.(png|jpe?g|gif|webp|avif|svg|bmp)([?#].*)?$/iu.test(line.trim())) ? fetchNothing : null;
}

/** Pasting into a field is for the field. */
const typing = (target: EventTarget | null): boolean =>
  target instanceof Element && target.closest('input, textarea, [contenteditable]') !== null;

/** Takes what is dropped anywhere on the page, and shows that it can be; takes pasted images too. */
export function DropAnywhere() {
  const ingestStore = useIngestStore();
  const labStore = useLabStore();
  const { ask: askStore } = useLabStores();
  const asking = useStore(askStore, (state) => state.open);
  const overlay = useRef<HTMLDivElement>(null);
  const [over, setOver] = useState(false);
  const stage = useIngest((state) => state.stage);
  const busy = stage === 'reading' || stage === 'looking';

  useEffect(() => {
    // Elements inside the page are entered and left one after the other: only the last one left counts.
    let inside = 0;
    // What is dragged within the page is no image from elsewhere.
    let own = false;
    const start = () => (own = true);
    const end = () => (own = false);
    const hasAddresses = (data: DataTransfer | null): data is DataTransfer => !own && (data?.types.includes('text/uri-list') ?? false);
    const advise = (text: string, isDrop: boolean): boolean => {
      const advice = adviceOn(text, isDrop);
      if (advice !== null) labStore.getState().notify('info', advice);
      return advice !== null;
    };
    // One picture alone makes no set: it is asked about.
    const asked = (files: ArrayLike<File>): boolean => {
      const [only] = Array.from(files);
      if (files.length !== 1 || !only?.type.startsWith('image/') || ingestStore.getState().stage !== 'idle') return false;
      askStore.getState().show();
      // What goes wrong is told in its dialog.
      askStore
        .getState()
        .bring(only)
        .catch(() => undefined);
      return true;
    };
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
      if (hasFiles(event.dataTransfer) || hasAddresses(event.dataTransfer)) event.preventDefault();
    };
    const drop = (event: DragEvent) => {
      inside = 0;
      setOver(false);
      const addresses = hasAddresses(event.dataTransfer) ? event.dataTransfer.getData('text/uri-list') : '';
      if (!hasFiles(event.dataTransfer)) {
        if (advise(addresses, true)) event.preventDefault();
        return;
      }
      event.preventDefault();
      if (asked(event.dataTransfer.files)) return;
      void ingestStore.getState().bring(event.dataTransfer.items);
    };
    const paste = (event: ClipboardEvent) => {
      if (typing(event.target)) return;
      const text = event.clipboardData?.getData('text/plain') ?? '';
      if (!hasFiles(event.clipboardData)) return void advise(text, false);
      const images = [...event.clipboardData.files].filter(({ type }) => type.startsWith('image/'));
      if (images.length === 0) return;
      event.preventDefault();
      if (askStore.getState().open && asked(images)) return;
      for (const image of images) collection.getState().add(image);
      if (ingestStore.getState().stage === 'idle') ingestStore.getState().show('collect');
    };
    const ends = new AbortController();
    const { signal } = ends;
    window.addEventListener('dragstart', start, { signal });
    window.addEventListener('dragend', end, { signal });
    window.addEventListener('dragenter', enter, { signal });
    window.addEventListener('dragleave', leave, { signal });
    window.addEventListener('dragover', allow, { signal });
    window.addEventListener('drop', drop, { signal });
    window.addEventListener('paste', paste, { signal });
    return () => ends.abort();
  }, [ingestStore, labStore, askStore]);

  // In the top layer, over whatever dialog is open.
  useEffect(() => {
    if (over) overlay.current?.showPopover();
    else overlay.current?.hidePopover();
  }, [over]);

  return (
    <div ref={overlay} className="images-drop-overlay" popover="manual" data-refused={busy || undefined}>
      <div className="images-drop-overlay-frame">
        <p className="images-drop-overlay-title">
          {busy ? 'Images are being read' : asking ? 'Drop your picture here' : 'Drop images here'}
        </p>
        <p>
          {busy
            ? 'Wait until that is over, or cancel it first.'
            : stage === 'preview'
              ? 'They are added to those in the preview.'
              : asking
                ? 'One picture: every run is asked about it, and it joins no set.'
                : 'Folders, images, .zip, .tar, .npz. Folders become classes; a table beside the images is read. One picture alone is asked about. Pretrained weights (.safetensors, .pth) begin a model. Nothing leaves this machine.'}
        </p>
      </div>
    </div>
  );
}

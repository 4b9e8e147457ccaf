import { useState } from 'react';
import { Icon, PopoverButton, Tip, usePopover } from '../../controls';
import { messageOf } from '../../core/errors';
import { BYTES_PER_PARAMETER, SMALL_HANDOVER_BYTES } from '../../core/export/handover/small';
import { useLab, useLabStores } from '../../state/LabProvider';
import type * as Files from '../takeaway/files';
import { neededInWords } from '../takeaway/link';
import { linkNow } from '../takeaway/linkNow';
import './takeaway.css';

const LINK = 'M6.7 9.3a2.7 2.7 0 0 0 3.8 0l2.3-2.3A2.7 2.7 0 0 0 9 3.2l-.8.8M9.3 6.7a2.7 2.7 0 0 0-3.8 0L3.2 9A2.7 2.7 0 0 0 7 12.8l.8-.8';
const DOWN = 'M8 2.5v7.5M4.8 7 8 10.2 11.2 7M2.8 13.2h10.4';

/** What is found here taken along: a link to the configuration, the experiment as a file, a report. */
export function Takeaway() {
  return (
    <>
      <ShareButton />
      <PopoverButton
        label="Export"
        opens="Export the experiment shown"
        icon={<Icon path={DOWN} />}
        className="button button-icon"
        width={300}
      >
        <ExportMenu />
      </PopoverButton>
    </>
  );
}

function ShareButton() {
  const stores = useLabStores();
  const share = async () => {
    const lab = stores.lab.getState();
    const { link, holds, images } = linkNow(stores);
    const needed = images && neededInWords(images);
    try {
      await navigator.clipboard.writeText(link);
      lab.notify('info', `The link is copied: it opens this page with ${holds}.${needed ? ` ${needed}` : ''}`);
    } catch {
      // Without permission, or on a page that is not secure: it can be copied by hand.
      lab.notify('info', `The browser does not let the page copy. The link: ${link}${needed ? ` ${needed}` : ''}`);
    }
  };
  return (
    <Tip text="Share: copy a link to these settings">
      <button type="button" className="button button-icon" onClick={() => void share()} aria-label="Share">
        <Icon path={LINK} />
      </button>
    </Tip>
  );
}

function ExportMenu() {
  const stores = useLabStores();
  const { close } = usePopover();
  const [making, setMaking] = useState(false);
  const [pictures, setPictures] = useState(true);
  const [images, setImages] = useState(false);
  const own = useLab((lab) => lab.imageSets.some(({ id, removable }) => removable && id === (lab.inForce ?? lab.config).imageSet));
  const small = useLab(({ experiment, runs }) => (experiment?.parameters ?? 0) * runs.length * BYTES_PER_PARAMETER <= SMALL_HANDOVER_BYTES);
  const [chosen, setHandover] = useState<boolean>();
  const handover = chosen ?? small;
  const [failed, setFailed] = useState<string>();
  const make = async (file: (files: typeof Files) => Promise<Files.MadeFile>) => {
    setMaking(true);
    setFailed(undefined);
    try {
      const files = await import('../takeaway/files');
      files.save(await file(files));
      close();
    } catch (error) {
      setFailed(messageOf(error));
    } finally {
      setMaking(false);
    }
  };
  return (
    <div className="app-takeaway">
      <button
        type="button"
        className="button"
        disabled={making}
        onClick={() => void make((files) => files.experimentFile(stores, 'shown', { pictures, images: own && images, handover }))}
      >
        Experiment (.zip)
      </button>
      <p>Record, metrics, weights, embeddings, hard negatives and figures. Dropped on this page it opens again.</p>
      <label className="app-takeaway-images">
        <input type="checkbox" checked={pictures} onChange={(event) => setPictures(event.target.checked)} /> with small pictures of the
        images
      </label>
      {own && (
        <label className="app-takeaway-images">
          <input type="checkbox" checked={images} onChange={(event) => setImages(event.target.checked)} /> with the images, to go on
          elsewhere
        </label>
      )}
      <label className="app-takeaway-images">
        <input type="checkbox" checked={handover} onChange={(event) => setHandover(event.target.checked)} /> with a hand-over to PyTorch:
        train.py, weights
      </label>
      <button type="button" className="button" disabled={making} onClick={() => void make((files) => files.reportFile(stores, 'shown'))}>
        Report (.html)
      </button>
      <p>Results, figures and settings in one page to mail or print.</p>
      {failed ? (
        <p className="field-error" role="alert">
          {failed}
        </p>
      ) : (
        <p role="status">{making ? 'Making the file …' : ''}</p>
      )}
    </div>
  );
}

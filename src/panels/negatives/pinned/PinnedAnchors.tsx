import { useState } from 'react';
import { useShallow } from 'zustand/react/shallow';
import { ChooseOne, Dialog, useKeptFocus } from '../../../controls';
import { PlotActions, Thumbnail } from '../../../plots';
import { useLab, useViewStores } from '../../../state/LabProvider';
import { guestIsAnchor } from '../../../state/views/guest/guest';
import { togglePin } from '../../../state/views/pins';
import { useNames } from '../../../state/views/useSelection';
import { HistoryGrid } from './HistoryGrid';
import { usePinned } from './usePinned';
import './pinned.css';

/** Stands for the words where the head has no room for them. */
const CLOCK = (
  <svg className="negatives-icon" viewBox="0 0 16 16" width="14" height="14" fill="none" stroke="currentColor" aria-hidden="true">
    <circle cx="8" cy="8" r="5.8" strokeWidth="1.4" />
    <path d="M8 4.6V8l2.3 1.6" strokeWidth="1.4" strokeLinecap="round" strokeLinejoin="round" />
  </svg>
);

/** Pins the anchor, and opens what became of the negatives of those pinned. */
export function PinnedAnchors() {
  const stores = useViewStores();
  const pinned = usePinned();
  const anchor = useLab((lab) => lab.anchor);
  // A guest has no row that could be pinned, and no past.
  const usable = useLab((lab) => lab.runs.some((run) => run.snapshot !== undefined) && !guestIsAnchor(lab));
  const [open, setOpen] = useState(false);
  const on = pinned.includes(anchor);
  return (
    <>
      <div className="segmented" role="group" aria-label="Pinned anchors">
        <button
          type="button"
          aria-pressed={on}
          title={on ? 'Take the pin away (P)' : 'Pin this anchor, to come back to it (P)'}
          onClick={() => togglePin(stores)}
          disabled={!usable}
        >
          pin
        </button>
      </div>
      <button
        type="button"
        className="button button-small"
        aria-haspopup="dialog"
        title="How the hard negatives of this anchor, and of those pinned, changed over the steps"
        onClick={() => setOpen(true)}
        disabled={!usable}
      >
        <span className="negatives-word">over time</span>
        {CLOCK}
        <span className="negatives-pin-count" data-none={pinned.length === 0 || undefined}>
          {pinned.length}
          <span className="visually-hidden"> pinned</span>
        </span>
      </button>
      {open && <PinnedHistory pinned={pinned} onClose={() => setOpen(false)} />}
    </>
  );
}

/** The anchor and the pinned images at the left; at the right what their nearest images of other classes were, step after step. */
function PinnedHistory({ pinned, onClose }: { pinned: readonly number[]; onClose(): void }) {
  const anchor = useLab((lab) => lab.anchor);
  const select = useLab((lab) => lab.selectAnchor);
  const runs = useLab(useShallow((lab) => lab.runs.map(({ id }) => id)));
  const names = useLab(useShallow((lab) => lab.runs.map(({ name }) => name)));
  const geometries = useLab(useShallow((lab) => lab.runs.map(({ geometry }) => geometry)));
  const k = useLab((lab) => lab.k);
  const kept = useKeptFocus<HTMLUListElement>();
  const { classOf } = useNames();
  const [run, setRun] = useState(runs[0] ?? '');
  const shownRun = runs.includes(run) ? run : (runs[0] ?? '');
  const listed = pinned.includes(anchor) ? pinned : [anchor, ...pinned];
  return (
    <Dialog
      open
      title={`Hard negatives over time – ${classOf(anchor)}`}
      size="wide"
      onClose={onClose}
      actions={
        <>
          <PlotActions name="Hard negatives over time" run={names[runs.indexOf(shownRun)]} />
          <button type="button" className="button button-small" onClick={onClose}>
            Close
          </button>
        </>
      }
    >
      <div className="negatives-history-body">
        <ul ref={kept} className="negatives-pin-list" aria-label="Anchor and pinned anchors">
          {listed.map((index) => (
            <PinnedItem key={index} index={index} pinned={pinned.includes(index)} current={index === anchor} choose={select} />
          ))}
        </ul>
        <div className="negatives-history-main">
          <div className="negatives-history-bar">
            <ChooseOne
              label="Run"
              options={runs.map((id, i) => ({ value: id, name: names[i] ?? id, geometry: geometries[i] }))}
              value={shownRun}
              choose={setRun}
            />
            <p className="panel-note">
              Red: not in the last top {k}. Lines join an image with itself. Arrow keys move, Enter makes an image the anchor.
            </p>
          </div>
          <HistoryGrid key={shownRun} run={shownRun} anchor={anchor} onChoose={select} />
        </div>
      </div>
    </Dialog>
  );
}

function PinnedItem({ index, pinned, current, choose }: { index: number; pinned: boolean; current: boolean; choose(index: number): void }) {
  const stores = useViewStores();
  const images = useLab((lab) => lab.thumbnails);
  const row = useLab((lab) => lab.evaluation?.rows[index] ?? 0);
  const { classOf } = useNames();
  const name = classOf(index);
  return (
    <li className="negatives-pin-item">
      <button
        type="button"
        className="negatives-pin-choose"
        aria-current={current || undefined}
        aria-label={`${name}${pinned ? ', pinned' : ', the anchor'}`}
        onClick={() => choose(index)}
      >
        <Thumbnail images={images} row={row} side={40} />
        <span className="negatives-pin-name">{name}</span>
      </button>
      <button
        type="button"
        className="link-button"
        aria-label={pinned ? `Take the pin of ${name} away` : `Pin ${name}`}
        onClick={() => togglePin(stores, index)}
      >
        {pinned ? 'unpin' : 'pin'}
      </button>
    </li>
  );
}

import { useEffect, useRef } from 'react';
import { integer } from '../../../plots';
import { useAnchorOrder, useLab, useViewStores } from '../../../state/LabProvider';
import { guestIsAnchor } from '../../../state/views/guest/guest';
import { isGiven, moveAnchor, type AnchorOrder } from '../../../state/views/anchorOrder';
import { ANCHOR_ORDERS } from './anchorOrder';
import { Gloss } from '../../help';
import { ClassSearch } from './ClassSearch';

/** Chooses the anchor: one after the other in the order chosen, at random, or by the name of its class. */
export function AnchorChooser({ ranked }: { /** Share of the anchors ranked so far, 0 … 1. */ ranked: number }) {
  const stores = useViewStores();
  const count = useLab((lab) => lab.evaluation?.rows.length ?? 0);
  const anchor = useLab((lab) => lab.anchor);
  const select = useLab((lab) => lab.selectAnchor);
  const order = useAnchorOrder((state) => state.order);
  const sequence = useAnchorOrder((state) => state.sequence);
  const choose = useAnchorOrder((state) => state.choose);
  useGoToFirst();

  const place = sequence ? sequence.indexOf(anchor) : anchor;
  const among = sequence ? sequence.length : count;
  const guest = useLab(guestIsAnchor);
  const dismiss = useLab((lab) => lab.dismissGuest);
  const words = useAnchorOrder((state) => state.words);
  const follow = useAnchorOrder((state) => state.follow);
  const evaluation = useLab((lab) => lab.evaluation);
  const evaluated = useLab((lab) => lab.evaluated);
  useEffect(() => follow({ evaluation, evaluated }), [follow, evaluation, evaluated]);
  const orders = order === 'list' ? [...ANCHOR_ORDERS, { order, words: words ?? 'list', meaning: `Only these: ${words}` }] : ANCHOR_ORDERS;
  const meaning = orders.find((entry) => entry.order === order)?.meaning;
  return (
    <div className="negatives-chooser">
      <span className="negatives-chooser-place" data-guest={guest || undefined} aria-live="polite">
        {count === 0 ? '' : guest ? <Gloss term="guest" /> : `${place < 0 ? '–' : integer(place + 1)} of ${integer(among)}`}
        {guest && ' '}
        {guest && (
          <button type="button" className="link-button" title="Lets your picture go; it has joined nothing" onClick={dismiss}>
            dismiss
          </button>
        )}
      </span>
      <div className="segmented negatives-chooser-steps" role="group" aria-label="Anchor">
        <button
          type="button"
          aria-label="Previous anchor"
          title="Previous anchor ([)"
          onClick={() => moveAnchor(stores, -1)}
          disabled={count === 0}
        >
          ‹
        </button>
        <button type="button" title="Any anchor" onClick={() => select(Math.floor(Math.random() * count))} disabled={count === 0}>
          <span className="negatives-word">random</span>
          {DICE}
        </button>
        <button type="button" aria-label="Next anchor" title="Next anchor (])" onClick={() => moveAnchor(stores, 1)} disabled={count === 0}>
          ›
        </button>
      </div>
      <label className="negatives-chooser-order" title={meaning}>
        <select
          className="select"
          aria-label="Order of the anchors"
          value={order}
          onChange={(event) => choose(event.target.value as AnchorOrder)}
          disabled={count === 0}
        >
          {orders.map((entry) => (
            <option key={entry.order} value={entry.order}>
              {entry.words}
            </option>
          ))}
        </select>
        {!isGiven(order) && ranked < 1 && (
          <span
            className="negatives-chooser-progress"
            role="progressbar"
            aria-label="Anchors ranked"
            aria-valuenow={Math.round(ranked * 100)}
          >
            <span style={{ width: `${ranked * 100}%` }} />
          </span>
        )}
      </label>
      <ClassSearch />
    </div>
  );
}

/** Stands for the word where the head has no room for it. */
const DICE = (
  <svg className="negatives-icon" viewBox="0 0 16 16" width="14" height="14" aria-hidden="true">
    <rect x="2.2" y="2.2" width="11.6" height="11.6" rx="2" fill="none" stroke="currentColor" strokeWidth="1.4" />
    <path d="M5.6 5.6h.01M8 8h.01M10.4 10.4h.01" stroke="currentColor" strokeWidth="2.2" strokeLinecap="round" />
  </svg>
);

/**
 * An order begins with its first anchor: with the first of those ranked by now, and once more when all are, unless another has been
 * chosen meanwhile.
 */
function useGoToFirst(): void {
  const order = useAnchorOrder((state) => state.order);
  const sequence = useAnchorOrder((state) => state.sequence);
  // Told together with the sequence it is true of: by the share ranked one would stay with the first of an earlier sequence.
  const whole = useAnchorOrder((state) => state.whole);
  const anchor = useLab((lab) => lab.anchor);
  const select = useLab((lab) => lab.selectAnchor);
  const going = useRef<{ order: AnchorOrder; to: number | undefined }>({ order, to: undefined });
  const first = sequence?.[0];
  useEffect(() => {
    if (going.current.order !== order) {
      if (!isGiven(order) && first === undefined) return;
      going.current = { order, to: first };
      if (first !== undefined) select(first);
    } else if (going.current.to !== undefined) {
      if (going.current.to !== anchor) going.current.to = undefined;
      else if (whole) {
        going.current.to = undefined;
        if (first !== undefined) select(first);
      }
    }
  }, [order, first, whole, anchor, select]);
}

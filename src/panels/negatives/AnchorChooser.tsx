import { memo, useId, useMemo, useState } from 'react';
import { integer } from '../../plots';
import { useLab } from '../../state/labStore';

export interface AnchorChooserProps {
  /** Anchors in the order in which the runs disagree, as far as it is known. */
  disagreement: Int32Array;
  /** Which runs disagree, in words. */
  between: string;
  /** Share of the anchors ranked so far, 0 … 1. */
  ranked: number;
  byDisagreement: boolean;
  setByDisagreement: (on: boolean) => void;
}

/** Chooses the anchor: one after the other, at random, where the runs disagree most, or by the name of its class. */
export function AnchorChooser({ disagreement, between, ranked, byDisagreement, setByDisagreement }: AnchorChooserProps) {
  const anchor = useLab((lab) => lab.anchor);
  const count = useLab((lab) => lab.evaluation?.rows.length ?? 0);
  const select = useLab((lab) => lab.selectAnchor);
  const place = byDisagreement ? disagreement.indexOf(anchor) : anchor;
  const go = (by: number) => {
    if (count === 0) return;
    if (!byDisagreement || disagreement.length === 0) return select((anchor + by + count) % count);
    const next = place < 0 ? 0 : (place + by + disagreement.length) % disagreement.length;
    select(disagreement[next] ?? 0);
  };
  const toggle = () => {
    if (!byDisagreement && disagreement[0] !== undefined) select(disagreement[0]);
    setByDisagreement(!byDisagreement);
  };
  return (
    <div className="chooser">
      <span className="chooser-place" aria-live="polite">
        {count === 0 ? '' : place < 0 ? `– of ${integer(count)}` : `${integer(place + 1)} of ${integer(count)}`}
        <span className="visually-hidden">{byDisagreement ? ' by disagreement' : ' in order'}</span>
      </span>
      <div className="segmented" role="group" aria-label="Anchor">
        <button type="button" aria-label="Previous anchor" title="Previous anchor" onClick={() => go(-1)} disabled={count === 0}>
          ‹
        </button>
        <button
          type="button"
          className="chooser-disagreement"
          aria-pressed={byDisagreement}
          title={`Go through the anchors for which ${between} share the fewest hard negatives`}
          onClick={toggle}
          disabled={count === 0 || disagreement.length === 0}
        >
          most disagreement
          {byDisagreement && ranked < 1 && <span className="chooser-progress" style={{ width: `${ranked * 100}%` }} />}
        </button>
        <button type="button" onClick={() => select(Math.floor(Math.random() * count))} disabled={count === 0}>
          random
        </button>
        <button type="button" aria-label="Next anchor" title="Next anchor" onClick={() => go(1)} disabled={count === 0}>
          ›
        </button>
      </div>
      <ClassSearch />
    </div>
  );
}

/** Goes to the first image of a class, and with each further Enter to its next one. */
const ClassSearch = memo(function ClassSearch() {
  const [text, setText] = useState('');
  const classes = useLab((lab) => lab.imageSet?.classes);
  const labels = useLab((lab) => lab.evaluation?.labels);
  const anchor = useLab((lab) => lab.anchor);
  const select = useLab((lab) => lab.selectAnchor);
  const list = useId();
  const evaluated = useMemo(() => {
    const present = new Set(labels ?? []);
    return (classes ?? []).flatMap(({ name }, label) => (present.has(label) ? [{ name, label }] : []));
  }, [classes, labels]);

  const wanted = text.trim().toLowerCase();
  const match = (query: string) =>
    evaluated.find(({ name }) => name.toLowerCase() === query) ??
    evaluated.find(({ name }) => name.toLowerCase().startsWith(query)) ??
    evaluated.find(({ name }) => name.toLowerCase().includes(query));
  const unknown = wanted !== '' && !match(wanted);

  const goTo = (query: string) => {
    const found = query === '' ? undefined : match(query);
    if (!found || !labels) return;
    const images = Array.from(labels.keys()).filter((index) => labels[index] === found.label);
    select(images[(images.indexOf(anchor) + 1) % images.length] ?? anchor);
  };
  return (
    <>
      <input
        type="search"
        className="input chooser-search"
        aria-label="Find a class"
        placeholder="find a class"
        list={list}
        value={text}
        aria-invalid={unknown}
        title={unknown ? 'No unseen class of this name is evaluated' : undefined}
        onChange={(event) => {
          const next = event.target.value;
          setText(next);
          // A choice from the list arrives whole: go there at once.
          if (evaluated.some(({ name }) => name === next)) goTo(next.toLowerCase());
        }}
        onKeyDown={(event) => {
          if (event.key === 'Enter') goTo(wanted);
          if (event.key === 'Escape') setText('');
        }}
      />
      <datalist id={list}>
        {evaluated.map(({ name, label }) => (
          <option key={label} value={name} />
        ))}
      </datalist>
    </>
  );
});

import { memo, useEffect, useId, useRef, useState } from 'react';
import { integer } from '../../plots';
import { useColouring, useLab } from '../../state/LabProvider';
import { isMeasure } from './colouring';
import { LegendEntry } from './LegendEntry';
import { useColourBy, useGroups, useHidden } from './useColouring';

/** Entries drawn at once: of hundreds of classes the others are found by their name. */
const MOST_ENTRIES = 60;

/** How many colours the groups have between them: where there are more groups, a colour stands for several. */
export const coloursOf = (groups: readonly { colour: string }[]): number => new Set(groups.map(({ colour }) => colour)).size;

/**
 * The groups in words, behind a button that shows their colours: each can be hidden, looked at alone, or selected, in every disk at once.
 * Opened, they stand in a line of their own, over nothing of what they filter, until they are closed.
 */
export const Legend = memo(function Legend() {
  const [open, setOpen] = useState(false);
  const { groups } = useGroups();
  const { by } = useColourBy();
  const hidden = useHidden();
  const isolated = useColouring((state) => state.isolated);
  const list = useId();
  const docked = useRef<HTMLDivElement>(null);
  const button = useRef<HTMLButtonElement>(null);

  useEffect(() => {
    if (!open) return;
    const escape = (event: KeyboardEvent) => {
      if (event.key !== 'Escape') return;
      if (docked.current?.contains(document.activeElement)) button.current?.focus();
      setOpen(false);
    };
    document.addEventListener('keydown', escape);
    return () => document.removeEventListener('keydown', escape);
  }, [open]);

  const there = groups.filter(({ members }) => members.length > 0);
  if (there.length === 0) return null;
  const alone = there.filter(({ key }) => isolated.has(key));
  // A measure has colours of its own, beside its ramp.
  const dots = isMeasure(by) ? [] : (alone.length > 0 ? alone : there.filter(({ key }) => !hidden.has(key))).slice(0, 8);
  const colours = isMeasure(by) ? there.length : coloursOf(there);
  const reused = colours < there.length ? ` in ${integer(colours)} colours` : '';
  const words =
    alone.length > 0 ? `${alone.length} alone` : hidden.size > 0 ? `${hidden.size} hidden` : `${integer(there.length)}${reused}`;
  return (
    <>
      <button
        ref={button}
        type="button"
        className="button button-small"
        aria-expanded={open}
        aria-controls={list}
        title="What the colours mean; hide groups, show them alone, select them"
        onClick={() => setOpen(!open)}
      >
        {dots.length > 0 && (
          <span className="disk-legend-dots" aria-hidden="true">
            {dots.map((group) => (
              <span key={group.key} className="disk-legend-dot" style={{ background: group.colour }} />
            ))}
          </span>
        )}
        Legend <span className="disk-legend-words">{words}</span>
      </button>
      {open && (
        <div id={list} ref={docked} className="disk-legend-list">
          <Entries />
        </div>
      )}
    </>
  );
});

function Entries() {
  const [search, setSearch] = useState('');
  const { by } = useColourBy();
  const { groups } = useGroups();
  const hidden = useHidden();
  const isolated = useColouring((state) => state.isolated);
  const showAll = useColouring((state) => state.showAll);
  const selected = useLab((lab) => lab.selected);
  const there = groups.filter(({ members }) => members.length > 0);
  const wanted = search.trim().toLowerCase();
  const found = wanted ? there.filter(({ key, name }) => `${name} ${key}`.toLowerCase().includes(wanted)) : there;
  const colours = coloursOf(there);
  return (
    <>
      <div className="disk-legend-head">
        {there.length > 12 ? (
          <input
            type="search"
            className="input"
            aria-label="Search the legend"
            placeholder="search"
            value={search}
            onChange={(event) => setSearch(event.target.value)}
          />
        ) : (
          <span className="disk-legend-note">images</span>
        )}
        {colours < there.length && !isMeasure(by) && (
          <span className="disk-legend-note">
            {integer(there.length)} in {integer(colours)} colours: one colour, several names
          </span>
        )}
        <button type="button" className="link-button" disabled={hidden.size + isolated.size === 0} onClick={showAll}>
          Show all
        </button>
      </div>
      <ul aria-label="Groups of images">
        {found.slice(0, MOST_ENTRIES).map((group) => (
          <LegendEntry
            key={group.key}
            group={group}
            shown={!hidden.has(group.key)}
            alone={isolated.has(group.key)}
            chosen={selected !== undefined && group.members.every((index) => selected.has(index))}
          />
        ))}
      </ul>
      {found.length > MOST_ENTRIES && (
        <p className="disk-legend-note">
          {MOST_ENTRIES} of {integer(found.length)}: search for the others
        </p>
      )}
      {found.length === 0 && (
        <p className="disk-legend-note">
          None of the {integer(there.length)} names holds “{search.trim()}”.
        </p>
      )}
    </>
  );
}

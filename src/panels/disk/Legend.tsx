import { memo, useEffect, useId, useRef, useState } from 'react';
import { useColouring, useGroups } from './colouring';

/** The colours in words, behind a button that shows them; choosing one shows that group alone, in every disk. */
export const Legend = memo(function Legend({ plot }: { plot: string }) {
  const [open, setOpen] = useState(false);
  const { groups } = useGroups();
  const isolated = useColouring((state) => state.isolated);
  const isolate = useColouring((state) => state.isolate);
  const list = useId();
  const box = useRef<HTMLDivElement>(null);

  useEffect(() => {
    if (!open) return;
    const close = (event: PointerEvent | KeyboardEvent) => {
      if (event instanceof KeyboardEvent ? event.key === 'Escape' : !box.current?.contains(event.target as Node)) setOpen(false);
    };
    document.addEventListener('pointerdown', close);
    document.addEventListener('keydown', close);
    return () => {
      document.removeEventListener('pointerdown', close);
      document.removeEventListener('keydown', close);
    };
  }, [open]);

  if (groups.length === 0) return null;
  const alone = isolated === undefined ? undefined : groups[isolated];
  return (
    <div className="legend" ref={box}>
      <button
        type="button"
        className="legend-button"
        aria-expanded={open}
        aria-controls={list}
        aria-label={`Colours of ${plot}`}
        title="What the colours mean"
        onClick={() => setOpen(!open)}
      >
        {(alone ? [alone] : groups.slice(0, 7)).map((group) => (
          <span key={group.key} className="legend-dot" style={{ background: group.colour }} />
        ))}
        {alone && <span className="legend-alone">{alone.name}</span>}
      </button>
      {open && (
        <ul id={list} className="legend-list">
          {groups.map((group, i) => (
            <li key={group.key}>
              <button type="button" aria-pressed={isolated === i} onClick={() => isolate(isolated === i ? undefined : i)}>
                <span className="legend-dot" style={{ background: group.colour }} />
                <span className="legend-name">{group.name}</span>
                <span className="legend-count">{group.classes}</span>
              </button>
            </li>
          ))}
          <li className="legend-note">classes in each group; choose one to see it alone</li>
        </ul>
      )}
    </div>
  );
});

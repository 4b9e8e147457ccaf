import type { RefObject } from 'react';
import type { ScatterHandle } from '../../plots';
import { useLab } from '../../state/LabProvider';

/** What moves one plot alone. */
export function PlotTools({ plot, anchored }: { plot: RefObject<ScatterHandle | null>; anchored: boolean }) {
  const anchor = useLab((lab) => lab.anchor);
  return (
    <>
      <button
        type="button"
        aria-label="Centre on anchor"
        title="Centre on anchor (C)"
        disabled={!anchored}
        onClick={() => plot.current?.centreOn(anchor)}
      >
        <svg width="14" height="14" viewBox="0 0 14 14" aria-hidden="true">
          <circle cx="7" cy="7" r="3.6" />
          <path d="M7 0.5v3M7 10.5v3M0.5 7h3M10.5 7h3" />
        </svg>
      </button>
      <button type="button" aria-label="Reset the view" title="Reset the view (Home)" onClick={() => plot.current?.home()}>
        <svg width="14" height="14" viewBox="0 0 14 14" aria-hidden="true">
          <path d="M2 7a5 5 0 1 0 1.6-3.7M3.4 0.8v2.8h2.8" />
        </svg>
      </button>
    </>
  );
}

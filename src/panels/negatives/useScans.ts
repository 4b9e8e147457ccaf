import { useEffect, useMemo, useState } from 'react';
import type { Ranking } from '../../state/selection';
import { scanOf, type TopKScan } from './topKScan';
import { whenIdle } from './whenIdle';

/** Longest stretch of work between two looks at the clock of the browser. */
const SLICE_MS = 6;
/** Not more often than this is what has been found shown. */
const SHOW_MS = 250;

export interface Scans {
  scans: TopKScan[];
  /** Anchors done in all of them. */
  done: number;
}

/**
 * Scans of the rankings, advanced in idle moments until `wanted` anchors are done in each; drawn anew as they advance.
 * Never longer than a few milliseconds at a stretch.
 */
export function useScans(rankings: readonly Ranking[], labels: Int32Array | undefined, wanted: number): Scans {
  const scans = useMemo(
    () => (labels ? rankings.filter(({ snapshot }) => snapshot.n === labels.length).map((ranking) => scanOf(ranking, labels)) : []),
    [rankings, labels],
  );
  const [, show] = useState(0);

  useEffect(() => {
    let shown = performance.now();
    let giveUp: (() => void) | undefined;
    const behind = () => scans.filter((scan) => scan.done < Math.min(wanted, scan.n));
    const slice = (budget: () => number) => {
      const end = performance.now() + Math.min(SLICE_MS, Math.max(3, budget() - 1));
      for (let rest = behind(); rest.length > 0 && performance.now() < end; rest = behind()) {
        // The hindmost first: what is done in all of them grows evenly.
        rest.reduce((a, b) => (b.done < a.done ? b : a)).advance();
      }
      const finished = behind().length === 0;
      if (finished || performance.now() - shown > SHOW_MS) {
        shown = performance.now();
        show((count) => count + 1);
      }
      if (!finished) giveUp = whenIdle(slice);
    };
    if (behind().length > 0) giveUp = whenIdle(slice);
    return () => giveUp?.();
  }, [scans, wanted]);

  return { scans, done: scans.length > 0 ? Math.min(...scans.map((scan) => scan.done)) : 0 };
}

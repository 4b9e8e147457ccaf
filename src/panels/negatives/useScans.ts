import { useEffect, useMemo, useState } from 'react';
import { inSlices } from '../../state/idle';
import type { Ranking } from '../../state/selection';
import { scanOf, type TopKScan } from './topKScan';

/** Not more often than this is what has been found shown. */
const SHOW_MS = 250;

export interface Scans {
  scans: TopKScan[];
  /** Anchors done in all of them. */
  done: number;
}

/**
 * Scans of the rankings, advanced between more urgent work until `wanted` anchors are done in each; drawn anew as they advance.
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
    const draw = () => {
      shown = performance.now();
      show((count) => count + 1);
    };
    const behind = () => scans.filter((scan) => scan.done < Math.min(wanted, scan.n));
    if (behind().length === 0) return;
    return inSlices(() => {
      // The hindmost first: what is done in all of them grows evenly.
      behind()
        .reduce((a, b) => (b.done < a.done ? b : a))
        .advance();
      const finished = behind().length === 0;
      if (finished || performance.now() - shown > SHOW_MS) draw();
      return finished;
    });
  }, [scans, wanted]);

  return { scans, done: scans.length > 0 ? Math.min(...scans.map((scan) => scan.done)) : 0 };
}

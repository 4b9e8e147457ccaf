import { useEffect, useState } from 'react';
import { inSlices } from '../../../state/views/idle';
import type { KeptSnapshot } from '../../../state/history/keptSnapshot';
import { knownNegativesAt, negativesAt, opened, type StepNegatives } from '../../../state/history/negativeHistory';
import type { Ranking } from '../../../state/views/selection';

/** The anchor's negatives in each of these snapshots, found one after the other between more urgent work; undefined where they are still to come. */
export function useNegativeHistory(
  history: readonly KeptSnapshot[],
  labels: Int32Array | undefined,
  anchor: number,
): (StepNegatives | undefined)[] {
  const [, show] = useState(0);
  useEffect(() => {
    if (!labels) return;
    // The newest first: it is what all others are judged by.
    const next = () => history.findLast((kept) => !knownNegativesAt(kept, labels, anchor));
    if (!next()) return;
    // Opened in one step, looked at in the next: together they would keep a page of 10,000 images from answering.
    let ready: { kept: KeptSnapshot; ranking: Ranking | undefined } | undefined;
    return inSlices(() => {
      const kept = next();
      if (!kept) return true;
      if (ready?.kept !== kept) {
        ready = { kept, ranking: opened(kept) };
        return false;
      }
      if (!negativesAt(kept, labels, anchor)) return true;
      ready = undefined;
      show((count) => count + 1);
      return false;
    });
  }, [history, labels, anchor]);
  return history.map((kept) => (labels ? knownNegativesAt(kept, labels, anchor) : undefined));
}

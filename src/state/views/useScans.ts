import { useEffect, useMemo, useState } from 'react';
import { CancelledError, messageOf } from '../../core/errors';
import { TopK } from '../../core/metrics/retrieval/topK';
import type { RunSnapshot } from '../../core/evaluation/snapshot';
import { analysisOf } from '../analysis';
import { useAnalysis, useLab } from '../LabProvider';
import type { Ranking } from './selection';

/** Not more often than this is what has been found shown. */
const SHOW_MS = 250;

export interface Scans {
  scans: TopK[];
  /** Anchors done in all of them. */
  done: number;
}

const found = new WeakMap<RunSnapshot, Map<string, { labels: Int32Array; topK: TopK }>>();

/** What has been found of a ranking: kept as long as its snapshot is. */
export function topKOf({ snapshot, id }: Ranking, labels: Int32Array): TopK {
  let known = found.get(snapshot);
  if (!known) found.set(snapshot, (known = new Map()));
  let made = known.get(id);
  if (made?.labels !== labels) known.set(id, (made = { labels, topK: new TopK(snapshot.n) }));
  return made!.topK;
}

/**
 * Scans of the rankings, made by the analysis worker until `wanted` anchors are done in each; drawn anew as they advance. What is no
 * longer looked at is withdrawn.
 */
export function useScans(rankings: readonly Ranking[], labels: Int32Array | undefined, wanted: number): Scans {
  const analysis = useAnalysis();
  const notify = useLab((lab) => lab.notify);
  const asked = useMemo(
    () =>
      labels
        ? rankings
            .filter(({ snapshot }) => snapshot.n === labels.length)
            .map((ranking) => ({ topK: topKOf(ranking, labels), of: analysisOf(ranking, labels) }))
        : [],
    [rankings, labels],
  );
  const [, show] = useState(0);

  useEffect(() => {
    const behind = asked.filter(({ topK }) => topK.done < Math.min(wanted, topK.n));
    if (behind.length === 0) return undefined;
    const control = new AbortController();
    let due: ReturnType<typeof setTimeout> | undefined;
    const draw = () => {
      due = undefined;
      show((count) => count + 1);
    };
    const scans = behind.map(({ topK, of }) =>
      analysis.topK(
        of,
        topK.done,
        Math.min(wanted, topK.n),
        (part) => {
          topK.add(part);
          due ??= setTimeout(draw, SHOW_MS);
        },
        control.signal,
      ),
    );
    Promise.all(scans).then(draw, (error: unknown) => {
      if (!(error instanceof CancelledError)) notify('error', messageOf(error));
    });
    return () => {
      control.abort();
      clearTimeout(due);
    };
  }, [analysis, asked, wanted, notify]);

  const scans = useMemo(() => asked.map(({ topK }) => topK), [asked]);
  return { scans, done: scans.length > 0 ? Math.min(...scans.map((scan) => scan.done)) : 0 };
}

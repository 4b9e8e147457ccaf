import { useEffect, useMemo, useState } from 'react';
import { CancelledError, messageOf } from '../../../core/errors';
import { analysisOf } from '../../../state/analysis';
import { useAnalysis, useLab } from '../../../state/LabProvider';
import type { OverlapPair } from './controls';

/** Anchors that the mean is of: sorting all negatives of an anchor takes longer than finding its nearest. */
const ANCHORS = 200;

export interface RankCorrelation {
  /** Kendall's τ_b, mean over the anchors. */
  mean: number;
  anchors: number;
}

/** What the pair of runs is kept under. */
export const pairKey = ({ a, b }: Pick<OverlapPair, 'a' | 'b'>): string => `${a.id} – ${b.id}`;

/**
 * Rank correlation of the negatives of each pair, from the analysis worker, one after the other; by `pairKey`.
 * @param on false: the processor belongs to something else
 */
export function useRankCorrelations(pairs: readonly OverlapPair[], on: boolean): ReadonlyMap<string, RankCorrelation> {
  const analysis = useAnalysis();
  const labels = useLab((lab) => lab.evaluation?.labels);
  const notify = useLab((lab) => lab.notify);
  // The pairs are made anew with every drawing, their rankings only with a snapshot.
  const rankings = useSame(pairs.flatMap(({ a, b }) => [a, b]));
  const asked = useMemo(
    () => ({ pairs: Array.from({ length: rankings.length / 2 }, (_, i) => ({ a: rankings[2 * i]!, b: rankings[2 * i + 1]! })), labels }),
    [rankings, labels],
  );
  const [found, setFound] = useState<{ of: unknown; by: ReadonlyMap<string, RankCorrelation> }>();

  useEffect(() => {
    const { pairs, labels } = asked;
    if (!on || !labels) return undefined;
    const control = new AbortController();
    const ask = async () => {
      for (const pair of pairs) {
        const { a, b } = pair;
        if (a.snapshot.n !== labels.length || b.snapshot.n !== labels.length) continue;
        const result = await analysis.rankCorrelation(analysisOf(a, labels), analysisOf(b, labels), ANCHORS, control.signal);
        setFound((before) => ({ of: asked, by: new Map([...(before?.of === asked ? before.by : []), [pairKey(pair), result]]) }));
      }
    };
    ask().catch((error: unknown) => {
      if (!(error instanceof CancelledError)) notify('error', messageOf(error));
    });
    return () => control.abort();
  }, [analysis, asked, on, notify]);

  return found?.of === asked ? found.by : NONE;
}

/** The same array as long as the same things stand in it. */
function useSame<T>(things: readonly T[]): readonly T[] {
  const [kept, keep] = useState(things);
  const same = kept.length === things.length && things.every((thing, i) => thing === kept[i]);
  if (!same) keep(things);
  return same ? kept : things;
}

const NONE: ReadonlyMap<string, RankCorrelation> = new Map();

/** The linked selection as views read it: the same derived objects for every view that asks. */
import { useMemo } from 'react';
import { useLab } from './labStore';
import { anchorView, rankingsOf, type AnchorView, type Ranking } from './selection';

/** Rankings of the runs shown; the same array until a snapshot changes. */
export function useRankings(): Ranking[] {
  const runs = useLab((lab) => lab.runs);
  const rankings = rankingsOf(runs);
  // Every report of a loss makes new runs; the rankings hang on the snapshots alone.
  const key = rankings.map(({ id, snapshot }) => `${id} ${snapshot.step}`).join('|');
  const first = rankings[0]?.snapshot;
  // eslint-disable-next-line react-hooks/exhaustive-deps
  return useMemo(() => rankings, [key, first]);
}

/** The anchor's neighbourhood in each ranking, in their order; undefined where the image set is not the snapshot's. */
export function useAnchorViews(rankings: readonly Ranking[]): (AnchorView | undefined)[] {
  const evaluation = useLab((lab) => lab.evaluation);
  const anchor = useLab((lab) => lab.anchor);
  return useMemo(
    () => rankings.map((ranking) => (evaluation ? anchorView(ranking, evaluation.labels, anchor) : undefined)),
    [rankings, evaluation, anchor],
  );
}

export interface EvaluationNames {
  /** `cat`. */
  classOf: (index: number) => string;
  /** `animals nature, animal mammal`; empty in a flat image set. */
  placeOf: (index: number) => string;
}

/** What the evaluation images are called. */
export function useNames(): EvaluationNames {
  const evaluation = useLab((lab) => lab.evaluation);
  const imageSet = useLab((lab) => lab.imageSet);
  return useMemo(() => {
    const classAt = (index: number) => imageSet?.classes[evaluation?.labels[index] ?? -1];
    return {
      classOf: (index) => classAt(index)?.name ?? `image ${index + 1}`,
      placeOf: (index) => (classAt(index)?.path.split('/').slice(0, -1) ?? []).map((part) => part.replace(/[-_]+/g, ' ')).join(', '),
    };
  }, [evaluation, imageSet]);
}

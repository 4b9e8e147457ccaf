import { useEffect, useMemo, useState } from 'react';
import { CancelledError, messageOf } from '../../core/errors';
import type { SelectionFound } from '../../core/metrics/selectionScan';
import { analysisOf } from '../../state/analysis';
import { useAnalysis, useLab } from '../../state/LabProvider';
import type { Ranking } from '../../state/views/selection';

/** Images outside a selection that are shown. */
const MOST_OUTSIDE = 24;

/** What the analysis worker finds of the selection in each ranking, in their order; undefined while it looks. */
export function useSelectionFound(rankings: readonly Ranking[], selected: ReadonlySet<number>): (SelectionFound | undefined)[] {
  const analysis = useAnalysis();
  const labels = useLab((lab) => lab.evaluation?.labels);
  const notify = useLab((lab) => lab.notify);
  const asked = useMemo(
    () => ({ rankings: rankings.filter(({ snapshot }) => snapshot.n === labels?.length), selected, labels }),
    [rankings, selected, labels],
  );
  const [found, setFound] = useState<{ of: unknown; by: ReadonlyMap<string, SelectionFound> }>();

  useEffect(() => {
    const control = new AbortController();
    if (!asked.labels) return undefined;
    const rows = Int32Array.from(asked.selected).sort();
    for (const ranking of asked.rankings)
      analysis.selection(analysisOf(ranking, asked.labels), rows, MOST_OUTSIDE, control.signal).then(
        (result) => setFound((before) => ({ of: asked, by: new Map([...(before?.of === asked ? before.by : []), [ranking.id, result]]) })),
        (error: unknown) => {
          if (!(error instanceof CancelledError)) notify('error', messageOf(error));
        },
      );
    return () => control.abort();
  }, [analysis, asked, notify]);

  return rankings.map(({ id }) => (found?.of === asked ? found.by.get(id) : undefined));
}

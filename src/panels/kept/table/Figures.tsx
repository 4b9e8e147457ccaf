import type { MetricKey } from '../../../core/record/measures';
import type { KeptRun } from '../../../core/record/kept';
import { integer } from '../../../plots/format';
import { MOST_FIGURES, measured } from '../list/columns';
import { describeFigure, sayError, sayMeasure } from '../list/words';

/** Figures of all runs in their accents; beside them the standard error, the largest where they differ, or the step they are of where training has gone on. */
export function Figures({ runs, metric, reached }: { runs: readonly KeptRun[]; metric: MetricKey; reached?: number }) {
  const errors = runs.flatMap((run) => (sayError(run, metric) === undefined ? [] : run.evaluated!.standardError));
  const largest = runs.find(({ evaluated }) => errors.length > 0 && evaluated?.standardError === Math.max(...errors));
  const error = largest && sayError(largest, metric);
  const at = runs[0]?.evaluated?.step;
  // Trained on since: in the place of the error, which the tooltip has too.
  const earlier = reached !== undefined && at !== undefined && at < reached;
  return (
    <span className="kept-figures" title={runs.map((run) => describeFigure(run, metric)).join('\n')}>
      {runs.slice(0, MOST_FIGURES).map((run) => (
        <span key={run.id} data-geometry={run.geometry}>
          {runs.length > 1 && <span className="visually-hidden">{run.name} </span>}
          {sayMeasure(measured(run, metric), metric)}
        </span>
      ))}
      {runs.length > MOST_FIGURES && <span>…</span>}
      {earlier ? (
        <span className="kept-error">at {integer(at)}</span>
      ) : (
        error !== undefined && <span className="kept-error">± {error}</span>
      )}
    </span>
  );
}

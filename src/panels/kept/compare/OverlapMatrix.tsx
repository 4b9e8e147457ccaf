import { useMemo, type CSSProperties } from 'react';
import { overlapBetween } from '../../../core/metrics/negatives/pairOverlap';
import { fixed, integer } from '../../../plots/format';
import { useScans } from '../../../state/views/useScans';
import { differInSeed, differInSeedAlone, type ComparedRun, type ImageComparison } from './compared';

interface MatrixProps {
  comparison: ImageComparison;
  k: number;
}

/** Anchors that every pair is counted over: the standard error of a mean share is then below a fiftieth. */
const ANCHORS = 500;

/** How many of the top k hard negatives two runs share, on average; pairs that differ in the seed alone are the control. */
export function OverlapMatrix({ comparison, k }: MatrixProps) {
  const { runs, images } = comparison;
  const rankings = useMemo(() => runs.map(({ ranking }) => ranking), [runs]);
  const { scans, done } = useScans(rankings, images?.labels, ANCHORS);
  const wanted = Math.min(ANCHORS, images?.rows.length ?? 0);
  const meanOf = (i: number, j: number): number => {
    const [a, b] = [scans[i], scans[j]];
    return a && b && i !== j ? overlapBetween(a, b).countsAt(k).mean : NaN;
  };
  const pairs = runs.flatMap((a, i) =>
    runs.slice(i + 1).map((b, later) => ({ control: differInSeedAlone(a.run, b.run), mean: meanOf(i, i + 1 + later) })),
  );
  const mean = (some: typeof pairs) => some.reduce((sum, pair) => sum + pair.mean, 0) / some.length;
  const controls = pairs.filter(({ control }) => control);
  const others = pairs.filter(({ control }) => !control);
  return (
    <section className="panel kept-overlap" aria-label="Overlap of hard negatives">
      <div className="panel-head">
        <h3 className="panel-title">Overlap of the top {k}</h3>
        <span className="panel-note">
          {runs.length < 2
            ? ''
            : done < wanted
              ? `counting: ${integer(done)} of ${integer(wanted)} anchors`
              : `mean over ${integer(done)} anchors`}
        </span>
      </div>
      {runs.length < 2 ? (
        <p className="kept-nothing">Two runs with snapshots of the same images are needed.</p>
      ) : (
        <>
          {/* Reached by the keys that scroll. */}
          {/* eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
          <div className="kept-scroll" tabIndex={0} role="group" aria-label="Overlap matrix">
            <table className="kept-matrix" aria-label={`Hard negatives shared of ${k}`}>
              <thead>
                <tr>
                  <td />
                  {runs.map(({ run }) => (
                    <th key={run.code} scope="col" title={run.name}>
                      <span className="kept-code" data-geometry={run.run.geometry}>
                        {run.code}
                      </span>
                    </th>
                  ))}
                </tr>
              </thead>
              <tbody>
                {runs.map((a, i) => (
                  <tr key={a.run.code}>
                    <th scope="row" title={a.run.name}>
                      <span className="kept-code" data-geometry={a.run.run.geometry}>
                        {a.run.code}
                      </span>
                    </th>
                    {runs.map((b, j) => {
                      if (i === j) return <td key={b.run.code} className="kept-self" />;
                      const value = meanOf(i, j);
                      const control = differInSeedAlone(a.run, b.run);
                      const words = `${a.run.name} and ${b.run.name} share ${fixed(value, 2)} of ${k}${control ? '; control: the same setting, another seed' : ''}`;
                      return (
                        <td
                          key={b.run.code}
                          data-control={control || undefined}
                          title={words}
                          style={{ '--share': `${Number.isFinite(value) ? Math.round((38 * value) / k) : 0}%` } as CSSProperties}
                        >
                          {fixed(value, 1)}
                          {control && <span className="visually-hidden"> control</span>}
                        </td>
                      );
                    })}
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
          <p className="panel-note">
            {controls.length === 0 ? (
              sayNoControl(runs.map(({ run }) => run))
            ) : (
              <>
                <span className="kept-control-mark" aria-hidden="true" /> control, the same setting with another seed:{' '}
                <b>{fixed(mean(controls), 1)}</b> of {k}
                {others.length > 0 && (
                  <>
                    ; all other pairs: <b>{fixed(mean(others), 1)}</b>
                  </>
                )}
              </>
            )}
          </p>
        </>
      )}
    </section>
  );
}

/** Why no pair is a control, and how there will be one. */
function sayNoControl(runs: readonly ComparedRun[]): string {
  for (const [i, a] of runs.entries()) {
    const b = runs.slice(i + 1).find((other) => differInSeed(a, other));
    if (b)
      return `${a.code} and ${b.code} differ in the seed, but were evaluated after ${integer(a.run.evaluated?.step ?? 0)} and ${integer(b.run.evaluated?.step ?? 0)} steps: they are a control once both are evaluated at the same step.`;
  }
  return 'No two of these runs differ in the seed alone: without such a control no overlap tells of geometry or setting. Train one of them again with another seed.';
}

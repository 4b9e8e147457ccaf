import { memo, useRef } from 'react';
import { Histogram, fixed, percent, useSize } from '../../plots';
import type { StillRun } from '../../state/views/useSelection';
import './norms.css';

/**
 * Norms of a run's features with the clip radius marked: whether the radius is free, or everything sits on one sphere.
 * Small enough to stand under every disk, so that it is always in sight.
 */
export const NormStrip = memo(function NormStrip({ run, height = 40 }: { run: StillRun; height?: number }) {
  const box = useRef<HTMLDivElement>(null);
  const width = useSize(box)?.width ?? 0;
  const { name, geometry, snapshot } = run;
  if (!snapshot) return <div ref={box} className="norms-strip" style={{ height }} />;
  const { norms, head } = snapshot;
  const clips = geometry !== 'spherical' && head.clipRadius > 0;
  const summary =
    `Norms of the features of ${name}: mean ${fixed(norms.mean, 2)}` +
    (clips
      ? `, ${percent(norms.clippedShare, 0)} at or beyond the clip radius ${head.clipRadius}.`
      : geometry === 'spherical'
        ? '; the sphere does not use them.'
        : ', no clipping.');
  return (
    <div className="norms-strip" data-geometry={geometry} style={{ height }} ref={box}>
      <Histogram
        edges={norms.edges}
        counts={norms.counts}
        name="Norms"
        unit="norm"
        mark={clips ? { at: head.clipRadius, label: 'clip' } : undefined}
        summary={summary}
        width={width}
        height={height}
      />
    </div>
  );
});

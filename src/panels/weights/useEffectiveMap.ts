/** The map of effective negatives, from the analysis worker; the one before stays until the next is done. */
import { useEffect, useMemo, useState } from 'react';
import type { Geometry, HeadConfig } from '../../core/configuration/schema';
import type { FieldAnchor } from '../../core/metrics/negatives/anchorSample';
import { logSteps, type EffectiveMap } from '../../core/metrics/negatives/effectiveMap';
import { CancelledError, messageOf } from '../../core/errors';
import { analysisOf } from '../../state/analysis';
import { inSlices } from '../../state/views/idle';
import { useAnalysis, useLab } from '../../state/LabProvider';
import type { Ranking } from '../../state/views/selection';
import { SampleScan, fieldAnchor, sampleSize } from '../../state/views/whatIfWeights';

/** What the map covers: as far as the sliders go. */
export const TAU_RANGE = [0.01, 2] as const;
export const C_RANGE = [0.001, 10] as const;
const TAUS = logSteps(...TAU_RANGE, 24);
// Near the boundary of the ball the number doubles from one step to the next: coarser, what is read between two would be far off.
const CS = logSteps(...C_RANGE, 25);
/** Along a single axis there is time for more. */
const FINE_TAUS = logSteps(...TAU_RANGE, 48);

const NONE: readonly FieldAnchor[] = [];

/** The anchor alone, or a sample of all anchors; empty until there is one. */
export function useMapAnchors(
  ranking: Ranking | undefined,
  labels: Int32Array | undefined,
  anchor: number | 'all',
): readonly FieldAnchor[] {
  const [sample, setSample] = useState<{ of: Ranking; labels: Int32Array; anchors: readonly FieldAnchor[] }>();
  const fits = ranking !== undefined && labels !== undefined && ranking.snapshot.n === labels.length;
  useEffect(() => {
    if (anchor !== 'all' || !fits) return undefined;
    const scan = new SampleScan(ranking.snapshot, labels, sampleSize(ranking.snapshot.n));
    return inSlices(() => {
      if (!scan.complete) scan.advance();
      if (!scan.complete) return false;
      setSample({ of: ranking, labels, anchors: [...scan.anchors] });
      return true;
    });
  }, [ranking, labels, anchor, fits]);
  return useMemo(() => {
    if (!fits) return NONE;
    // Those of the snapshot before stay until the sample of the new one is complete.
    if (anchor === 'all') return sample?.of.run === ranking.run && sample.labels === labels ? sample.anchors : NONE;
    const found = fieldAnchor(ranking.snapshot, labels, anchor);
    return found ? [found] : NONE;
  }, [ranking, labels, anchor, fits, sample]);
}

export interface EffectiveMaps {
  map?: EffectiveMap;
  /** false: of the anchors or settings before, until the present one is done. */
  current: boolean;
}

/** What of a head is not on the axes and counts nonetheless: λ and τ_s of a fused run, clip radius and input where there is a ball. */
function useRest(geometry: Geometry, { lambda, tauSpherical, clipRadius, hyperbolicInput }: HeadConfig): HeadConfig {
  const fused = geometry === 'fused';
  const flat = geometry === 'spherical';
  const kept = { lambda: fused ? lambda : 1, tauSpherical: fused ? tauSpherical : 1, clipRadius: flat ? 0 : clipRadius };
  const input = flat ? 'raw' : hyperbolicInput;
  return useMemo(
    () => ({
      lambda: kept.lambda,
      tauSpherical: kept.tauSpherical,
      clipRadius: kept.clipRadius,
      hyperbolicInput: input,
      tauHyperbolic: 1,
      c: 1,
      initialRadius: 0,
    }),
    [kept.lambda, kept.tauSpherical, kept.clipRadius, input],
  );
}

export function useEffectiveMap(
  ranking: Ranking,
  labels: Int32Array | undefined,
  anchors: readonly FieldAnchor[],
  geometry: Geometry,
  head: HeadConfig,
): EffectiveMaps {
  const analysis = useAnalysis();
  const notify = useLab((lab) => lab.notify);
  const rest = useRest(geometry, head);
  // One object for one question: what the answer is compared with.
  const asked = useMemo(() => ({ ranking, labels, anchors, geometry, rest }), [ranking, labels, anchors, geometry, rest]);
  const [made, setMade] = useState<{ asked: typeof asked; map: EffectiveMap }>();
  useEffect(() => {
    const { ranking, labels, anchors, geometry, rest } = asked;
    if (anchors.length === 0 || !labels) return undefined;
    const flat = geometry === 'spherical';
    const control = new AbortController();
    const of = { ...analysisOf(ranking, labels), geometry, head: rest };
    const rows = anchors.map(({ anchor }) => anchor);
    analysis.effectiveMap(of, rows, flat ? FINE_TAUS : TAUS, flat ? [1] : CS, control.signal).then(
      (map) => setMade({ asked, map }),
      (error: unknown) => {
        if (!(error instanceof CancelledError)) notify('error', messageOf(error));
      },
    );
    return () => control.abort();
  }, [analysis, asked, notify]);
  return { map: made?.asked.geometry === geometry ? made.map : undefined, current: made?.asked === asked };
}

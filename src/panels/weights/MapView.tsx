import { useDeferredValue, useMemo } from 'react';
import { useShallow } from 'zustand/react/shallow';
import { HeatMap, fixed, integer, runStyle, type AxisSpec, type MapPoint } from '../../plots';
import type { HeadConfig } from '../../core/configuration/schema';
import { effectiveUnder, tauFor } from '../../core/metrics/negatives/effectiveMap';
import { useLab } from '../../state/LabProvider';
import { useAnchor } from '../../state/views/useSelection';
import type { Ranking } from '../../state/views/selection';
import { sampleSize } from '../../state/views/whatIfWeights';
import { logScale } from '../fields/scales';
import { sayEffective } from './WeightsTable';
import { C_RANGE, TAU_RANGE, useEffectiveMap, useMapAnchors } from './useEffectiveMap';
import type { OwnRanking } from './useShown';

const TAU_STOPS = logScale(...TAU_RANGE).values;
const C_STOPS = logScale(...C_RANGE).values;
const C_AXIS: AxisSpec = { scale: 'log', domain: C_RANGE, label: 'curvature c' };

/** Three digits, no zeros behind: 0.083, 1.25. */
const short = (value: number) => String(Number(value.toPrecision(value < 1 ? 2 : 3)));
const sayEffectives = (value: number) => `${sayEffective(value)} effective negatives`;

const tauOf = ({ geometry }: Ranking, head: HeadConfig) => (geometry === 'spherical' ? head.tauSpherical : head.tauHyperbolic);

/** Which run the map is of: a hyperbolic one, where there is a map to speak of. */
export function mapRun(own: ReadonlyMap<string, OwnRanking>, chosen: string | undefined): OwnRanking | undefined {
  const all = [...own.values()];
  const first = (geometry: string) => all.find(({ ranking }) => ranking.geometry === geometry);
  return (chosen === undefined ? undefined : own.get(chosen)) ?? first('hyperbolic') ?? first('fused') ?? all[0];
}

interface Props {
  own: ReadonlyMap<string, OwnRanking>;
  shown: OwnRanking;
  /** The anchor alone, or the median over a sample of all anchors. */
  of: 'anchor' | 'all';
}

/** Effective number of negatives over τ × c for the present embedding of a run; the present setting is a point that can be moved. */
export function MapView({ own, shown: { ranking }, of }: Props) {
  const labels = useLab((lab) => lab.evaluation?.labels);
  const anchor = useAnchor();
  const setHead = useLab((lab) => lab.setHead);
  const slider = useLab((lab) => lab.whatIf);
  const { geometry, snapshot } = ranking;
  const { head, overrides } = useLab(
    useShallow((lab) => {
      const run = lab.runs.find(({ id }) => id === ranking.run);
      return { head: run?.head ?? ranking.head, overrides: run?.config.head };
    }),
  );
  // The point follows the pointer at once, the numbers as soon as they are computed.
  const now = useMemo((): HeadConfig => ({ ...head, ...slider, ...overrides }), [head, slider, overrides]);
  const asked = useDeferredValue(now);
  const flat = geometry === 'spherical';

  const anchors = useMapAnchors(ranking, labels, of === 'all' ? 'all' : anchor);
  const { map, current } = useEffectiveMap(ranking, labels, anchors, geometry, asked);
  const effective = useMemo(() => (anchors.length > 0 ? effectiveUnder(anchors, geometry, asked) : undefined), [anchors, geometry, asked]);

  // The run that a spherical τ would change; without one, the same features seen by their cosine.
  const spherical = [...own.values()].find((candidate) => candidate.ranking.geometry === 'spherical')?.ranking ?? ranking;
  const sphericalAnchors = useMapAnchors(flat ? undefined : spherical, labels, of === 'all' ? 'all' : anchor);
  const { map: strip } = useEffectiveMap(spherical, labels, sphericalAnchors, 'spherical', asked);

  const tauKey = flat ? 'tauSpherical' : 'tauHyperbolic';
  const point: MapPoint = { x: tauOf(ranking, now), y: now.c };
  const origin: MapPoint = { x: tauOf(ranking, head), y: head.c };
  const moved = point.x !== origin.x || (!flat && point.y !== origin.y);
  const stops = {
    x: overrides?.[tauKey] === undefined ? TAU_STOPS : [point.x],
    y: overrides?.c === undefined ? C_STOPS : [point.y],
  };
  const tauAxis = useMemo(
    (): AxisSpec => ({ scale: 'log', domain: TAU_RANGE, label: `temperature τ ${flat ? 'spherical' : 'hyperbolic'}` }),
    [flat],
  );
  const range = useMemo((): [number, number] => [1, Math.max(2, snapshot.n)], [snapshot.n]);
  const field = useMemo(() => map && { columns: map.taus.length, rows: map.cs.length, values: map.values }, [map]);

  const sayPoint = ({ x, y }: MapPoint) => (flat ? `τ ${short(x)}` : `τ ${short(x)}, c ${short(y)}`);
  const whose = of === 'anchor' ? 'this anchor' : `median of ${anchors.length || sampleSize(snapshot.n)} anchors`;
  const alone = of === 'anchor' && anchors.length === 0;

  return (
    <>
      <HeatMap
        name={`Effective number of negatives in ${ranking.name} over τ${flat ? '' : ' and c'}`}
        summary={effective === undefined ? 'Not computed yet.' : `${sayEffectives(effective)} at ${sayPoint(point)}, ${whose}.`}
        x={tauAxis}
        y={flat ? undefined : C_AXIS}
        field={field}
        range={range}
        colour={runStyle(geometry, 0).colour}
        point={point}
        pointValue={asked === now ? effective : undefined}
        origin={moved ? origin : undefined}
        stops={stops}
        onChoose={({ x, y }) => setHead({ ...(x === point.x ? {} : { [tauKey]: x }), ...(y === point.y ? {} : { c: y }) })}
        pointName={flat ? 'Temperature τ' : 'Temperature τ (left, right) and curvature c (up, down)'}
        sayPoint={sayPoint}
        sayValue={sayEffectives}
        empty={alone ? 'This anchor is the only image of its class.' : field ? undefined : 'computing …'}
      />
      <p className="weights-map-note" aria-busy={!current}>
        <span>
          <strong>{effective === undefined ? '–' : sayEffective(effective)}</strong> effective negatives, {whose}
        </span>
        {!flat && (
          <SphericalTau
            tau={strip && effective !== undefined ? tauFor(effective, strip) : undefined}
            known={strip !== undefined && effective !== undefined}
            byCosine={spherical === ranking}
            now={asked.tauSpherical}
            onChoose={(tauSpherical) => setHead({ tauSpherical })}
          />
        )}
      </p>
    </>
  );
}

/** The spherical temperature with as many effective negatives, to be taken as a what-if value. */
function SphericalTau({
  tau,
  known,
  byCosine,
  now,
  onChoose: take,
}: {
  tau: number | undefined;
  known: boolean;
  byCosine: boolean;
  now: number;
  onChoose: (tau: number) => void;
}) {
  if (!known) return <span>&nbsp;</span>;
  if (tau === undefined)
    return (
      <span>
        no spherical τ from {fixed(TAU_RANGE[0], 2)} to {integer(TAU_RANGE[1])} gives as many
      </span>
    );
  const rounded = Number(tau.toPrecision(2));
  return (
    <span title={byCosine ? 'Of the cosine over the same features' : 'In the spherical run of this experiment'}>
      as many at spherical τ <strong>{short(rounded)}</strong>{' '}
      <button type="button" className="link-button" disabled={rounded === now} onClick={() => take(rounded)}>
        {rounded === now ? 'taken' : 'take'}
        <span className="visually-hidden"> spherical τ {short(rounded)} as what-if value</span>
      </button>
    </span>
  );
}

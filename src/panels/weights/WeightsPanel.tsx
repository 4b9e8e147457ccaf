import { useMemo, useState } from 'react';
import { ChooseOne } from '../../controls';
import {
  LinePlot,
  PlotActions,
  decadeDomain,
  integer,
  gradientShare,
  percent,
  roundDomain,
  type AxisSpec,
  type Brush,
  type Span,
} from '../../plots';
import { useLab, useLabStore } from '../../state/LabProvider';
import { guestIsAnchor } from '../../state/views/guest/guest';
import { useAnchor, useNames } from '../../state/views/useSelection';
import { sampleSize } from '../../state/views/whatIfWeights';
import { useAsOf } from '../asOf';
import { Gloss, PanelHelp } from '../help';
import { MapView, mapRun } from './MapView';
import { WeightsTable, sayEffective } from './WeightsTable';
import { LINEAR_RANKS, weightRange, type Scale } from './curves';
import { anchorWeightsTable } from './exports';
import { useOwn, useShown, type OwnRanking, type Shown, type Source } from './useShown';
import './weights.css';

type View = Scale | 'map';

const VIEWS: { value: View; title: string }[] = [
  { value: 'log', title: 'p(x⁻) against rank on logarithmic axes' },
  { value: 'linear', title: `p(x⁻) against rank on linear axes, the first ${LINEAR_RANKS} ranks unless a part is marked` },
  { value: 'map', title: 'Effective number of negatives over temperature and curvature' },
];

const SOURCES: { value: Source; label: string; title: string }[] = [
  { value: 'anchor', label: 'anchor', title: 'This anchor against all evaluation images of other classes' },
  {
    value: 'all',
    label: 'all anchors',
    title: 'Median and quartiles over a sample of all anchors, each against all evaluation images of other classes',
  },
  {
    value: 'batch',
    label: 'batch',
    title: 'Median and quartiles over all anchors of a training batch, against the negatives of that batch',
  },
];

const WORDS: Record<Source, string> = {
  anchor: 'For the anchor',
  all: 'Median over all anchors',
  batch: 'Median over the anchors of a training batch',
};

const sayPercent = (value: number) => gradientShare(value / 100);
const sayRank = (rank: number) => `rank ${integer(rank)}`;

/** Axes that hold what is shown, the same objects as long as their ends are. */
function useAxes({ series, bands }: Shown, scale: Scale, span: Span | undefined): [AxisSpec, AxisSpec] {
  const last = series.length > 0 ? Math.max(10, ...series.map(({ x }) => x[x.length - 1] ?? 0)) : 1000;
  const seen: Span = span ?? [1, scale === 'log' ? last : Math.min(LINEAR_RANKS, last)];
  const { low, high } = weightRange([...series, ...bands.map(({ x, upper }) => ({ x, y: upper }))], seen);
  const ends = seen[1];
  return useMemo(
    () => [
      { scale, domain: [1, ends], label: 'rank of the negative by distance' },
      {
        scale,
        domain: scale === 'log' ? decadeDomain(low, high, 6) : roundDomain(0, high || 10),
        label: 'p(x⁻), % of the gradient',
      },
    ],
    [scale, ends, low, high],
  );
}

/** p(x⁻) against rank in every run, for an anchor, for all or for a training batch; or the effective number of negatives over τ × c. */
export function WeightsPanel() {
  const [view, setView] = useState<View>('log');
  const [source, setSource] = useState<Source>('anchor');
  const [span, setSpan] = useState<Span>();
  const [chosen, setChosen] = useState<string>();
  // A batch has no map: its embedding is not kept.
  // A guest has none either: the map is made where only the set's images are known.
  const guest = useLab(guestIsAnchor);
  const of = view === 'map' && (source === 'batch' || guest) ? 'all' : source;
  const scale = view === 'linear' ? 'linear' : 'log';
  const brush = useMemo((): Brush => ({ span, onChange: setSpan, whole: true }), [span]);

  const runs = useOwn();
  const shown = useShown(of, runs, span, view !== 'map');
  const [x, y] = useAxes(shown, scale, span);
  const images = useLab((lab) => lab.evaluation?.rows.length ?? 0);
  const mapped = mapRun(runs.own, chosen);
  const asOf = useAsOf(mapped?.ranking.snapshot);

  return (
    <section className="panel weights-panel" aria-label="Triplet weights">
      <div className="panel-head">
        <h2 className="panel-title" title="p(x⁻), the share of the anchor’s gradient that goes to each negative">
          Triplet weights
        </h2>
        <ChooseOne
          label="Scale of triplet weights"
          options={VIEWS.map(({ value, title }) => ({ value, name: value, title }))}
          value={view}
          choose={setView}
        />
        <PlotActions name="Triplet weights" step={mapped?.ranking.snapshot.step} part={mapped?.ranking.snapshot.part} />
        <PanelHelp topic={view === 'map' ? 'map' : 'weights'} of="Triplet weights" />
      </div>
      <div className="weights-source">
        <ChooseOne
          label="Triplet weights of"
          options={SOURCES.map(({ value, label, title }) => ({
            value,
            name: label,
            title,
            disabled: view === 'map' && value === 'batch',
          }))}
          value={of}
          choose={setSource}
        />
        {view === 'map' ? (
          <select
            className="select"
            aria-label="Map of run"
            value={mapped?.ranking.run ?? ''}
            onChange={(event) => setChosen(event.target.value)}
          >
            {[...runs.own.values()].map(({ ranking: { run, name } }) => (
              <option key={run} value={run}>
                {name}
              </option>
            ))}
          </select>
        ) : (
          <span
            className="panel-note"
            title={`${asOf ? `${asOf.title} ` : ''}${
              of === 'anchor'
                ? 'Bands: quartiles over a sample of all anchors'
                : of === 'all'
                  ? `Median and quartiles over ${sampleSize(images)} anchors, evenly spread`
                  : 'Median and quartiles over the anchors of the batch'
            }`}
          >
            {(mapped?.ranking.snapshot.subset ? asOf?.short : asOf?.long) ??
              (of === 'anchor' ? <Gloss term="band">band: all anchors</Gloss> : <Gloss term="quartiles">median, quartiles</Gloss>)}
          </span>
        )}
      </div>
      {view !== 'map' ? (
        <Curves shown={shown} own={runs.own} source={of} x={x} y={y} brush={brush} />
      ) : mapped ? (
        <MapView own={runs.own} shown={mapped} of={of === 'anchor' ? 'anchor' : 'all'} />
      ) : (
        <p className="weights-map-note">The map appears with the first evaluation.</p>
      )}
      {view !== 'map' && <WeightsTable rows={shown.rows} source={of} />}
    </section>
  );
}

interface CurvesProps {
  shown: Shown;
  own: ReadonlyMap<string, OwnRanking>;
  source: Source;
  x: AxisSpec;
  y: AxisSpec;
  brush: Brush;
}

function Curves({ shown, own, source, x, y, brush }: CurvesProps) {
  const labStore = useLabStore();
  const { series, bands, rows } = shown;
  const anchor = useAnchor();
  const { classOf } = useNames();
  const table = useMemo(
    () => (source === 'anchor' ? () => anchorWeightsTable(labStore.getState(), own, series) : undefined),
    [labStore, source, own, series],
  );
  const alone = source === 'anchor' && bands.length > 0 && series.length === 0;
  const empty = alone
    ? 'This anchor is the only image of its class.'
    : series.length === 0
      ? 'The weights appear with the first evaluation.'
      : undefined;
  const values = rows.map(({ name, row }) =>
    row ? `${name} ${sayEffective(row.effective)} effective negatives, ${percent(row.top1)} on the first` : `${name} none`,
  );
  const whose = source === 'anchor' ? `${WORDS.anchor}, ${classOf(anchor)}` : WORDS[source];
  return (
    <LinePlot
      name="Triplet weight against rank"
      summary={empty ?? `${whose}: ${values.join('; ')}.`}
      x={x}
      y={y}
      series={series}
      bands={bands}
      brush={brush}
      sayX={sayRank}
      sayY={sayPercent}
      empty={empty}
      table={table}
    />
  );
}

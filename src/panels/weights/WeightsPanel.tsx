import { useDeferredValue, useMemo, useState } from 'react';
import { useShallow } from 'zustand/react/shallow';
import {
  LinePlot,
  decadeDomain,
  fixed,
  integer,
  percent,
  roundDomain,
  runStyles,
  weight,
  type AxisSpec,
  type Band,
  type Brush,
  type Span,
  type Series,
} from '../../plots';
import type { Geometry } from '../../core/configuration/schema';
import { useLab } from '../../state/labStore';
import { anchorView, whatIfHead } from '../../state/selection';
import { useAnchorViews, useNames, useRankings } from '../../state/useSelection';
import {
  LINEAR_RANKS,
  bandOf,
  medianSeries,
  rowOfBand,
  rowOfView,
  sayWhatIf,
  weightRange,
  weightSeries,
  type Scale,
  type WeightsRow,
} from './curves';
import './weights.css';

type Source = 'anchor' | 'batch';

interface Row {
  run: string;
  geometry: Geometry;
  variant: number;
  row?: WeightsRow;
  whatIf?: WeightsRow;
}

interface Shown {
  series: Series[];
  bands: Band[];
  rows: Row[];
}

/** Runs with their styles, the rankings that are a run's own, and the anchor seen in each. */
function useOwnRankings() {
  const configs = useLab(useShallow((lab) => lab.runs.map((run) => run.config)));
  const rankings = useRankings();
  const own = useMemo(() => rankings.filter(({ other }) => !other), [rankings]);
  const views = useAnchorViews(own);
  const styles = useMemo(() => runStyles(configs), [configs]);
  return { own, views, configs, styles };
}

function useShown(source: Source): Shown {
  const { own, views, styles, configs } = useOwnRankings();
  const labels = useLab((lab) => lab.evaluation?.labels);
  const anchor = useLab((lab) => lab.anchor);
  // The sliders move at once; the dotted curves follow as soon as they are computed.
  const whatIf = useDeferredValue(useLab((lab) => lab.whatIf));

  return useMemo(() => {
    const shown: Shown = { series: [], bands: [], rows: [] };
    for (const config of configs) {
      const { name, geometry } = config;
      const style = styles.get(name);
      if (!style) continue;
      const row: Row = { run: name, geometry, variant: style.variant };
      shown.rows.push(row);
      const place = own.findIndex(({ run }) => run === name);
      const ranking = own[place];
      if (!ranking) continue;
      const { snapshot, head } = ranking;
      const band = source === 'batch' ? snapshot.weights.batch : snapshot.weights.evaluation;
      shown.bands.push(bandOf(name, band, style));
      if (source === 'batch') {
        shown.series.push(medianSeries(name, name, band, style));
        row.row = rowOfBand(band);
        continue;
      }
      const view = views[place];
      if (!view?.weights || !labels) continue;
      shown.series.push(weightSeries(name, name, view.weights, style));
      row.row = rowOfView(view);
      const wanted = whatIfHead({ geometry, config }, head, whatIf);
      const supposed = wanted && anchorView(ranking, labels, anchor, wanted);
      if (!supposed?.weights || !wanted) continue;
      const note = `${name}, ${sayWhatIf(head, wanted)}`;
      shown.series.push(weightSeries(`${name} what if`, note, supposed.weights, style, { dash: '2 3', width: 1.5, note }));
      row.whatIf = rowOfView(supposed);
    }
    return shown;
  }, [source, own, views, styles, configs, labels, anchor, whatIf]);
}

function Changed({ before, after, say }: { before?: number; after?: number; say: (value: number) => string }) {
  return (
    <td>
      {before === undefined ? '–' : say(before)}
      {after !== undefined && (
        <span className="what-if-value">
          <span aria-hidden="true">→</span>
          <span className="visually-hidden"> what if </span>
          {say(after)}
        </span>
      )}
    </td>
  );
}

const sayRank = (rank: number) => `rank ${integer(rank)}`;
const sayEffective = (value: number) => fixed(value, value < 100 ? 1 : 0);
const sayShare = (value: number) => fixed(value * 100, 1);

function Table({ rows, source }: { rows: readonly Row[]; source: Source }) {
  return (
    <table className="table weights-table">
      <caption className="visually-hidden">
        {source === 'anchor' ? 'Triplet weights of the anchor in each run' : 'Triplet weights in a training batch, median over its anchors'}
      </caption>
      <thead>
        <tr>
          <th scope="col">
            <span className="visually-hidden">run</span>
          </th>
          <th
            scope="col"
            title="Effective number of negatives: exp of the entropy of p(x⁻)/Σp: as many equally weighted negatives would be as spread out"
          >
            eff. neg.
          </th>
          <th scope="col" title="Weight on the nearest negative, per cent">
            top 1, %
          </th>
          <th scope="col" title="Weight on the six nearest negatives, per cent">
            top 6, %
          </th>
        </tr>
      </thead>
      <tbody>
        {rows.map(({ run, geometry, variant, row, whatIf }) => (
          <tr key={run} data-geometry={geometry}>
            <td title={run}>
              <span className="swatch" data-variant={variant || undefined} />
              <span className="weights-run">{run}</span>
            </td>
            <Changed before={row?.effective} after={whatIf?.effective} say={sayEffective} />
            <Changed before={row?.top1} after={whatIf?.top1} say={sayShare} />
            <Changed before={row?.top6} after={whatIf?.top6} say={sayShare} />
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** p(x⁻) against rank in every run: for the anchor over all evaluation images, or over the anchors of a training batch. */
export function WeightsPanel() {
  const [scale, setScale] = useState<Scale>('log');
  const [source, setSource] = useState<Source>('anchor');
  const [span, setSpan] = useState<Span>();
  const brush = useMemo((): Brush => ({ span, take: setSpan, whole: true }), [span]);
  const { series, bands, rows } = useShown(source);
  const anchor = useLab((lab) => lab.anchor);
  const { classOf } = useNames();

  const last = series.length > 0 ? Math.max(10, ...series.map(({ x }) => x[x.length - 1] ?? 0)) : 1000;
  const range = weightRange([...series, ...bands.map(({ x, upper }) => ({ x, y: upper }))], scale === 'log' ? last : LINEAR_RANKS);
  const [x, y] = useMemo((): [AxisSpec, AxisSpec] => {
    const ranks = scale === 'log' ? ([1, last] as const) : ([1, Math.min(LINEAR_RANKS, last)] as const);
    return [
      { scale, domain: ranks, label: 'rank of the negative by distance' },
      {
        scale,
        domain: scale === 'log' ? decadeDomain(range.low, range.high, 6) : roundDomain(0, range.high || 0.1),
        label: 'p(x⁻), share of the gradient',
      },
    ];
  }, [scale, last, range.low, range.high]);

  const alone = source === 'anchor' && bands.length > 0 && series.length === 0;
  const empty = alone
    ? 'This anchor is the only image of its class.'
    : series.length === 0
      ? 'The weights appear with the first evaluation.'
      : undefined;
  const summary =
    empty ??
    `${source === 'anchor' ? `For the anchor, ${classOf(anchor)}` : 'Median over the anchors of a training batch'}: ${rows
      .map(({ run, row }) =>
        row ? `${run} ${sayEffective(row.effective)} effective negatives, ${percent(row.top1)} on the first` : `${run} none`,
      )
      .join('; ')}.`;

  return (
    <section className="panel weights-panel" aria-label="Triplet weights">
      <div className="panel-head">
        <h2 className="panel-title">
          Triplet weights p(x<sup>−</sup>)
        </h2>
        <div className="segmented" role="group" aria-label="Scale of triplet weights">
          {(['log', 'linear'] as const).map((choice) => (
            <button key={choice} type="button" aria-pressed={scale === choice} onClick={() => setScale(choice)}>
              {choice}
            </button>
          ))}
        </div>
      </div>
      <div className="weights-source">
        <div className="segmented" role="group" aria-label="Triplet weights of">
          <button
            type="button"
            aria-pressed={source === 'anchor'}
            title="This anchor against all evaluation images of other classes"
            onClick={() => setSource('anchor')}
          >
            anchor
          </button>
          <button
            type="button"
            aria-pressed={source === 'batch'}
            title="All anchors of a training batch, against the negatives of that batch"
            onClick={() => setSource('batch')}
          >
            training batch
          </button>
        </div>
        <span
          className="panel-note"
          title={
            source === 'anchor' ? 'Bands: quartiles over a sample of all anchors' : 'Median and quartiles over the anchors of the batch'
          }
        >
          {source === 'anchor' ? 'band: all anchors' : 'median, quartiles'}
        </span>
      </div>
      <LinePlot
        name="Triplet weight against rank"
        summary={summary}
        x={x}
        y={y}
        series={series}
        bands={bands}
        brush={brush}
        sayX={sayRank}
        sayY={weight}
        empty={empty}
      />
      <Table rows={rows} source={source} />
    </section>
  );
}

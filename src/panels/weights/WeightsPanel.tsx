import { useDeferredValue, useMemo, useState } from 'react';
import { LinePlot, decadeDomain, fixed, integer, percent, roundDomain, runStyles, weight, type AxisSpec, type Series } from '../../plots';
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

interface Shown {
  series: Series[];
  rows: { run: string; geometry: string; row?: WeightsRow; whatIf?: WeightsRow }[];
}

/** What both sources have in common: the runs with their styles, and the rankings that are a run's own. */
function useOwnRankings() {
  const runs = useLab((lab) => lab.runs);
  const rankings = useRankings();
  const own = useMemo(() => rankings.filter(({ other }) => !other), [rankings]);
  const names = runs.map(({ name, geometry }) => `${name} ${geometry}`).join('|');
  // eslint-disable-next-line react-hooks/exhaustive-deps
  const styles = useMemo(() => runStyles(runs), [names]);
  return { runs, own, styles };
}

function useShown(source: Source): Shown & { bands: ReturnType<typeof bandOf>[] } {
  const { runs, own, styles } = useOwnRankings();
  const views = useAnchorViews(own);
  const labels = useLab((lab) => lab.evaluation?.labels);
  const anchor = useLab((lab) => lab.anchor);
  // The sliders move at once; the dashed curves follow as soon as they are computed.
  const whatIf = useDeferredValue(useLab((lab) => lab.whatIf));
  const configs = useMemo(() => new Map(own.map(({ run }) => [run, runs.find(({ name }) => name === run)?.config])), [own, runs]);

  return useMemo(() => {
    const shown: Shown & { bands: ReturnType<typeof bandOf>[] } = { series: [], rows: [], bands: [] };
    own.forEach((ranking, i) => {
      const { run, geometry, snapshot, head } = ranking;
      const style = styles.get(run);
      const config = configs.get(run);
      if (!style || !config) return;
      const band = source === 'batch' ? snapshot.weights.batch : snapshot.weights.evaluation;
      shown.bands.push(bandOf(run, band, style));
      if (source === 'batch') {
        shown.series.push(medianSeries(run, run, band, style));
        shown.rows.push({ run, geometry, row: rowOfBand(band) });
        return;
      }
      const view = views[i];
      const wanted = labels && whatIfHead({ geometry, config }, head, whatIf);
      const supposed = wanted && anchorView(ranking, labels, anchor, wanted);
      if (view?.weights) shown.series.push(weightSeries(run, run, view.weights, style));
      if (supposed?.weights && wanted)
        shown.series.push(
          weightSeries(`${run} what if`, `${run}, what if`, supposed.weights, style, {
            dash: '2 3',
            width: 1.5,
            note: sayWhatIf(head, wanted),
          }),
        );
      shown.rows.push({ run, geometry, row: view?.weights && rowOfView(view), whatIf: supposed?.weights && rowOfView(supposed) });
    });
    return shown;
  }, [source, own, styles, views, labels, anchor, whatIf, configs]);
}

function Changed({ before, after, say }: { before?: number; after?: number; say: (value: number) => string }) {
  return (
    <td>
      {before === undefined ? '–' : say(before)}
      {after !== undefined && (
        <span className="what-if-value">
          <span className="visually-hidden">, what if: </span>
          {say(after)}
        </span>
      )}
    </td>
  );
}

const sayEffective = (value: number) => fixed(value, value < 1000 ? 1 : 0);

function Table({ rows, source }: Pick<Shown, 'rows'> & { source: Source }) {
  const supposed = rows.some(({ whatIf }) => whatIf);
  return (
    <table className="table weights-table">
      <caption className="visually-hidden">
        {source === 'anchor' ? 'Triplet weights of the anchor in each run' : 'Triplet weights in a training batch, median over its anchors'}
      </caption>
      <thead>
        <tr>
          <th scope="col">{supposed ? 'now and what if' : <span className="visually-hidden">run</span>}</th>
          <th scope="col" title="exp of the entropy of p(x⁻)/Σp: as many equally weighted negatives would be as spread out">
            effective negatives
          </th>
          <th scope="col" title="Weight on the nearest negative">
            top 1
          </th>
          <th scope="col" title="Weight on the six nearest negatives">
            top 6
          </th>
        </tr>
      </thead>
      <tbody>
        {rows.map(({ run, geometry, row, whatIf }) => (
          <tr key={run} data-geometry={geometry}>
            <td>
              <span className="swatch" /> <span className="weights-run">{run}</span>
            </td>
            <Changed before={row?.effective} after={whatIf?.effective} say={sayEffective} />
            <Changed before={row?.top1} after={whatIf?.top1} say={percent} />
            <Changed before={row?.top6} after={whatIf?.top6} say={percent} />
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
  const { series, bands, rows } = useShown(source);
  const anchor = useLab((lab) => lab.anchor);
  const { classOf } = useNames();

  const last = Math.max(10, ...series.map(({ x }) => x[x.length - 1] ?? 0));
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

  const alone = source === 'anchor' && rows.length > 0 && series.length === 0;
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
        sayX={(rank) => `rank ${integer(rank)}`}
        sayY={weight}
        empty={empty}
      />
      <Table rows={rows} source={source} />
    </section>
  );
}

import { useCallback, useEffect, useMemo, useRef, useState, type CSSProperties } from 'react';
import { Name } from '../../controls';
import { PlotActions, integer, useExported, useMedia, useSize, useTypeScale } from '../../plots';
import { useAnchorOrder, useLab, useLabStore } from '../../state/LabProvider';
import { defaultComparison, overlapOf, whyTheyCoincide, type Ranking } from '../../state/views/selection';
import { guestIsAnchor } from '../../state/views/guest/guest';
import { isGiven } from '../../state/views/anchorOrder';
import { useAnchor, useAnchorViews, useControlRankings, useNames, useRankings, useSupposedViews } from '../../state/views/useSelection';
import { useScans } from '../../state/views/useScans';
import { AsOf } from '../asOf';
import { AskButton } from '../ask';
import { ConfusionsButton } from '../confusions';
import { PanelHelp } from '../help';
import { AnchorChooser } from './anchors/AnchorChooser';
import { ranked } from './anchors/anchorOrder';
import { CountField } from './CountField';
import { NegativeRow } from './rows/NegativeRow';
import { comparedPairs, controlOf, controlPairs } from './compared/controls';
import { Overlap } from './compared/Overlap';
import { Image } from './rows/Relatives';
import { ANCHOR_ONCE, LEAST_ROW, fittingCount, layOutRows, layoutProperties } from './rows/packing';
import { negativesDrawing, negativesTable } from './exports';
import { overlapBetween } from '../../core/metrics/negatives/pairOverlap';
import { rankCorrelation } from '../../core/metrics/negatives/rankCorrelation';
import { PinnedAnchors } from './pinned/PinnedAnchors';
import { useSeeds } from './compared/useSeeds';
import './negatives.css';

export const LEAST_K = 6;
export const MOST_K = 24;
/** Under this width the page scrolls, and rows may be as high as they like (app/layout.css). */
const PAGE_SCROLLS = '(width < 1100px)';
/** Rows lower than this say less beside their thumbnails. */
const LOW_ROW = 100;
/** Lower than this they have no room for all that is said beside them at once. */
const FULL_ROW = 118;
/** Anchors scanned unasked: enough for the mean overlap to stand within a tenth of a negative. */
const SAMPLE = 400;

/** A row for each run: the anchor, its positives, and the nearest images of other classes, with what the compared run lacks in red. */
export function NegativesPanel() {
  const labStore = useLabStore();
  const rankings = useRankings();
  const supposed = useSupposedViews(rankings);
  const views = useMemo(() => supposed.map(({ view }) => view), [supposed]);
  const recorded = useControlRankings();
  const recordedViews = useAnchorViews(recorded);
  const labels = useLab((lab) => lab.evaluation?.labels);
  const k = useLab((lab) => lab.k);
  const setK = useLab((lab) => lab.setK);
  const training = useLab((lab) => lab.status.state === 'training');
  const [chosen, setChosen] = useState<Readonly<Record<string, string>>>({});
  const order = useAnchorOrder((state) => state.order);
  const publish = useAnchorOrder((state) => state.publish);
  const given = isGiven(order);
  const guest = useLab(guestIsAnchor);
  const compareWith = useCallback((ranking: string, other: string) => setChosen((before) => ({ ...before, [ranking]: other })), []);
  const body = useRef<HTMLDivElement>(null);
  const main = useRef<HTMLDivElement>(null);
  const anchor = useAnchor();
  const { classOf } = useNames();
  const width = useSize(body)?.width ?? 800;
  const room = useSize(main)?.height ?? 430;

  const seeds = useSeeds();
  const compared = useMemo(() => {
    const controls = controlPairs([...rankings, ...recorded], seeds);
    return rankings.map((ranking, i) => {
      const others = rankings.filter((other) => other !== ranking);
      const comparison = others.find(({ id }) => id === chosen[ranking.id]) ?? defaultComparison(rankings, ranking);
      const view = views[i];
      const shared = (other: Ranking | undefined) => {
        const theirs = other && (views[rankings.indexOf(other)] ?? recordedViews[recorded.indexOf(other)]);
        return view && theirs ? overlapOf(view, theirs, k) : undefined;
      };
      const theirs = comparison && views[rankings.indexOf(comparison)];
      const seeded = controlOf(ranking, controls);
      const ofControl = seeded === comparison ? undefined : shared(seeded);
      return {
        ranking,
        view,
        wanted: supposed[i]?.wanted,
        others,
        comparison,
        overlap: shared(comparison),
        correlation: view && theirs ? rankCorrelation(view, theirs) : undefined,
        ...(seeded && ofControl ? { control: { name: seeded.name, overlap: ofControl } } : {}),
      };
    });
  }, [rankings, supposed, views, recorded, recordedViews, chosen, k, seeds]);

  // While training, the processor belongs to the training unless someone asks.
  const { scans, done } = useScans(rankings, labels, !given ? Infinity : training ? 0 : SAMPLE);
  const pairs = useMemo(() => comparedPairs(compared), [compared]);
  const sequence = useMemo(() => {
    const overlaps = pairs.flatMap(({ a, b }) => {
      const [one, other] = [scans[rankings.indexOf(a)], scans[rankings.indexOf(b)]];
      return one && other ? [overlapBetween(one, other)] : [];
    });
    return ranked(order, scans, overlaps, k);
    // `done` stands for what the scans hold by now.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [order, scans, pairs, rankings, k, done]);
  useEffect(() => {
    // Until something is ranked of a new snapshot, the order of the one before serves.
    if (order !== 'list' && (given || done > 0)) publish(sequence, labels !== undefined && done >= labels.length);
  }, [publish, order, given, sequence, done, labels]);

  useExported(body, {
    name: 'Hard negatives',
    drawing: () => negativesDrawing(labStore.getState(), compared, k, body.current),
    table: () => negativesTable(labStore.getState(), compared, k),
  });

  const there = Math.min(...views.map((view) => view?.negatives.length ?? Infinity));
  const [first] = compared;
  const largest = Math.max(0, ...views.map((view) => view?.weights?.[0] ?? 0));
  const type = useTypeScale();
  const rows = Math.max(1, compared.length);
  const scrolls = useMedia(PAGE_SCROLLS);
  const height = scrolls ? Infinity : room;
  const layout = useMemo(() => layOutRows(rows, k, width, height, type), [rows, k, width, height, type]);
  const { overlap, stacked, anchorOnce, row } = layout;
  const fitK = useLab((lab) => lab.fitK);
  // Not while the panel is out of sight: it has no width then.
  useEffect(() => {
    if (width > 0) fitK(scrolls ? LEAST_K : fittingCount(width, { least: LEAST_K, most: MOST_K }, type));
  }, [fitK, scrolls, width, type]);
  const below = compared.length - layout.seen;
  const coincide = first?.overlap?.sameOrder && first.comparison?.run === first.ranking.run;
  const why = coincide
    ? (whyTheyCoincide(first.ranking) ?? { short: 'same order here', sentence: 'For this anchor both distances give the same order.' })
    : undefined;

  return (
    <section className="panel negatives-panel" aria-label="Hard negatives">
      <div className="panel-head negatives-head">
        <h2 className="panel-title">Hard negatives</h2>
        <AsOf snapshot={first?.ranking.snapshot} short />
        <AnchorChooser ranked={labels ? done / labels.length : 0} />
        <PinnedAnchors />
        <div className="segmented negatives-tools" role="group" aria-label="More about hard negatives">
          <ConfusionsButton />
          <AskButton />
        </div>
        <div className="negatives-options">
          {why && (
            <span className="negatives-why" title={why.sentence}>
              {why.short}
              <span className="visually-hidden">. {why.sentence}</span>
            </span>
          )}
          <CountField label="k" value={k} least={LEAST_K} most={MOST_K} onChange={setK} there={there} />
          <PlotActions name="Hard negatives" step={first?.ranking.snapshot.step} part={first?.ranking.snapshot.part} />
          <PanelHelp topic="negatives" />
        </div>
      </div>
      <div className="negatives-main" ref={main} style={layoutProperties(type) as CSSProperties}>
        <div className="negatives-scroll scrolls" data-more={below > 0 || undefined}>
          <div
            className="negatives-body"
            ref={body}
            data-stacked={stacked || undefined}
            data-once={anchorOnce || undefined}
            data-few={(row !== undefined && row < FULL_ROW * type) || undefined}
            data-low={(row !== undefined && row < LOW_ROW * type) || undefined}
          >
            {guest && views.length > 0 && views.every((view) => !view) && (
              <p className="negatives-empty" role="status">
                Your picture was not embedded at the step on show. Show the last step again, or ask again.
              </p>
            )}
            {compared.length === 0 && <p className="negatives-empty">The hard negatives appear with the first evaluation.</p>}
            {anchorOnce && first?.view && (
              <div className="negatives-anchor-column">
                <Image index={anchor} side={ANCHOR_ONCE * type} kind={guest ? 'guest' : 'anchor'} />
                <span className="negatives-tile-name">
                  <Name>{classOf(anchor)}</Name>
                </span>
                <span className="negatives-relative-more">
                  {guest
                    ? 'guest'
                    : first.view.positives.length === 0
                      ? 'no positive'
                      : `${integer(first.view.positives.length)} positive${first.view.positives.length === 1 ? '' : 's'}`}
                </span>
              </div>
            )}
            <div className="negatives-rows">
              {compared.map(
                ({ ranking, view, wanted, others, comparison, overlap, correlation, control }) =>
                  view && (
                    <NegativeRow
                      key={ranking.id}
                      ranking={ranking}
                      view={view}
                      wanted={wanted}
                      comparison={comparison}
                      overlap={overlap}
                      correlation={correlation}
                      control={control}
                      others={others}
                      compareWith={compareWith}
                      k={k}
                      layout={layout}
                      largest={largest}
                    />
                  ),
              )}
            </div>
            {why && height >= (rows * LEAST_ROW + 24) * type && <p className="panel-note negatives-reason">{why.sentence}</p>}
          </div>
        </div>
        {below > 0 && (
          <button
            type="button"
            className="link-button negatives-more"
            onClick={({ currentTarget }) => {
              const scroller = currentTarget.previousElementSibling;
              const end = !scroller || scroller.scrollTop + scroller.clientHeight >= scroller.scrollHeight - 1;
              if (end) scroller?.scrollTo({ top: 0 });
              else scroller.scrollBy({ top: scroller.clientHeight });
            }}
          >
            {integer(rows)} rows, {integer(layout.seen)} seen at once ↕
          </button>
        )}
        {overlap > 0 && <Overlap pairs={pairs} scans={scans} rankings={rankings} k={k} done={done} width={width} height={overlap} />}
      </div>
    </section>
  );
}

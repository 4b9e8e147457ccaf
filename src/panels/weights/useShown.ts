/** What the panel shows of each run: its curve, its band, its numbers, and the same under the what-if values. */
import { useDeferredValue, useEffect, useMemo, useState } from 'react';
import { useShallow } from 'zustand/react/shallow';
import type { Geometry, HeadConfig } from '../../core/configuration/schema';
import { runStyles, type Band, type RunStyle, type Series, type Span } from '../../plots';
import { inSlices } from '../../state/views/idle';
import { useLab } from '../../state/LabProvider';
import { guestIsAnchor, viewAround } from '../../state/views/guest/guest';
import { whatIfHead, type Ranking } from '../../state/views/selection';
import { useAnchor, useAnchorViews, useRankings } from '../../state/views/useSelection';
import { BandScan, knownBand, weightsUnder } from '../../state/views/whatIfWeights';
import { bandOf, medianSeries, sayWhatIf, weightSeries, whatIfId, whatIfStyle, type WeightsRow } from './curves';

/** Of this anchor, of all anchors among the evaluation images, or of the anchors of a training batch. */
export type Source = 'anchor' | 'all' | 'batch';

export interface Row {
  /** Id of the run. */
  run: string;
  name: string;
  geometry: Geometry;
  variant: number;
  row?: WeightsRow;
  whatIf?: WeightsRow;
}

export interface Shown {
  series: Series[];
  bands: Band[];
  rows: Row[];
}

/** A run with its own ranking and its style, and the head asked about where it is not the one in force. */
export interface OwnRanking {
  ranking: Ranking;
  style: RunStyle;
  wanted: HeadConfig | undefined;
}

/** Runs in their order, by id; the what-if values follow the sliders as soon as there is time. */
export function useOwn(): { configs: ReturnType<typeof useConfigs>; styles: Map<string, RunStyle>; own: Map<string, OwnRanking> } {
  const configs = useConfigs();
  const rankings = useRankings();
  const whatIf = useDeferredValue(useLab((lab) => lab.whatIf));
  const styles = useMemo(() => runStyles(configs), [configs]);
  const own = useMemo(
    () =>
      new Map(
        configs.flatMap((config): [string, OwnRanking][] => {
          const ranking = rankings.find(({ run, other }) => run === config.id && !other);
          const style = styles.get(config.id);
          if (!ranking || !style) return [];
          return [[config.id, { ranking, style, wanted: whatIfHead({ geometry: config.geometry, config }, ranking.head, whatIf) }]];
        }),
      ),
    [configs, rankings, styles, whatIf],
  );
  return { configs, styles, own };
}

const useConfigs = () => useLab(useShallow((lab) => lab.runs.map((run) => run.config)));

/** Computes the bands over a sample of all anchors, in idle moments; a new object when there is one more. */
function useBands(own: ReadonlyMap<string, OwnRanking>, labels: Int32Array | undefined, on: boolean): object {
  const [made, setMade] = useState({});
  useEffect(() => {
    if (!on || !labels) return undefined;
    const scans = [...own.values()]
      .filter(({ ranking }) => ranking.snapshot.n === labels.length)
      .flatMap(({ ranking, wanted }) => [ranking.head, ...(wanted ? [wanted] : [])].map((head) => ({ ranking, head })))
      .filter(({ ranking, head }) => !knownBand(ranking, head))
      .map(({ ranking, head }) => new BandScan(ranking, labels, head));
    return inSlices(() => {
      const [scan] = scans;
      if (scan?.advance()) {
        scans.shift();
        setMade({});
      }
      return scans.length === 0;
    });
  }, [own, labels, on]);
  return made;
}

/**
 * @param span part of the ranks that is looked at
 * @param on false: nothing of it is looked at
 */
export function useShown(source: Source, { configs, styles, own }: ReturnType<typeof useOwn>, span: Span | undefined, on: boolean): Shown {
  const evaluation = useLab((lab) => lab.evaluation);
  const labels = evaluation?.labels;
  const guest = useLab((lab) => (guestIsAnchor(lab) ? lab.guest : undefined));
  const anchor = useAnchor();
  const rankings = useMemo(() => [...own.values()].map(({ ranking }) => ranking), [own]);
  const views = useAnchorViews(rankings);
  const made = useBands(own, labels, on && source === 'all');

  return useMemo(() => {
    const shown: Shown = { series: [], bands: [], rows: [] };
    if (!on) return shown;
    for (const { id, name, geometry } of configs) {
      const row: Row = { run: id, name, geometry, variant: styles.get(id)?.variant ?? 0 };
      shown.rows.push(row);
      const found = own.get(id);
      if (!found) continue;
      const { ranking, style, wanted } = found;
      const { snapshot, head } = ranking;
      const note = wanted && `${name}, ${sayWhatIf(head, wanted)}`;
      if (source !== 'anchor') {
        // `made`: what has been computed in the meantime; until then what came with the snapshot.
        const band = source === 'batch' ? snapshot.weights.batch : ((made && knownBand(ranking, head)) ?? snapshot.weights.evaluation);
        shown.bands.push(bandOf(id, band, style));
        shown.series.push(medianSeries(id, name, band, style));
        row.row = band;
        const supposed = source === 'all' && wanted ? knownBand(ranking, wanted) : undefined;
        if (!supposed || !note) continue;
        shown.series.push(medianSeries(whatIfId(id), note, supposed, style, whatIfStyle(note)));
        row.whatIf = supposed;
        continue;
      }
      shown.bands.push(bandOf(id, snapshot.weights.evaluation, style));
      const view = views[rankings.indexOf(ranking)];
      if (!view?.weights || !labels) continue;
      shown.series.push(weightSeries(id, name, view.weights, style, { span }));
      row.row = view;
      const supposed =
        wanted && (guest ? viewAround({ guest, evaluation }, ranking, anchor, wanted) : weightsUnder(ranking, labels, anchor, wanted));
      if (!supposed?.weights || !note) continue;
      shown.series.push(weightSeries(whatIfId(id), note, supposed.weights, style, { span, ...whatIfStyle(note) }));
      row.whatIf = supposed;
    }
    return shown;
  }, [on, source, own, rankings, views, styles, configs, labels, anchor, guest, evaluation, span, made]);
}

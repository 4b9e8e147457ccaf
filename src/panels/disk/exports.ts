/** What the export of a disk or sphere says beyond what is drawn: classes, groups, norms and weights of all its points, and the legend. */
import { useCallback, useMemo } from 'react';
import { RAMP_STEPS, scatterTable, type LegendEntry, type ScatterScene, type Table } from '../../plots';
import { useLabStore } from '../../state/LabProvider';
import { useAnchorViews, useRankings, type StillRun } from '../../state/views/useSelection';
import { isMeasure } from './colouring';
import { snapshotNorms, useColourBy, useGroups, useRamp } from './useColouring';

/** More than these are not told apart by their colours. */
const MOST_ENTRIES = 24;
/** Steps of a ramp that a legend names. */
const RAMP_SHARES = [0, 0.25, 0.5, 0.75, 1];

export interface ScatterExport {
  table: () => Table;
  legend: () => LegendEntry[];
}

export function useScatterExport({ id, snapshot }: StillRun, scene: ScatterScene): ScatterExport {
  const labStore = useLabStore();
  const rankings = useRankings();
  const own = useMemo(() => rankings.filter(({ run, other }) => run === id && !other), [rankings, id]);
  const [view] = useAnchorViews(own);
  const { groups, pointGroups } = useGroups();
  const { by } = useColourBy();
  const ramp = useRamp();

  const table = useCallback((): Table => {
    const { columns, rows } = scatterTable(scene);
    const { imageSet, evaluation } = labStore.getState();
    const norms = snapshot && snapshotNorms(snapshot);
    const place = new Map(Array.from(view?.negatives ?? [], (index, at) => [index, at]));
    return {
      columns: [...columns, 'class path', 'group', 'norm of the features', 'rank of the negative', 'p(x⁻) %'],
      rows: Array.from(rows, (row, i) => {
        const at = place.get(i);
        return [
          ...row,
          imageSet?.classes[evaluation?.labels[i] ?? -1]?.path,
          groups[pointGroups[i] ?? -1]?.name,
          norms?.[i],
          at === undefined ? undefined : at + 1,
          at === undefined || !view?.weights ? undefined : 100 * (view.weights[at] ?? NaN),
        ];
      }),
    };
  }, [labStore, scene, snapshot, view, groups, pointGroups]);

  const legend = useCallback((): LegendEntry[] => {
    const relatives: LegendEntry[] =
      scene.anchor === undefined
        ? []
        : [
            { label: 'anchor', colour: 'var(--ink)', mark: 'box' },
            { label: 'positive', colour: 'var(--positive)', mark: 'box' },
            { label: 'hard negative', colour: 'var(--accent)', mark: 'ring' },
          ];
    if (ramp && isMeasure(by)) {
      const [from, to] = ramp.domain;
      const value = (share: number) => (ramp.scale === 'log' ? from * (to / from) ** share : from + (to - from) * share);
      const colour = (share: number) => scene.colours[Math.round(share * (RAMP_STEPS - 1))] ?? 'var(--ink-2)';
      const steps = RAMP_SHARES.map((share): LegendEntry => ({
        label: `${share === 0 ? `${ramp.label} ` : ''}${Number(value(share).toPrecision(2))}`,
        colour: colour(share),
        mark: 'dot',
      }));
      const clipped = by === 'norm' ? scene.colours[RAMP_STEPS] : undefined;
      return [...steps, ...(clipped ? [{ label: 'clipped', colour: clipped, mark: 'dot' as const }] : []), ...relatives];
    }
    const there = groups.filter(({ members }) => members.length > 0);
    const named = there.slice(0, MOST_ENTRIES).map(({ name, colour }): LegendEntry => ({ label: name, colour, mark: 'dot' }));
    const rest = there.length - named.length;
    return [...named, ...(rest > 0 ? [{ label: `and ${rest} more`, colour: 'var(--panel)', mark: 'dot' as const }] : []), ...relatives];
  }, [scene, groups, ramp, by]);

  return { table, legend };
}

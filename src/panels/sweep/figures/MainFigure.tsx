import { useMemo } from 'react';
import type { MetricKey } from '../../../core/record/measures';
import { seriesAgainst, tablesOver, type GridValue, type Group } from '../../../core/sweep';
import { meansRange, ParallelCoordinates, SweepHeat, SweepLines, type ShownPart } from '../../../plots/sweep';
import type { FigureKind } from './figures';

export interface FigureProps {
  metric: MetricKey;
  part: ShownPart;
  groups: readonly Group[];
  /** Path of the setting that the figure is against. */
  x: string;
  /** Opens a cell. */
  open(cell: string): void;
}

interface Props extends FigureProps {
  kind: FigureKind;
  /** Of a map. */
  y: string | undefined;
  /** Settings that stand side by side where all are shown. */
  paths: readonly string[];
  /** Every value that the axis will have. */
  values: readonly GridValue[];
  /** What is averaged over, in words. */
  over: string;
}

/** The metric against one setting, over two, or across all. */
export function MainFigure({ kind, metric, part, groups, x, y, paths, values, over, open }: Props) {
  const series = useMemo(() => seriesAgainst(groups, x), [groups, x]);
  const tables = useMemo(() => (kind === 'map' && y !== undefined ? tablesOver(groups, x, y) : []), [kind, groups, x, y]);
  const range = useMemo(() => meansRange(tables), [tables]);
  // A mean has several cells: its best known one is as good as any to look at.
  const openGroup = ({ values }: Group) => {
    const [first] = values;
    if (first) open(first.cell);
  };
  if (kind === 'parallel') return <ParallelCoordinates {...{ metric, part, paths, groups }} open={openGroup} />;
  if (kind === 'map' && y !== undefined) {
    if (tables.length === 0)
      return <p className="sweep-figure-empty panel-note">The map begins with the first cell that has been trained.</p>;
    return (
      <div className="sweep-maps">
        {tables.map((table) => (
          <SweepHeat key={table.key} {...{ metric, part, x, y, table, range }} open={openGroup} />
        ))}
      </div>
    );
  }
  return <SweepLines {...{ metric, part, x, series, values, open }} {...(over === '' ? {} : { over })} />;
}

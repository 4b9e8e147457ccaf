import { useMemo, useState } from 'react';
import {
  groupsOf,
  overlapLines,
  overlapSeries,
  pairedSeries,
  settingKey,
  SEED_ALONE,
  symbolOf,
  GEOMETRY,
  SEED,
  type Cell,
  type CellStatus,
  type MeasuredOn,
} from '../../../core/sweep';
import { integer } from '../../../plots/format';
import { AgainstEffective, OverlapFigure } from '../../../plots/sweep';
import type { FigureProps } from './MainFigure';
import { useOverlap } from './useOverlap';

export type Beside = 'effective' | 'overlap';

interface Props extends FigureProps {
  show: Beside;
  cells: readonly CellStatus[];
  /** Record of each cell that has one, by the cell's id. */
  records: ReadonlyMap<string, string>;
  over: readonly string[];
  on: MeasuredOn;
}

/** What could explain the metric: how many negatives teach, and which. */
export function BesideFigure({ show, ...props }: Props) {
  return show === 'effective' ? <Effective {...props} /> : <Shared {...props} />;
}

function Effective({ metric, part, groups, x, cells, over, open }: Omit<Props, 'show'>) {
  const series = useMemo(() => pairedSeries(groupsOf(cells, { metric: 'effective negatives', over }), groups, x), [cells, over, groups, x]);
  return <AgainstEffective {...{ metric, part, series, open }} along={x} />;
}

const K = 6;

/** `spherical, τ_s 0.1`. */
const sayCell = ({ geometry, at }: Cell): string =>
  [
    geometry,
    ...Object.entries(at).flatMap(([path, value]) => (path === GEOMETRY || path === SEED ? [] : [`${symbolOf(path)} ${value}`])),
  ].join(', ');

function Shared({ x, cells, records }: Omit<Props, 'show'>) {
  const settings = useMemo(() => {
    const found = new Map<string, string>();
    for (const { cell, state } of cells) if (state === 'done') found.set(settingKey(cell, SEED_ALONE), sayCell(cell));
    return found;
  }, [cells]);
  const [chosen, setChosen] = useState<string>();
  const [k, setK] = useState(K);
  const reference = chosen !== undefined && settings.has(chosen) ? chosen : settings.keys().next().value;
  const lines = useMemo(
    () => (reference === undefined ? undefined : overlapLines(cells, x, { setting: reference })),
    [cells, x, reference],
  );
  const { shareOf, left, problem } = useOverlap(lines, records, k);
  if (reference === undefined || !lines)
    return <p className="sweep-figure-empty panel-note">The overlap begins with the first cells that have been trained.</p>;
  return (
    <>
      <OverlapFigure k={k} x={x} series={overlapSeries(lines, shareOf)} reference={settings.get(reference)!} />
      <div className="sweep-figure-foot">
        <label>
          with{' '}
          <select className="select" value={reference} onChange={({ target }) => setChosen(target.value)}>
            {[...settings].map(([key, words]) => (
              <option key={key} value={key}>
                {words}
              </option>
            ))}
          </select>
        </label>
        <label>
          k{' '}
          <input
            className="input value-input"
            type="number"
            min={1}
            max={24}
            value={k}
            onChange={({ target }) => {
              const wanted = target.valueAsNumber;
              if (Number.isInteger(wanted) && wanted >= 1 && wanted <= 24) setK(wanted);
            }}
          />
        </label>
        {left > 0 && problem === undefined && <span>{integer(left)} cells to be looked through</span>}
        {problem !== undefined && (
          <span className="field-error" role="alert">
            {problem}
          </span>
        )}
      </div>
    </>
  );
}

import { useId, useMemo, useState } from 'react';
import { ChooseAny, ChooseOne } from '../../../controls';
import { isOfTests, MEASURES, type Measure, type MetricKey } from '../../../core/record/measures';
import { axisSymbol, GEOMETRY, groupsOf, SEED, valuesAlong, varyingPaths, type MeasuredOn } from '../../../core/sweep';
import type { SweepView } from '../../../state/sweep/sweeps.types';
import { PanelHelp } from '../../help';
import { BesideFigure, type Beside } from './BesideFigure';
import { alongAxes, axesOf, dimensionsOf, firstKind, type FigureKind } from './figures';
import { MainFigure } from './MainFigure';

interface Props {
  view: SweepView;
  metric: MetricKey;
  setMetric(metric: MetricKey): void;
  /** Shows a record in all the views. */
  open(record: string): void;
}

const KINDS = [
  { value: 'lines', name: 'curve', title: 'Against one setting' },
  { value: 'map', name: 'map', title: 'Over two settings' },
  { value: 'parallel', name: 'all', title: 'A line for each setting of all, across all of them' },
] as const;

const BESIDE = [
  { value: 'effective', name: 'effective negatives', title: 'Whether geometry does what temperature could not' },
  { value: 'overlap', name: 'overlap of top k', title: 'Hard negatives shared, beside what two seeds share' },
] as const;

/** What the cells measured, drawn anew as they end: the metric over what was swept, and beside it what could explain it. */
export function SweepFigures({ view, metric, setMetric, open }: Props) {
  const { cells, definition } = view;
  const [id, besideId] = [useId(), useId()];
  const axes = useMemo(() => axesOf(cells), [cells]);
  const dimensions = useMemo(() => dimensionsOf(cells), [cells]);
  const varying = useMemo(() => varyingPaths(cells).filter((path) => path !== GEOMETRY), [cells]);
  const [kindChosen, setKind] = useState<FigureKind>();
  const [xChosen, setX] = useState<string>();
  const [yChosen, setY] = useState<string>();
  const [over, setOver] = useState<readonly string[]>([SEED]);
  const [on, setOn] = useState<MeasuredOn>('evaluation');
  const [beside, setBeside] = useState<Beside>('effective');
  const kind = kindChosen ?? firstKind(cells);
  const x = xChosen !== undefined && axes.includes(xChosen) ? xChosen : (axes[0] ?? SEED);
  const ys = dimensions.filter((path) => path !== x);
  const y = yChosen !== undefined && ys.includes(yChosen) ? yChosen : ys[0];
  const tested = cells.some((cell) => cell.tested);
  // Of the test classes a final test knows retrieval alone, and nothing was averaged over that is an axis.
  const shownOn = tested ? on : 'evaluation';
  const shownMetric: MetricKey = shownOn === 'test' && !isOfTests(metric) ? 'recall@1' : metric;
  const along = useMemo(() => (kind === 'parallel' ? [] : alongAxes([x, kind === 'map' ? y : undefined])), [x, y, kind]);
  const averaged = useMemo(() => over.filter((path) => !along.includes(path)), [over, along]);
  const groups = useMemo(
    () => groupsOf(cells, { metric: shownMetric, on: shownOn, over: averaged }),
    [cells, shownMetric, shownOn, averaged],
  );
  const part = shownOn === 'test' || definition.base.evaluation.split === 'test' ? 'test' : 'validation';
  const values = useMemo(
    () =>
      valuesAlong(
        cells.map(({ cell }) => cell),
        x,
      ),
    [cells, x],
  );
  const records = useMemo(() => new Map(cells.flatMap(({ cell, record }) => (record === undefined ? [] : [[cell.id, record]]))), [cells]);
  const openCell = (cell: string) => {
    const record = records.get(cell);
    if (record !== undefined) open(record);
  };
  const shared = { metric: shownMetric, part, groups, x, open: openCell } as const;
  return (
    <div className="sweep-figures">
      <section className="panel" aria-labelledby={id}>
        <div className="panel-head">
          <h2 id={id} className="visually-hidden">
            Figure
          </h2>
          <select
            className="select sweep-metric"
            aria-label="Metric"
            value={shownMetric}
            onChange={({ target }) => setMetric(target.value as MetricKey)}
          >
            {(Object.entries(MEASURES) as [MetricKey, Measure][]).map(([key, { label }]) => (
              <option key={key} value={key} disabled={shownOn === 'test' && !isOfTests(key)}>
                {label}
              </option>
            ))}
          </select>
          {kind !== 'parallel' && (
            <>
              against
              <AxisSelect label="Against" paths={kind === 'map' ? dimensions : axes} value={x} choose={setX} />
            </>
          )}
          {kind === 'map' && y !== undefined && (
            <>
              and
              <AxisSelect label="And" paths={ys} value={y} choose={setY} />
            </>
          )}
          <span className="sweep-head-end">
            <ChooseOne
              label="Kind of figure"
              options={KINDS.map((option) => ({ ...option, disabled: option.value === 'map' && dimensions.length < 2 }))}
              value={kind}
              choose={setKind}
            />
            <PanelHelp topic="sweepFigure" />
          </span>
        </div>
        <MainFigure
          {...shared}
          kind={kind}
          y={y}
          paths={varying.filter((path) => !averaged.includes(path))}
          values={values}
          over={averaged.map(axisSymbol).join(', ')}
        />
        <div className="sweep-figure-foot">
          <span>averaged over</span>
          <ChooseAny
            label="Averaged over"
            options={varying.map((path) => ({
              value: path,
              name: axisSymbol(path),
              disabled: along.includes(path),
            }))}
            on={averaged}
            toggle={(path) => setOver(over.includes(path) ? over.filter((one) => one !== path) : [...over, path])}
          />
          {averaged.length === 0 && <span>nothing: every cell by itself</span>}
          {tested && (
            <ChooseOne
              label="Measured on"
              options={[
                { value: 'evaluation', name: 'validation' },
                { value: 'test', name: 'test, once' },
              ]}
              value={shownOn}
              choose={setOn}
            />
          )}
        </div>
      </section>
      <section className="panel" aria-labelledby={besideId}>
        <div className="panel-head">
          <h2 id={besideId} className="visually-hidden">
            Beside it
          </h2>
          <ChooseOne label="Beside the figure" options={BESIDE} value={beside} choose={setBeside} />
        </div>
        <BesideFigure {...shared} show={beside} cells={cells} records={records} over={averaged} on={shownOn} />
      </section>
    </div>
  );
}

interface AxisSelectProps {
  label: string;
  paths: readonly string[];
  value: string;
  choose(path: string): void;
}

function AxisSelect({ label, paths, value, choose }: AxisSelectProps) {
  return (
    <select className="select" aria-label={label} value={value} onChange={({ target }) => choose(target.value)}>
      {[...new Set([value, ...paths])].map((path) => (
        <option key={path} value={path}>
          {axisSymbol(path)}
        </option>
      ))}
    </select>
  );
}

/** Many settings at once: an axis each and one for the metric, a line for each group; a drag along an axis leaves those that pass there. */
import { memo, useMemo, useRef, useState, type PointerEvent } from 'react';
import type { MetricKey } from '../../core/record/measures';
import type { Group } from '../../core/sweep/grouping';
import { symbolOf } from '../../core/sweep/axes';
import { svgIn, useExported, type Cell } from '../export';
import { runStyle } from '../runStyle';
import { useSize } from '../useSize';
import { keptBy, NOWHERE, type Brushes, type ParallelLine } from './brushes';
import { measureWords, sayMean, type ShownPart } from './measures';
import { layOutParallel, METRIC, parallelAxes, type ParallelAxis, type ParallelPlaces } from './parallelAxes';
import { ParallelKeys } from './ParallelKeys';

export interface ParallelCoordinatesProps {
  metric: MetricKey;
  part?: ShownPart;
  /** Paths of the settings, in the order of their axes. */
  paths: readonly string[];
  groups: readonly Group[];
  open?: (group: Group) => void;
  /** Told of the groups that pass the brushes. */
  kept?: (groups: readonly Group[]) => void;
}

const LEAST_DRAG = 4;

interface AxisProps {
  axis: ParallelAxis;
  /** The last has its words on the other side. */
  last: boolean;
  x: number;
  places: ParallelPlaces;
  span: readonly [number, number] | undefined;
}

function AxisMarks({ axis: { label, ticks, lacking }, last, x, places: { y }, span }: AxisProps) {
  const [beside, anchor] = last ? ([x + 6, 'start'] as const) : ([x - 6, 'end'] as const);
  const tick = (words: string, place: number) => (
    <text key={words} className="parallel-tick" x={beside} y={y(place)} dy="0.32em" textAnchor={anchor}>
      {words}
    </text>
  );
  return (
    <>
      <line className="axis-line" x1={x} x2={x} y1={y(1)} y2={y(0)} />
      <text className="axis-name" x={last ? x + 44 : x} y={12} textAnchor={last ? 'end' : 'middle'}>
        {label}
      </text>
      {ticks.map(({ label: words, place }) => tick(words, place))}
      {lacking && tick('none', NOWHERE)}
      {span && <rect className="brush-mark" x={x - 7} width={14} y={y(span[1])} height={Math.max(2, y(span[0]) - y(span[1]))} />}
    </>
  );
}

export const ParallelCoordinates = memo(function ParallelCoordinates({
  metric,
  part = 'validation',
  paths,
  groups,
  open,
  kept,
}: ParallelCoordinatesProps) {
  const box = useRef<HTMLDivElement>(null);
  const size = useSize(box);
  const words = useMemo(() => measureWords(metric, part), [metric, part]);
  const [brushes, setBrushes] = useState<Brushes>({});
  const [drag, setDrag] = useState<{ path: string; from: number; to: number }>();
  const [over, setOver] = useState<string>();
  const lines = useMemo(
    () => groups.map((group): ParallelLine => ({ key: group.key, at: { ...group.at, [METRIC]: group.mean } })),
    [groups],
  );
  const axes = useMemo(() => parallelAxes(paths, lines, words), [paths, lines, words]);
  const places = useMemo(() => size && layOutParallel(size, axes), [size, axes]);
  const passing = (wanted: Brushes) => keptBy(lines, wanted, (path, value) => axes.find((axis) => axis.path === path)?.place(value) ?? NaN);
  const present = passing(brushes);

  const show = (wanted: Brushes) => {
    setBrushes(wanted);
    const keys = passing(wanted);
    kept?.(groups.filter(({ key }) => keys.has(key)));
  };
  const brush = (path: string, span: readonly [number, number] | undefined) => {
    const others = Object.entries(brushes).filter(([own]) => own !== path);
    show(Object.fromEntries(span ? [...others, [path, span]] : others));
  };
  const name = `${words.label} against ${paths.map(symbolOf).join(', ')}`;
  const pale = present.size < groups.length ? ', the others pale' : '';
  const summary = groups.length === 0 ? 'Nothing measured yet.' : `${present.size} of ${groups.length} settings shown${pale}.`;
  const says = (group: Group) => {
    const set = paths.flatMap((path) => (path in group.at && path !== 'runs.geometry' ? [`${symbolOf(path)} ${group.at[path]}`] : []));
    return `${[group.geometry, ...set].join(', ')}: ${sayMean(group, words)}, of ${group.values.length}`;
  };
  const geometries = [...new Set(groups.map(({ geometry }) => geometry))].map((label) => ({ label, colour: runStyle(label, 0).colour }));

  useExported(box, {
    name,
    drawing: () => ({ detail: summary, pictures: [{ picture: svgIn(box.current) }], legend: geometries }),
    table: () => ({
      columns: ['geometry', ...paths, words.axis, 'standard error', 'cells', 'shown'],
      rows: groups.map((group): Cell[] => [
        ...[group.geometry, ...paths.map((path) => group.at[path]), words.factor * group.mean],
        ...[group.standardError && words.factor * group.standardError, group.values.length, present.has(group.key)],
      ]),
    }),
  });

  const spanOf = (path: string): readonly [number, number] | undefined =>
    drag?.path === path ? [Math.min(drag.from, drag.to), Math.max(drag.from, drag.to)] : brushes[path];
  const placeOf = (event: PointerEvent) => places!.placeAt(event.clientY - (box.current?.getBoundingClientRect().top ?? 0));
  const end = () => {
    if (!drag || !places) return;
    // A click on an axis shows all of it again.
    brush(drag.path, Math.abs(places.y(drag.from) - places.y(drag.to)) < LEAST_DRAG ? undefined : spanOf(drag.path));
    setDrag(undefined);
  };
  const read = groups.find(({ key }) => key === over);
  // What passes lies over what does not.
  const order = groups.map((group, i) => ({ group, at: lines[i]!.at, there: present.has(group.key) }));
  order.sort((a, b) => Number(a.there) - Number(b.there));

  return (
    <figure className="figure" aria-label={name} data-part={part}>
      <div ref={box} className="line-plot parallel" data-open={open ? true : undefined}>
        {size && places && (
          <svg
            width={size.width}
            height={size.height}
            role="img"
            aria-label={`${name}. ${summary}`}
            onPointerLeave={() => setOver(undefined)}
          >
            <g fill="none">
              {order.map(({ group, at, there }) => {
                const d = `M${axes.map(({ path, place }, i) => `${places.x(i)},${places.y(place(at[path]))}`).join('L')}`;
                const { colour } = runStyle(group.geometry, 0);
                return (
                  <g key={group.key} onPointerEnter={() => there && setOver(group.key)} onPointerUp={() => there && open?.(group)}>
                    <path
                      className="parallel-line"
                      d={d}
                      data-there={there || undefined}
                      data-over={group.key === over || undefined}
                      style={{ stroke: colour }}
                    />
                    {there && <path className="parallel-reach" d={d} />}
                  </g>
                );
              })}
            </g>
            {axes.map((axis, i) => (
              <g key={axis.path}>
                <AxisMarks {...{ axis, places }} last={i === axes.length - 1} x={places.x(i)} span={spanOf(axis.path)} />
                <rect
                  className="parallel-axis"
                  x={places.x(i) - 9}
                  width={18}
                  y={places.top - 6}
                  height={places.height + 12}
                  onPointerDown={(event) => {
                    if (event.button !== 0) return;
                    event.currentTarget.setPointerCapture(event.pointerId);
                    const from = placeOf(event);
                    setDrag({ path: axis.path, from, to: from });
                  }}
                  onPointerMove={(event) => drag?.path === axis.path && setDrag({ ...drag, to: placeOf(event) })}
                  onPointerUp={end}
                  onPointerCancel={() => setDrag(undefined)}
                >
                  <title>{`${axis.label}: drag along the axis to show the lines that pass there, click to show all`}</title>
                </rect>
              </g>
            ))}
            {groups.length === 0 && (
              <text className="plot-empty" x={size.width / 2} y={size.height / 2} textAnchor="middle">
                The figure begins with the first cell that has been trained.
              </text>
            )}
          </svg>
        )}
        {read && (
          <div className="reading" style={{ left: 60, bottom: 4 }}>
            {says(read)}
          </div>
        )}
      </div>
      <figcaption className="figure-legend">
        <ul>
          {geometries.map(({ label, colour }) => (
            <li key={label}>
              <svg width="22" height="8" aria-hidden="true">
                <line x1="0" x2="22" y1="4" y2="4" style={{ stroke: colour }} strokeWidth="2" />
              </svg>
              {label}
            </li>
          ))}
          <li>
            <button type="button" className="link-button" disabled={Object.keys(brushes).length === 0} onClick={() => show({})}>
              Show all
            </button>
          </li>
        </ul>
        <ParallelKeys axes={axes} brushes={brushes} brush={brush} />
        <p role="status">
          {part === 'test' ? 'Test classes. ' : ''}
          {summary} Drag along an axis to choose.
        </p>
      </figcaption>
    </figure>
  );
});

/** Many settings at once: an axis each and one for the metric, a line for each group; a drag along an axis leaves those that pass there. */
import { memo, useId, useMemo, useRef, useState, type PointerEvent } from 'react';
import type { MetricKey } from '../../core/record/measures';
import type { Group } from '../../core/sweep/grouping';
import { symbolOf } from '../../core/sweep/axes';
import { svgIn, useExported, type Cell } from '../export';
import { runStyle } from '../runStyle';
import { useSize } from '../useSize';
import { keptBy, NOWHERE, placesOn, type Brushes, type ParallelLine } from './brushes';
import { measureWords, sayMean, type ShownPart } from './measures';

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

const MARGIN = { top: 26, right: 48, bottom: 30, left: 34 };
/** A brush by keys moves in so many parts of an axis. */
const PARTS = 20;
const LEAST_DRAG = 4;
const METRIC = 'metric';

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
  const id = useId();
  const words = useMemo(() => measureWords(metric, part), [metric, part]);
  const [brushes, setBrushes] = useState<Brushes>({});
  const [drag, setDrag] = useState<{ path: string; from: number; to: number }>();
  const [over, setOver] = useState<string>();
  const lines = useMemo(
    () => groups.map((group): ParallelLine => ({ key: group.key, at: { ...group.at, [METRIC]: group.mean } })),
    [groups],
  );
  const axes = useMemo(
    () =>
      [...paths, METRIC].map((path) => {
        const { place, ticks } = placesOn(lines, path, path === METRIC);
        const written = path === METRIC ? ticks.map((tick) => ({ ...tick, label: words.inShort(Number(tick.label)) })) : ticks;
        return { path, label: path === METRIC ? words.axis : symbolOf(path), place, ticks: written };
      }),
    [paths, lines, words],
  );
  const placeOf = (path: string, value: ParallelLine['at'][string] | undefined) =>
    axes.find((axis) => axis.path === path)?.place(value) ?? NaN;
  const present = keptBy(lines, brushes, placeOf);

  const height = size ? Math.max(40, size.height - MARGIN.top - MARGIN.bottom) : 0;
  const width = size ? Math.max(40, size.width - MARGIN.left - MARGIN.right) : 0;
  const xOf = (i: number) => MARGIN.left + (axes.length > 1 ? (i / (axes.length - 1)) * width : width / 2);
  // Below the axis there is room for settings that mean nothing.
  const yOf = (place: number) => MARGIN.top + height * (1 - (place - NOWHERE) / (1 - NOWHERE));
  const placeAt = (y: number) => Math.min(1, Math.max(NOWHERE, NOWHERE + (1 - NOWHERE) * (1 - (y - MARGIN.top) / height)));

  const brush = (path: string, span: readonly [number, number] | undefined) => {
    const others = Object.entries(brushes).filter(([own]) => own !== path);
    const next: Brushes = Object.fromEntries(span ? [...others, [path, span]] : others);
    setBrushes(next);
    const passing = keptBy(lines, next, placeOf);
    kept?.(groups.filter(({ key }) => passing.has(key)));
  };
  const name = `${words.label} against ${paths.map(symbolOf).join(', ')}`;
  const summary =
    groups.length === 0
      ? 'Nothing measured yet.'
      : `${present.size} of ${groups.length} settings shown${present.size < groups.length ? ', the others pale' : ''}.`;
  const says = (group: Group) =>
    `${[group.geometry, ...paths.flatMap((path) => (path in group.at && path !== 'runs.geometry' ? [`${symbolOf(path)} ${group.at[path]}`] : []))].join(', ')}: ${sayMean(group, words)}, of ${group.values.length}`;

  useExported(box, {
    name,
    drawing: () => ({
      detail: summary,
      pictures: [{ picture: svgIn(box.current) }],
      legend: [...new Set(groups.map(({ geometry }) => geometry))].map((geometry) => ({
        label: geometry,
        colour: runStyle(geometry, 0).colour,
      })),
    }),
    table: () => ({
      columns: ['geometry', ...paths, words.axis, 'standard error', 'cells', 'shown'],
      rows: groups.map((group): Cell[] => [
        ...[group.geometry, ...paths.map((path) => group.at[path]), words.factor * group.mean],
        ...[group.standardError && words.factor * group.standardError, group.values.length, present.has(group.key)],
      ]),
    }),
  });

  const insideOf = (event: PointerEvent) => event.clientY - (box.current?.getBoundingClientRect().top ?? 0);
  const end = () => {
    if (!drag) return;
    const [low, high] = [Math.min(drag.from, drag.to), Math.max(drag.from, drag.to)];
    // A click on an axis shows all of it again.
    brush(drag.path, Math.abs(yOf(low) - yOf(high)) < LEAST_DRAG ? undefined : [low, high]);
    setDrag(undefined);
  };
  const read = groups.find(({ key }) => key === over);
  const order = [...groups].sort((a, b) => Number(present.has(a.key)) - Number(present.has(b.key)));

  return (
    <figure className="figure" aria-label={name} data-part={part}>
      <div ref={box} className="line-plot parallel" data-open={open ? true : undefined}>
        {size && (
          <svg
            width={size.width}
            height={size.height}
            role="img"
            aria-label={`${name}. ${summary}`}
            onPointerLeave={() => setOver(undefined)}
          >
            <g fill="none">
              {order.map((group) => {
                const at = lines.find(({ key }) => key === group.key)!.at;
                const d = `M${axes.map(({ path, place }, i) => `${xOf(i)},${yOf(place(at[path]))}`).join('L')}`;
                const there = present.has(group.key);
                return (
                  <g key={group.key} onPointerEnter={() => there && setOver(group.key)} onClick={() => there && open?.(group)}>
                    <path
                      className="parallel-line"
                      d={d}
                      data-there={there || undefined}
                      data-over={group.key === over || undefined}
                      style={{ stroke: runStyle(group.geometry, 0).colour }}
                    />
                    {there && <path className="parallel-reach" d={d} />}
                  </g>
                );
              })}
            </g>
            {axes.map(({ path, label, ticks }, i) => {
              const span = drag?.path === path ? [Math.min(drag.from, drag.to), Math.max(drag.from, drag.to)] : brushes[path];
              return (
                <g key={path}>
                  <line className="axis-line" x1={xOf(i)} x2={xOf(i)} y1={yOf(1)} y2={yOf(0)} />
                  <text
                    className="axis-name"
                    x={xOf(i)}
                    y={12}
                    textAnchor={i === 0 ? 'start' : i === axes.length - 1 ? 'end' : 'middle'}
                    dx={i === 0 ? -MARGIN.left + 4 : i === axes.length - 1 ? MARGIN.right - 4 : 0}
                  >
                    {label}
                  </text>
                  {ticks.map((tick) => (
                    <text
                      key={tick.label}
                      className="parallel-tick"
                      x={xOf(i) + (i === axes.length - 1 ? 6 : -6)}
                      y={yOf(tick.place)}
                      dy="0.32em"
                      textAnchor={i === axes.length - 1 ? 'start' : 'end'}
                    >
                      {tick.label}
                    </text>
                  ))}
                  {groups.some(({ at }) => path !== METRIC && !(path in at)) && (
                    <text className="parallel-tick" x={xOf(i) - 6} y={yOf(NOWHERE)} dy="0.32em" textAnchor="end">
                      none
                    </text>
                  )}
                  {span && (
                    <rect
                      className="brush-mark"
                      x={xOf(i) - 7}
                      width={14}
                      y={yOf(span[1]!)}
                      height={Math.max(2, yOf(span[0]!) - yOf(span[1]!))}
                    />
                  )}
                  <rect
                    className="parallel-axis"
                    x={xOf(i) - 9}
                    width={18}
                    y={MARGIN.top - 6}
                    height={height + 12}
                    onPointerDown={(event) => {
                      if (event.button !== 0) return;
                      event.currentTarget.setPointerCapture(event.pointerId);
                      const from = placeAt(insideOf(event));
                      setDrag({ path, from, to: from });
                    }}
                    onPointerMove={(event) => drag?.path === path && setDrag({ ...drag, to: placeAt(insideOf(event)) })}
                    onPointerUp={end}
                    onPointerCancel={() => setDrag(undefined)}
                  >
                    <title>{`${label}: drag along the axis to show the lines that pass there, click to show all`}</title>
                  </rect>
                </g>
              );
            })}
            {groups.length === 0 && (
              <text className="plot-empty" x={size.width / 2} y={size.height / 2} textAnchor="middle">
                The figure begins with the first cell that has been trained.
              </text>
            )}
          </svg>
        )}
        {read && (
          <div className="reading" style={{ left: MARGIN.left + 12, bottom: 4 }}>
            {says(read)}
          </div>
        )}
      </div>
      <figcaption className="figure-legend">
        <ul>
          {[...new Set(groups.map(({ geometry }) => geometry))].map((geometry) => (
            <li key={geometry}>
              <svg width="22" height="8" aria-hidden="true">
                <line x1="0" x2="22" y1="4" y2="4" style={{ stroke: runStyle(geometry, 0).colour }} strokeWidth="2" />
              </svg>
              {geometry}
            </li>
          ))}
          {Object.keys(brushes).length > 0 && (
            <li>
              <button
                type="button"
                className="link-button"
                onClick={() => {
                  setBrushes({});
                  kept?.(groups);
                }}
              >
                Show all
              </button>
            </li>
          )}
        </ul>
        <div className="parallel-keys">
          {axes.map(({ path, label, ticks }) => {
            const [low, high] = brushes[path] ?? [NOWHERE, 1];
            const step = path === METRIC ? 1 / PARTS : 1 / Math.max(1, ticks.length - 1);
            const change = (from: number, to: number) =>
              brush(path, from <= NOWHERE && to >= 1 ? undefined : [Math.min(from, to), Math.max(from, to)]);
            const range = { min: NOWHERE, max: 1, step: 'any' as const };
            const byKey = (value: number, by: number) =>
              Math.min(1, Math.max(NOWHERE, value <= NOWHERE && by > 0 ? 0 : value + by * step < -1e-9 ? NOWHERE : value + by * step));
            const keyed = (take: (value: number) => void, value: number) => (event: React.KeyboardEvent) => {
              const by = { ArrowUp: 1, ArrowRight: 1, ArrowDown: -1, ArrowLeft: -1 }[event.key] ?? 0;
              if (event.key === 'Escape') brush(path, undefined);
              else if (by === 0) return;
              else take(byKey(value, by));
              event.preventDefault();
            };
            const nearest = (place: number) =>
              place < 0
                ? 'none'
                : (ticks.reduce<(typeof ticks)[number] | undefined>(
                    (a, b) => (a && Math.abs(a.place - place) <= Math.abs(b.place - place) ? a : b),
                    undefined,
                  )?.label ?? '');
            return (
              <span key={path}>
                <input
                  {...range}
                  type="range"
                  className="visually-hidden"
                  aria-label={`${label}, from`}
                  aria-describedby={`${id}-keys`}
                  value={low}
                  aria-valuetext={nearest(low)}
                  onChange={(event) => change(Number(event.target.value), high)}
                  onKeyDown={keyed((value) => change(value, high), low)}
                />
                <input
                  {...range}
                  type="range"
                  className="visually-hidden"
                  aria-label={`${label}, to`}
                  aria-describedby={`${id}-keys`}
                  value={high}
                  aria-valuetext={nearest(high)}
                  onChange={(event) => change(low, Number(event.target.value))}
                  onKeyDown={keyed((value) => change(low, value), high)}
                />
              </span>
            );
          })}
          <span id={`${id}-keys`} hidden>
            Arrow keys move this end of what is shown along the axis, Escape shows all of it.
          </span>
        </div>
        <p role="status">
          {part === 'test' ? 'Test classes. ' : ''}
          {summary} Drag along an axis to choose.
        </p>
      </figcaption>
    </figure>
  );
});

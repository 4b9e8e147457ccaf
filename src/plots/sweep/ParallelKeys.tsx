/** The brushes of parallel coordinates for keys and assistive technology: both ends of what is shown on each axis. */
import { useId, type KeyboardEvent } from 'react';
import { NOWHERE, type Brushes } from './brushes';
import { METRIC, type ParallelAxis } from './parallelAxes';

interface ParallelKeysProps {
  axes: readonly ParallelAxis[];
  brushes: Brushes;
  /** Undefined: all of the axis. */
  brush: (path: string, span: readonly [number, number] | undefined) => void;
}

/** On the axis of the metric an end moves in so many parts, on others from value to value. */
const PARTS = 20;
const BY: Record<string, number> = { ArrowUp: 1, ArrowRight: 1, ArrowDown: -1, ArrowLeft: -1 };

/** Where an end goes from here: below the values is the place of those that have none. */
function moved(place: number, by: number, step: number): number {
  if (place < 0) return by > 0 ? 0 : NOWHERE;
  const next = place + by * step;
  return next < -1e-9 ? NOWHERE : Math.min(1, next);
}

function sayPlace({ ticks }: ParallelAxis, place: number): string {
  if (place < 0) return 'none';
  const [first, ...others] = ticks;
  if (!first) return 'none';
  return others.reduce((a, b) => (Math.abs(b.place - place) < Math.abs(a.place - place) ? b : a), first).label;
}

export function ParallelKeys({ axes, brushes, brush }: ParallelKeysProps) {
  const id = useId();
  return (
    <div className="parallel-keys">
      {axes.map((axis) => {
        const { path, label, ticks } = axis;
        const ends = brushes[path] ?? [NOWHERE, 1];
        const step = path === METRIC ? 1 / PARTS : 1 / Math.max(1, ticks.length - 1);
        const take = (end: 0 | 1, place: number) => {
          const [low, high] = end === 0 ? [place, Math.max(place, ends[1])] : [Math.min(place, ends[0]), place];
          brush(path, low <= NOWHERE && high >= 1 ? undefined : [low, high]);
        };
        return (['from', 'to'] as const).map((word, i) => {
          const end = i as 0 | 1;
          return (
            <input
              key={`${path} ${word}`}
              type="range"
              className="visually-hidden"
              aria-label={`${label}, ${word}`}
              aria-describedby={id}
              aria-valuetext={sayPlace(axis, ends[end])}
              min={NOWHERE}
              max={1}
              step="any"
              value={ends[end]}
              onChange={(event) => take(end, Number(event.target.value))}
              onKeyDown={(event: KeyboardEvent) => {
                const by = BY[event.key];
                if (event.key === 'Escape') brush(path, undefined);
                else if (by === undefined) return;
                else take(end, moved(ends[end], by, step));
                event.preventDefault();
              }}
            />
          );
        });
      })}
      <span id={id} hidden>
        Arrow keys move this end of what is shown along the axis, Escape shows all of it.
      </span>
    </div>
  );
}

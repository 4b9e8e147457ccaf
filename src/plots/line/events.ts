/** Where the words of event marks stand: beside their lines, in rows, never on each other. */
import type { EventMark } from './series';
import type { Places } from './places';

/** Width of a character, pixels. */
const CHARACTER = 5.3;
const GAP = 4;
const ROWS = 3;

export interface PlacedEvent {
  event: EventMark;
  /** Place of the line, pixels. */
  at: number;
  /** Row of the words, 0 on top; undefined where there is no room: the line stands alone and says it on hover. */
  row?: number;
  side: 'left' | 'right';
}

/** Marks within the axis, ascending, each with words at the side where there is room. */
export function placeEvents(events: readonly EventMark[], { left, right, x }: Pick<Places, 'left' | 'right' | 'x'>): PlacedEvent[] {
  const taken: (readonly [number, number])[][] = Array.from({ length: ROWS }, () => []);
  return events
    .map((event) => ({ event, at: x.at(event.x) }))
    .filter(({ at }) => at >= left - 0.5 && at <= right + 0.5)
    .sort((a, b) => a.at - b.at)
    .map(({ event, at }) => {
      const width = event.label.length * CHARACTER + GAP;
      for (let row = 0; row < ROWS; row++)
        for (const side of ['right', 'left'] as const) {
          const [from, to] = side === 'right' ? [at + GAP, at + width] : [at - width, at - GAP];
          if (from < left || to > right || taken[row]?.some(([start, end]) => from < end + GAP && to > start - GAP)) continue;
          taken[row]?.push([from, to]);
          return { event, at, row, side };
        }
      return { event, at, side: 'right' as const };
    });
}

/** The mark that a place on the axis means, if one is within reach. */
export function eventNear(events: readonly EventMark[], at: number, x: Places['x'], reach = 6): EventMark | undefined {
  let best: EventMark | undefined;
  for (const event of events) {
    const distance = Math.abs(x.at(event.x) - at);
    if (distance <= reach && (!best || distance < Math.abs(x.at(best.x) - at))) best = event;
  }
  return best;
}

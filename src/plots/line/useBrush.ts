/** Marking a part of x: by dragging over the plot, or with Shift and the arrow keys from the place that is read. */
import { useState, type KeyboardEvent, type PointerEvent } from 'react';
import { LEAST_DRAG, spanBetween, type Brush, type Span } from './brush';
import type { Places } from './places';

interface Options {
  brush?: Brush;
  places?: Places;
  /** Ends of the axis as it is drawn. */
  shown: Span;
  /** Where values can be read, ascending. */
  stops: readonly number[];
  /** Place among `stops` that is read; −1 where none is. */
  stop: number;
  /** Reads at another place. */
  read: (x: number) => void;
}

const insideOf = (event: PointerEvent<HTMLElement>) => event.clientX - event.currentTarget.getBoundingClientRect().left;

export function useBrush({ brush, places, shown, stops, stop, read }: Options) {
  const [drag, setDrag] = useState<Span>();
  /** Where a mark set with the keys begins: a place among `stops`. */
  const [from, setFrom] = useState<number>();

  /** The plot has the focus because it was dragged over, which needs no ring. */
  const [byPointer, setByPointer] = useState(false);

  const whole = brush?.whole;
  const dragged = drag && places && spanBetween(drag[0], drag[1], places, shown, whole);
  const start = from === undefined ? undefined : stops[from];
  const end = stops[stop];
  const keyed: Span | undefined =
    start === undefined || end === undefined || start === end ? undefined : [Math.min(start, end), Math.max(start, end)];
  const clear = () => {
    setDrag(undefined);
    setFrom(undefined);
  };
  const changeTo = (span: Span | undefined) => {
    clear();
    brush?.onChange(span);
  };

  return {
    /** What is marked and not yet shown alone. */
    marked: dragged ?? keyed,
    byPointer,
    left: () => {
      clear();
      setByPointer(false);
    },
    all: () => changeTo(undefined),
    pointer: brush &&
      places && {
        onPointerDown: (event: PointerEvent<HTMLElement>) => {
          if (event.button !== 0 || (event.target as Element).closest('button')) return;
          const at = insideOf(event);
          if (at < places.left - 8 || at > places.right + 8) return;
          event.currentTarget.setPointerCapture(event.pointerId);
          setFrom(undefined);
          setDrag([at, at]);
        },
        onPointerUp: (event: PointerEvent<HTMLElement>) => {
          if (!drag) return;
          if (Math.abs(drag[0] - drag[1]) < LEAST_DRAG || !dragged) return clear();
          changeTo(dragged);
          // So that Escape and Home lead back.
          setByPointer(true);
          event.currentTarget.querySelector<HTMLElement>('input[type="range"]')?.focus({ preventScroll: true });
        },
        onPointerCancel: clear,
        onDoubleClick: () => changeTo(undefined),
      },
    /** Called with every movement over the plot. */
    moved: (event: PointerEvent<HTMLElement>) => {
      if (drag) setDrag([drag[0], insideOf(event)]);
    },
    onKeyDown: (event: KeyboardEvent<HTMLElement>) => {
      const done = () => event.preventDefault();
      setByPointer(false);
      const toEnd = event.shiftKey ? stops.length : 0;
      const by = { ArrowLeft: -1, ArrowRight: 1, Home: -toEnd, End: toEnd }[event.key] ?? 0;
      if (by !== 0 && stop < 0) {
        // Nothing is read yet: at the end it begins.
        done();
        read(stops[stops.length - 1] ?? 0);
      } else if (!brush) return;
      else if (event.shiftKey && by !== 0) {
        done();
        const next = stops[Math.max(0, Math.min(stops.length - 1, stop + by))];
        if (from === undefined) setFrom(stop);
        if (next !== undefined) read(next);
      } else if (event.key === 'Enter' && keyed) {
        done();
        changeTo(keyed);
      } else if (event.key === 'Escape' && (drag || from !== undefined)) {
        done();
        clear();
      } else if ((event.key === 'Escape' || event.key === 'Home') && brush.span) {
        done();
        changeTo(undefined);
      } else if (by !== 0) setFrom(undefined);
    },
  };
}

/** Which lines of parallel coordinates pass all brushes. Pure. */
import type { GridValue } from '../../core/sweep/sweep.types';

/** One line: a setting and what it measured. */
export interface ParallelLine {
  key: string;
  /** Path or metric → value; one that means nothing to it is not there. */
  at: Readonly<Record<string, GridValue>>;
}

/** Places on an axis: 0 at its lower end, 1 at its upper one; where the setting means nothing, below. */
export type Brushes = Readonly<Record<string, readonly [low: number, high: number]>>;

/** Of a line to which the setting means nothing. */
export const NOWHERE = -0.12;

/** Where values stand on an axis: swept ones at equal distances, in their order; measures where they belong. */
export function placesOn(
  lines: readonly ParallelLine[],
  path: string,
  measured: boolean,
): { place(value: GridValue | undefined): number; ticks: readonly { label: string; place: number }[] } {
  const there = [...new Set(lines.flatMap(({ at }) => (at[path] === undefined ? [] : [at[path]])))];
  const values = there.every((value) => typeof value === 'number') ? there.sort((a, b) => a - b) : there;
  if (measured) {
    const numbers = values as number[];
    const [low, high] = [Math.min(...numbers), Math.max(...numbers)];
    const place = (value: GridValue | undefined) => (typeof value !== 'number' ? NOWHERE : high > low ? (value - low) / (high - low) : 0.5);
    return {
      place,
      ticks: [...new Set([low, high])].filter(Number.isFinite).map((value) => ({ label: String(value), place: place(value) })),
    };
  }
  const place = (value: GridValue | undefined) => {
    const i = value === undefined ? -1 : values.indexOf(value);
    if (i < 0) return NOWHERE;
    return values.length === 1 ? 0.5 : i / (values.length - 1);
  };
  return { place, ticks: values.map((value) => ({ label: String(value), place: place(value) })) };
}

/** Keys of the lines that pass all brushes. */
export function keptBy(
  lines: readonly ParallelLine[],
  brushes: Brushes,
  placeOf: (path: string, value: GridValue | undefined) => number,
): Set<string> {
  const within = ({ at }: ParallelLine) =>
    Object.entries(brushes).every(([path, [low, high]]) => {
      const place = placeOf(path, at[path]);
      // Ends that were dragged to a value include it.
      return place >= low - 1e-9 && place <= high + 1e-9;
    });
  return new Set(lines.filter(within).map(({ key }) => key));
}

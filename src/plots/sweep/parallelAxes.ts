/** Axes of parallel coordinates and where they stand. Pure. */
import { symbolOf } from '../../core/sweep/axes';
import type { GridValue } from '../../core/sweep/sweep.types';
import { NOWHERE, placesOn, type ParallelLine } from './brushes';
import type { MeasureWords } from './measures';

/** The axis of the metric, among those of settings. */
export const METRIC = 'metric';

export interface ParallelAxis {
  path: string;
  label: string;
  place(value: GridValue | undefined): number;
  ticks: readonly { label: string; place: number }[];
  /** Some line has no value on it. */
  lacking: boolean;
}

/** An axis for each setting, and one for the metric, the last. */
export function parallelAxes(paths: readonly string[], lines: readonly ParallelLine[], words: MeasureWords): ParallelAxis[] {
  return [...paths, METRIC].map((path) => {
    const { place, ticks } = placesOn(lines, path, path === METRIC);
    const measured = path === METRIC;
    return {
      path,
      label: measured ? words.axis : symbolOf(path),
      place,
      ticks: measured ? ticks.map((tick) => ({ ...tick, label: words.inShort(Number(tick.label)) })) : ticks,
      lacking: !measured && lines.some(({ at }) => !(path in at)),
    };
  });
}

const TOP = 26;
const BOTTOM = 12;
const RIGHT = 48;
const CHARACTER = 6;

export interface ParallelPlaces {
  top: number;
  height: number;
  /** Of the axis with this index, pixels. */
  x(i: number): number;
  /** Of a place on an axis; below it there is room for settings that mean nothing. */
  y(place: number): number;
  placeAt(y: number): number;
}

export function layOutParallel(size: { width: number; height: number }, axes: readonly ParallelAxis[]): ParallelPlaces {
  const longest = Math.max(4, ...(axes[0]?.ticks.map(({ label }) => label.length) ?? []));
  const left = 10 + CHARACTER * Math.min(12, longest);
  const width = Math.max(40, size.width - left - RIGHT);
  const height = Math.max(40, size.height - TOP - BOTTOM);
  return {
    top: TOP,
    height,
    x: (i) => left + (axes.length > 1 ? (i / (axes.length - 1)) * width : width / 2),
    y: (place) => TOP + height * (1 - (place - NOWHERE) / (1 - NOWHERE)),
    placeAt: (y) => Math.min(1, Math.max(NOWHERE, NOWHERE + (1 - NOWHERE) * (1 - (y - TOP) / height))),
  };
}

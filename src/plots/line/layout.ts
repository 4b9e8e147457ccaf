/** What a line plot is made of, and where it stands: plain data to SVG path data. */
import { area } from 'd3';
import { axis, type AxisSpec } from './axis';
import { drawnPoints } from './thin';
import type { Series, Band } from './series';
import type { Places } from './places';

const MARGIN = { top: 22, right: 12, bottom: 32, left: 44 };

/** @param type how much larger the type is than usual: the margins hold words */
export function layOut(width: number, height: number, xSpec: AxisSpec, ySpec: AxisSpec, type = 1): Places {
  const left = MARGIN.left * type;
  const right = Math.max(left + 20, width - MARGIN.right * type);
  const top = MARGIN.top * type;
  const bottom = Math.max(top + 20, height - MARGIN.bottom * type);
  return {
    width,
    height,
    left,
    right,
    top,
    bottom,
    type,
    x: axis(xSpec, [left, right], Math.max(2, Math.floor((right - left) / ((xSpec.scale === 'log' ? 34 : 56) * type)))),
    y: axis(ySpec, [bottom, top], Math.max(2, Math.floor((bottom - top) / (26 * type)))),
  };
}

/** 0 … length − 1. */
export const indices = (values: ArrayLike<number>) => Array.from({ length: values.length }, (_, i) => i);

export function seriesPath(series: Series, places: Places): string {
  let path = '';
  let drawing = false;
  for (const [x, y] of drawnPoints(series, places)) {
    const there = Number.isFinite(x) && Number.isFinite(y);
    // A tenth of a pixel is as fine as can be seen.
    if (there) path += `${drawing ? 'L' : 'M'}${Math.round(10 * x) / 10},${Math.round(10 * y) / 10}`;
    drawing = there;
  }
  return path;
}

/** Points of a curve that stand alone, between gaps or as all there is: a line through them would have no length. */
export function lonePoints(series: Series, places: Places): (readonly [number, number])[] {
  const points = drawnPoints(series, places);
  const there = points.map(([x, y]) => Number.isFinite(x) && Number.isFinite(y));
  return points.filter((_, i) => there[i] && !there[i - 1] && !there[i + 1]);
}

export function bandPath({ x, lower, upper }: Band, places: Places): string {
  // A band that reaches zero on a logarithmic axis is cut at the axis, not dropped.
  const at = (value: number | undefined) => {
    const y = places.y.at(value ?? 0);
    return Number.isFinite(y) ? y : places.bottom;
  };
  const path = area<number>()
    .defined((i) => Number.isFinite(places.x.at(x[i] ?? NaN)))
    .x((i) => places.x.at(x[i] ?? 0))
    .y0((i) => at(lower[i]))
    .y1((i) => at(upper[i]));
  return path.digits(1)(indices(x)) ?? '';
}

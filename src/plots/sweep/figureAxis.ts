/** Axes of the figures of a sweep: swept values have a tick each, words stand in a row. */
import type { GridValue } from '../../core/sweep/sweep.types';
import { spacingOf } from '../../core/sweep/series';
import { axis, roundDomain, type AxisSpec, type Tick } from '../line/axis';
import { layOut } from '../line/layout';
import type { Places } from '../line/places';

export interface FigureAxis extends AxisSpec {
  /** Instead of round ones: where swept values are. */
  marks?: readonly { value: number; label: string }[];
}

/** How an axis through swept values is drawn, and where on it each of them stands. */
export interface SweptAxis {
  axis: FigureAxis;
  /** NaN for a value that is not among those of the axis. */
  position(value: GridValue): number;
}

/** Room beyond the outermost values, as a share of what lies between them. */
const BEYOND = 0.08;

/** @param values in the order in which words stand; numbers stand where they belong */
export function sweptAxis(values: readonly GridValue[], label: string): SweptAxis {
  const spacing = spacingOf(values);
  const numbers = values.filter((value) => typeof value === 'number');
  const [low, high] = [Math.min(...numbers), Math.max(...numbers)];
  if (spacing === 'words' || !(low <= high)) {
    const marks = values.map((value, i) => ({ value: i, label: String(value) }));
    const place = (value: GridValue) => (values.includes(value) ? values.indexOf(value) : NaN);
    return { axis: { scale: 'linear', domain: [-0.5, Math.max(1, values.length) - 0.5], label, marks }, position: place };
  }
  const marks = numbers.map((value) => ({ value, label: String(value) }));
  const place = (value: GridValue) => (typeof value === 'number' ? value : NaN);
  if (spacing === 'log') {
    const factor = (high / low) ** BEYOND;
    return { axis: { scale: 'log', domain: [low / factor, high * factor], label, marks }, position: place };
  }
  const room = (high - low) * BEYOND || Math.abs(high) / 2 || 1;
  return { axis: { scale: 'linear', domain: [low - room, high + room], label, marks }, position: place };
}

/** A round interval around what is drawn, a little beyond it; a share of nothing to all where nothing is. */
export function valueAxis(values: readonly number[], label: string, limits: readonly [number, number] = [-Infinity, Infinity]): FigureAxis {
  const there = values.filter(Number.isFinite);
  if (there.length === 0) return { scale: 'linear', domain: roundDomain(0, Number.isFinite(limits[1]) ? limits[1] : 1), label };
  const [low, high] = [Math.min(...there), Math.max(...there)];
  const room = (high - low) * 0.04;
  const [from, to] = roundDomain(Math.max(limits[0], low - room), Math.min(limits[1], high + room));
  return { scale: 'linear', domain: [from, to], label };
}

const ticksOf = ({ marks }: FigureAxis, at: (value: number) => number): Tick[] | undefined =>
  marks?.map(({ value, label }) => ({ value, label, at: at(value) }));

/** As `layOut`, with ticks at swept values. */
export function layOutFigure(width: number, height: number, x: FigureAxis, y: FigureAxis): Places {
  const places = layOut(width, height, x, y);
  const [xTicks, yTicks] = [ticksOf(x, places.x.at), ticksOf(y, places.y.at)];
  return {
    ...places,
    ...(xTicks ? { x: { ...places.x, ticks: xTicks } } : {}),
    ...(yTicks ? { y: { ...axis(y, [places.bottom, places.top], 2), ticks: yTicks } } : {}),
  };
}

/** Axes of a line plot: domains that seldom move, and ticks that fit. */
import { scaleLinear, scaleLog, tickStep, ticks } from 'd3';
import { linearTick, logTick } from '../format';

export interface AxisSpec {
  scale: 'linear' | 'log';
  domain: readonly [number, number];
  /** Name with unit: `Recall@1, %`. */
  label: string;
}

export interface Tick {
  value: number;
  /** Pixels. */
  at: number;
  /** Empty for a tick that is drawn without a number. */
  label: string;
}

export interface Axis {
  /** Value → pixels; NaN where the scale has no place for it. */
  at: (value: number) => number;
  /** Pixels → value. */
  valueAt: (pixels: number) => number;
  ticks: Tick[];
}

/** 10^exponent, rounded to the nearest double as a literal would be. */
const ten = (exponent: number) => Number(`1e${exponent}`);

/** Logarithmic ticks: 1, 2 and 5 of each decade when there is room, else whole decades, else every second one, …; 1 and 5 where there is one decade only. */
function logTicks(low: number, high: number, most: number): number[] {
  const first = Math.ceil(Math.log10(low) - 1e-9);
  const last = Math.floor(Math.log10(high) + 1e-9);
  const fine: number[] = [];
  for (let e = first - 1; e <= last; e++)
    for (const m of [1, 2, 5]) {
      const value = m * ten(e);
      if (value >= low * (1 - 1e-9) && value <= high * (1 + 1e-9)) fine.push(value);
    }
  if (fine.length <= most) return fine;
  const stride = Math.max(1, Math.ceil((last - first + 1) / most));
  const decades: number[] = [];
  for (let e = last; e >= first; e -= stride) decades.unshift(ten(e));
  if (decades.length > 1) return decades;
  const halves = fine.filter((value) => /^[15]/.test(value.toExponential()));
  return halves.length <= most ? halves : decades;
}

/** Lays an axis over `range` (pixels) with about `most` ticks at the most. */
export function axis({ scale, domain }: AxisSpec, range: readonly [number, number], most: number): Axis {
  const [low, high] = domain;
  if (scale === 'log') {
    const map = scaleLog([low, high], [...range]);
    const powers = low < 0.99e-4 || high > 1e5;
    const round = logTicks(low, high, most);
    // A short part of a decade holds none of those: even steps, as on a linear axis.
    const even = ticks(low, high, Math.min(most, 6));
    const step = tickStep(low, high, Math.min(most, 6));
    return {
      at: (value) => (value > 0 ? map(value) : NaN),
      valueAt: (pixels) => map.invert(pixels),
      ticks:
        round.length > 1
          ? round.map((value) => ({ value, at: map(value), label: logTick(value, powers) }))
          : even.map((value) => ({ value, at: map(value), label: linearTick(value, step) })),
    };
  }
  const map = scaleLinear([low, high], [...range]);
  const values = map.ticks(most);
  const step = tickStep(low, high, most);
  return {
    at: (value) => map(value),
    valueAt: (pixels) => map.invert(pixels),
    ticks: values.map((value) => ({ value, at: map(value), label: linearTick(value, step) })),
  };
}

/** The round interval around [low, high]; never empty. Its ends move in whole ticks, so growing data seldom moves them. */
export function roundDomain(low: number, high: number, ticks = 4): [number, number] {
  if (!(Number.isFinite(low) && Number.isFinite(high))) return [0, 1];
  const spread = high - low || Math.abs(high) || 1;
  const [from, to] = scaleLinear([low, low + spread], [0, 1])
    .nice(ticks)
    .domain() as [number, number];
  return [from, to];
}

/** Whole decades around [low, high], at most `most` of them (the lowest are cut). */
export function decadeDomain(low: number, high: number, most = 6): [number, number] {
  if (!(high > 0)) return [1e-4, 1];
  const top = Math.ceil(Math.log10(high) - 1e-9);
  const bottom = low > 0 ? Math.floor(Math.log10(low) + 1e-9) : top - most;
  return [ten(Math.max(Math.min(bottom, top - 1), top - most)), ten(top)];
}

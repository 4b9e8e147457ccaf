/** Where the marks of the statistics stand. Pure. */

export interface ClassBar {
  /** Ranks that the bar stands for, from 1, the largest class first. */
  first: number;
  last: number;
  /** Mean of their images. */
  count: number;
}

/** Classes by size, the largest first, gathered into at most `most` bars. */
export function classBars(counts: readonly number[], most: number): ClassBar[] {
  const sorted = [...counts].sort((a, b) => b - a);
  const bars = Math.max(0, Math.min(sorted.length, Math.max(1, most)));
  return Array.from({ length: bars }, (_, i) => {
    const from = Math.floor((i * sorted.length) / bars);
    const to = Math.floor(((i + 1) * sorted.length) / bars);
    const sum = sorted.slice(from, to).reduce((a, b) => a + b, 0);
    return { first: from + 1, last: to, count: sum / (to - from) };
  });
}

/** The end of an axis that begins at 0: a round number not below the value, with a whole half where there is room for one. */
export function niceTop(value: number): number {
  if (value <= 2) return 2;
  const power = 10 ** Math.floor(Math.log10(value));
  const found = [1, 2, 4, 5, 6, 8, 10].map((step) => step * power).find((step) => step >= value);
  return found ?? 10 * power;
}

/** Two to five round numbers within or around a range of positive values, for a logarithmic axis. */
export function logTicks(low: number, high: number): number[] {
  const within = (steps: readonly number[]) => {
    const ticks: number[] = [];
    for (let power = 10 ** Math.floor(Math.log10(low)); power <= high; power *= 10)
      for (const step of steps) if (step * power >= low * 0.999 && step * power <= high * 1.001) ticks.push(step * power);
    return ticks;
  };
  for (const steps of [[1], [1, 3], [1, 2, 5], [1, 2, 3, 4, 5, 6, 7, 8, 9]]) {
    const ticks = within(steps);
    if (ticks.length >= 2 && ticks.length <= 5) return ticks;
  }
  // A narrow range between two round numbers, or one too wide for any steps: its ends.
  const decades = within([1]);
  return decades.length > 5 ? [decades[0]!, decades[Math.floor(decades.length / 2)]!, decades.at(-1)!] : [Math.floor(low), Math.ceil(high)];
}

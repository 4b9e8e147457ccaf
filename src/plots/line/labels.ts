/** Keeps words beside lines from lying on each other. */

/**
 * Vertical places for labels that would like to stand at `wanted`, at least `gap` apart and within [top, bottom].
 * The order of the labels is kept; each moves as little as the ones before it allow.
 */
export function spreadLabels(wanted: readonly number[], gap: number, top: number, bottom: number): number[] {
  const order = wanted.map((_, i) => i).sort((a, b) => (wanted[a] ?? 0) - (wanted[b] ?? 0));
  const placed = new Array<number>(wanted.length).fill(0);
  let floor = top;
  for (const i of order) {
    const at = Math.max(wanted[i] ?? 0, floor);
    placed[i] = at;
    floor = at + gap;
  }
  let ceiling = bottom;
  for (const i of order.reverse()) {
    const at = Math.min(placed[i] ?? 0, ceiling);
    placed[i] = at;
    ceiling = at - gap;
  }
  return placed;
}

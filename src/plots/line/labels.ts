/** Keeps words beside lines from lying on each other. */

/**
 * Vertical places for labels that would like to stand at `wanted`, at least `gap` apart and within [top, bottom].
 * They stand in the order of what they name; each moves as little as the ones before it allow. What is wanted nowhere (NaN) takes no place.
 * @param named heights of what each label names: two words that would like to stand the other way round than their lines must not
 */
export function spreadLabels(
  wanted: readonly number[],
  gap: number,
  top: number,
  bottom: number,
  named: readonly number[] = wanted,
): number[] {
  const order = wanted.flatMap((at, i) => (Number.isNaN(at) ? [] : [i])).sort((a, b) => (named[a] ?? 0) - (named[b] ?? 0));
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

export type Side = 'left' | 'right';

/** Where the words to a horizontal line stand: at which end, and the height of their feet. */
export interface WordsPlace {
  side: Side;
  y: number;
}

/** Feet of words above and below a line, and from the feet to the middle of the letters; pixels. */
const ABOVE = -4;
const BELOW = 12;
const MIDDLE = -4;
/** Nearer than this a curve runs through the letters. */
const CLEAR = 7;

/**
 * Where the words to a horizontal line stand clear of the curves: above it if there is an end for that, else below it, else where the
 * curves are farthest.
 * @param width of the words
 * @param y of the line
 * @param curves points (x, y) on the screen, x ascending
 * @param within the least and the greatest height that feet of words may have: at an edge of the plot there is one side of the line
 */
export function quietestPlace(
  width: number,
  y: number,
  left: number,
  right: number,
  curves: readonly (readonly (readonly [number, number])[])[],
  within: readonly [number, number] = [-Infinity, Infinity],
): WordsPlace {
  const clearance = ({ side, y: feet }: WordsPlace) => {
    const [from, to] = side === 'left' ? [left, left + width] : [right - width, right];
    let least = Infinity;
    for (const curve of curves)
      for (let i = 1; i < curve.length; i++) {
        const [a, b] = [curve[i - 1] ?? [NaN, NaN], curve[i] ?? [NaN, NaN]];
        if (!(b[0] >= from && a[0] <= to)) continue;
        // The nearest the segment comes to the height of the words while it passes over them.
        const at = (x: number) =>
          b[0] > a[0] ? a[1] + ((Math.min(Math.max(x, a[0]), b[0]) - a[0]) / (b[0] - a[0])) * (b[1] - a[1]) : a[1];
        const [start, end] = [at(from) - feet - MIDDLE, at(to) - feet - MIDDLE];
        least = Math.min(least, start * end <= 0 ? 0 : Math.min(Math.abs(start), Math.abs(end)));
      }
    return least;
  };
  const fits = [ABOVE, BELOW].filter((feet) => y + feet >= within[0] && y + feet <= within[1]);
  const places = (fits.length > 0 ? fits : [ABOVE, BELOW]).flatMap((feet) =>
    (['right', 'left'] as const).map((side): WordsPlace => ({ side, y: y + feet })),
  );
  const measured = places.map((place) => ({ place, clear: clearance(place) }));
  const farthest = (some: typeof measured) => some.reduce((best, one) => (one.clear > best.clear ? one : best));
  const above = farthest(measured.slice(0, 2));
  return (above.clear >= CLEAR ? above : farthest(measured)).place;
}

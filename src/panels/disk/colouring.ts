/** What points can be coloured by, and the colours that follow from it. */
import { PRESENCE, REST_COLOUR, hierarchyDepth, rampStep, type Ramp } from '../../plots';
import type { ColourBy, Measure } from '../../state/views/colouring';
import type { AnchorView } from '../../state/views/selection';

export interface Choice {
  by: ColourBy;
  name: string;
}

/** What a level is called: a set of two levels has groups of classes, one of three groups, subgroups and classes. */
const levelName = (level: number): string => ['group', 'subgroup'][level] ?? `level ${level + 1}`;

/** What points can be coloured by in an image set of these classes. */
export function choicesFor(classes: readonly { path: string }[]): Choice[] {
  const levels = Array.from({ length: hierarchyDepth(classes) }, (_, level): Choice => ({ by: `level ${level}`, name: levelName(level) }));
  return [
    ...levels,
    { by: 'class', name: 'class' },
    { by: 'weight', name: 'weight p(x⁻)' },
    { by: 'rank', name: 'rank' },
    { by: 'norm', name: 'norm' },
  ];
}

export const isMeasure = (by: ColourBy): by is Measure => by === 'weight' || by === 'rank' || by === 'norm';

/** Level to group classes at; the outermost where the colours show a measure. */
export const levelOf = (by: ColourBy): number => (by === 'class' ? Infinity : isMeasure(by) ? 0 : Number(by.slice('level '.length)));

/** Beginnings of a path, the outermost first, itself last. */
export const beginnings = (path: string): string[] => {
  const parts = path.split('/');
  return parts.map((_, i) => parts.slice(0, i + 1).join('/'));
};

/** [classes] codes of PRESENCE; undefined where all are there. Names of another image set mean nothing. */
export function classPresence(
  classes: readonly { path: string }[],
  hidden: ReadonlySet<string>,
  isolated: ReadonlySet<string>,
): Uint8Array | undefined {
  const among = (keys: ReadonlySet<string>) => classes.map(({ path }) => keys.size > 0 && beginnings(path).some((key) => keys.has(key)));
  const gone = among(hidden);
  const alone = among(isolated);
  const anyAlone = alone.includes(true);
  if (!anyAlone && !gone.includes(true)) return undefined;
  return Uint8Array.from(classes, (_, i) => (gone[i] ? PRESENCE.hidden : anyAlone && !alone[i] ? PRESENCE.aside : PRESENCE.full));
}

/** For what a measure says nothing of: the anchor and its positives. */
const NEUTRAL = REST_COLOUR;
/** For features at or beyond the clip radius: no colour of a ramp. */
export const CLIPPED_COLOUR = '#c9729b';

export interface PointColours {
  colours: string[];
  colourOf: Uint8Array;
}

/** Points coloured by p(x⁻) in per cent or by rank among the anchor's negatives. */
export function coloursOfView(by: 'weight' | 'rank', view: AnchorView | undefined, n: number, ramp: Ramp, steps: string[]): PointColours {
  const colourOf = new Uint8Array(n).fill(steps.length);
  view?.negatives.forEach((index, place) => {
    const value = by === 'rank' ? place + 1 : view.weights && 100 * (view.weights[place] ?? NaN);
    if (value !== undefined) colourOf[index] = rampStep(ramp, value);
  });
  return { colours: [...steps, NEUTRAL], colourOf };
}

/** Points coloured by the norms of their features, those on the clip sphere apart. */
export function coloursOfNorms(
  norms: ArrayLike<number>,
  { clipRadius, hyperbolicInput }: { clipRadius: number; hyperbolicInput: 'raw' | 'normalized' },
  ramp: Ramp,
  steps: string[],
): PointColours {
  const clipped = (norm: number) => clipRadius > 0 && (hyperbolicInput === 'normalized' && norm > 0 ? 1 : norm) >= clipRadius;
  return {
    colours: [...steps, CLIPPED_COLOUR],
    colourOf: Uint8Array.from(norms, (norm) => (clipped(norm) ? steps.length : rampStep(ramp, norm))),
  };
}

/** One ramp for all runs, anchors and steps, so that colours can be compared; a tenth of the gradient and more is its strong end. */
export const WEIGHT_RAMP: Ramp = { scale: 'log', domain: [1e-4, 10], label: 'p(x⁻), % of the gradient' };

/** From the last of the images to the first. */
export const rampOfRanks = (images: number): Ramp => ({
  scale: 'log',
  domain: [Math.max(2, images), 1],
  label: 'rank among the negatives',
});

/** One ramp for the norms of all runs; a hundredth at either end may lie outside, so that one image does not set the scale. */
export function rampOfNorms(all: readonly Float64Array[]): Ramp {
  const ends = all
    .filter((norms) => norms.length > 0)
    .map((norms) => {
      const sorted = norms.toSorted();
      const at = (share: number) => sorted[Math.round(share * (sorted.length - 1))]!;
      return [at(0.01), at(0.99)] as const;
    });
  const domain = ends.length > 0 ? ([Math.min(...ends.map(([a]) => a)), Math.max(...ends.map(([, b]) => b))] as const) : ([0, 1] as const);
  return { scale: 'linear', domain, label: 'norm of the feature' };
}

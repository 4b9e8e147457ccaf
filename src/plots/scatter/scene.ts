/** What a scatter plot shows: plain data, made anew by whoever shows it whenever something changes. */
import type { ImagePainter } from '../images';
import type { Space } from './spaces/space';
import type { ScatterTree } from './tree';

/** How far a point is shown: fully, faintly because others are looked at alone, or not at all. Only the first can be chosen. */
export const PRESENCE = { full: 0, aside: 1, hidden: 2 } as const;

export interface ScatterScene {
  space: Space;
  /** [n, space.dimensions]; another array means that the points have moved, and they are seen moving. */
  points: Float32Array;
  n: number;
  /** Colour of each point, into `colours`. */
  colourOf: Uint8Array;
  /** At most 256. */
  colours: readonly string[];
  /** [n] codes of PRESENCE; undefined = all are there. */
  presence?: Uint8Array;
  /** Points chosen together: they stand out, and the others step back. */
  selected?: ReadonlySet<number>;
  /** Centroids of classes and of what they belong to. */
  tree?: ScatterTree;
  images?: ImagePainter;
  /** Image row of each point. */
  rows: ArrayLike<number>;
  anchor?: number;
  positives: readonly number[];
  /** Hard negatives with their p(x⁻): an arc leads to each, as wide as its share. */
  negatives: readonly { index: number; weight: number }[];
  hovered?: number;
  /** What is written beside a hovered point: its class, then anything more. */
  describe: (index: number) => readonly string[];
  /** Resolved theme; another one means that colours have to be read anew. */
  theme: string;
  /** A drag draws a lasso, as it does with Shift. */
  lassoing?: boolean;
}

export interface ScatterEvents {
  hover: (index: number | undefined) => void;
  select: (index: number) => void;
  /** The keys have reached a point, or chosen the one they were at: to be said aloud, as nobody sees it who needs it. */
  say?: (index: number, what: 'reached' | 'chosen') => void;
  /** Points caught by the lasso; none = the selection is given up. */
  lasso: (indices: readonly number[], add: boolean) => void;
}

/** Colours of the theme as a canvas needs them: resolved. */
export interface Ink {
  ink: string;
  second: string;
  third: string;
  panel: string;
  inset: string;
  line: string;
  accent: string;
  positive: string;
  focus: string;
  white: string;
  /** Font families of labels, and their size in pixels. */
  font: string;
  size: number;
}

export function readInk(host: Element): Ink {
  const style = getComputedStyle(host);
  const value = (name: string) => style.getPropertyValue(name).trim();
  return {
    ink: value('--ink'),
    second: value('--ink-2'),
    third: value('--ink-3'),
    panel: value('--panel'),
    inset: value('--inset'),
    line: value('--line-strong'),
    accent: value('--accent') || value('--ink-2'),
    positive: value('--positive'),
    focus: value('--focus'),
    white: value('--thumbnail-ground') || '#ffffff',
    font: style.fontFamily,
    size: 11 * (Number(value('--type')) || 1),
  };
}

/** How strongly a point is drawn, faintest first. */
export const STRENGTH = { hidden: 0, aside: 1, dimmed: 2, normal: 3, selected: 4 } as const;

/** [n] codes of STRENGTH: what presence and selection make of each point. */
export function strengths({ n, presence, selected }: Pick<ScatterScene, 'n' | 'presence' | 'selected'>): Uint8Array {
  const out = new Uint8Array(n).fill(selected ? STRENGTH.dimmed : STRENGTH.normal);
  if (selected) for (const index of selected) if (index < n) out[index] = STRENGTH.selected;
  if (presence)
    for (let i = 0; i < n; i++) {
      if (presence[i] === PRESENCE.aside) out[i] = STRENGTH.aside;
      else if (presence[i] === PRESENCE.hidden) out[i] = STRENGTH.hidden;
    }
  return out;
}

/** What a scatter plot shows: plain data, made anew by whoever shows it whenever something changes. */
import type { ImagePainter } from '../images';
import type { Space } from './space';

export interface ScatterScene {
  space: Space;
  /** [n, space.dimensions]; another array means that the points have moved, and they are seen moving. */
  points: Float32Array;
  n: number;
  /** Colour of each point, into `colours`. */
  colourOf: Uint8Array;
  colours: readonly string[];
  /** Only points of this colour are shown at full strength, and only they can be chosen. */
  isolated?: number;
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
}

export interface ScatterEvents {
  hover: (index: number | undefined) => void;
  select: (index: number) => void;
}

/** Colours of the theme as a canvas needs them: resolved. */
export interface Ink {
  ink: string;
  second: string;
  panel: string;
  line: string;
  accent: string;
  positive: string;
  focus: string;
  white: string;
  /** Font families of labels. */
  font: string;
}

export function readInk(host: Element): Ink {
  const style = getComputedStyle(host);
  const value = (name: string) => style.getPropertyValue(name).trim();
  return {
    ink: value('--ink'),
    second: value('--ink-2'),
    panel: value('--panel'),
    line: value('--line-strong'),
    accent: value('--accent') || value('--ink-2'),
    positive: value('--positive'),
    focus: value('--focus'),
    white: value('--thumbnail-ground') || '#ffffff',
    font: style.fontFamily,
  };
}

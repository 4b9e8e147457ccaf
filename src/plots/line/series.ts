/** What a line plot is made of: plain data. */

export interface Series {
  id: string;
  label: string;
  colour: string;
  dash?: string;
  width?: number;
  opacity?: number;
  x: ArrayLike<number>;
  y: ArrayLike<number>;
  /** false: drawn, but not read off (raw values under a smoothed curve). */
  readable?: boolean;
  /** Each point has a mark of its own: what is measured otherwise than the curves beside it. */
  hollow?: boolean;
  /** Words on the plot at the curve's end. */
  note?: string;
}

export interface Band {
  id: string;
  colour: string;
  x: ArrayLike<number>;
  lower: ArrayLike<number>;
  upper: ArrayLike<number>;
}

/** A horizontal line to judge by, in words. */
export interface Baseline {
  y: number;
  label: string;
}

/** Something that happened at x. */
export interface EventMark {
  x: number;
  /** A few words on the plot: `τ .1→.05 at 120`. */
  label: string;
  /** The same in full, on hover and for assistive technology; default: `label`. */
  title?: string;
}

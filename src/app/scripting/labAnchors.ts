/** `lab.negatives` and `lab.weights`: what the page shows around an anchor, as numbers. */
import type { HeadConfig } from '../../core/configuration/schema';
import { runMeant } from './labRuns';
import type { LabState } from '../../state/lab.types';
import { guestIsAnchor, viewAround } from '../../state/views/guest/guest';
import { defaultComparison, overlapOf, rankingsOf, type AnchorView, type Ranking } from '../../state/views/selection';

export interface LabNegative {
  /** Index into the snapshot. */
  index: number;
  /** Spherical 1 − cos, hyperbolic d, fused −s: what the negatives are ordered by. */
  distance: number;
  /** p(x⁻); NaN where the anchor is the only image of its class. */
  weight: number;
  /** 1 = nearest. */
  rank: number;
  /** Not among the k nearest negatives of the run compared with: its red box. undefined where there is nothing to compare with. */
  absentInOther: boolean | undefined;
}

export interface NegativesOptions {
  /** The page’s anchor unless told. */
  anchor?: number;
  /** The page’s k unless told. */
  k?: number;
  /** A run, as `negatives` takes it; the one the page compares with unless told (for a single run: the other distance over its own features). */
  compareWith?: string;
}

export interface WeightsOptions {
  anchor?: number;
  /** In place of the run’s temperature: τ_s for a spherical run, else τ_h. */
  tau?: number;
  c?: number;
  lambda?: number;
}

export interface LabWeights {
  /** Indices into the snapshot, nearest first. */
  negatives: Int32Array;
  /** p(x⁻) of each. */
  weights: Float64Array;
  /** Effective number of negatives. */
  effective: number;
}

export interface LabAnchors {
  /** The k nearest images of other classes in a run (its id, or its name), as its snapshot shown has them. Throws RangeError naming what is wrong. */
  negatives(run: string, options?: NegativesOptions): LabNegative[];
  /** p(x⁻) of an anchor against all images of other classes, for the run’s head or with other values in it. */
  weights(run: string, options?: WeightsOptions): LabWeights;
}

type State = Pick<LabState, 'runs' | 'evaluation' | 'anchor' | 'guest' | 'k'>;

export function createLabAnchors(state: () => State): LabAnchors {
  const rankingOf = (run: string): { ranking: Ranking; all: Ranking[] } => {
    const { runs } = state();
    const meant = runMeant(runs, run);
    const all = rankingsOf(runs);
    const ranking = all.find((candidate) => candidate.run === meant.id && !candidate.other);
    if (!ranking) throw new Error(`Run “${meant.name}” has no snapshot yet; lab.snapshot takes one, and so does training.`);
    return { ranking, all };
  };
  const viewOf = (ranking: Ranking, anchor: number, head?: HeadConfig): AnchorView => {
    const labels = state().evaluation?.labels;
    const { n } = ranking.snapshot;
    if (labels?.length !== n) throw new Error('The evaluation images of this snapshot are not known yet.');
    const guest = guestIsAnchor({ ...state(), anchor });
    if (!guest && (!Number.isInteger(anchor) || anchor < 0 || anchor >= n))
      throw new RangeError(`There is no anchor ${anchor}: the snapshot of “${ranking.name}” has images 0 to ${n - 1}`);
    const view = viewAround(state(), ranking, anchor, head);
    if (!view)
      throw new Error(
        guest
          ? `Your picture was not embedded at step ${ranking.snapshot.step} of “${ranking.name}”: show the last step, or ask again.`
          : `The snapshot of “${ranking.name}” does not show image ${anchor}.`,
      );
    return view;
  };
  return {
    negatives: (run, { anchor = state().anchor, k = state().k, compareWith } = {}) => {
      const { ranking, all } = rankingOf(run);
      if (!Number.isInteger(k) || k < 1) throw new RangeError(`k must be a whole number from 1 on, not ${k}`);
      const other = compareWith === undefined ? defaultComparison(all, ranking) : rankingOf(compareWith).ranking;
      if (other === ranking) throw new RangeError(`compareWith: “${ranking.name}” can't be compared with itself`);
      const view = viewOf(ranking, anchor);
      const absent = other && overlapOf(view, viewOf(other, anchor), k).absent;
      return Array.from(view.negatives.subarray(0, k), (index, place) => ({
        index,
        distance: view.distances[place] ?? NaN,
        weight: view.weights?.[place] ?? NaN,
        rank: place + 1,
        absentInOther: absent?.has(index),
      }));
    },
    weights: (run, { anchor = state().anchor, ...wanted } = {}) => {
      const { ranking } = rankingOf(run);
      const { weights, negatives, effective } = viewOf(ranking, anchor, headWith(ranking, wanted));
      if (!weights) throw new RangeError(`Anchor ${anchor} is the only image of its class: p(x⁻) needs a positive`);
      return { negatives: negatives.slice(), weights: weights.slice(), effective };
    },
  };
}

/** The head of a ranking with other values; refuses what its geometry does not have, and values that cannot be. */
function headWith({ name, geometry, head }: Ranking, { tau, c, lambda }: Omit<WeightsOptions, 'anchor'>): HeadConfig {
  const refuse = (what: string, value: number) => {
    throw new RangeError(`${what}, not ${value}`);
  };
  if (tau !== undefined && !(tau > 0 && tau < Infinity)) refuse('tau must be greater than 0', tau);
  if (c !== undefined && !(c > 0 && c < Infinity)) refuse('c must be greater than 0', c);
  if (lambda !== undefined && !(lambda >= 0 && lambda < Infinity)) refuse('lambda must be 0 or greater', lambda);
  if (c !== undefined && geometry === 'spherical') throw new RangeError(`c: run “${name}” is spherical and has no curvature`);
  if (lambda !== undefined && geometry !== 'fused')
    throw new RangeError(`lambda: run “${name}” is ${geometry}; only fused runs have a fusion weight`);
  return {
    ...head,
    ...(tau === undefined ? {} : geometry === 'spherical' ? { tauSpherical: tau } : { tauHyperbolic: tau }),
    ...(c === undefined ? {} : { c }),
    ...(lambda === undefined ? {} : { lambda }),
  };
}

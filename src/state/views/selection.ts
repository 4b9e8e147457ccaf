/**
 * What follows from the anchor: its hard negatives and triplet weights in each run, and how far two runs agree on them.
 * Derived, never stored: each function remembers its last answers by the snapshot they were made from, so every view that asks
 * for the same thing gets the same object.
 */
import type { Geometry, HeadConfig } from '../../core/configuration/schema';
import { distancesFrom, embed, rowNorms, type Embedding } from '../../core/geometry/vector';
import { hardNegatives } from '../../core/metrics/negatives/hardNegatives';
import { absentFrom, sharedCount } from '../../core/metrics/negatives/overlap';
import { anchorWeights, summariseWeights, type AnchorWeights, type WeightsSummary } from '../../core/metrics/negatives/tripletWeights';
import type { RunSnapshot } from '../../core/evaluation/snapshot';
import type { RunView } from '../lab.types';

/** One order of the evaluation images around any anchor: a run's own, or the same features seen with the other distance. */
export interface Ranking {
  /** Unique among the rankings shown. */
  id: string;
  /** For people: the run's name, and where it is not its own, the distance. */
  name: string;
  /** Id of the run. */
  run: string;
  geometry: Geometry;
  head: HeadConfig;
  snapshot: RunSnapshot;
  /** true: not the geometry the run was trained with. */
  other: boolean;
}

/** What an anchor's neighbourhood looks like in one ranking. Where the anchor is the only image of its class, the sums of p are NaN. */
export interface AnchorView extends Omit<AnchorWeights, 'weights' | 'effective' | 'total'>, WeightsSummary {
  /** Absent where the anchor is the only image of its class: p(x⁻) needs a positive. */
  weights?: Float64Array;
}

const OTHER_DISTANCE: Record<Geometry, Geometry> = { spherical: 'hyperbolic', hyperbolic: 'spherical', fused: 'spherical' };

const rankings = new WeakMap<RunSnapshot, Map<string, Ranking>>();

function rankingOf({ snapshot, name: runName = snapshot.run }: RankedRun, geometry: Geometry): Ranking {
  let made = rankings.get(snapshot);
  if (!made) rankings.set(snapshot, (made = new Map()));
  const key = `${geometry} ${runName}`;
  let ranking = made.get(key);
  if (!ranking) {
    const { run, head } = snapshot;
    const other = geometry !== snapshot.geometry;
    const [id, name] = [run, runName].map((word) => (other ? `${word}, ${geometry} distance` : word)) as [string, string];
    ranking = { id, name, run, geometry, head, snapshot, other };
    made.set(key, ranking);
  }
  return ranking;
}

/** What the numbers of an order are: the fused order is by the score −s, which is no distance. */
export const measureOf = (geometry: Geometry): 'distance' | 'score' => (geometry === 'fused' ? 'score' : 'distance');

/** A snapshot, and the name that its run has by now; its id where nobody is told of it. */
interface RankedRun {
  snapshot: RunSnapshot;
  name?: string;
}

/** A ranking for each run that has a snapshot; a single run is joined by the other distance over its own features. */
export function rankingsOf(runs: readonly Partial<RankedRun>[]): Ranking[] {
  const shown = runs.flatMap(({ snapshot, name }): RankedRun[] =>
    snapshot ? [{ snapshot, ...(name === undefined ? {} : { name }) }] : [],
  );
  const own = shown.map((run) => rankingOf(run, run.snapshot.geometry));
  const [only] = own;
  return only && own.length === 1 ? [only, rankingOf(shown[0]!, OTHER_DISTANCE[only.geometry])] : own;
}

/**
 * With what a ranking is compared unless told: spherical with hyperbolic, every other geometry with spherical; a control, that is
 * a further run of a geometry, with the first of it.
 */
export function defaultComparison(all: readonly Ranking[], ranking: Ranking): Ranking | undefined {
  const first = all.find(({ geometry }) => geometry === ranking.geometry);
  if (first && first !== ranking) return first;
  const wanted: Geometry = ranking.geometry === 'spherical' ? 'hyperbolic' : 'spherical';
  const others = all.filter((candidate) => candidate !== ranking);
  return others.find(({ geometry }) => geometry === wanted) ?? others[0];
}

/** Remembers the last few answers for each snapshot. */
function remembered<T>(most: number) {
  const known = new WeakMap<RunSnapshot, Map<string, T>>();
  return (snapshot: RunSnapshot, key: string, make: () => T): T => {
    let answers = known.get(snapshot);
    if (!answers) known.set(snapshot, (answers = new Map()));
    const found = answers.get(key);
    if (found !== undefined) return found;
    const made = make();
    if (answers.size >= most) answers.delete(answers.keys().next().value ?? '');
    answers.set(key, made);
    return made;
  };
}

const embeddings = remembered<Embedding>(3);

/** The features of a ranking placed on its geometry, for its own head or for another one. */
export function embeddingOf(ranking: Ranking, head: HeadConfig = ranking.head): Embedding {
  const { snapshot, geometry } = ranking;
  const key = [geometry, head.c, head.clipRadius, head.hyperbolicInput].join(' ');
  return embeddings(snapshot, key, () => embed(snapshot.features, snapshot.n, snapshot.d, geometry, head));
}

function lookAround(ranking: Ranking, labels: Int32Array, anchor: number, head: HeadConfig): AnchorView {
  const embedding = embeddingOf(ranking, head);
  const alone = labels.every((label, row) => row === anchor || label !== labels[anchor]);
  if (alone) {
    const all = distancesFrom(anchor, embedding, head);
    const nearest = hardNegatives({ distances: all, labels, anchor, k: embedding.n });
    return {
      negatives: Int32Array.from(nearest, ({ index }) => index),
      distances: Float64Array.from(nearest, ({ distance }) => distance),
      positives: new Int32Array(0),
      positiveDistances: new Float64Array(0),
      effective: NaN,
      top1: NaN,
      top6: NaN,
      top24: NaN,
      falseNeighbours: NaN,
    };
  }
  const { weights, effective, negatives, distances, positives, positiveDistances } = anchorWeights(anchor, embedding, labels, head);
  const nearest = positiveDistances[0] ?? Infinity;
  const nearer = distances.findIndex((distance) => distance >= nearest);
  const summary = summariseWeights(weights, effective, nearer < 0 ? distances.length : nearer);
  return { weights, negatives, distances, positives, positiveDistances, ...summary };
}

const views = remembered<{ labels: Int32Array; view: AnchorView }>(6);
/** Under heads that are only supposed, one after the other while a slider moves: they push out no view of what was measured. */
const supposedViews = remembered<{ labels: Int32Array; view: AnchorView }>(3);

/**
 * Negatives of the anchor nearest first, with distances and p(x⁻), and its positives.
 * @param head what-if values; the head the snapshot was taken with unless told
 */
export function anchorView(ranking: Ranking, labels: Int32Array, anchor: number, head: HeadConfig = ranking.head): AnchorView | undefined {
  const { snapshot, geometry } = ranking;
  if (anchor < 0 || anchor >= snapshot.n || labels.length !== snapshot.n) return undefined;
  const key = [anchor, geometry, head.tauSpherical, head.tauHyperbolic, head.lambda, head.c, head.clipRadius, head.hyperbolicInput].join(
    ' ',
  );
  const make = () => ({ labels, view: lookAround(ranking, labels, anchor, head) });
  const found = (head === ranking.head ? views : supposedViews)(snapshot, key, make);
  // A snapshot is shown with one set of labels; should they be exchanged, the answer is made anew.
  return found.labels === labels ? found.view : make().view;
}

/** Rank of an image among the anchor's negatives, 1 = nearest; undefined for the anchor and its positives. */
export function rankIn(view: AnchorView, index: number): number | undefined {
  const place = view.negatives.indexOf(index);
  return place < 0 ? undefined : place + 1;
}

export interface Overlap {
  /** How many of the top k stand in both. */
  shared: number;
  /** How many there are to share: k, or fewer where there are fewer negatives. */
  of: number;
  /** What of the first is absent from the second: its red boxes. */
  absent: ReadonlySet<number>;
  /** The two lists are the same, in the same order. */
  sameOrder: boolean;
}

export function overlapOf(a: AnchorView, b: AnchorView, k: number): Overlap {
  const [own, other] = [a.negatives.subarray(0, k), b.negatives.subarray(0, k)];
  return {
    shared: sharedCount(own, other),
    of: own.length,
    absent: new Set(absentFrom(own, other)),
    sameOrder: own.length === other.length && own.every((index, place) => other[place] === index),
  };
}

/** From this share of embeddings on the clip sphere on, the hyperbolic order is nearly that of the cosine. */
const NEARLY_ALL = 0.9;

/** Why two rankings are the same: in a few words, and in a sentence. */
export interface Reason {
  short: string;
  sentence: string;
}

/**
 * Why the two distances over one run's features order its images alike; undefined where nothing in the head explains it.
 * At constant norm the hyperbolic distance is a monotone function of the cosine (DESIGN §2).
 */
export function whyTheyCoincide(ranking: Ranking): Reason | undefined {
  const { head, snapshot } = ranking;
  const consequence = 'and at constant norm the hyperbolic distance grows with the angle alone.';
  if (head.hyperbolicInput === 'normalized')
    return {
      short: 'same order: normalised head',
      sentence: `Both distances give the same order: the head normalises the features, ${consequence}`,
    };
  // Counted here, because a spherical run is trained without the clip: what matters is where its features would land.
  const share = shareBeyond(snapshot, head.clipRadius);
  if (share < NEARLY_ALL) return undefined;
  const percent = `${Math.round(share * 100)} %`;
  return {
    short: `same order: ${percent} clipped`,
    sentence: `Both distances give the same order: ${percent} of the embeddings lie on the clip sphere, ${consequence}`,
  };
}

/** Share of the features whose norm reaches the clip radius; 0 without clipping. */
function shareBeyond({ features, n, d }: RunSnapshot, radius: number): number {
  if (!(radius > 0) || n === 0) return 0;
  return rowNorms(features, n, d).filter((length) => length >= radius).length / n;
}

/** The head with the what-if values that reach a run: what a run sets for itself stays. undefined where nothing changes for it. */
export function whatIfHead(
  run: Pick<RunView, 'geometry'> & { config: Pick<RunView['config'], 'head'> },
  head: HeadConfig,
  whatIf: Partial<HeadConfig>,
): HeadConfig | undefined {
  const wanted: HeadConfig = { ...head, ...whatIf, ...run.config.head };
  const felt: (keyof HeadConfig)[] = [
    ...(run.geometry === 'hyperbolic' ? [] : (['tauSpherical'] as const)),
    ...(run.geometry === 'spherical' ? [] : (['tauHyperbolic', 'c', 'clipRadius', 'hyperbolicInput'] as const)),
    ...(run.geometry === 'fused' ? (['lambda'] as const) : []),
  ];
  return felt.some((key) => wanted[key] !== head[key])
    ? { ...head, ...Object.fromEntries(felt.map((key) => [key, wanted[key]])) }
    : undefined;
}

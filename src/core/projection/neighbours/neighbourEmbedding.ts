/**
 * Neighbour embedding in the hyperbolic plane and on the sphere: images that are near in d dimensions are laid near one another.
 *
 * t-SNE (van der Maaten, Hinton 2008) with the surface in place of the plane, after CO-SNE (Guo, Guo, Yu; CVPR 2022) and
 * hyperbolic t-SNE (Skrodzki et al. 2023); what is made small, and its gradient, stand in `objective.ts`. Beyond 1,000 images
 * landmarks are laid out first, the others placed among them, then all are refined together.
 */
import type { Embedding } from '../../geometry/vector';
import { createRandom } from '../../random/random';
import { affinitiesOf, nearestNeighbours, type Affinities } from './affinities';
import { descend, descentWork, type Schedule } from './descent';
import { drawLandmarks, placeGuests, placingOf, rowsOf } from './landmarks';
import { layoutOf, pointsOf, type Layout } from './surface';

export interface NeighbourOptions {
  /** [n, 2] in the unit disk or [n, 3] on the sphere: where to begin. */
  start: ArrayLike<number>;
  /** true: `start` is a layout of the same images, to be carried on; false: a picture whose arrangement is taken as a first guess. */
  warm: boolean;
  seed?: number | string;
}

/** A layout while it forms. */
export interface Forming {
  /** Share of the work done. */
  progress: number;
  /** The layout now, [n, 2] or [n, 3]; undefined while there is nothing new to see. */
  points?: () => Float64Array;
}

/** As many neighbours as the perplexity tells matter, three times over. */
const PERPLEXITY = 20;
const NEIGHBOURS = 3 * PERPLEXITY;
/** More images are laid out by landmarks. */
const LANDMARKS = 1000;
const RADIUS_WEIGHT = 0.1;
/** A first layout starts small, so that the points can pass one another. */
const FIRST_SCALE = 0.2;
/** Hyperbolic radius that a layout takes at least, however small the embedding. */
const LEAST_REACH = 0.05;

const FIRST: Schedule = { iterations: 200, early: { iterations: 60, exaggeration: 12 } };
const REFINE: Schedule = { iterations: 120, early: { iterations: 20, exaggeration: 4 } };

/**
 * @param source on the sphere where its geometry is spherical, else its part in the ball
 * @returns [n, 2] in the unit disk, or [n, 3] on the unit sphere; the same for the same arguments
 * @throws RangeError where `start` has not n points
 */
export function* neighbourEmbedding(
  source: Embedding,
  { start, warm, seed = 'neighbours' }: NeighbourOptions,
): Generator<Forming, Float64Array> {
  const { n, d } = source;
  const kind = source.geometry === 'spherical' ? 'sphere' : 'disk';
  const dimensions = kind === 'sphere' ? 3 : 2;
  if (start.length !== n * dimensions)
    throw new RangeError(`The layout to begin from has ${start.length / dimensions} points for ${n} rows`);
  // Two images have no neighbours to choose between.
  if (n < 4) return Float64Array.from(start);
  const random = createRandom(seed);
  const radii = kind === 'disk' ? radiiOf(source) : undefined;
  const pairs = (n * n * d) / 2;
  const landmarks = warm || n <= LANDMARKS ? undefined : drawLandmarks(n, LANDMARKS, random);
  const steps = createSteps([
    ...(landmarks ? [(LANDMARKS * LANDMARKS * d) / 2, LANDMARKS * n * d, descentWork(LANDMARKS, FIRST)] : []),
    pairs,
    descentWork(n, landmarks || warm ? REFINE : FIRST),
  ]);

  let begun: ArrayLike<number> = start;
  if (landmarks) {
    const affinities = yield* steps.run(affinitiesWithin(rowsOf(source, landmarks)));
    const placing = yield* steps.run(placingOf(source, landmarks));
    const few = layoutOf(kind, rowsAt(firstGuess(start, kind), landmarks, dimensions));
    const now = () => placeGuests(placing, pointsOf(few), dimensions);
    const within = radii && Float64Array.from(landmarks, (row) => radii[row]!);
    yield* steps.run(descend(few, objective(few, affinities, within), FIRST, random), now, FIRST);
    begun = now();
  } else if (!warm) begun = firstGuess(start, kind);

  const affinities = yield* steps.run(affinitiesWithin(source));
  const layout = layoutOf(kind, begun);
  const schedule = landmarks || warm ? REFINE : FIRST;
  const descent = descend(layout, objective(layout, affinities, radii), schedule, random);
  yield* steps.run(descent, () => pointsOf(layout), schedule === FIRST ? FIRST : undefined);
  return pointsOf(layout);
}

function* affinitiesWithin(source: Embedding): Generator<number, Affinities> {
  return affinitiesOf(yield* nearestNeighbours(source, NEIGHBOURS), Math.min(PERPLEXITY, (source.n - 1) / 3));
}

/**
 * The kernel is as wide as lets n of them cover the surface: the disk out to the radius within which 95 % of the embedding lies,
 * of area 4π·sinh²(R/2), or the whole sphere, of area 4π.
 */
function objective({ kind, n }: Layout, affinities: Affinities, radii: Float64Array | undefined) {
  const reach = radii ? Math.max(LEAST_REACH, radii.slice().sort()[Math.floor(0.95 * (n - 1))]!) : 0;
  const width = (2 * (kind === 'disk' ? Math.sinh(reach / 2) : 1)) / Math.sqrt(n);
  return { affinities, width, radii, radiusWeight: RADIUS_WEIGHT };
}

/** Hyperbolic distance of every row from the centre of the ball, times √c: as it is in the unit disk. */
function radiiOf({ ball, n, d, c }: Embedding): Float64Array {
  if (!ball) throw new TypeError('A hyperbolic neighbour embedding needs an embedding with a part in the ball');
  return Float64Array.from({ length: n }, (_, row) => {
    let square = 0;
    for (let i = row * d; i < (row + 1) * d; i++) square += ball[i]! * ball[i]!;
    return 2 * Math.atanh(Math.sqrt(c * square));
  });
}

function firstGuess(start: ArrayLike<number>, kind: Layout['kind']): Float64Array {
  return Float64Array.from(start, (value) => (kind === 'disk' ? FIRST_SCALE * value : value));
}

function rowsAt(points: Float64Array, rows: Int32Array, d: number): Float64Array {
  return Float64Array.from({ length: rows.length * d }, (_, i) => points[rows[Math.floor(i / d)]! * d + (i % d)]!);
}

/** Shares of work done, step by step, as the share of all of it. */
function createSteps(work: number[]) {
  const whole = work.reduce((a, b) => a + b, 0);
  let before = 0;
  let next = 0;
  return {
    /** @param first a layout from nothing: while it is pulled together all lies in one heap, and there is nothing to see */
    *run<T>(step: Generator<number, T>, points?: () => Float64Array, first?: Schedule): Generator<Forming, T> {
      const own = work[next++]!;
      const hidden = first ? first.early.iterations / first.iterations : 0;
      for (;;) {
        const { value, done } = step.next();
        if (done) {
          before += own;
          return value;
        }
        yield { progress: (before + value * own) / whole, ...(points && value > hidden ? { points } : {}) };
      }
    },
  };
}

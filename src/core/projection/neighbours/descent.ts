/**
 * Riemannian gradient descent with momentum and gains: t-SNE's schedule (van der Maaten 2014) on a curved surface.
 */
import type { Random } from '../../random/random';
import { gradientOf, workspace, type Objective } from './objective';
import { move, type Layout } from './surface';

export interface Schedule {
  iterations: number;
  /** The first of them pull this much harder together, so that clusters find each other. */
  early: { iterations: number; exaggeration: number };
}

/** Up to this many rows every pair repels; beyond, all rows are repelled by as many as are drawn anew for each iteration. */
const ALL_PAIRS = 1500;
const REPELLERS = 500;
/** Longest way of a point in one iteration, in kernel widths. */
const LONGEST = 5;
const WORK_PER_PAIR = 12;
const LEAST_GAIN = 0.05;

/**
 * Moves the points of `layout`. Yields the share of iterations done, after each.
 * The rate grows with n (Belkina et al. 2019): n/exaggeration at the beginning, n/4 after it, for lengths in units of the kernel’s width.
 */
export function* descend(
  layout: Layout,
  objective: Omit<Objective, 'exaggeration'>,
  { iterations, early }: Schedule,
  random: Random,
): Generator<number, void> {
  const { n } = layout;
  const room = workspace(n);
  const { gradient } = room;
  const velocity = new Float64Array(3 * n);
  const gains = new Float64Array(n).fill(1);
  const order = n > ALL_PAIRS ? random.shuffle(Int32Array.from({ length: n }, (_, row) => row)) : undefined;
  for (let iteration = 0; iteration < iterations; iteration++) {
    const first = iteration < early.iterations;
    const exaggeration = first ? early.exaggeration : 1;
    gradientOf(layout, { ...objective, exaggeration }, room, order && drawn(order, random));
    const momentum = first ? 0.5 : 0.8;
    const rate = (Math.max(n / 4, 50) / (first ? Math.max(1, early.exaggeration / 4) : 1)) * objective.width ** 2;
    for (let i = 0, at = 0; i < n; i++, at += 3) {
      const along = gradient[at]! * velocity[at]! + gradient[at + 1]! * velocity[at + 1]! + gradient[at + 2]! * velocity[at + 2]!;
      // One gain a point, not one a coordinate: it must not depend on how the surface is turned.
      const gain = Math.max(LEAST_GAIN, along < 0 ? gains[i]! + 0.2 : gains[i]! * 0.8);
      gains[i] = gain;
      for (let k = at; k < at + 3; k++) velocity[k] = momentum * velocity[k]! - rate * gain * gradient[k]!;
    }
    move(layout, velocity, LONGEST * objective.width);
    yield (iteration + 1) / iterations;
  }
}

/** Multiplications that a descent takes, about. */
export function descentWork(n: number, { iterations }: Schedule): number {
  return iterations * n * (n > ALL_PAIRS ? REPELLERS : n / 2) * WORK_PER_PAIR;
}

/** The next rows that repel: drawn without repetition, in a new order each time. */
function drawn(order: Int32Array, random: Random): Int32Array {
  for (let i = 0; i < REPELLERS; i++) {
    const other = i + random.int(order.length - i);
    [order[i], order[other]] = [order[other]!, order[i]!];
  }
  return order.subarray(0, REPELLERS);
}

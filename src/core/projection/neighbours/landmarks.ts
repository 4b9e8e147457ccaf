/** Landmarks: some rows that are laid out first, and the places of all others among them. */
import { einsteinMidpoint } from '../../geometry/poincare';
import type { Embedding } from '../../geometry/vector';
import { NearestList } from '../../metrics/retrieval/nearest';
import type { Random } from '../../random/random';
import { BLOCK, spaceOf } from '../distances';

/** Landmarks that a row is placed by. */
const ANCHORS = 5;

/** Rows drawn without repetition, ascending. */
export function drawLandmarks(n: number, count: number, random: Random): Int32Array {
  const rows = random.shuffle(Int32Array.from({ length: n }, (_, row) => row));
  return rows.slice(0, count).sort();
}

/** Some rows of an embedding as an embedding. */
export function rowsOf(embedding: Embedding, rows: Int32Array): Embedding {
  const { d, sphere, ball, conformal } = embedding;
  const pick = (from: Float64Array, width: number) => {
    const to = new Float64Array(rows.length * width);
    rows.forEach((row, i) => to.set(from.subarray(row * width, (row + 1) * width), i * width));
    return to;
  };
  return {
    ...embedding,
    n: rows.length,
    ...(sphere ? { sphere: pick(sphere, d) } : {}),
    ...(ball ? { ball: pick(ball, d) } : {}),
    ...(conformal ? { conformal: pick(conformal, 1) } : {}),
  };
}

/** The landmarks nearest to each row, with weights 1/d². */
export interface Placing {
  landmarks: Int32Array;
  /** [n, anchors] places in `landmarks`. */
  anchors: Int32Array;
  /** [n, anchors]; a landmark has all its weight on itself. */
  weights: Float64Array;
}

/** Yields the share done. */
export function* placingOf(embedding: Embedding, landmarks: Int32Array): Generator<number, Placing> {
  const { n } = embedding;
  const count = Math.min(ANCHORS, landmarks.length);
  const space = spaceOf(embedding);
  const keys = new Float64Array(BLOCK * n);
  const lists = Array.from({ length: n }, () => new NearestList(count));
  for (let first = 0; first < landmarks.length; first += BLOCK) {
    const block = landmarks.subarray(first, first + BLOCK);
    space.keys(block, keys);
    for (let q = 0; q < block.length; q++) for (let row = 0; row < n; row++) lists[row]!.offer(first + q, keys[q * n + row]!);
    yield Math.min(1, (first + BLOCK) / landmarks.length);
  }
  const anchors = new Int32Array(n * count);
  const weights = new Float64Array(n * count);
  lists.forEach((list, row) => {
    anchors.set(list.indices, row * count);
    for (let i = 0; i < count; i++) weights[row * count + i] = 1 / (space.geodesic(list.distances[i]!) ** 2 + Number.EPSILON);
  });
  landmarks.forEach((row, place) => {
    anchors[row * count] = place;
    weights.fill(0, row * count, (row + 1) * count)[row * count] = 1;
  });
  return { landmarks, anchors, weights };
}

/**
 * All rows among the laid-out landmarks: the weighted Einstein midpoint in the disk, the normalised mean on the sphere.
 * @param points [landmarks, 2] or [landmarks, 3]
 * @returns [n, 2] or [n, 3]
 */
export function placeGuests({ anchors, weights, landmarks }: Placing, points: Float64Array, dimensions: 2 | 3): Float64Array {
  const count = Math.min(ANCHORS, landmarks.length);
  const n = anchors.length / count;
  const out = new Float64Array(n * dimensions);
  for (let row = 0; row < n; row++) {
    const [members, own] = [anchors.subarray(row * count, (row + 1) * count), weights.subarray(row * count, (row + 1) * count)];
    const at = row * dimensions;
    if (dimensions === 2) out.set(einsteinMidpoint(points, 2, { members, weights: own }), at);
    else {
      for (let k = 0; k < 3; k++) for (let i = 0; i < count; i++) out[at + k]! += own[i]! * points[members[i]! * 3 + k]!;
      const length = Math.hypot(out[at]!, out[at + 1]!, out[at + 2]!);
      for (let k = 0; k < 3; k++) out[at + k] = length > 0 ? out[at + k]! / length : points[members[0]! * 3 + k]!;
    }
  }
  return out;
}

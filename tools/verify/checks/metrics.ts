/** Retrieval, triplet weights and δ (retrieval.json, triplet-weights.json, delta.json). */
import * as tf from '@tensorflow/tfjs';
import type { Geometry } from '../../../src/core/configuration/schema';
import { embed } from '../../../src/core/geometry/vector';
import { gromovDelta } from '../../../src/core/metrics/delta';
import { createRetrieval, retrieve, type Retrieval } from '../../../src/core/metrics/retrieval/retrieval';
import { tripletWeightsFromDistances } from '../../../src/core/metrics/negatives/tripletWeights';
import { headEmbedding } from '../../../src/core/ops/headEmbedding';
import { selfSimilarity } from '../../../src/core/ops/pairwise';
import type { GoldenFolder } from '../folder';
import { deviation, Worst, type FileReport } from '../report';

interface RetrievalCase {
  geometry: Geometry;
  c: number | null;
  clipRadius: number;
  embedding: number[][];
  labels: number[];
  recallAt: Record<string, number>;
  rPrecision: number;
  mapAtR: number;
  nearest: number[][];
}

/** A ranking needs temperatures only where it is fused; the golden cases are not, and name none. */
const HEAD = { hyperbolicInput: 'raw', tauSpherical: 1, tauHyperbolic: 1, lambda: 1 } as const;
/** Two neighbours nearer to each other than this, of the largest distance, have no order in float32. */
const TIE = 1e-6;
/** Ratios of whole numbers, computed in another order: equal up to rounding in float64. */
const ROUNDING = 1e-12;

/** 0 when every figure and every neighbour agrees, else how far the worst figure is off (1 for a wrong neighbour that `tied` does not excuse). */
function disagreement(
  found: Retrieval<number>,
  expected: RetrievalCase,
  tied: (row: number, a: number, b: number) => boolean = () => false,
): number {
  const error = (a: number, b: number) => (Math.abs(a - b) <= ROUNDING ? 0 : Math.abs(a - b));
  const { nearestCount, nearest } = found;
  const wrong = expected.nearest.some((rows, query) =>
    rows.some((row, rank) => {
      const other = nearest[query * nearestCount + rank]!;
      return other !== row && !tied(query, other, row);
    }),
  );
  return Math.max(
    ...Object.entries(expected.recallAt).map(([k, value]) => error(found.recallAt[Number(k)]!, value)),
    error(found.rPrecision, expected.rPrecision),
    error(found.mapAtR, expected.mapAtR),
    wrong ? 1 : 0,
  );
}

/** Through the backend's similarities, as evaluation computes them, and through the plain maths. */
export async function checkRetrieval(folder: GoldenFolder): Promise<FileReport> {
  const worst = new Worst();
  for (const [i, expected] of folder.json<{ cases: RetrievalCase[] }>('retrieval.json').cases.entries()) {
    const { geometry, clipRadius, embedding, labels } = expected;
    const c = expected.c ?? 1;
    const head = { ...HEAD, c, clipRadius };
    const options = { recallAt: Object.keys(expected.recallAt).map(Number), nearestCount: expected.nearest[0]!.length };

    const similarity = tf.tidy(() =>
      tf.neg(selfSimilarity(headEmbedding(tf.tensor2d(embedding), { geometry, ...head }), { geometry, ...head })),
    );
    const distances = await similarity.data<'float32'>();
    similarity.dispose();
    const accumulator = createRetrieval(labels, options);
    accumulator.add(distances, 0);
    const largest = distances.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
    const at = (query: number, row: number) => distances[query * labels.length + row]!;
    const tied = (query: number, a: number, b: number) => Math.abs(at(query, a) - at(query, b)) <= TIE * largest;
    worst.add(disagreement(accumulator.result(), expected, tied), `case ${i} (${geometry}), on the backend`);

    const plain = embed(Float64Array.from(embedding.flat()), embedding.length, embedding[0]!.length, geometry, head);
    worst.add(disagreement(retrieve(plain, labels, head, options), expected), `case ${i} (${geometry}), in float64`);
  }
  return worst.report('retrieval.json');
}

export async function checkTripletWeights(folder: GoldenFolder): Promise<FileReport> {
  const worst = new Worst();
  const { cases } = folder.json<{ cases: { tau: number; positive: number; negatives: number[]; weights: number[] }[] }>(
    'triplet-weights.json',
  );
  for (const [i, { tau, positive, negatives, weights }] of cases.entries())
    worst.add(deviation(tripletWeightsFromDistances(positive, negatives, tau).weights, weights), `case ${i}`);
  return worst.report('triplet-weights.json');
}

export async function checkDelta(folder: GoldenFolder): Promise<FileReport> {
  const worst = new Worst();
  const { cases } = folder.json<{ cases: { points: number[][]; delta: number; diameter: number; relativeDelta: number }[] }>('delta.json');
  for (const [i, { points, delta, diameter, relativeDelta }] of cases.entries()) {
    const found = gromovDelta(Float64Array.from(points.flat()), points.length, points[0]!.length);
    worst.add(deviation([found.delta], [delta]), `case ${i}, δ`);
    worst.add(deviation([found.diameter], [diameter]), `case ${i}, diameter`);
    worst.add(deviation([found.relativeDelta], [relativeDelta]), `case ${i}, 2δ/diameter`);
  }
  return worst.report('delta.json');
}

/** Features and embeddings of a run's newest snapshot, for NumPy and for the Embedding Projector. Pure. */
import { encodeNpy } from '../formats/npy';
import { tsvText } from '../formats/separated';
import { embed, type Embedding } from '../geometry/vector';
import type { RunRecord, SnapshotRecord } from '../record/schema';

type File = Uint8Array<ArrayBuffer>;

/** float32 [n, d] after featureScale, before any normalisation. */
export const featuresFile = ({ features, n, d }: SnapshotRecord): File => encodeNpy('float32', [n, d], features);

export const embeddingOf = ({ configuration: { geometry } }: RunRecord, { features, n, d, head }: SnapshotRecord): Embedding =>
  embed(features, n, d, geometry, head);

/** Row after row; of a fused run the sphere's part before the ball's. */
function together({ sphere, ball, n, d }: Embedding): { data: Float64Array; shape: number[] } {
  const parts = [sphere, ball].filter((part) => part !== undefined);
  if (parts.length === 1) return { data: parts[0]!, shape: [n, d] };
  const data = new Float64Array(n * d * parts.length);
  parts.forEach((part, at) => {
    for (let row = 0; row < n; row++) data.set(part.subarray(row * d, (row + 1) * d), (row * parts.length + at) * d);
  });
  return { data, shape: [n, parts.length, d] };
}

/**
 * float64, because distances near the boundary of the ball hang on the last digits of 1 − c‖b‖²: spherical [n, d] on the unit sphere,
 * hyperbolic [n, d] in the ball of radius 1/√c, fused [n, 2, d] both, the sphere first.
 */
export function embeddingsFile(run: RunRecord, snapshot: SnapshotRecord): File {
  const { data, shape } = together(embeddingOf(run, snapshot));
  return encodeNpy('float64', shape, data);
}

/** Significant digits of a coordinate in text: finer than any picture of it. */
const DIGITS = 7;

/** The features as text, a row an image and no heading: the Projector knows no ball, and reads angles and norms from them. */
export function vectorsText({ features, n, d }: SnapshotRecord): string {
  function* rows(): Generator<number[]> {
    for (let row = 0; row < n; row++) yield Array.from(features.subarray(row * d, (row + 1) * d));
  }
  return tsvText({ columns: [], rows: rows() }, { headed: false, digits: DIGITS });
}

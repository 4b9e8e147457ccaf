/** The features that `train.py` leaves behind as a snapshot that the page draws. Pure. */
import type { HeadConfig, RunConfig } from '../../configuration/schema';
import type { SafetensorsFile, StoredTensor } from '../../formats/safetensors';
import { embed } from '../../geometry/vector';
import { batchWeightsBand, evaluationWeightsBand } from '../../metrics/negatives/weightsBand';
import { normHistogram } from '../../metrics/norms';
import { alignment, uniformity } from '../../metrics/spread';
import { createProjector } from '../../projection/projector';
import { createRandom } from '../../random/random';
import type { EvaluationRecord, SnapshotRecord } from '../../record/schema';

const BAND_ANCHORS = 128;

/** float32 [rows, d] of a file. @throws RangeError where it is not there, or of another form */
function matrix({ tensors }: SafetensorsFile, name: string): { rows: number; d: number; data: Float32Array } {
  const tensor: StoredTensor | undefined = tensors[name];
  if (!tensor || !(tensor.data instanceof Float32Array) || tensor.shape.length !== 2)
    throw new RangeError(`it has no “${name}” of float32 [rows, d]`);
  return { rows: tensor.shape[0]!, d: tensor.shape[1]!, data: tensor.data };
}

export interface SnapshotOptions {
  file: SafetensorsFile;
  run: Pick<RunConfig, 'geometry'>;
  head: HeadConfig;
  featureScale: number;
  samplesPerClass: number;
  seed: number;
  /** Class of each evaluated image. */
  labels: Int32Array;
  /** Of the same step. */
  evaluation: EvaluationRecord;
}

/** @throws RangeError where the features are not of the images that were evaluated */
export function snapshotOf({
  file,
  run: { geometry },
  head,
  featureScale,
  samplesPerClass,
  seed,
  labels,
  evaluation,
}: SnapshotOptions): SnapshotRecord {
  const { rows: n, d, data: features } = matrix(file, 'features');
  const batch = matrix(file, 'batch');
  if (n !== labels.length) throw new RangeError(`it has features of ${n} images where ${labels.length} were evaluated`);
  if (batch.d !== d) throw new RangeError(`features have ${d} dimensions and those of the batch ${batch.d}`);
  const embedding = embed(features, n, d, geometry, head);
  const random = createRandom(seed);
  const { step, part, retrieval, bodyRetrieval } = evaluation;
  const even = uniformity(features, n, d, random.fork('uniformity'));
  const near = alignment(features, n, d, labels);
  return {
    ...{ step, part, head, features, precision: 'float32', n, d, featureScale, retrieval, bodyRetrieval },
    spread: { ...(near === undefined ? {} : { alignment: near }), ...(even === undefined ? {} : { uniformity: even }) },
    projection: createProjector().project(embedding),
    layouts: [],
    weights: {
      batch: batchWeightsBand({ features: batch.data, n: batch.rows, d, samplesPerClass, geometry, head }),
      evaluation: evaluationWeightsBand({ embedding, labels, head, anchors: BAND_ANCHORS, random: random.fork('weights band') }),
    },
    norms: normHistogram(features, n, d, head),
  };
}

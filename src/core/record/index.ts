/** The record of an experiment: its form, its file, and how its parts come together. */
export { decodeRecord, RECORD_FILE, RECORD_LIMITS, type DecodeOptions, type RecordLimits } from './decode';
export { RecordError, RecordVersionError, type RecordErrorKind } from './errors';
export { identityOf } from './identity';
export { keptSnapshot, openSnapshot, partOf, withSnapshotsOf } from './join';
export * from './metricColumns';
export {
  RECORD_VERSION,
  type EvaluatedPart,
  type EvaluationRecord,
  type ExperimentRecord,
  type ImageSetIdentity,
  type RunRecord,
  type SnapshotRecord,
} from './schema';

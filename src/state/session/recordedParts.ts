/** Parts of a record as a session has them. Pure. */
import type { ExperimentRecord, FinalTestRecord } from '../../core/record/schema';
import type { ExperimentInfo } from '../../core/training/experiment.types';
import { inForceAt, type InForce, type MeasuredFinalTest } from './phase';

/** What has been in force, as a session has it. */
export const historyOf = ({ configuration, inForce = [] }: ExperimentRecord): InForce[] => [
  { from: 0, config: configuration },
  ...inForce.map(({ from, configuration: config }) => ({ from, config })),
];

/** A final test as a session has it. */
export function finalTestOf(record: ExperimentRecord, { head, runs, ...test }: FinalTestRecord): MeasuredFinalTest {
  const config = inForceAt(historyOf(record), test.step) ?? record.configuration;
  return {
    ...test,
    part: 'test',
    config: { ...config, head },
    runs: Object.fromEntries(runs.map(({ id, ...retrieved }) => [id, retrieved])),
  };
}

/** What is true of the whole experiment, as its record says it. */
export function infoOf(record: ExperimentRecord): ExperimentInfo {
  const { evaluated, parameters, runs } = record;
  const images = evaluated[0]!;
  return {
    evaluationRows: images.rows,
    part: images.part,
    heldBack: images.heldBack,
    ...(images.reason === undefined ? {} : { partReason: images.reason }),
    parameters,
    ...baselinesOf(record),
    ...(record.weights ? { pretrained: record.weights } : {}),
    featureScales: Object.fromEntries(runs.map((run) => [run.id, run.featureScale])),
  };
}

/** Both lines, or none. */
export const baselinesOf = ({ baselines: { rawPixels, untrained } }: ExperimentRecord): Pick<ExperimentInfo, 'baselines'> =>
  rawPixels && untrained ? { baselines: { rawPixels, untrained } } : {};

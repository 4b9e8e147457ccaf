/** The runs of an experiment: how they come to share what they share, and how they are restored. */
import { messageOf } from '../errors';
import {
  optimizerOf,
  seedOf,
  type Activations,
  type ExperimentConfig,
  type Geometry,
  type HeadConfig,
  type ModelConfig,
  type OptimizerConfig,
  type RunConfig,
} from '../configuration/schema';
import { memoryWish } from '../model/gpu/estimate';
import type { MemoryWish } from '../model/gpu/partition';
import type { Train } from '../configuration/train';
import { normalisationOf } from '../data/normalisation';
import type { ImageSet } from '../data/pixelSource';
import type { ChannelStatistics } from '../ingest/duplicates/statistics';
import type { Weights } from '../model/shape';
import { createProjector, type Projector } from '../projection/projector';
import type { AppliedHead, Checkpoint, PretrainedAbout } from './experiment.types';
import { BatchSource } from './batches';
import { CheckpointError } from '../errors';
import { headInForce } from './headInForce';
import type { Learner } from '../learner/learner';

/** What a learner is made from; the seed gives its initial weights. */
export interface LearnerSpecification {
  model: ModelConfig;
  geometry: Geometry;
  head: HeadConfig;
  optimizer: OptimizerConfig;
  /** By what pixels are normalised. */
  normalisation: ChannelStatistics;
  activations: Activations;
  train: Train;
  memory: MemoryWish;
  seed: number;
  /** Parameters that the seed does not draw: a pretrained body. */
  given?: Readonly<Weights>;
}

/** A pretrained body at the side of the model, and by what pixels were normalised when it was trained. */
export interface PretrainedBody {
  about: PretrainedAbout;
  body: Readonly<Weights>;
  normalisation: ChannelStatistics | null;
}
/** @param runs how many are trained side by side; default: it is alone */
export type LearnerFactory = (specification: LearnerSpecification, runs?: number) => Learner | Promise<Learner>;

export interface Run {
  id: string;
  /** For people; it may change. */
  name: string;
  geometry: Geometry;
  seed: number;
  config: RunConfig;
  learner: Learner;
  /** What the learner was made from: another one made from it has the same weights before the first step. */
  specification: LearnerSpecification;
  /** Shared by all runs of the same seed: one batch, drawn once, for all of them. */
  source: BatchSource;
  projector: Projector;
}

export async function createRuns(
  config: ExperimentConfig,
  images: ImageSet,
  createLearner: LearnerFactory,
  applied: readonly AppliedHead[],
  pretrained?: PretrainedBody,
): Promise<Run[]> {
  const sources = new Map<number, BatchSource>();
  const runs: Run[] = [];
  const normalisation = await normalisationOf(config.augmentation, images, pretrained?.normalisation);
  try {
    for (const run of config.runs) {
      const seed = seedOf(config, run);
      const source = sources.get(seed) ?? new BatchSource(images, config, seed);
      sources.set(seed, source);
      const { model, activations, train } = config;
      const memory = memoryWish(config);
      const { id, geometry, name } = run;
      const head = headInForce(config, applied, run);
      const optimizer = optimizerOf(config, run);
      const specification: LearnerSpecification = {
        ...{ model, geometry, head, optimizer, normalisation, activations, train, memory, seed },
        ...(pretrained ? { given: pretrained.body } : {}),
      };
      const learner = await createLearner(specification, config.runs.length);
      runs.push({ id, name, geometry, seed, config: run, learner, specification, source, projector: createProjector() });
    }
    return runs;
  } catch (error) {
    disposeRuns(runs);
    throw error;
  }
}

/**
 * Brings fresh runs to where a checkpoint was taken.
 * @throws CheckpointError when something in it does not fit
 */
export function restoreRuns(runs: readonly Run[], { step, runs: saved, sources }: Checkpoint): void {
  try {
    for (const { id, learner } of runs) {
      const { featureScale, parameters } = saved.find((one) => one.id === id)!;
      learner.restore({ featureScale, step, parameters });
    }
    for (const [seed, source] of new Map(runs.map((run) => [run.seed, run.source])))
      source.restore(sources.find((one) => one.seed === seed)!.state);
  } catch (error) {
    const reason = messageOf(error);
    throw new CheckpointError(`This checkpoint does not fit: ${reason}. It is damaged, or was made by another version; start anew.`);
  }
}

export function disposeRuns(runs: readonly Run[]): void {
  for (const { learner } of runs) learner.dispose();
}

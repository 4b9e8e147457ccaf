/** What training will take, before it starts: counted by putting the step's plan together without a device. Pure: the page may use it. */
import type { ExperimentConfig } from '../../configuration/schema';
import { TIMM_VIT } from '../../data/normalisation';
import { parameterCount, sizeOf } from '../shape';
import { partition, type MemoryWish, type Partition } from './partition';
import { layoutOf, type StepShape } from './step';

/** What the configuration asks for, in bytes. */
export const memoryWish = ({
  microbatch,
  recompute,
  memory,
  runs,
}: Pick<ExperimentConfig, 'microbatch' | 'recompute' | 'memory' | 'runs'>): MemoryWish => ({
  microbatch,
  recompute,
  bytes: 1e9 * memory,
  runs: runs.length,
});

export interface MemoryEstimate {
  /** Parameters of one model, and how many of them are trained. */
  parameters: number;
  trained: number;
  /** Bytes of all runs together. */
  bytes: {
    /** Weights. */
    parameters: number;
    /** Moments, and the gradient, which runs share. */
    optimizer: number;
    /** What runs share of forward and backward pass, and the images of each. */
    activations: number;
    total: number;
  };
  partition: Partition;
  /** true: the head alone is trained on features that are found once a picture; all after that is a matrix product. */
  featuresKept: boolean;
}

export interface Surroundings {
  /** Side of the stored images; default: the model's. */
  size?: number;
  /** Bytes that a storage binding of the device may have; default: any. */
  largestBinding?: number;
  /** false: where blocks are always kept, without a GPU. */
  recomputes?: boolean;
}

export function memoryEstimate(config: ExperimentConfig, { size, largestBinding, recomputes = true }: Surroundings = {}): MemoryEstimate {
  const { model, batch, augmentation, optimizer, runs, train } = config;
  const wish = memoryWish(config);
  const shape: StepShape = {
    ...{ n: batch.classes * batch.samplesPerClass, samplesPerClass: batch.samplesPerClass, size: size ?? model.image },
    ...{ augmented: augmentation.cropScale < 1 || augmentation.flip > 0, normalisation: TIMM_VIT },
    // Of all geometries the largest.
    ...{ geometry: 'fused', hyperbolicInput: config.head.hyperbolicInput, activations: config.activations, train },
  };
  const found = partition(model, optimizer, shape, recomputes ? wish : { ...wish, recompute: 'never' }, largestBinding);
  const layout = layoutOf(model, train);
  const parameters = 4 * layout.size * runs.length;
  const moments = 4 * (layout.stateSize - layout.size) * runs.length;
  const gradient = 4 * layout.trainedSize;
  return {
    parameters: parameterCount(model),
    trained: layout.trainedShapes.reduce((sum, { shape }) => sum + sizeOf(shape), 0),
    bytes: {
      ...{ parameters, optimizer: moments + gradient, total: found.allBytes },
      activations: found.allBytes - parameters - moments - gradient,
    },
    partition: found,
    featuresKept: train === 'head' && (!shape.augmented || augmentation.views > 0),
  };
}

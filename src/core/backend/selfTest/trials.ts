/** The steps of the self-test: one whose outcome is stored in float64, and one in the shapes of the model that will train. */
import { TIMM_VIT } from '../../data/normalisation';
import type { HeadConfig, ModelConfig, OptimizerConfig } from '../../configuration/schema';
import type { ChannelStatistics } from '../../ingest/duplicates/statistics';
import type { LearnerStep } from '../../learner/learner';
import { drawBatch, drawParameters } from './inputs';
import reference from './reference.json';
import { updated, type Outcome, type Trial } from './steps';

const MOMENTS = reference.moments as [number, number];

function decode(base64: string): Float32Array {
  const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
  return new Float32Array(bytes.buffer);
}

/** The step that PyTorch computed in float64, and what came out of it. */
export function storedTrial(): { trial: Trial; expected: Outcome } {
  const { featureScale, step, batch } = reference;
  const model = reference.model as ModelConfig;
  const optimizer = reference.optimizer as OptimizerConfig;
  const trial: Trial = {
    options: { model, geometry: 'fused', optimizer, normalisation: reference.normalisation as ChannelStatistics },
    batch: drawBatch(batch),
    settings: { head: reference.head as HeadConfig, featureScale, learningRate: optimizer.learningRate, step },
    before: drawParameters(model, MOMENTS),
  };
  const gradients = Object.fromEntries(Object.entries(reference.gradients).map(([name, base64]) => [name, decode(base64)]));
  const steps: LearnerStep[] = reference.steps;
  return { trial, expected: { steps, after: updated(trial, gradients, steps[0]!.gradientNorm) } };
}

/** One block of the model over four images of 2 × 2 patches: the kernels for its widths, where the stored step may use others. */
export function trialOf(model: ModelConfig): Trial {
  const { trial } = storedTrial();
  const small: ModelConfig = { ...model, depth: 1, image: 2 * model.patch };
  return {
    ...trial,
    // Unclipped: gradients that were clipped to next to nothing would drown in the moments there are. Clipping knows no shapes.
    options: { ...trial.options, model: small, optimizer: { ...trial.options.optimizer, clipNorm: 0 }, normalisation: TIMM_VIT },
    batch: drawBatch({ n: 4, size: small.image, samplesPerClass: 2 }),
    // Features of norm 1 or so, as in the stored step.
    settings: { ...trial.settings, featureScale: 1.6 / Math.sqrt(model.embedding) },
    before: drawParameters(small, MOMENTS),
  };
}

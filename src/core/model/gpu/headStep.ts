/** A step of the head alone over body features that were found before: a product, the loss, their gradient and the update. */
import type { Geometry, HeadConfig, ModelConfig } from '../../configuration/schema';
import { trainedPart } from '../../configuration/train';
import { PlanBuilder, type CompileProgress } from '../../ops/runtime/plan';
import type { GpuDevice } from '../../ops/runtime/gpuDevice';
import type { ParameterLayout } from '../../optim/parameterLayout';
import { bodyWidth } from '../shape';
import { planHead } from './features';
import { planGradient } from './gradient';
import { planLoss } from './loss';
import type { AdamWConstants, StepNumbers } from './step';
import { planUpdate } from './update';

export interface HeadStepShape {
  n: number;
  samplesPerClass: number;
  geometry: Geometry;
  hyperbolicInput: HeadConfig['hyperbolicInput'];
}

export interface HeadStepPlan {
  /** @param body [n, bodyWidth] */
  run(body: Float32Array, numbers: StepNumbers): Promise<{ loss: number; accuracy: number; gradientNorm: number }>;
  dispose(): void;
}

/** @param parameters laid out with the head alone trained */
export async function buildHeadStep(
  gpu: GpuDevice,
  model: ModelConfig,
  parameters: ParameterLayout,
  optimizer: AdamWConstants,
  shape: HeadStepShape,
  onProgress?: CompileProgress,
): Promise<HeadStepPlan> {
  const plan = new PlanBuilder();
  const input = plan.input(shape.n * bodyWidth(model));
  const tape = planHead(plan, model, (name) => parameters.region(name), input, shape.n);
  const loss = planLoss(plan, tape.features, { ...shape, d: model.embedding });
  const gradient = planGradient(tape, model, parameters, trainedPart('head', model.depth), loss.dFeatures);
  const update = planUpdate(plan, parameters, gradient, optimizer);
  const ready = await plan.build(gpu, onProgress);
  return {
    run(body, { head, featureScale, learningRate, step }) {
      loss.set(head, featureScale);
      update.set(learningRate, step);
      ready.write(input, body);
      return ready
        .run([loss.measured, update.clip])
        .then(([measured, clip]) => ({ loss: measured![0]!, accuracy: measured![1]!, gradientNorm: clip![1]! }));
    },
    dispose: () => ready.dispose(),
  };
}

/** The forward pass over images as a plan of its own. */
import { PlanBuilder, type CompileProgress, type PlanSizes, type Region } from '../../ops/runtime/plan';
import type { GpuDevice } from '../../ops/runtime/gpuDevice';
import type { ImageBatch } from '../../ops/augment/images';
import { checkImages } from '../../ops/augment/images';
import type { ModelConfig } from '../../configuration/schema';
import { ParameterLayout } from '../../optim/parameterLayout';
import { parameterShapes } from '../shape';
import { planFeatures } from './features';
import { planImages, type ImageShape } from './images';

export interface EmbedPlan {
  /** Features [n, embedding] before scaling, and body features [n, bodyWidth]. */
  run(batch: ImageBatch): Promise<{ features: Float32Array; body: Float32Array }>;
  dispose(): void;
}

function planEmbed(model: ModelConfig, parameters: ParameterLayout, shape: ImageShape) {
  const plan = new PlanBuilder();
  const { patches, fill } = planImages(plan, model, shape);
  const tape = planFeatures(plan, model, (name) => parameters.region(name), patches(), shape.n);
  const results: Region[] = [plan.keep(tape.features), plan.keep(tape.body)];
  return { plan, fill, results };
}

/** What it asks of a device, counted without one; the parameters are not counted. */
export const embedSizes = (model: ModelConfig, shape: ImageShape): PlanSizes =>
  planEmbed(model, new ParameterLayout(parameterShapes(model)), shape).plan.sizes();

/** Puts the forward pass together. */
export async function buildEmbed(
  gpu: GpuDevice,
  model: ModelConfig,
  parameters: ParameterLayout,
  shape: ImageShape,
  onProgress?: CompileProgress,
): Promise<EmbedPlan> {
  const { plan, fill, results } = planEmbed(model, parameters, shape);
  const ready = await plan.build(gpu, onProgress);
  return {
    run(batch) {
      checkImages(batch, model.image);
      fill(ready, batch);
      return ready.run(results).then(([features, body]) => ({ features: features!, body: body! }));
    },
    dispose: () => ready.dispose(),
  };
}

/** The weights of a run as a `.safetensors` file with timm's names, its shape and configuration in the metadata. Pure. */
import { headOf, seedOf, type ExperimentConfig, type ModelConfig } from '../configuration/schema';
import { headAfterAll } from './heads';
import { writeSafetensors, type StoredTensor } from '../formats/safetensors';
import { checkWeights, parameterShapes } from '../model/shape';
import type { ExperimentRecord } from '../record/schema';

type Checkpoint = NonNullable<ExperimentRecord['checkpoint']>;

/** Keys of `test/golden/vit.safetensors`, and what else the forward pass takes. Values are strings, as the format wants them. */
function shapeMetadata(model: ModelConfig): Record<string, string> {
  const { image, patch, width: dim, depth, heads, mlpRatio, embedding, pooling } = model;
  return Object.fromEntries(
    Object.entries({ image, patch, dim, depth, heads, mlpRatio, embedding, pooling }).map(([key, value]) => [key, String(value)]),
  );
}

/** The configuration with this run alone. */
const configurationOf = (config: ExperimentConfig, id: string): ExperimentConfig => ({
  ...config,
  runs: config.runs.filter((run) => run.id === id),
});

/** AdamW's first and second moment of a parameter, as torch.optim calls them: `exp_avg.head.weight`. */
export const MOMENTS = ['exp_avg', 'exp_avg_sq'] as const;

/**
 * float32 matrices are [outputs, inputs], the patch projection [width, 3, patch, patch]; the input is (x/255 − mean)/deviation in RGB.
 * The head's output times `featureScale` of the metadata are the features.
 * @param whole with all that is needed to go on: the optimiser's moments behind the weights, and where the batches stand
 * @throws WeightsError where the checkpoint holds other parameters than the model has, RangeError where it lacks the run
 */
export function weightsFile(checkpoint: Checkpoint, id: string, { whole = false } = {}): Uint8Array<ArrayBuffer> {
  const { config, step, runs, sources } = checkpoint;
  const state = runs.find((run) => run.id === id);
  const run = config.runs.find((one) => one.id === id);
  if (!state || !run) throw new RangeError(`The checkpoint of step ${step} holds no run “${id}”: export without its weights.`);
  const weights = Object.fromEntries(Object.entries(state.parameters).map(([name, [values]]) => [name, values]));
  checkWeights(config.model, weights);
  const tensors: Record<string, StoredTensor> = {};
  const shapes = parameterShapes(config.model);
  for (const { name, shape } of shapes) tensors[name] = { shape, data: weights[name]! };
  if (whole)
    MOMENTS.forEach((kind, i) => {
      for (const { name, shape } of shapes) {
        const data = state.parameters[name]![i + 1]!;
        // What is frozen has none.
        if (data.length > 0) tensors[`${kind}.${name}`] = { shape, data };
      }
    });
  const seed = seedOf(config, run);
  const batches = sources.find((source) => source.seed === seed)?.state;
  return writeSafetensors({
    tensors,
    metadata: {
      format: 'pt',
      ...shapeMetadata(config.model),
      run: run.name,
      geometry: run.geometry,
      seed: String(seed),
      step: String(step),
      featureScale: String(state.featureScale),
      head: JSON.stringify(headOf({ head: headAfterAll(config.head, checkpoint.applied) }, run)),
      normalisation: config.augmentation.normalisation,
      configuration: JSON.stringify(configurationOf(config, id)),
      ...(whole ? { id } : {}),
      ...(whole && batches ? { batches: JSON.stringify(batches) } : {}),
    },
  });
}

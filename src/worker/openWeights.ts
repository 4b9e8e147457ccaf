/** Opens pretrained weights for a model that is to begin with them. */
import type { ModelConfig } from '../core/configuration/schema';
import { ConfigError } from '../core/errors';
import type { PretrainedBody } from '../core/training/runs';
import { bodyAt } from '../core/weights/import';
import { checkAgainstWeights } from '../core/weights/kept';
import { openWeightsStore, type WeightsStore } from './weights/weightsStore';

/**
 * @param store default: the browser's
 * @returns undefined for a model whose body is drawn
 * @throws WeightsFileError where they are not here, ConfigError where the model is of another shape
 */
export async function openWeights(model: ModelConfig, store?: WeightsStore): Promise<PretrainedBody | undefined> {
  if (model.weights === null) return undefined;
  const { kept, body } = await (store ?? (await openWeightsStore())).open(model.weights);
  const issues = checkAgainstWeights(model, kept);
  if (issues.length > 0) throw new ConfigError(issues);
  const { id, name, family, bytes } = kept;
  return { about: { id, name, family, bytes }, body: bodyAt(body, kept.shape, model.image), normalisation: kept.normalisation };
}

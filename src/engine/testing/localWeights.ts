/** The real store of pretrained weights in this thread, over storage in memory. For tests. */
import type { ModelConfig } from '../../core/configuration/schema';
import { inspectWeights } from '../../core/weights/import';
import { openWeights } from '../../worker/openWeights';
import { MemoryStorage } from '../../worker/testing/memoryStorage';
import { sourcesOf, WeightsStore } from '../../worker/weights/weightsStore';
import type { WeightsChoices, WeightsFile } from '../weights.protocol';

export { safetensorsFile, timmTensors, withPrefix, SHAPE, jsonFile } from '../../core/weights/testing/models';
export { torchFile } from '../../core/weights/testing/pickles';

/** What the client of the weights worker answers, by the same code; and what the training worker opens. */
export class LocalWeights {
  readonly #store = new WeightsStore(new MemoryStorage());

  inspect = (files: readonly WeightsFile[], choices: WeightsChoices = {}) => inspectWeights(sourcesOf(files), choices);
  add = (files: readonly WeightsFile[], choices: WeightsChoices = {}) => this.#store.add(sourcesOf(files), choices);
  list = () => this.#store.list();
  remove = (id: string) => this.#store.remove(id);
  open = (model: ModelConfig) => openWeights(model, this.#store);
}

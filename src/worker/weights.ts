/** The weights worker: answers the page's requests (engine/weights.protocol). It reads what was dropped and keeps it. */
import { inspectWeights } from '../core/weights/import';
import type { WeightsProtocol } from '../engine/weights.protocol';
import { serve } from '../link';
import { openWeightsStore, sourcesOf, type WeightsStore } from './weights/weightsStore';

let opening: Promise<WeightsStore> | undefined;
function store(): Promise<WeightsStore> {
  opening ??= openWeightsStore();
  // What the browser refuses now it may grant later.
  opening.catch(() => (opening = undefined));
  return opening;
}

serve<WeightsProtocol>({
  inspect: ({ files, choices }) => inspectWeights(sourcesOf(files), choices),
  add: async ({ files, choices }) => (await store()).add(sourcesOf(files), choices),
  list: async () => (await store()).list(),
  remove: async ({ weights }) => (await (await store()).remove(weights), null),
});

/** The page's side of the weights worker, which starts with the first request. */
import { onceMore, WorkerLink, type WorkerLike } from '../link';
import type { KeptWeights, WeightsChoices, WeightsFile, WeightsFound, WeightsProtocol } from './weights.protocol';

export type { KeptWeights, WeightsChoices, WeightsFile, WeightsFound };

export class WeightsClient {
  readonly #link: WorkerLink<WeightsProtocol>;

  /** @param startWorker for tests */
  constructor(startWorker: () => WorkerLike = start) {
    this.#link = new WorkerLink<WeightsProtocol>({
      name: 'weights',
      start: startWorker,
      advice: 'Another one is started; if this comes again, reload the page.',
    });
  }

  /** What the files hold, before they are read as a whole. @throws WeightsFileError */
  inspect(files: readonly WeightsFile[], choices: WeightsChoices = {}): Promise<WeightsFound> {
    return this.#link.request('inspect', { files: [...files], choices });
  }

  /** @throws WeightsFileError, StorageFullError */
  add(files: readonly WeightsFile[], choices: WeightsChoices = {}): Promise<KeptWeights> {
    return this.#link.request('add', { files: [...files], choices });
  }

  list(): Promise<KeptWeights[]> {
    return onceMore(() => this.#link.request('list', {}));
  }

  async remove(id: string): Promise<void> {
    await this.#link.request('remove', { weights: id });
  }
}

function start(): WorkerLike {
  return new Worker(new URL('../worker/weights.ts', import.meta.url), { type: 'module', name: 'weights' });
}

/** A learner in another worker, as the experiment sees it: the same as one beside it. */
import type { HeadConfig } from '../../core/configuration/schema';
import type { Batch, Learner, LearnerState, LearnerStep } from '../../core/learner/learner';
import { checkState } from '../../core/learner/state';
import { parameterCount } from '../../core/model/shape';
import type { LearnerSpecification } from '../../core/training/runs';
import type { LearnersRequests, Settings } from './protocol';

/** The worker it is in, as it asks it. */
export interface LearnerWorker {
  request<K extends keyof LearnersRequests>(type: K, ask: LearnersRequests[K]['ask']): Promise<LearnersRequests[K]['answer']>;
  /** It is not needed any more. */
  dispose(learner: number): void;
}

export class RemoteLearner implements Learner {
  readonly parameterCount: number;
  featureScale = 1;
  head: HeadConfig;

  private constructor(
    private readonly worker: LearnerWorker,
    private readonly number: number,
    private readonly specification: LearnerSpecification,
  ) {
    this.head = specification.head;
    this.parameterCount = parameterCount(specification.model);
  }

  static async create(worker: LearnerWorker, number: number, specification: LearnerSpecification): Promise<RemoteLearner> {
    await worker.request('create', { learner: number, specification });
    return new RemoteLearner(worker, number, specification);
  }

  get #settings(): Settings {
    return { learner: this.number, head: this.head, featureScale: this.featureScale };
  }

  /** Nothing is compiled where no GPU computes. */
  prepare(): Promise<void> {
    return Promise.resolve();
  }

  async step(batch: Batch, learningRate: number): Promise<LearnerStep> {
    const { loss, accuracy, gradientNorm } = await this.worker.request('step', { ...this.#settings, batch, learningRate });
    return { loss, accuracy, gradientNorm };
  }

  async embed(pixels: Uint8Array, n: number, size: number): ReturnType<Learner['embed']> {
    const { features, body, d, bodyWidth } = await this.worker.request('embed', { ...this.#settings, pixels, n, size });
    return { features, body, d, bodyWidth };
  }

  async calibrate(batch: Batch, radius: number): Promise<number> {
    const { featureScale } = await this.worker.request('calibrate', { ...this.#settings, batch, radius });
    return (this.featureScale = featureScale);
  }

  state(): Promise<LearnerState> {
    return this.worker.request('state', this.#settings);
  }

  restore(state: LearnerState): void {
    checkState(this.specification.model, state, this.specification.train);
    this.featureScale = state.featureScale;
    // What has been checked is refused by nothing but a worker that is gone, which whoever steps next is told.
    this.worker.request('restore', { learner: this.number, state }).catch(() => undefined);
  }

  dispose(): void {
    this.worker.dispose(this.number);
  }
}

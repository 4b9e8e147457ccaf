/** The experiment that Reset has thrown away, with its weights, for as long as it can be brought back: until another one is trained. */
import type { ExperimentConfig } from '../../core/configuration/schema';
import { OrderError } from '../../core/errors';
import type { CarryOver } from './carryOver';
import { begunIn, type Failed, type Live } from './phase';
import type { SessionState } from './state';
import type { SessionWorker } from './worker';

interface Kept {
  begun: Live | Failed;
  wanted: ExperimentConfig;
  reached: number;
}

export class ResetUndo {
  #kept: Kept | undefined;

  constructor(
    private readonly state: SessionState,
    private readonly worker: SessionWorker,
    private readonly carrying: CarryOver,
  ) {}

  /** Keeps the experiment there is, which is about to be thrown away, where something of it has been trained. */
  async keep(): Promise<void> {
    if (!begunIn(this.state.phase) || !this.state.trained) return;
    // From a worker that is lost there is only the checkpoint before.
    if (this.state.phase.kind === 'live') await this.carrying.takeCheckpoint().catch(() => undefined);
    const begun = begunIn(this.state.phase);
    this.#kept = begun?.checkpoint && { begun, wanted: this.state.wanted, reached: this.state.reached };
  }

  /** Says what can be brought back: the step it stands at. */
  tell(): void {
    this.state.events.emit('undoable', this.#kept?.begun.checkpoint?.step);
  }

  /** Another experiment is trained: what was thrown away before it is gone. */
  forget(): void {
    if (!this.#kept) return;
    this.#kept = undefined;
    this.tell();
  }

  /**
   * Puts it back, with what was wanted then; it runs where it is wanted to run now.
   * @throws OrderError where there is nothing to bring back
   */
  async bringBack(): Promise<void> {
    const kept = this.#kept;
    if (!kept) throw new OrderError('There is no Reset that could be undone: nothing had been trained, or training has begun anew since.');
    const { backend, kernels } = this.state.wanted;
    this.state.setWanted({ ...kept.wanted, backend, kernels });
    await this.worker.ensureBackend();
    // Steps after the checkpoint are gone where it is an older one.
    this.state.reached = kept.reached;
    await this.carrying.restore(kept.begun);
    this.forget();
  }
}

/**
 * One cell on its way: a session of its own, in a worker that no other cell has meanwhile, and the record that is kept of it. Nothing is
 * left behind on the page but what was kept.
 */
import type { BackendChoice } from '../../core/configuration/schema';
import { CancelledError, DeviceLostError, StorageFullError, WorkerError, errorOf } from '../../core/errors';
import type { ExperimentRecord } from '../../core/record/schema';
import type { KeptRecord, KeptState } from '../../core/record/kept';
import { GEOMETRY, symbolOf } from '../../core/sweep/axes';
import type { Cell, SweepDefinition } from '../../core/sweep/sweep.types';
import type { Checkpoint } from '../../core/training/experiment.types';
import type { RecordPort } from '../library/runs.types';
import { ExperimentSession } from '../session/ExperimentSession';
import { begunIn, type SessionImages } from '../session/phase';
import { Queue } from '../session/queue';
import { Recorder } from '../session/recorder';
import type { KnownBaselines } from './baselines';
import type { Task } from './course';
import { TrainingClock } from './pace';
import { wholeOf } from './standing';
import { trainedWith } from './trainedWith';
import type { CellWorker, CellWorkers } from './workers';

/** Lost workers that a cell goes on after. */
const MOST_LOSSES = 3;

export interface CellPorts {
  workers: Pick<CellWorkers, 'take'>;
  openImageSet(id: string): Promise<SessionImages>;
  records: RecordPort;
  backend(): BackendChoice;
  baselines: KnownBaselines;
  retries?: readonly number[];
}

/** What became of it. What was kept before stays in any case. */
export type CellOutcome =
  /** It has had what it was to have. */
  | { kind: 'reached'; record: KeptRecord }
  /** It was stopped before. */
  | { kind: 'stopped'; record?: KeptRecord }
  | { kind: 'failed'; error: string; record?: KeptRecord }
  /** There is no room to keep it. */
  | { kind: 'full'; error: StorageFullError };

export interface CellOptions {
  task: Task;
  definition: SweepDefinition;
  /** Of the cell, as far as it has come. */
  before?: KeptRecord;
  onProgress(progress: { step: number; seconds: number }): void;
}

export class CellTraining {
  readonly #keeping = new Queue();
  readonly #clock: TrainingClock;
  #session: ExperimentSession | undefined;
  #recorder: Recorder | undefined;
  #worker: CellWorker | undefined;
  #step = 0;
  /** Of the checkpoint kept last. */
  #kept = 0;
  #stopped = false;
  #abandoned = false;
  #full: StorageFullError | undefined;
  /** Why what it is cannot be kept. */
  #broken: Error | undefined;
  /** Ends the wait for a budget in seconds. */
  #wake: () => void = () => undefined;

  constructor(
    private readonly ports: CellPorts,
    private readonly options: CellOptions,
  ) {
    this.#clock = new TrainingClock(options.before?.seconds);
  }

  get id(): string {
    return this.options.task.cell.id;
  }

  /** Stops after the step under way, with a checkpoint; `run` then settles. */
  stop(): void {
    this.#stopped = true;
    this.#wake();
    this.#session?.pause().catch(() => undefined);
  }

  /** Ends it at once, and keeps nothing more: as a page does that is closed. */
  abandon(): void {
    this.#abandoned = this.#stopped = true;
    this.#wake();
    this.#recorder?.stop();
    this.#session?.dispose();
  }

  /** Trains, evaluates, tests and keeps, as the task says. Never rejects. */
  async run(): Promise<CellOutcome> {
    try {
      const outcome = await this.#run();
      // What it leaves behind is sound, and another cell may go on with it; what is closed or has failed takes its worker with it.
      if (!this.#abandoned && (outcome.kind === 'reached' || outcome.kind === 'stopped')) this.#worker?.leave();
      return outcome;
    } catch (cause) {
      // Waited for here: what is abandoned keeps nothing more.
      return await this.#failed(errorOf(cause));
    } finally {
      this.abandon();
    }
  }

  async #run(): Promise<CellOutcome> {
    const session = await this.#begin();
    if (await this.#train(session)) {
      if (this.options.task.test) await session.finalTest();
      await session.evaluate();
    } else await session.pause();
    // What was to be kept meanwhile comes first, and may have found no room.
    const reached = !this.#stopped || this.#reached;
    const record = await this.#keep(reached && this.#isWhole ? 'complete' : 'under way', await session.checkpoint());
    if (this.#full) return { kind: 'full', error: this.#full };
    if (this.#broken) throw this.#broken;
    if (reached && record) return { kind: 'reached', record };
    return { kind: 'stopped', ...(record ? { record } : {}) };
  }

  /** It has had what the task asks for. */
  get #reached(): boolean {
    return this.#had >= this.options.task.until;
  }

  get #isWhole(): boolean {
    return this.#had >= wholeOf(this.options.definition.budget);
  }

  get #had(): number {
    return 'steps' in this.options.definition.budget ? this.#step : this.#clock.seconds;
  }

  /** The session with the experiment in it: from its checkpoint where there is one, which is never thrown away to begin anew. */
  async #begin(): Promise<ExperimentSession> {
    const { ports, options } = this;
    const { task, definition, before } = options;
    const config = trainedWith(task.cell, definition, ports.backend());
    const worker = (this.#worker = ports.workers.take(config));
    const session = (this.#session = new ExperimentSession(
      {
        training: () => worker.port(),
        openImageSet: (id) => ports.openImageSet(id),
        baselines: () => ports.baselines.of(config),
        quiet: true,
      },
      config,
      ports.retries ? { retries: ports.retries } : {},
    ));
    const from = before && (await this.#from(before.id));
    this.#recorder = new Recorder(session, { title: titleOf(task.cell), snapshots: 1, unevaluated: true });
    this.#listen(session);
    if (from) {
      // Before anything is heard of it: what is kept already is not kept again.
      this.#step = this.#kept = from.checkpoint.step;
      await session.resume(from.record, from.checkpoint);
    } else this.#clock.seconds = 0;
    return session;
  }

  async #from(id: string): Promise<{ record: ExperimentRecord; checkpoint: Checkpoint } | undefined> {
    const { records } = this.ports;
    const [record, checkpoint] = await Promise.all([records.read(id), records.checkpoint(id)]);
    return checkpoint && { record, checkpoint };
  }

  #listen(session: ExperimentSession): void {
    const { onProgress } = this.options;
    session.on('metrics', ({ steps }) => {
      this.#clock.stepped();
      for (const metrics of Object.values(steps)) this.#step = Math.max(this.#step, metrics.at(-1)?.step ?? 0);
      onProgress({ step: this.#step, seconds: this.#clock.seconds });
      if (this.#reached) this.#wake();
    });
    session.on('snapshots', () => this.#clock.stop());
    session.on('wentBack', (step) => (this.#step = step));
    session.on('lost', () => this.#clock.stop());
    session.on('phase', ({ phase }) => {
      const begun = begunIn(phase);
      if (phase.kind === 'failed') this.#wake();
      if (begun?.baselines) this.ports.baselines.learn(begun.inForce, begun.baselines);
      const { checkpoint } = begun ?? {};
      if (!checkpoint || checkpoint.step <= this.#kept) return;
      // The last is kept with all that was asked for.
      if ('steps' in this.options.definition.budget && checkpoint.step >= this.options.task.until) return;
      this.#kept = checkpoint.step;
      this.#keep('under way', checkpoint).catch((cause: unknown) => {
        this.#broken = errorOf(cause);
        this.stop();
      });
    });
  }

  /** @returns whether it has had what it was to have; false where it was stopped before */
  async #train(session: ExperimentSession): Promise<boolean> {
    const { task, definition } = this.options;
    if ('steps' in definition.budget) {
      for (let losses = 0; !this.#stopped && this.#step < task.until;) {
        try {
          await session.step(task.until - this.#step);
        } catch (cause) {
          // The session restores what was lost with the next request; a machine that loses it again and again is at fault.
          if (!isLoss(cause) || ++losses > MOST_LOSSES) throw cause;
        }
      }
      return this.#reached;
    }
    if (!this.#reached && !this.#stopped) {
      const enough = new Promise<void>((resolve) => (this.#wake = resolve));
      await session.train();
      await enough;
      const { phase } = session;
      if (phase.kind === 'failed') throw phase.error;
      await session.pause();
      this.#clock.stop();
    }
    return this.#reached;
  }

  /** Keeps the record, and the checkpoint after it: one that is older than its record can be gone on from, one that is newer has a gap. */
  #keep(state: KeptState, checkpoint: Checkpoint | undefined, error?: string): Promise<KeptRecord | undefined> {
    const { records } = this.ports;
    const { definition, task } = this.options;
    const record = this.#recorder?.record();
    const seconds = this.#clock.seconds;
    return this.#keeping.run(async () => {
      if (!record || this.#full || this.#abandoned) return undefined;
      try {
        const sweep = { id: definition.id, cell: task.cell.id };
        const kept = await records.keep(record, { state, sweep, seconds, ...(error === undefined ? {} : { error }) });
        if (checkpoint) await records.keepCheckpoint(record.id, checkpoint);
        return kept;
      } catch (cause) {
        const reason = errorOf(cause);
        if (!(reason instanceof StorageFullError)) throw reason;
        this.#full = reason;
        this.stop();
        return undefined;
      }
    });
  }

  async #failed(error: Error): Promise<CellOutcome> {
    if (this.#full) return { kind: 'full', error: this.#full };
    if (this.#abandoned || error instanceof CancelledError) return { kind: 'stopped' };
    // The reason counts; that it could not be kept would hide it.
    const record = await this.#keep('failed', undefined, error.message).catch(() => undefined);
    return { kind: 'failed', error: error.message, ...(record ? { record } : {}) };
  }
}

const isLoss = (cause: unknown): boolean => cause instanceof DeviceLostError || cause instanceof WorkerError;

/** `hyperbolic, τ_h 0.2, seed 1`. */
const titleOf = ({ geometry, at }: Cell): string =>
  [geometry, ...Object.entries(at).flatMap(([path, value]) => (path === GEOMETRY ? [] : [`${symbolOf(path)} ${value}`]))].join(', ');

/**
 * A sweep under way: what comes next is begun as there is room for it, what became of each cell is kept. It holds no more of a cell than
 * a row of numbers; everything that it decides by has been kept, so that another one goes on where this one was left.
 */
import { messageOf } from '../../core/errors';
import type { KeptRecord } from '../../core/record/kept';
import type { Cell, CellStatus, StruckOut, SweepDefinition } from '../../core/sweep/sweep.types';
import type { KeptSweep } from '../../engine/records.protocol';
import { Queue } from '../session/queue';
import { CellTraining, type CellOutcome, type CellPorts } from './CellTraining';
import { nextOf, type Next, type Task } from './course';
import { secondsLeft } from './pace';
import { ordered, statusOf } from './standing';
import { CellWorkers } from './workers';
import type { TrainingPort } from '../ports';
import type { SweepView } from './sweeps.types';

export interface SweepRunPorts extends Omit<CellPorts, 'workers'> {
  /** A worker that nobody else has. */
  training(): Promise<TrainingPort>;
}

export interface SweepRunOptions {
  kept: KeptSweep;
  /** Cells of its grid. */
  cells: readonly Cell[];
  struckOut: readonly StruckOut[];
  /** By id of the cell: its record, in whatever sweep it was made. */
  records: ReadonlyMap<string, KeptRecord>;
  jobs: number;
  /** Why it is paused, where nobody asked for it. */
  reason?: string;
  /** Something of the view has changed. */
  onChange(): void;
}

export class SweepRun {
  #kept: KeptSweep;
  #comparison: readonly Cell[] | undefined;
  readonly #records: Map<string, KeptRecord>;
  readonly #active = new Map<string, { training: CellTraining; task: Task; settled: Promise<void> }>();
  readonly #progress = new Map<string, { step: number; seconds: number }>();
  readonly #persisting = new Queue();
  readonly #workers: CellWorkers;
  #jobs: number;
  #reason: string | undefined;
  #abandoned = false;
  #waiting: (() => void)[] = [];

  constructor(
    private readonly ports: SweepRunPorts,
    private readonly options: SweepRunOptions,
  ) {
    this.#kept = options.kept;
    this.#workers = new CellWorkers(() => ports.training());
    this.#records = new Map(options.records);
    this.#jobs = options.jobs;
    this.#reason = options.reason;
    this.#compare();
  }

  get definition(): SweepDefinition {
    return this.#kept.definition;
  }

  get state(): KeptSweep['state'] {
    return this.#kept.state;
  }

  /** Cells under way. */
  get active(): number {
    return this.#active.size;
  }

  view(): SweepView {
    const { definition, state } = this.#kept;
    const cells = this.#statuses();
    const left = state === 'running' ? secondsLeft(cells, definition, { jobs: this.#jobs, records: this.#records }) : undefined;
    return {
      ...{ definition, state, cells, struckOut: this.options.struckOut, jobs: this.#jobs },
      ...(this.#reason === undefined ? {} : { reason: this.#reason }),
      ...(left === undefined ? {} : { secondsLeft: left }),
    };
  }

  /** Begins, or goes on. */
  start(): void {
    this.#reason = undefined;
    this.#change({ state: 'running' });
    this.#advance();
  }

  /** Cells under way stop after their step and leave a checkpoint; settles when they have. @param reason where nobody asked for it */
  async pause(reason?: string): Promise<void> {
    if (this.state !== 'running') return;
    this.#reason = reason;
    await this.#stop({ state: 'paused' });
  }

  /** Nothing more is begun; what was kept stays. */
  async cancel(): Promise<void> {
    if (this.state === 'ended' || this.state === 'cancelled') return;
    const waiting = this.#statuses().filter(({ state }) => state === 'waiting' || state === 'running');
    this.#reason = undefined;
    await this.#stop({ state: 'cancelled', cancelled: [...this.#kept.cancelled, ...waiting.map(({ cell }) => cell.id)] });
    this.#settle();
  }

  /** A cell that failed or was cancelled may come after all; the others stay as they are. `start` begins it. */
  allow(cell: string): void {
    const failed = Object.fromEntries(Object.entries(this.#kept.failed).filter(([id]) => id !== cell));
    this.#change({ failed, cancelled: this.#kept.cancelled.filter((id) => id !== cell) });
  }

  /** These come next, in this order. */
  reorder(cells: readonly string[]): void {
    const others = this.#all().flatMap(({ id }) => (cells.includes(id) ? [] : [id]));
    this.#change({ order: [...cells, ...others] });
    this.#advance();
  }

  setJobs(jobs: number): void {
    this.#jobs = jobs;
    this.#advance();
    this.options.onChange();
  }

  /** What is kept has changed elsewhere: a record was removed, an identical cell was run in another sweep, another tab went on with it. */
  know(records: ReadonlyMap<string, KeptRecord>, kept: KeptSweep): void {
    if (this.state === 'running' || this.#active.size > 0) return;
    this.#kept = kept.state === 'running' ? { ...kept, state: 'paused' } : kept;
    this.#records.clear();
    for (const [cell, record] of records) this.#records.set(cell, record);
    this.#comparison = undefined;
    this.#compare();
  }

  /** Settles when every cell has ended, or the sweep was cancelled. */
  ended(): Promise<void> {
    if (this.state === 'ended' || this.state === 'cancelled') return Promise.resolve();
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  /** Everything that was to be kept has been. */
  settled(): Promise<void> {
    return this.#persisting.run(() => Promise.resolve());
  }

  /** Ends all workers at once and keeps nothing more, as a page does that is closed. */
  abandon(): void {
    this.#abandoned = true;
    for (const { training } of this.#active.values()) training.abandon();
    this.#workers.keep(0);
  }

  #all(): Cell[] {
    const known = new Set(this.options.cells.map(({ id }) => id));
    return ordered([...this.options.cells, ...(this.#comparison ?? []).filter(({ id }) => !known.has(id))], this.#kept.order);
  }

  #status(cell: Cell): CellStatus {
    const status = statusOf(cell, this.#records.get(cell.id), this.#kept);
    if (!this.#active.has(cell.id)) return status;
    return { ...status, state: 'running', ...this.#progress.get(cell.id) };
  }

  #statuses(): CellStatus[] {
    return this.#all().map((cell) => this.#status(cell));
  }

  #next(): Next {
    const statuses = ordered(this.options.cells, this.#kept.order).map((cell) => this.#status(cell));
    const comparison = this.#comparison && ordered(this.#comparison, this.#kept.order).map((cell) => this.#status(cell));
    return nextOf(this.definition, { statuses, lost: this.#kept.lost, ...(comparison ? { comparison } : {}) });
  }

  /** Where tuning has ended already, the cells that compare are among those to be seen. */
  #compare(): void {
    const next = this.#next();
    if (next.kind === 'compare') this.#comparison = next.cells;
  }

  #advance(): void {
    while (this.state === 'running' && !this.#abandoned) {
      const next = this.#next();
      if (next.kind === 'train') {
        for (const task of next.tasks) if (this.#active.size < this.#jobs && !this.#active.has(task.cell.id)) this.#begin(task);
        return;
      }
      if (next.kind === 'halve')
        this.#change({ lost: { ...this.#kept.lost, ...Object.fromEntries(next.lost.map((id) => [id, next.at])) } });
      else if (next.kind === 'compare') this.#comparison = next.cells;
      else if (this.#active.size > 0) return;
      else {
        this.#change({ state: 'ended' });
        this.#settle();
      }
    }
  }

  #begin(task: Task): void {
    const { id } = task.cell;
    const before = this.#records.get(id);
    const training = new CellTraining(
      { ...this.ports, workers: this.#workers },
      {
        task,
        definition: this.definition,
        ...(before ? { before } : {}),
        onProgress: (progress) => {
          this.#progress.set(id, progress);
          this.options.onChange();
        },
      },
    );
    this.#active.set(id, { training, task, settled: training.run().then((outcome) => this.#left(id, outcome)) });
    this.options.onChange();
  }

  #left(id: string, outcome: CellOutcome): void {
    this.#active.delete(id);
    this.#progress.delete(id);
    if (this.#abandoned) return;
    if ('record' in outcome && outcome.record) this.#records.set(id, outcome.record);
    if (outcome.kind === 'failed') this.#change({ failed: { ...this.#kept.failed, [id]: outcome.error } });
    if (outcome.kind === 'full') void this.pause(outcome.error.message);
    this.options.onChange();
    this.#advance();
    // Where nothing more is begun none of them is needed.
    this.#workers.keep(this.state === 'running' ? this.#jobs - this.#active.size : 0);
  }

  async #stop(change: Pick<KeptSweep, 'state'> & Partial<KeptSweep>): Promise<void> {
    this.#change(change);
    for (const { training } of this.#active.values()) training.stop();
    await Promise.all([...this.#active.values()].map(({ settled }) => settled));
    await this.settled();
  }

  #change(change: Partial<KeptSweep>): void {
    const kept = (this.#kept = { ...this.#kept, ...change });
    this.options.onChange();
    void this.#persisting.run(async () => {
      try {
        if (!this.#abandoned) await this.ports.records.keepSweep(kept);
      } catch (error) {
        // What it stands on is in the records; that the sweep itself cannot be kept must be known all the same.
        this.#reason = messageOf(error);
        if (this.state === 'running') void this.pause(this.#reason);
      }
    });
  }

  #settle(): void {
    for (const resolve of this.#waiting.splice(0)) resolve();
  }
}

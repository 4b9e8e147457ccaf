/** Sweeps, as the views read them. `sweeps.ts` makes the store that holds them. */
import type { CellStatus, Cell, StruckOut, SweepDefinition } from '../../core/sweep/sweep.types';

export type SweepState = 'running' | 'paused' | 'ended' | 'cancelled';

export interface SweepView {
  definition: SweepDefinition;
  state: SweepState;
  /** Why it paused by itself: no room to keep records, a lost backend. */
  reason?: string;
  /** In the order they are trained. */
  cells: readonly CellStatus[];
  struckOut: readonly StruckOut[];
  /** Trained side by side. */
  jobs: number;
  /** Seconds left, from what cells have taken; undefined before it can be told. */
  secondsLeft?: number;
}

/** What is to be swept; the rest of a definition is made of it. */
export type SweepRequest = Pick<SweepDefinition, 'grid' | 'budget' | 'metric'> &
  Partial<Pick<SweepDefinition, 'title' | 'halving' | 'compare' | 'base'>> & {
    /** Trained side by side; absent = as many as the machine carries. */
    jobs?: number;
  };

/** What a request comes to, before anything is trained. */
export interface SweepPlan {
  cells: readonly Cell[];
  struckOut: readonly StruckOut[];
  /** Cells that had been run before, in this or another sweep: they are not run again. */
  known: number;
  /** From steps that were measured on this machine, or from the pace of a product; undefined where neither is known. */
  seconds?: number;
}

export interface SweepsState {
  /** The newest first; undefined until they have been read. */
  sweeps?: readonly SweepView[];
  failure?: string;

  refresh(): Promise<void>;
  /** @throws GridError naming the path and what is wrong with it */
  plan(request: SweepRequest): Promise<SweepPlan>;
  /** Begins, and resolves with the id. @throws GridError, ConfigError */
  run(request: SweepRequest): Promise<string>;
  /** Settles when every cell has ended, or the sweep was cancelled. */
  ended(id: string): Promise<SweepView>;
  pause(id: string): Promise<void>;
  resume(id: string): Promise<void>;
  cancel(id: string): Promise<void>;
  /** A cell that failed or was cancelled is trained after all. */
  retry(id: string, cell: string): Promise<void>;
  /** These cells come next, in this order. */
  reorder(id: string, cells: readonly string[]): Promise<void>;
  /** Trains so many cells side by side from now on. */
  setJobs(id: string, jobs: number): void;
  /** Forgets the sweep; records of its cells stay. */
  remove(id: string): Promise<void>;
}

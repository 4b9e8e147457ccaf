/** Sweeps for scripts: what the Sweep page does, as promises. */
import type { ExperimentConfig } from '../../core/configuration/schema';
import type { MetricKey } from '../../core/record/measures';
import type { Budget, CellState, Grid, Halving } from '../../core/sweep/sweep.types';
import type { LabStores } from '../../state/LabProvider';
import type { SweepState, SweepView } from '../../state/sweep/sweeps.types';

export interface LabSweepOptions {
  /** Paths of settings → lists: `{'runs.geometry': ['spherical', 'hyperbolic'], 'head.tauSpherical': [0.05, 0.2], seed: [0, 1]}`. */
  grid: Grid;
  /** Steps of each cell; default: those of the configuration. */
  steps?: number;
  /** In place of steps: seconds of training. */
  seconds?: number;
  /** The best of every `factor` settings go on after `first` steps, and so on; ties fall by a draw from `seed`. */
  halving?: Pick<Halving, 'factor' | 'first'> & Partial<Pick<Halving, 'seed'>>;
  /** Tunes each geometry with the first of these seeds, trains the best setting of each with all of them, and tests those once. */
  compare?: { seeds: number[] };
  /** By which cells are judged; default `recall@1`. */
  metric?: MetricKey;
  /** Cells at once; default: as many as the machine carries. */
  jobs?: number;
  title?: string;
  /** Told whenever something has changed. */
  onProgress?(progress: LabSweep): void;
}

export interface LabSweepCell {
  id: string;
  config: ExperimentConfig;
  state: CellState;
  /** Of its last evaluation. */
  metrics: Partial<Record<MetricKey, number>>;
  /** Of its look at the test classes, where it had one. */
  tested?: Partial<Record<MetricKey, number>>;
  step: number;
  /** Id of its record. */
  record?: string;
  error?: string;
}

export interface LabSweep {
  id: string;
  title: string;
  state: SweepState;
  /** Why it paused by itself. */
  reason?: string;
  secondsLeft?: number;
  cells: LabSweepCell[];
}

export interface LabSweeps {
  /**
   * Sweeps a grid over the present configuration; resolves when every cell has ended, or the sweep was cancelled. Rejects with GridError,
   * whose `faults` are `{path, message}`, before anything is trained.
   */
  sweep(options: LabSweepOptions): Promise<LabSweep>;
  sweeps: {
    /** Those that are kept, the newest first. */
    list(): Promise<LabSweep[]>;
    pause(id: string): Promise<void>;
    resume(id: string): Promise<void>;
    cancel(id: string): Promise<void>;
  };
}

function read({ definition, state, reason, secondsLeft, cells }: SweepView): LabSweep {
  return structuredClone({
    ...{ id: definition.id, title: definition.title, state },
    ...(reason === undefined ? {} : { reason }),
    ...(secondsLeft === undefined ? {} : { secondsLeft }),
    cells: cells.map(({ cell, state: one, step, metrics = {}, tested, record, error }) => ({
      ...{ id: cell.id, config: cell.config, state: one, metrics, step },
      ...(tested ? { tested } : {}),
      ...(record === undefined ? {} : { record }),
      ...(error === undefined ? {} : { error }),
    })),
  });
}

export function createLabSweeps({ lab, sweeps }: Pick<LabStores, 'lab' | 'sweeps'>): LabSweeps {
  const { getState } = sweeps;
  return {
    sweep: async ({ grid, steps, seconds, halving, metric = 'recall@1', onProgress, ...others }) => {
      const config = lab.getState().config;
      // Both are given on to be refused, where both are given.
      const budget = (
        seconds === undefined ? { steps: steps ?? config.steps } : { seconds, ...(steps === undefined ? {} : { steps }) }
      ) as Budget;
      const id = await getState().run({
        ...{ grid, budget, metric, ...others },
        ...(halving ? { halving: { seed: config.seed, ...halving } } : {}),
      });
      const stop =
        onProgress &&
        sweeps.subscribe((state, before) => {
          const view = state.sweeps?.find(({ definition }) => definition.id === id);
          if (view && state.sweeps !== before.sweeps) onProgress(read(view));
        });
      try {
        return read(await getState().ended(id));
      } finally {
        stop?.();
      }
    },
    sweeps: {
      list: async () => {
        await getState().refresh();
        const { sweeps: all = [], failure } = getState();
        if (failure !== undefined) throw new Error(failure);
        return all.map(read);
      },
      pause: (id) => getState().pause(id),
      resume: (id) => getState().resume(id),
      cancel: (id) => getState().cancel(id),
    },
  };
}

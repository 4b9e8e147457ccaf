/** A sweep: a grid of single runs over settings, each with a budget of its own. Types alone. */
import type { ExperimentConfig, Geometry } from '../configuration/schema';
import type { MetricKey } from '../record/measures';
import type { ImageSetIdentity } from '../record';

/** What a swept setting may be: numbers, or words as geometries, inputs and presets have. */
export type GridValue = number | string;

/**
 * Dotted path of a setting → its values: `{'runs.geometry': ['spherical', 'hyperbolic'], 'head.tauSpherical': [0.05, 0.2], seed: [0, 1]}`.
 * `model` takes the names of presets. Every combination is a cell.
 */
export type Grid = Readonly<Record<string, readonly GridValue[]>>;

/** How long a cell trains: steps, or seconds of training by the clock (how far it comes then depends on the machine, and is said). */
export type Budget = { steps: number } | { seconds: number };

/**
 * Successive halving (Jamieson and Talwalkar 2016): all cells train `first` steps, the best of every `factor` go on to `factor` times as
 * many, and so on up to the budget. Cells that differ in the seed alone are judged together, by their mean, and against others of their
 * geometry: so each geometry is searched as hard as any other, and none is lost to another half-way. Ties fall by a draw from `seed`.
 */
export interface Halving {
  factor: number;
  first: number;
  seed: number;
}

/**
 * Tune each geometry, then compare. `tuning`: the grid's cells, of the first seed, are judged on validation; `seeds`: the best setting of each
 * geometry is trained with every one of them; then each of those models looks at the test classes once.
 */
export interface TuneThenCompare {
  seeds: readonly number[];
}

export interface SweepDefinition {
  id: string;
  /** For people. */
  title: string;
  /** ISO 8601 in UTC. */
  date: string;
  imageSet: ImageSetIdentity;
  /** What the grid does not say. Its runs do not count, except for the geometries where the grid names none. */
  base: ExperimentConfig;
  grid: Grid;
  budget: Budget;
  halving?: Halving;
  compare?: TuneThenCompare;
  /** By which cells are judged, always on validation (or the part that `base.evaluation.split` names). */
  metric: MetricKey;
}

/** One run of a sweep. */
export interface Cell {
  /**
   * Of what decides its result: image set, configuration in canonical form (settings that mean nothing to its geometry left out), budget.
   * Two cells with one id are one cell, in whatever sweep.
   */
  id: string;
  /** An experiment of one run, in canonical form: settings that mean nothing to it are those of the default configuration. */
  config: ExperimentConfig;
  geometry: Geometry;
  /** Values of the swept settings that mean something to it. */
  at: Readonly<Record<string, GridValue>>;
}

/** Combinations that were struck out, and why. */
export interface StruckOut {
  path: string;
  geometry: Geometry;
  /** Combinations that became one with another. */
  combinations: number;
  /** “curvature c means nothing to a spherical run: run once, not per c” */
  reason: string;
}

/**
 * `waiting`, `running`; `done`: trained to its budget; `lost`: stopped early by halving, kept and marked; `failed`, `cancelled`.
 */
export type CellState = 'waiting' | 'running' | 'done' | 'lost' | 'failed' | 'cancelled';

/** A cell as it stands. */
export interface CellStatus {
  cell: Cell;
  state: CellState;
  /** Steps taken, of those it is to take (of this rung; with a budget in seconds unknown until it ends). */
  step: number;
  steps?: number;
  /** Of training, by the clock. */
  seconds?: number;
  /** Why it failed. */
  error?: string;
  /** Id of its record, once there is one; that of another sweep where it had been run before. */
  record?: string;
  /** It was not trained for this sweep: an identical cell had been. */
  reused?: boolean;
  /** Of its last evaluation. */
  metrics?: Partial<Record<MetricKey, number>>;
  /** Of its final test, where it had one: on the test classes, which nothing was chosen by. */
  tested?: Partial<Record<MetricKey, number>>;
}

/** Where an experiment stands. One union says it; what is wanted of it is another thing. Pure. */
import type { ExperimentConfig, HeadConfig } from '../../core/configuration/schema';
import { withNamesOf } from '../../core/configuration/runNames';
import type { FinalTest, RunSnapshot } from '../../core/evaluation/snapshot';
import type { AppliedHead, Baselines, Checkpoint, ExperimentInfo } from '../../core/training/experiment.types';
import type { OpenedImageSet } from '../ports';
import { differingPaths } from './settings';

/** What a session needs of an image set that is open; thumbnails are handed on to whoever looks. */
export type SessionImages = Pick<OpenedImageSet, 'info' | 'labels' | 'split' | 'reference'> & Partial<Pick<OpenedImageSet, 'thumbnails'>>;

/** What stays the same as long as an experiment lives, through every recovery and change of backend. */
export interface ExperimentIdentity {
  readonly images: SessionImages;
  readonly info: ExperimentInfo;
}

/** A configuration and since when it has been in force: it governs step `from` + 1 and all after it. */
export interface InForce {
  from: number;
  config: ExperimentConfig;
}

interface Begun {
  experiment: ExperimentIdentity;
  /** The configuration with which the next step is taken: as created, with everything that has been taken over since. */
  inForce: ExperimentConfig;
  /** Ascending; the last is `inForce`. */
  history: readonly InForce[];
  /** Changes of the head since the experiment was created. */
  applied: readonly AppliedHead[];
  /** The two lines to judge by, once they have been found. */
  baselines?: Baselines;
  /** Looks at the test images, in the order they were taken; what has been seen stays seen, whatever becomes of the steps. */
  finalTests: readonly MeasuredFinalTest[];
  /** The latest; it is gone on from when the worker is lost, or another backend is wanted. */
  checkpoint?: Checkpoint;
}

export interface Live extends Begun {
  kind: 'live';
}

/** It does not go on by itself. Training, and any backend that can be opened, go on from the checkpoint; without one, anew. */
export interface Failed extends Begun {
  kind: 'failed';
  error: Error;
}

export type Phase =
  | { kind: 'none' }
  /** It is being created: image set, first weights. */
  | { kind: 'opening' }
  | Live
  | Failed;

/** The experiment of a phase that has one. */
export const begunIn = (phase: Phase): Live | Failed | undefined => (phase.kind === 'live' || phase.kind === 'failed' ? phase : undefined);

/** What a number on the page was measured with. */
export interface MeasuredWith {
  /** In force when it was measured. */
  config: ExperimentConfig;
  /** Of the run, exactly as it was used. */
  head: HeadConfig;
}

/** A snapshot that says what it was measured with. */
export type MeasuredSnapshot = RunSnapshot & { measuredWith: MeasuredWith };

/** A final test with the configuration that was in force when it was made. */
export type MeasuredFinalTest = FinalTest & { config: ExperimentConfig };

/** What was in force at a step that has been taken: its metrics were measured with it. */
export function inForceAt(history: readonly InForce[], step: number): ExperimentConfig | undefined {
  return (history.findLast(({ from }) => from < step) ?? history[0])?.config;
}

/** From step `from` on another configuration is in force; what was to come into force after that step has not happened. */
export function withInForce(history: readonly InForce[], from: number, config: ExperimentConfig): InForce[] {
  const before = history.filter((entry) => entry.from < from);
  const last = before.at(-1);
  return last && differingPaths(last.config, config).length === 0 ? before : [...before, { from, config }];
}

/** An experiment with the names that its runs have by now in what is wanted; the same object where they have them. */
export function named<T extends Begun>(begun: T, wanted: ExperimentConfig): T {
  const inForce = withNamesOf(begun.inForce, wanted);
  if (inForce === begun.inForce) return begun;
  const history = begun.history.map(({ from, config }) => ({
    from,
    config: config === begun.inForce ? inForce : withNamesOf(config, wanted),
  }));
  return { ...begun, inForce, history };
}

/** The common head of an experiment after changes were applied to it. */
export function headAfter(head: HeadConfig, applied: readonly AppliedHead[]): HeadConfig {
  return applied.reduce((before, change) => ({ ...before, ...change.head }), head);
}

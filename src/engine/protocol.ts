/**
 * What crosses the boundary between the page and the training worker: types only.
 * How requests are answered and events told is every link's way (`link/protocol`). Large arrays are transferred, never copied; no tensor ever crosses.
 */
import type { BackendChoice, ExperimentConfig, HeadConfig } from '../core/configuration/schema';
import type { RunNames } from '../core/configuration/runNames';
import type { ImageSetReference } from '../core/data/imageSet';
import type { BackendReport, KernelWish } from '../core/backend/report';
import type { EmbeddedGuest, FinalTest, Guest, RunSnapshot } from '../core/evaluation/snapshot';
import type { Baselines, StepMetrics, ExperimentInfo, AppliedHead, Checkpoint } from '../core/training/experiment.types';
import type { SerialisedError } from '../core/errors';
import type { AnswersOf, Nothing, RequestOf } from '../link';

export type TrainingState = 'starting' | 'ready' | 'training' | 'paused' | 'finished' | 'failed';

export interface TrainingStatus {
  state: TrainingState;
  /** Steps every run has taken. */
  step: number;
  steps: number;
  /** Steps of the whole experiment (every run once) a second, over the last steps; 0 when not training. */
  stepsPerSecond: number;
  /** Bytes the backend holds allocated; 0 where it cannot tell. */
  gpuBytes: number;
  /** What the worker is doing when it is not stepping: `evaluating hyperbolic`, `compiling kernels`, … */
  activity?: string;
}

/** What the page asks of the worker. Metrics are by id of the run, in answers as in events. */
export interface TrainingRequests {
  open: { ask: { backend: BackendChoice; kernels?: KernelWish }; answer: BackendReport };
  load: { ask: { images: ImageSetReference }; answer: null };
  /**
   * `baselines`: the two lines to judge by, as far as they are known; what is known is not looked for again. `quiet`: nobody looks on. It is
   * evaluated at the steps that are due and where it is asked for, not at its beginning and not at a pause.
   */
  create: {
    ask: { config: ExperimentConfig; checkpoint?: Checkpoint; baselines?: Partial<Baselines>; quiet?: boolean };
    answer: ExperimentInfo;
  };
  train: { ask: object; answer: null };
  pause: { ask: object; answer: null };
  /** Metrics of the last 10,000 steps at most; events bring those of all. */
  step: { ask: { count: number }; answer: Record<string, StepMetrics[]> };
  apply: { ask: { head: Partial<HeadConfig> }; answer: AppliedHead };
  rename: { ask: { names: RunNames }; answer: null };
  /** `run` is the id of one. For whoever asks; the page goes on showing what it shows. */
  snapshot: { ask: { run: string }; answer: RunSnapshot };
  /** Has all runs evaluated at the present step, where they are not; their snapshots come as an event before the answer. */
  evaluate: { ask: object; answer: null };
  checkpoint: { ask: object; answer: Checkpoint };
  /** The one look at the test images, at the present step of every run. */
  finalTest: { ask: object; answer: FinalTest };
  /**
   * A picture that is no image of the set, embedded by every run at the step that the page is shown; snapshots from then on bring it
   * too. null: no picture any more.
   */
  guest: { ask: { guest: Guest | null }; answer: EmbeddedGuest | null };
  /** Ends the experiment, where there is one; backend and images stay. `bytes`: what the backend holds without it. */
  end: { ask: object; answer: { bytes: number } };
}

export type Request = RequestOf<TrainingRequests>;
/** What a request of each type is answered with. */
export type Answers = AnswersOf<TrainingRequests>;

export type WorkerEvent =
  | { type: 'status'; status: TrainingStatus }
  | { type: 'metrics'; metrics: Record<string, StepMetrics[]> }
  /** Of all runs, at one step. */
  | { type: 'snapshots'; snapshots: RunSnapshot[] }
  /** The two lines to judge by have been found; once, unless they were known when the experiment was created. */
  | { type: 'baselines'; baselines: Baselines }
  | { type: 'checkpoint'; checkpoint: Checkpoint }
  | { type: 'deviceLost'; reason: string }
  /** Another worker is gone in which a part of the experiment was. */
  | { type: 'workerLost'; reason: string }
  /** A failure that belongs to no request: of training that runs by itself, or of an evaluation. */
  | { type: 'error'; error: SerialisedError };

export type Response =
  { type: 'done'; id: number; answer: Answers[keyof Answers] } | { type: 'failed'; id: number; error: SerialisedError } | WorkerEvent;

/** The training worker, for a link. */
export interface TrainingProtocol {
  requests: TrainingRequests;
  events: WorkerEvent;
  callbacks: Nothing;
  messages: never;
}

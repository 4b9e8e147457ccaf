/**
 * What crosses the boundary between the page and the training worker: types only.
 * Requests carry an id and are answered by exactly one `done` or `failed` with that id; events come unasked.
 * Large arrays are transferred, never copied; no tensor ever crosses.
 */
import type { BackendChoice, ConfigIssue, ExperimentConfig, HeadConfig } from '../core/configuration/schema';
import type { ImageStore } from '../core/data/imageSet';
import type { BackendReport, KernelWish } from '../core/backend/report';
import type { RunSnapshot } from '../core/evaluation/snapshot';
import type { StepMetrics, ExperimentInfo, AppliedHead, Checkpoint } from '../core/training/experiment.types';

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

export type Request =
  | { type: 'open'; id: number; backend: BackendChoice; kernels?: KernelWish }
  | { type: 'load'; id: number; store: ImageStore }
  | { type: 'create'; id: number; config: ExperimentConfig; checkpoint?: Checkpoint }
  | { type: 'train'; id: number }
  | { type: 'pause'; id: number }
  | { type: 'step'; id: number; count: number }
  | { type: 'apply'; id: number; head: Partial<HeadConfig> }
  | { type: 'snapshot'; id: number; run: string }
  | { type: 'checkpoint'; id: number };

/** What a request of each type is answered with. */
export interface Answers {
  open: BackendReport;
  load: null;
  create: ExperimentInfo;
  train: null;
  pause: null;
  step: Record<string, StepMetrics[]>;
  apply: AppliedHead;
  snapshot: RunSnapshot;
  checkpoint: Checkpoint;
}

export interface SerialisedError {
  name: string;
  message: string;
  issues?: ConfigIssue[];
  stack?: string;
}

export type WorkerEvent =
  | { type: 'status'; status: TrainingStatus }
  | { type: 'metrics'; metrics: Record<string, StepMetrics[]> }
  | { type: 'snapshot'; snapshot: RunSnapshot }
  | { type: 'checkpoint'; checkpoint: Checkpoint }
  | { type: 'deviceLost'; reason: string }
  /** A failure that belongs to no request: of training that runs by itself, or of an evaluation. */
  | { type: 'error'; error: SerialisedError };

export type Response =
  { type: 'done'; id: number; answer: Answers[keyof Answers] } | { type: 'failed'; id: number; error: SerialisedError } | WorkerEvent;

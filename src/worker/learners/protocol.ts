/** What crosses between the training worker and the workers that hold learners for it: types only. Learners go by numbers that it gives them. */
import type { BackendName } from '../../core/backend/report';
import type { HeadConfig } from '../../core/configuration/schema';
import type { Batch, Learner, LearnerState, LearnerStep } from '../../core/learner/learner';
import type { LearnerSpecification } from '../../core/training/runs';
import type { Nothing } from '../../link';

/** With every request that computes: what may have changed since the one before. */
export interface Settings {
  learner: number;
  head: HeadConfig;
  featureScale: number;
}

/** Bytes that the backend of the worker holds, 0 where it cannot tell. */
interface Held {
  bytes: number;
}

export interface LearnersRequests {
  /** Comes first. */
  open: { ask: { backend: BackendName }; answer: Held };
  create: { ask: { learner: number; specification: LearnerSpecification }; answer: Held };
  step: { ask: Settings & { batch: Batch; learningRate: number }; answer: LearnerStep & Held };
  embed: { ask: Settings & { pixels: Uint8Array; n: number; size: number }; answer: Awaited<ReturnType<Learner['embed']>> & Held };
  calibrate: { ask: Settings & { batch: Batch; radius: number }; answer: { featureScale: number } & Held };
  state: { ask: Settings; answer: LearnerState };
  restore: { ask: { learner: number; state: LearnerState }; answer: null };
}

export interface LearnersProtocol {
  requests: LearnersRequests;
  events: never;
  callbacks: Nothing;
  messages: { type: 'dispose'; learner: number };
}

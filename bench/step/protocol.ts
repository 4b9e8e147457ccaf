/** What the page asks of a contender's worker, and what it hears. */
import type { ModelConfig } from '../../src/core/configuration/schema';
import type { KernelVariant } from '../../src/core/ops/runtime/variant';
import type { Nothing } from '../../src/link';

export const contenderNames = ['ours', 'jax', 'plain'] as const;
export type ContenderName = (typeof contenderNames)[number];

export const benchBackends = ['webgpu', 'wasm'] as const;
export type BenchBackend = (typeof benchBackends)[number];

export interface Opening {
  contender: ContenderName;
  backend: BenchBackend;
  /** Form of our kernels; absent: the fastest in a trial. */
  variant?: KernelVariant;
}

export interface Opened {
  /** `SwiftShader`, `SIMD, 4 threads`. */
  adapter: string;
  /** true: the adapter is a program on the CPU. */
  software: boolean;
  /** Form of our kernels; null on wasm and for the others. */
  variant: KernelVariant | null;
}

/** One step, to its end. */
export interface Sample {
  /** Before the step. */
  loss: number;
  /** The whole step, loss read back, ms. */
  ms: number;
  /** JavaScript of the thread that trains until the step had been handed over, ms. */
  script: number;
  dispatches: number;
  submits: number;
  /** Of all GPU buffers, or of the wasm heap. */
  bytes: number;
  /** Tensors that tfjs counts; null where it has no part in it. */
  tensors: number | null;
  /** CPU time of the browser's processes together, ms; null where it cannot be told. */
  cpu: number | null;
}

/** Parts of a step, ms: whole passes, each begun after the one before had ended. */
export interface Passes {
  forward: number;
  backward: number;
}

/** A large matrix product alone: what a step could reach at best. */
export interface Limit {
  /** GFLOP/s. */
  gflops: number;
  /** The kernel that reached it. */
  kernel: string;
}

/** Each request with its answer. */
export interface Asked {
  open: { give: Opening; get: Opened };
  /** Makes the contender ready for a model and a batch; an earlier one is given up. */
  prepare: { give: { model: ModelConfig; batch: number }; get: null };
  step: { give: null; get: Sample };
  passes: { give: null; get: Passes | null };
  limit: { give: null; get: Limit };
}
export type Kind = keyof Asked;

/** The worker of a contender, for a link. */
export interface BenchProtocol {
  requests: { [K in Kind]: { ask: { give: Asked[K]['give'] }; answer: Asked[K]['get'] } };
  /** The device is gone. */
  events: { type: 'lost'; reason: string };
  callbacks: Nothing;
  messages: never;
}

/** Puts one request to a worker, wherever it is. Rejects with what went wrong in it. */
export type Ask = <K extends Kind>(kind: K, give: Asked[K]['give']) => Promise<Asked[K]['get']>;

/** One contender on a device of its own. */
export interface Session {
  ask: Ask;
  close(): Promise<void>;
}

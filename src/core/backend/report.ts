/** What is said of the backend that was opened. Types alone: the page reads it without the backend. */
import type { Activations, KernelChoice, KernelVariant, ModelConfig } from '../configuration/schema';

export type BackendName = 'webgpu' | 'wasm' | 'cpu';

/** Which backend runs, on what, and why it and not another. */
export interface BackendReport {
  backend: BackendName;
  /** `NVIDIA GeForce …`, `SwiftShader`, `SIMD, 4 threads`, … */
  adapter: string;
  /** true: WebGPU without a GPU behind it. */
  software: boolean;
  /** One sentence for people: why this one. */
  reason: string;
  /** Backends that were tried or offered and not taken, each with the reason. */
  rejected: { backend: BackendName; reason: string }[];
  /** What can be chosen on this machine. */
  available: BackendName[];
  /** On WebGPU: which form of the kernels runs. */
  kernels?: KernelReport;
  /** 10⁹ operations a second of matrix products, when it was opened: on WebGPU by the trial of its kernels. Absent where none was made. */
  gigaflops?: number;
  /** On WebGPU: bytes that a storage binding of the device may have. */
  largestBinding?: number;
  /**
   * On WebGPU: why training goes by automatic differentiation, which is slower, instead of by the prepared kernels; absent where those
   * passed the self-test.
   */
  tapeReason?: string;
}

/** What a variant of the kernels did in the start-up trial. */
export interface KernelTrial {
  variant: KernelVariant;
  /** Of one pass through the products, the norm and the attention of the trial. */
  milliseconds?: number;
  /** Of its matrix products, the time of everything counted. */
  gigaflops?: number;
  /** Why it cannot be used here. */
  refused?: string;
}

export interface KernelReport {
  variant: KernelVariant;
  /** Why this one, as the end of a sentence. */
  reason: string;
  /** In the order they were tried; empty where none was. */
  trials: KernelTrial[];
}

/** How the kernels are chosen and tested when WebGPU is opened: the configured form, and the model whose shapes they are tried with. */
export interface KernelWish {
  choice: KernelChoice;
  model: ModelConfig;
  /** How the forward pass will be kept; default float32. */
  activations?: Activations;
}

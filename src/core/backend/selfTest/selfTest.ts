/**
 * The start-up self-test (DESIGN §4): what trains is what is checked. Two tiny steps of the engine that will train, in the kernel form
 * that was chosen, against float64 losses and gradients from PyTorch. Some GPUs compute wrong gradients in silence, and a command
 * buffer that failed validation reads back as zeros.
 *
 * On WebGPU there are two engines: the prepared plan, and automatic differentiation on tfjs's tape. Where the plan alone is wrong, the
 * tape trains.
 */
import * as tf from '@tensorflow/tfjs';
// Registers the WEBGPU_CPU_FORWARD flag, whichever backend is tested.
import '@tensorflow/tfjs-backend-webgpu';
import type { Activations, ModelConfig } from '../../configuration/schema';
import { createGpuEngine } from '../../learner/vitLearnerGpu';
import { createHostEngine } from '../../learner/vitLearnerHost';
import { messageOf, NumericsError } from '../../errors';
import { difference, runTrial, type CreateEngine, type Outcome, type Tolerances, type Trial } from './steps';
import { storedTrial, trialOf } from './trials';

export interface SelfTestOptions {
  /** The model that will train: its shapes are tried as well, on WebGPU. */
  model?: ModelConfig;
  /** Half precision is tried beside single precision where it will be used. */
  activations?: Activations;
  /**
   * true: the adapter imitates a GPU. It takes many seconds to compile what a GPU compiles in one, and its arithmetic is the
   * processor's: the tape is tried only where the plan is wrong.
   */
  software?: boolean;
}

export interface SelfTestResult {
  /** Why automatic differentiation has to train in place of the prepared plan; absent where the plan may. */
  tapeReason?: string;
}

/** What float32 arithmetic explains, with room for fast-math GPUs: honest backends stay below 1e-5. */
const SINGLE: Tolerances = { measured: 1e-3, gradient: 1e-3, update: 2e-3, accuracy: true };
/** Activations of 11 bits. */
const HALF: Tolerances = { measured: 1e-2, gradient: 2e-2, update: 4e-2, accuracy: false };

/**
 * Resolves when the current backend trains correctly, with the engine that does; rejects with NumericsError, saying what was computed
 * and what expected, when none does, or when tfjs's own operations, by which embeddings are evaluated, are wrong.
 */
export async function runSelfTest({ model, activations = 'float32', software = false }: SelfTestOptions = {}): Promise<SelfTestResult> {
  const forward = tf.env().getBool('WEBGPU_CPU_FORWARD');
  // Otherwise tensors this small would be computed on the CPU and say nothing about the GPU.
  tf.env().set('WEBGPU_CPU_FORWARD', false);
  try {
    const { trial, expected } = storedTrial();
    const planned = tf.getBackend() === 'webgpu';
    const planFault = planned ? await faultOfPlan(trial, expected, activations, software ? undefined : model) : undefined;
    if (planned && software && !planFault) return {};
    const tapeFault = await fault(createHostEngine, trial, expected);
    if (tapeFault && planFault)
      throw new NumericsError(`The start-up self-test computed ${planFault}; by automatic differentiation ${tapeFault}.`);
    if (tapeFault)
      throw new NumericsError(`The start-up self-test computed ${planned ? 'by automatic differentiation ' : ''}${tapeFault}.`);
    return planFault ? { tapeReason: `the prepared kernels computed ${planFault}` } : {};
  } finally {
    tf.env().set('WEBGPU_CPU_FORWARD', forward);
  }
}

async function fault(
  create: CreateEngine,
  trial: Trial,
  expected: Outcome,
  tolerances = SINGLE,
  activations: Activations = 'float32',
): Promise<string | undefined> {
  try {
    return difference(await runTrial(create, activations, trial), expected, trial, tolerances);
  } catch (error) {
    return `nothing: ${messageOf(error)}`;
  }
}

async function faultOfPlan(
  trial: Trial,
  expected: Outcome,
  activations: Activations,
  model: ModelConfig | undefined,
): Promise<string | undefined> {
  const single = await fault(createGpuEngine, trial, expected);
  if (single) return single;
  if (activations === 'float16') {
    const half = await fault(createGpuEngine, trial, expected, HALF, 'float16');
    if (half) return `with activations in half precision ${half}`;
  }
  if (!model) return undefined;
  // In these shapes nothing is stored; the tape was right in those of the stored step, or is refused.
  const own = trialOf(model);
  const shaped = await fault(createGpuEngine, own, await runTrial(createHostEngine, 'float32', own));
  return shaped && `in the shapes of the model ${shaped}, where automatic differentiation goes another way`;
}

/**
 * The start-up self-test (DESIGN §4): one tiny training step on the current backend against its float64 result. Some GPUs compute wrong
 * gradients in silence, and a command buffer that failed validation reads back as zeros.
 */
import * as tf from '@tensorflow/tfjs';
// Registers the WEBGPU_CPU_FORWARD flag, whichever backend is tested.
import '@tensorflow/tfjs-backend-webgpu';
import { NumericsError } from '../errors';
import { parameterNames, selfTestStep, type StepResult } from './selfTestStep';

/** Computed in float64 by `selfTest.test.ts`, which checks them. */
export const EXPECTED: StepResult = {
  loss: 7.093287730620396,
  slopes: {
    gamma: 1.176163738,
    qkv: 1.288145502,
    projection: -0.490242693,
    up: 3.763394766,
    down: 1.041866995,
    head: -14.818650227,
  },
};

/** Relative deviation that float32 arithmetic explains, with room for fast-math GPUs: honest backends stay below 1e-5. */
const TOLERANCE = 1e-3;

/** Resolves when the backend computes the step correctly; rejects with NumericsError saying what was computed and what expected. */
export async function runSelfTest(): Promise<void> {
  const forward = tf.env().getBool('WEBGPU_CPU_FORWARD');
  // Otherwise tensors this small would be computed on the CPU and say nothing about the GPU.
  tf.env().set('WEBGPU_CPU_FORWARD', false);
  let result: StepResult;
  try {
    result = await selfTestStep();
  } finally {
    tf.env().set('WEBGPU_CPU_FORWARD', forward);
  }
  compare('loss', result.loss, EXPECTED.loss);
  for (const name of parameterNames) compare(`gradient of ${name}`, result.slopes[name], EXPECTED.slopes[name]);
}

function compare(what: string, received: number, expected: number): void {
  if (Math.abs(received - expected) <= TOLERANCE * Math.abs(expected)) return;
  throw new NumericsError(
    `The start-up self-test computed a wrong ${what}: ${received.toPrecision(6)}, expected ${expected.toPrecision(6)}.`,
  );
}

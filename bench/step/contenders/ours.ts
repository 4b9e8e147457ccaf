/** The learner that the page trains with. */
import * as tf from '@tensorflow/tfjs';
import { contrastiveLoss } from '../../../src/core/loss/contrastive';
import { parameterShapes } from '../../../src/core/model/shape';
import { forwardPatches } from '../../../src/core/model/vit';
import { augment } from '../../../src/core/ops/augment';
import { gradientProgram } from '../../../src/core/ops/contrastive/kernel';
import { clipProgram } from '../../../src/core/ops/gradientNorm/kernel';
import { extractPatches } from '../../../src/core/ops/patches';
import { createVitLearner } from '../../../src/core/learner/vitLearner';
import { millisecondsOf, upTo } from '../measure';
import type { Passes } from '../protocol';
import { SAMPLES_PER_CLASS, type Contender, type Task } from './contender';

/** On WebGPU: the same step up to the first program of the next pass. */
async function passesOnGpu({ n }: Task, step: () => Promise<unknown>): Promise<Passes | null> {
  let found = true;
  const until = (label: string) =>
    millisecondsOf(async () => {
      found = (await upTo(label, step)) && found;
    });
  const forward = await until(gradientProgram(n, SAMPLES_PER_CLASS).key);
  const both = await until(clipProgram(1, 1).key);
  return found ? { forward, backward: Math.max(0, both - forward) } : null;
}

/** On wasm, where an operation has ended when its call returns: the clock is read between the passes of one differentiation. */
async function passesOnHost({ model, weights, head, pixels, n }: Task): Promise<Passes> {
  const shapes = parameterShapes(model);
  const start = performance.now();
  let forwardEnd = start;
  tf.tidy(() => {
    const parameters = shapes.map(({ name, shape }) => tf.tensor(weights[name]!.slice(), shape));
    const patches = extractPatches(augment({ pixels, n, size: model.image }, model.image), model.patch);
    const lossOf = (...tensors: tf.Tensor[]) => {
      const named = Object.fromEntries(shapes.map(({ name }, i) => [name, tensors[i]!]));
      const { features } = forwardPatches(model, named, patches);
      const loss = contrastiveLoss(features, { geometry: 'fused', head, samplesPerClass: SAMPLES_PER_CLASS });
      forwardEnd = performance.now();
      return loss;
    };
    tf.valueAndGrads(lossOf)(parameters);
  });
  return { forward: forwardEnd - start, backward: performance.now() - forwardEnd };
}

export async function createOurs(task: Task): Promise<Contender> {
  const { model, weights, head, optimizer, pixels, n } = task;
  const learner = createVitLearner({ model, geometry: 'fused', head, optimizer, seed: 0, initial: weights });
  const batch = { pixels, n, size: model.image, samplesPerClass: SAMPLES_PER_CLASS };
  const step = async () => (await learner.step(batch, optimizer.learningRate)).loss;
  return {
    step,
    passes: () => (tf.getBackend() === 'webgpu' ? passesOnGpu(task, step) : passesOnHost(task)),
    dispose: () => learner.dispose(),
  };
}

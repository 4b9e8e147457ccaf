/** Forward pass and gradients of the model (vit.json, vit-gradients.safetensors). */
import { createVitLearner } from '../../../src/core/learner/vitLearner';
import { disagreement, parameterBlock } from '../../../src/core/ops/agreement';
import type { GoldenFolder } from '../folder';
import { deviation, TOLERANCE, Worst, type FileReport } from '../report';
import { headOf, readBatch, readModel, type GoldenConfig } from './model';

interface VitFile {
  config: GoldenConfig;
  samplesPerClass: number;
  rows: number[];
  features: number[][];
  loss: number;
}

interface Computed {
  features: ArrayLike<number>;
  loss: number;
  gradients: Map<string, ArrayLike<number>>;
}

/** Leaves the weights as they are and, without momentum and clipping, the gradient as the first moment. */
export const OBSERVING = {
  learningRate: 0,
  weightDecay: 0,
  beta1: 0,
  beta2: 0.999,
  epsilon: 1e-8,
  clipNorm: 0,
  schedule: 'constant',
  warmupSteps: 0,
} as const;

/** Features, loss and the loss's gradient with respect to every weight, by the learner that the page trains with. */
async function compute(folder: GoldenFolder, { config, samplesPerClass, rows }: VitFile): Promise<Computed> {
  const { model, weights } = readModel(folder);
  const learner = createVitLearner({ model, geometry: config.mode, head: headOf(config), optimizer: OBSERVING, seed: 0, initial: weights });
  try {
    const batch = readBatch(folder, rows, samplesPerClass);
    const { features } = await learner.embed(batch.pixels, batch.n, batch.size);
    const { loss } = await learner.step(batch, 0);
    const { parameters } = await learner.state();
    return { features, loss, gradients: new Map(Object.entries(parameters).map(([name, [, gradient]]) => [name, gradient])) };
  } finally {
    learner.dispose();
  }
}

/** Both files in one computation; gradients belong to the loss that vit.json describes. */
export async function checkVit(folder: GoldenFolder): Promise<FileReport[]> {
  const vit = folder.json<VitFile>('vit.json');
  const { features, loss, gradients } = await compute(folder, vit);
  const forwardWorst = new Worst();
  forwardWorst.add(deviation(features, vit.features.flat()), 'features');
  forwardWorst.add(deviation([loss], [vit.loss]), 'loss');
  const reports = [forwardWorst.report('vit.json')];
  if (!folder.has('vit-gradients.safetensors')) return reports;
  const worst = new Worst();
  for (const [name, { data, shape }] of Object.entries(folder.safetensors('vit-gradients.safetensors').tensors)) {
    const gradient = gradients.get(name);
    const expected = data as Float64Array;
    worst.add(gradient ? deviation(gradient, expected) : Infinity, name);
    // What the tolerance lets pass: a small block that is wholly wrong.
    const wrong = gradient && disagreement(gradient, expected, TOLERANCE['vit-gradients.safetensors'], parameterBlock(name, shape));
    if (wrong) worst.fault(`${name}: ${wrong}`);
  }
  return [...reports, worst.report('vit-gradients.safetensors')];
}

/** Training runs, step by step (trajectory.json), through the learner that the page trains with. */
import type { OptimizerConfig } from '../../../src/core/configuration/schema';
import { createVitLearner } from '../../../src/core/learner/vitLearner';
import { GoldenError, type GoldenFolder } from '../folder';
import { deviation, TOLERANCE, Worst, type FileReport } from '../report';
import { headOf, readBatch, readModel, type GoldenConfig } from './model';

interface GoldenOptimizer {
  name: string;
  learningRate: number;
  betas: [number, number];
  epsilon: number;
  weightDecay: number;
  clipNorm: number;
}

interface TrajectoryFile {
  samplesPerClass: number;
  runs: {
    config: GoldenConfig;
    optimizer: GoldenOptimizer;
    steps: { indices: number[]; loss: number; gradientNorm: number }[];
    finalFeatures: number[][];
  }[];
}

/** DESIGN §5: the first losses are held to the file's tolerance, all of them to the looser of these two. */
const CLOSE_STEPS = 5;
const LATER_ABSOLUTE = 5e-3;
const LATER_RELATIVE = 1e-2;

function optimizerOf({ name, learningRate, betas, epsilon, weightDecay, clipNorm }: GoldenOptimizer): OptimizerConfig {
  if (name !== 'AdamW') throw new GoldenError(`trajectory.json asks for the optimiser ${name}; there is only AdamW`);
  return { learningRate, weightDecay, beta1: betas[0], beta2: betas[1], epsilon, clipNorm, schedule: 'constant', warmupSteps: 0 };
}

/** The relative error reported is that of the first losses; a later loss out of its bounds fails the file as well. */
export async function checkTrajectory(folder: GoldenFolder): Promise<FileReport> {
  const { runs, samplesPerClass } = folder.json<TrajectoryFile>('trajectory.json');
  const { model, weights } = readModel(folder);
  const worst = new Worst();
  const figures = { laterLosses: 0, gradientNorms: 0, finalFeatures: 0 };
  const tooFar: string[] = [];
  for (const [i, run] of runs.entries()) {
    const label = `run ${i} (${run.config.mode}, clip ${run.optimizer.clipNorm})`;
    const optimizer = optimizerOf(run.optimizer);
    const learner = createVitLearner({ model, geometry: run.config.mode, head: headOf(run.config), optimizer, seed: 0, initial: weights });
    try {
      for (const [t, { indices, loss: expected, gradientNorm }] of run.steps.entries()) {
        const measured = await learner.step(readBatch(folder, indices, samplesPerClass), optimizer.learningRate);
        const absolute = Math.abs(measured.loss - expected);
        const relative = absolute / Math.abs(expected);
        if (t < CLOSE_STEPS) worst.add(relative, `${label}, step ${t}`);
        figures.laterLosses = Math.max(figures.laterLosses, relative);
        figures.gradientNorms = Math.max(figures.gradientNorms, Math.abs(measured.gradientNorm - gradientNorm) / gradientNorm);
        if (!(absolute <= LATER_ABSOLUTE || relative <= LATER_RELATIVE))
          tooFar.push(`${label}, step ${t}: loss ${measured.loss} instead of ${expected}`);
      }
      if (run.finalFeatures) {
        const rows = run.finalFeatures.map((_, row) => row);
        const batch = readBatch(folder, rows, 1);
        const { features } = await learner.embed(batch.pixels, batch.n, batch.size);
        figures.finalFeatures = Math.max(figures.finalFeatures, deviation(features, run.finalFeatures.flat()));
      }
    } finally {
      learner.dispose();
    }
  }
  const report = worst.report('trajectory.json', figures);
  if (tooFar.length === 0) return report;
  return { ...report, status: 'fail', tolerance: TOLERANCE['trajectory.json'], detail: tooFar[0]! };
}

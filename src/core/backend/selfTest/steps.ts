/** Two steps of training by an engine, what came out, and whether two outcomes are the same. */
import { disagreement, parameterBlock, relativeError } from '../../ops/agreement';
import { clipCoefficient } from '../../ops/gradientNorm/host';
import { parameterShapes } from '../../model/shape';
import type { AdamWConfig, ParameterArrays } from '../../optim';
import type { Batch, LearnerStep } from '../../learner/learner';
import type { EngineOptions, LearnerEngine, StepSettings } from '../../learner/vitLearnerEngine';

/** Steps as an engine is asked for them, from a state in which no moment is 0: where it is, AdamW only tells signs apart. */
export interface Trial {
  options: Omit<EngineOptions, 'weights' | 'activations'>;
  batch: Batch;
  settings: StepSettings;
  before: ParameterArrays;
}

export interface Outcome {
  /** What was measured of the first step, and of the second on the same images. */
  steps: LearnerStep[];
  /** Weights and moments after the first step. */
  after: ParameterArrays;
}

export type CreateEngine = (options: EngineOptions) => LearnerEngine;

/** How far outcomes may lie apart, relative to what is expected. */
export interface Tolerances {
  measured: number;
  gradient: number;
  /** Of second moments, squares of gradients, and of what the step changes of the weights. */
  update: number;
  /** false where rounding may turn the order of two similarities. */
  accuracy: boolean;
}

export async function runTrial(create: CreateEngine, activations: EngineOptions['activations'], trial: Trial): Promise<Outcome> {
  const { options, batch, settings, before } = trial;
  const weights = Object.fromEntries(Object.entries(before).map(([name, [values]]) => [name, values]));
  const engine = create({ ...options, activations, weights });
  const step = async (number: number) => {
    const { settled, result } = await engine.step(batch, { ...settings, step: number });
    const measured = await result;
    await settled;
    return measured;
  };
  try {
    engine.write(before);
    const first = await step(settings.step);
    const after = await engine.read();
    return { steps: [first, await step(settings.step + 1)], after };
  } finally {
    engine.dispose();
  }
}

/** Weights and moments after an AdamW step with the given gradients (before clipping), in float64. */
export function updated({ before, settings, options }: Trial, gradients: Record<string, Float32Array>, norm: number): ParameterArrays {
  const { beta1, beta2, epsilon, weightDecay, clipNorm } = options.optimizer;
  const { learningRate, step } = settings;
  const scale = clipCoefficient(norm, clipNorm);
  return Object.fromEntries(
    Object.entries(before).map(([name, [weights, first, second]]) => {
      const gradient = gradients[name]!.map((value) => value * scale);
      const m = first.map((value, i) => beta1 * value + (1 - beta1) * gradient[i]!);
      const v = second.map((value, i) => beta2 * value + (1 - beta2) * gradient[i]! ** 2);
      const moved = weights.map((value, i) => {
        const root = Math.sqrt(v[i]! / (1 - beta2 ** step));
        return value * (1 - learningRate * weightDecay) - (learningRate * m[i]!) / (1 - beta1 ** step) / (root + epsilon);
      });
      return [name, [moved, m, v]];
    }),
  );
}

/** What a step added to a moment, as the gradient or its square before clipping. */
const gained = (after: Float32Array, before: Float32Array, beta: number, scale: number) =>
  Float64Array.from(after, (value, i) => (value - beta * before[i]!) / (1 - beta) / scale);

/** The first thing in which an outcome is not the one expected, for people; undefined where there is none. */
export function difference(found: Outcome, expected: Outcome, trial: Trial, tolerances: Tolerances): string | undefined {
  const { options, before } = trial;
  const { beta1, beta2, clipNorm }: AdamWConfig = options.optimizer;
  const number = (value: number) => value.toPrecision(6);
  const measured = (what: string, value: number, wanted: number, tolerance: number) =>
    relativeError([value], [wanted]) <= tolerance ? undefined : `${what} of ${number(value)} instead of ${number(wanted)}`;
  const [first, second] = expected.steps as [LearnerStep, LearnerStep];
  const [own, next] = found.steps as [LearnerStep, LearnerStep];
  const wrong =
    measured('a loss', own.loss, first.loss, tolerances.measured) ??
    (tolerances.accuracy ? measured('an accuracy', own.accuracy, first.accuracy, 1e-4) : undefined);
  if (wrong) return wrong;
  const scale = clipCoefficient(first.gradientNorm, clipNorm);
  for (const { name, shape } of parameterShapes(options.model)) {
    const [is, should, was] = [found.after[name]!, expected.after[name]!, before[name]!];
    const block = parameterBlock(name, shape);
    const gradient = (state: typeof is) => gained(state[1], was[1], beta1, scale);
    const square = (state: typeof is) => gained(state[2], was[2], beta2, scale ** 2);
    const change = (state: typeof is) => Float64Array.from(state[0], (value, i) => value - was[0][i]!);
    const parts = [
      ['gradient', gradient, tolerances.gradient],
      ['second moment', square, tolerances.update],
      ['update', change, tolerances.update],
    ] as const;
    for (const [what, of, tolerance] of parts) {
      const fault = disagreement(of(is), of(should), tolerance, block);
      if (fault) return `a wrong ${what} of ${name} (${fault})`;
    }
  }
  return (
    measured('a gradient norm', own.gradientNorm, first.gradientNorm, tolerances.measured) ??
    measured('a second loss', next.loss, second.loss, tolerances.measured)
  );
}

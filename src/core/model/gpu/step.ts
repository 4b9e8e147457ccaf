/**
 * A complete training step on WebGPU: of the whole batch at once, or in parts of any size that give the same (GradCache, Gao et al., arXiv
 * 2101.06983): all parts are embedded and nothing of them is kept but their features, from which loss and gradient of the whole batch are
 * found; then each part goes forward once more, and backward from its share of that gradient. Where nothing but the head is trained, body
 * features are kept instead and nothing goes forward twice.
 */
import type { Activations, Geometry, HeadConfig, ModelConfig } from '../../configuration/schema';
import { isTrained, trainedPart, type Train } from '../../configuration/train';
import { checkImages, type ImageBatch } from '../../ops/augment/images';
import { copyProgram } from '../../ops/copy/kernel';
import type { AdamWStep } from '../../ops/adamw/host';
import type { GpuDevice } from '../../ops/runtime/gpuDevice';
import { PlanBuilder, type CompileProgress, type Plan, type PlanSizes, type Region, type Turn } from '../../ops/runtime/plan';
import { ParameterLayout } from '../../optim/parameterLayout';
import { bodyWidth, parameterShapes } from '../shape';
import { planBody, planFeatures, planHead } from './features';
import { planGradient, type GradientPlace } from './gradient';
import { partOf, planImages, type ImageShape, type PlannedImages } from './images';
import { planLoss, type PlannedLoss } from './loss';
import { planUpdate } from './update';

/** What of the optimiser a plan is made with. */
export type AdamWConstants = Pick<AdamWStep, 'weightDecay' | 'beta1' | 'beta2' | 'epsilon'> & { clipNorm: number };

export interface StepShape extends ImageShape {
  samplesPerClass: number;
  geometry: Geometry;
  hyperbolicInput: HeadConfig['hyperbolicInput'];
  /** How what the backward pass needs is kept. */
  activations: Activations;
  /** What of the model is trained, as the parameters are laid out; default: all. */
  train?: Train;
  /** Images of a part; default: the whole batch at once. */
  microbatch?: number;
  /** true: of every block only its input is kept and the rest computed once more: a third more work, a fraction of the memory. */
  recompute?: boolean;
}

export interface StepNumbers {
  head: HeadConfig;
  featureScale: number;
  learningRate: number;
  /** 1 for the first. */
  step: number;
}

export interface StepPlan {
  /** Of one step. */
  readonly dispatches: number;
  /** Gives the device the whole step; resolves when what is measured has been read back. */
  run(batch: ImageBatch, numbers: StepNumbers): Promise<{ loss: number; accuracy: number; gradientNorm: number }>;
  dispose(): void;
}

/** The sections of a step, put together. */
interface Sections {
  loss: PlannedLoss;
  gradient: GradientPlace;
  /** Turns from images to gradient. The plan is given when it is built; without one they only count. */
  turns(batch: ImageBatch | undefined, ready: Plan | undefined): Turn[];
}

/** A part of the batch: its place, and how many images. */
interface Part {
  from: number;
  count: number;
}

/** A batch of `n` in parts of `microbatch`; the last may be smaller. */
export function partsOf(n: number, microbatch = n): Part[] {
  const most = Math.min(n, microbatch);
  return Array.from({ length: Math.ceil(n / most) }, (_, i) => ({ from: i * most, count: Math.min(most, n - i * most) }));
}

class StepBuilder {
  readonly plan = new PlanBuilder();
  readonly trained;
  readonly parts: Part[];
  readonly #images = new Map<number, PlannedImages>();

  constructor(
    readonly model: ModelConfig,
    readonly parameters: ParameterLayout,
    readonly shape: StepShape,
  ) {
    this.trained = trainedPart(shape.train ?? 'all', model.depth);
    this.parts = partsOf(shape.n, shape.microbatch);
  }

  readonly weights = (name: string): Region => this.parameters.region(name);

  get keeping() {
    return { half: this.shape.activations === 'float16', recompute: this.shape.recompute ?? false };
  }

  /** The images of parts of so many, which all of them use in turn. */
  images(count: number): PlannedImages {
    let images = this.#images.get(count);
    if (!images) this.#images.set(count, (images = planImages(this.plan, this.model, { ...this.shape, n: count })));
    return images;
  }

  loss(features: Region): PlannedLoss {
    return planLoss(this.plan, features, { ...this.shape, d: this.model.embedding });
  }

  /** Different sizes of parts, the largest first. */
  get counts(): number[] {
    return [...new Set(this.parts.map(({ count }) => count))];
  }

  /**
   * A section for each size of parts, and the turns that go through all parts.
   * @param append puts a section together; returns what is to be set at a turn of it
   */
  forEachPart(append: (count: number) => (part: Part, index: number) => void): Sections['turns'] {
    const sections = new Map(
      this.counts.map((count) => {
        const section = this.plan.section();
        return [count, { section, set: append(count) }];
      }),
    );
    return (batch, ready) =>
      this.parts.map((part, i) => {
        const { section, set } = sections.get(part.count)!;
        return {
          section,
          begin: () => {
            set(part, i);
            if (batch && ready) this.images(part.count).fill(ready, partOf(batch, part.from, part.count));
          },
        };
      });
  }
}

/** The whole batch at once. */
function planWhole(step: StepBuilder): Sections {
  const { plan, model, shape, parameters } = step;
  const images = step.images(shape.n);
  const tape = planFeatures(plan, model, step.weights, images.patches(), shape.n, step.keeping);
  const loss = step.loss(tape.features);
  const gradient = planGradient(tape, model, parameters, step.trained, loss.dFeatures);
  const begin = (batch: ImageBatch | undefined, ready: Plan | undefined) => () => batch && ready && images.fill(ready, batch);
  return { loss, gradient, turns: (batch, ready) => [{ section: 0, begin: begin(batch, ready) }] };
}

/** Appends what every part leaves, `width` values an image; returns all of it together, and the turns. */
function gathered(step: StepBuilder, width: number, of: (count: number) => Region): { all: Region; turns: Sections['turns'] } {
  const all = step.plan.scratch(step.shape.n * width);
  const turns = step.forEachPart((count) => {
    const writeAt = { value: 0 };
    step.plan.runInto(copyProgram(count * width), [of(count)], all, { settings: { writeAt } });
    return ({ from }) => (writeAt.value = from * width);
  });
  return { all, turns };
}

/** In parts of which nothing is trained but the head over their body features. */
function planHeadInParts(step: StepBuilder): Sections {
  const { plan, model, shape, parameters } = step;
  const bodyOf = (count: number) => planBody(plan, model, step.weights, step.images(count).patches(), count).body;
  const { all, turns } = gathered(step, bodyWidth(model), bodyOf);
  const section = plan.section();
  const tape = planHead(plan, model, step.weights, all, shape.n);
  const loss = step.loss(tape.features);
  const gradient = planGradient(tape, model, parameters, step.trained, loss.dFeatures);
  return { loss, gradient, turns: (batch, ready) => [...turns(batch, ready), { section }] };
}

/** In parts that go forward twice. */
function planInParts(step: StepBuilder): Sections {
  const { plan, model, parameters } = step;
  const d = model.embedding;
  const featuresOf = (count: number) => planFeatures(plan, model, step.weights, step.images(count).patches(), count).features;
  const { all, turns: forward } = gathered(step, d, featuresOf);
  const lossSection = plan.section();
  const loss = step.loss(all);
  let into: GradientPlace | undefined;
  const [largestPart] = step.counts;
  const backward = step.forEachPart((count) => {
    const tape = planFeatures(plan, model, step.weights, step.images(count).patches(), count, step.keeping);
    const readAt = { value: 0 };
    const accumulate = { value: 0 };
    const dFeatures = plan.run(copyProgram(count * d), [loss.dFeatures], { settings: { readAt } });
    into = planGradient(tape, model, parameters, step.trained, dFeatures, { into, accumulate, largestPart });
    return (part, i) => {
      readAt.value = part.from * d;
      accumulate.value = i === 0 ? 0 : 1;
    };
  });
  return {
    ...{ loss, gradient: into! },
    turns: (batch, ready) => [...forward(batch, ready), { section: lossSection }, ...backward(batch, ready)],
  };
}

function planStep(model: ModelConfig, parameters: ParameterLayout, optimizer: AdamWConstants, shape: StepShape) {
  const step = new StepBuilder(model, parameters, shape);
  const { plan, parts } = step;
  const compose = parts.length === 1 ? planWhole : step.trained.norm ? planInParts : planHeadInParts;
  const { loss, gradient, turns } = compose(step);
  const whole = parts.length === 1;
  const section = whole ? 0 : plan.section();
  const update = planUpdate(plan, parameters, gradient, optimizer);
  const all: Sections['turns'] = (batch, ready) => [...turns(batch, ready), ...(whole ? [] : [{ section }])];
  return { plan, loss, update, turns: all };
}

/** The places of the parameters of a model of which a part is trained. */
export function layoutOf(model: ModelConfig, train: Train = 'all'): ParameterLayout {
  const part = trainedPart(train, model.depth);
  return new ParameterLayout(parameterShapes(model), (name) => isTrained(part, name));
}

/**
 * What a training step asks of a device, counted without one: its dispatches, the bytes of plan and parameters, and the largest
 * binding.
 */
export function stepSizes(model: ModelConfig, optimizer: AdamWConstants, shape: StepShape): PlanSizes {
  const parameters = layoutOf(model, shape.train);
  const { plan, turns } = planStep(model, parameters, optimizer, shape);
  const sizes = plan.sizes(turns(undefined, undefined));
  return { ...sizes, bytes: sizes.bytes + 4 * parameters.stateSize };
}

/** Puts a training step together: augmentation, forward and backward pass, loss, gradient norm, AdamW in place. */
export async function buildStep(
  gpu: GpuDevice,
  model: ModelConfig,
  parameters: ParameterLayout,
  optimizer: AdamWConstants,
  shape: StepShape,
  onProgress?: CompileProgress,
): Promise<StepPlan> {
  const { plan, loss, update, turns } = planStep(model, parameters, optimizer, shape);
  const ready = await plan.build(gpu, onProgress);
  return {
    dispatches: ready.dispatches(turns(undefined, undefined)),
    run(batch, { head, featureScale, learningRate, step }) {
      checkImages(batch, model.image);
      loss.set(head, featureScale);
      update.set(learningRate, step);
      return ready
        .run([loss.measured, update.clip], turns(batch, ready))
        .then(([measured, clip]) => ({ loss: measured![0]!, accuracy: measured![1]!, gradientNorm: clip![1]! }));
    },
    dispose: () => ready.dispose(),
  };
}

/**
 * Third piece of a step: from the gradient of the features to that of the parameters that are trained, written out by hand. It ends at the
 * lowest of those.
 */
import { gatherProgram, STRETCH_WORDS, stretchTable } from '../../ops/gradientNorm/kernel';
import { meanGradientProgram, patchRowsProgram, positionGradientProgram } from '../../ops/patches/kernel';
import type { TrainedPart } from '../../configuration/train';
import type { Region, Setting } from '../../ops/runtime/plan';
import type { ParameterLayout } from '../../optim/parameterLayout';
import type { ModelShape } from '../shape';
import { planBlockGradient } from './block';
import type { BodyTape } from './features';
import { gradientLayout, type GradientGroup } from './gradientLayout';
import { planInputGradient, planNormGradient, planWeightGradient, type PartialSums } from './layers';

/** Where a gradient goes. */
export interface GradientPlace {
  /** The gradient, as the moments of parameters lie. */
  gradient: Region;
  /** Sums of its squares, which together are the square of its norm. */
  squares: Region;
}

export interface GradientOptions {
  /** Default: regions that last for one run of the plan. */
  into?: GradientPlace;
  /** 1: it is added to what is there, which another part of the batch has left; 0, the default: it replaces that. */
  accumulate?: Setting;
  /** Of the parts of a batch that are added up, the images of the largest; default: those on the tape. */
  largestPart?: number;
  /** Most partial sums that are held at once, if a transformer block has no more. */
  groupValues?: number;
}

/**
 * Appends the backward pass.
 * @param trained what the parameters' layout has as trained
 * @param dFeatures [images, embedding] the gradient of the features on the tape
 */
export function planGradient(
  { context, body, ...tape }: Pick<BodyTape, 'context' | 'body'> & Partial<BodyTape>,
  model: ModelShape,
  parameters: ParameterLayout,
  trained: TrainedPart,
  dFeatures: Region,
  { into, accumulate = { value: 0 }, largestPart, groupValues }: GradientOptions = {},
): GradientPlace {
  const { plan, sizes } = context;
  const layout = gradientLayout(model, parameters.trainedShapes, sizes.sequence.images, { largestPart, groupValues });
  const stretches = plan.input(STRETCH_WORDS * layout.count, () => new Float32Array(stretchTable(layout.stretches()).buffer));
  const { gradient, squares } = into ?? { gradient: plan.scratch(parameters.trainedSize), squares: plan.scratch(layout.squares) };

  const gather = ({ group, region }: PartialSums) => {
    const { part } = group;
    const output = gradient.part(part.at, part.size);
    plan.runInto(gatherProgram(part), [region, stretches], output, { writes: [squares], settings: { accumulate } });
  };
  // Groups are met from the last to the first; one is gathered when the next begins.
  let current: PartialSums | undefined;
  const sumsOf = (group: GradientGroup): PartialSums => {
    if (current?.group === group) return current;
    if (current) gather(current);
    return (current = { group, region: plan.scratch(group.size) });
  };

  const end = sumsOf(layout.groupOf('end'));
  planWeightGradient(context, end, sizes.head, 'head', body, dFeatures);
  if (trained.norm) {
    const dBody = planInputGradient(context, sizes.head, 'head', dFeatures);
    const dPooled = model.pooling === 'mean' ? plan.run(meanGradientProgram(sizes.pooled), [dBody]) : dBody;
    let dx: Region | undefined = planNormGradient(context, end, sizes.lastNorm, 'norm', tape.sequence!, dPooled);
    for (let i = model.depth - 1; i >= trained.firstBlock; i--) {
      const name = `blocks.${i}`;
      const lowest = i === trained.firstBlock && !trained.positions;
      dx = planBlockGradient(context, sumsOf(layout.groupOf(name)), name, tape.blocks![i]!(), dx!, lowest);
    }
    if (dx) planBeginning(dx);
  }
  gather(current!);
  return { gradient, squares };

  /** What comes before the blocks, from the gradient of the sequence. */
  function planBeginning(dx: Region): void {
    const beginning = sumsOf(layout.groupOf('beginning'));
    const { group, region } = beginning;
    plan.runInto(positionGradientProgram(sizes.sequence, group.positions!, group.size), [dx], region);
    if (!trained.patchEmbedding) return;
    const rows = plan.run(patchRowsProgram(sizes.sequence), [dx]);
    planWeightGradient(context, beginning, sizes.projection, 'patch_embed.proj', tape.patches!, rows);
  }
}

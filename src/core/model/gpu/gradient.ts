/** Third piece of a step: from the gradient of the features to that of all parameters, written out by hand. */
import { gatherProgram, stretchTable } from '../../ops/gradientNorm/kernel';
import { meanGradientProgram, patchRowsProgram, positionGradientProgram } from '../../ops/patches/kernel';
import type { Region, Setting } from '../../ops/runtime/plan';
import type { ParameterLayout } from '../../optim';
import type { ModelShape } from '../shape';
import { planBlockGradient } from './block';
import type { FeaturesTape } from './features';
import { gradientLayout, type GradientGroup } from './gradientLayout';
import { planInputGradient, planNormGradient, planWeightGradient, type PartialSums } from './layers';

/** Where a gradient goes. */
export interface GradientPlace {
  /** The gradient, as parameters lie. */
  gradient: Region;
  /** Sums of its squares, which together are the square of its norm. */
  squares: Region;
}

export interface GradientOptions {
  /** Default: regions that last for one run of the plan. */
  into?: GradientPlace;
  /** 1: it is added to what is there, which another part of the batch has left; 0, the default: it replaces that. */
  accumulate?: Setting;
  /** Most partial sums that are held at once, if a transformer block has no more. */
  groupValues?: number;
}

/**
 * Appends the backward pass.
 * @param dFeatures [images, embedding] the gradient of the features on the tape
 */
export function planGradient(
  { context, ...tape }: FeaturesTape,
  model: ModelShape,
  parameters: ParameterLayout,
  dFeatures: Region,
  { into, accumulate = { value: 0 }, groupValues }: GradientOptions = {},
): GradientPlace {
  const { plan, sizes } = context;
  const layout = gradientLayout(model, parameters.shapes, sizes.sequence.images, groupValues);
  const table = stretchTable(layout.stretches);
  const stretches = plan.input(table.length, new Float32Array(table.buffer));
  const { gradient, squares } = into ?? { gradient: plan.scratch(parameters.size), squares: plan.scratch(layout.squares) };

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
  planWeightGradient(context, end, sizes.head, 'head', tape.body, dFeatures);
  const dBody = planInputGradient(context, sizes.head, 'head', dFeatures);
  const dPooled = model.pooling === 'mean' ? plan.run(meanGradientProgram(sizes.pooled), [dBody]) : dBody;
  let dx = planNormGradient(context, end, sizes.lastNorm, 'norm', tape.sequence, dPooled);
  for (let i = model.depth - 1; i >= 0; i--) {
    const name = `blocks.${i}`;
    dx = planBlockGradient(context, sumsOf(layout.groupOf(name)), name, tape.blocks[i]!(), dx);
  }
  const beginning = sumsOf(layout.groupOf('beginning'));
  const { group, region } = beginning;
  plan.runInto(positionGradientProgram(sizes.sequence, group.positions!, group.size), [dx], region);
  planWeightGradient(
    context,
    beginning,
    sizes.projection,
    'patch_embed.proj',
    tape.patches,
    plan.run(patchRowsProgram(sizes.sequence), [dx]),
  );
  gather(beginning);
  return { gradient, squares };
}

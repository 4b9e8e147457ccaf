/** First piece of a step: from patches to features. The model is that of `vit.ts`. */
import { meanProgram, sequenceProgram } from '../../ops/patches/kernel';
import type { PlanBuilder, Region } from '../../ops/runtime/plan';
import type { ModelShape } from '../shape';
import { planBlock, planBlockOutput, type BlockTape } from './block';
import { dimensions, fitsHalves } from './dimensions';
import { planLinear, planNorm, type ForwardContext } from './layers';

export interface FeaturesOptions {
  /** Where the features go; default: a region of their own. */
  into?: Region;
  /** true: what the backward pass needs is kept in half precision, where rows are made of fours. */
  half?: boolean;
  /** true: of every block only its input is kept; the rest is computed once more. */
  recompute?: boolean;
}

export interface FeaturesTape {
  context: ForwardContext;
  patches: Region;
  /** The tape of every block, made anew where that was asked for. Appends to the plan: to be called once, in the backward pass. */
  blocks: (() => BlockTape)[];
  /** Tokens after the last block. */
  sequence: Region;
  body: Region;
  features: Region;
}

/**
 * Appends the forward pass.
 * @param weights the region of a parameter, by timm's name
 * @param patches [images·patches, channels·patch·patch], pixels as (channel, y, x)
 */
export function planFeatures(
  plan: PlanBuilder,
  model: ModelShape,
  weights: (name: string) => Region,
  patches: Region,
  images: number,
  { into, half: wanted = false, recompute = false }: FeaturesOptions = {},
): FeaturesTape {
  const half = wanted && fitsHalves(model);
  const sizes = dimensions(model, images);
  const context: ForwardContext = { plan, sizes, weights };
  const projected = planLinear(context, sizes.projection, 'patch_embed.proj', patches);
  let x = plan.run(sequenceProgram(sizes.sequence), [projected, weights('cls_token'), weights('pos_embed')]);
  const blocks = Array.from({ length: model.depth }, (_, i) => {
    const name = `blocks.${i}`;
    const input = x;
    const tape = planBlock(context, name, input, half);
    x = planBlockOutput(context, name, tape);
    return recompute ? () => planBlock(context, name, input, half) : () => tape;
  });
  const normalised = planNorm(context, sizes.lastNorm, 'norm', x);
  const body = model.pooling === 'mean' ? plan.run(meanProgram(sizes.pooled), [normalised]) : normalised;
  return { context, patches, blocks, sequence: x, body, features: planLinear(context, sizes.head, 'head', body, { into }) };
}

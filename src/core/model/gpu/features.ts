/** First piece of a step: from patches to features. The model is that of `vit.ts`. */
import { meanProgram, sequenceProgram } from '../../ops/patches/kernel';
import type { PlanBuilder, Region } from '../../ops/runtime/plan';
import type { ModelShape } from '../shape';
import { planBlock, planBlockOutput, type BlockTape } from './block';
import { dimensions, fitsHalves } from './dimensions';
import { planLinear, planNorm, type ForwardContext } from './layers';

export interface FeaturesOptions {
  /** true: what the backward pass needs is kept in half precision, where rows are made of fours. */
  half?: boolean;
  /** true: of every block only its input is kept; the rest is computed once more. */
  recompute?: boolean;
}

export interface BodyTape {
  context: ForwardContext;
  patches: Region;
  /** The tape of every block, made anew where that was asked for. Appends to the plan: to be called once, in the backward pass. */
  blocks: (() => BlockTape)[];
  /** Tokens after the last block. */
  sequence: Region;
  body: Region;
}

export interface FeaturesTape extends BodyTape {
  features: Region;
}

/**
 * Appends the forward pass up to the body features.
 * @param weights the region of a parameter, by timm's name
 * @param patches [images·patches, channels·patch·patch], pixels as (channel, y, x)
 */
export function planBody(
  plan: PlanBuilder,
  model: ModelShape,
  weights: (name: string) => Region,
  patches: Region,
  images: number,
  { half: wanted = false, recompute = false }: FeaturesOptions = {},
): BodyTape {
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
  return { context, patches, blocks, sequence: x, body };
}

/** Appends the forward pass; as `planBody`, with the head's output. */
export function planFeatures(...options: Parameters<typeof planBody>): FeaturesTape {
  const tape = planBody(...options);
  const { context, body } = tape;
  return { ...tape, features: planLinear(context, context.sizes.head, 'head', body) };
}

/**
 * Appends the head alone, over body features that were found before.
 * @param body [images, bodyWidth]
 */
export function planHead(
  plan: PlanBuilder,
  model: ModelShape,
  weights: (name: string) => Region,
  body: Region,
  images: number,
): Pick<FeaturesTape, 'context' | 'body' | 'features'> {
  const context: ForwardContext = { plan, sizes: dimensions(model, images), weights };
  return { context, body, features: planLinear(context, context.sizes.head, 'head', body) };
}

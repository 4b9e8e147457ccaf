/** One transformer block as dispatches of a plan (`vit.ts` has the same on tfjs's tape): pre-norm attention, then a pre-norm MLP. */
import { attentionGradientPrograms, attentionProgram } from '../../ops/attention/kernel';
import type { Region } from '../../ops/runtime/plan';
import { front, slopes } from './dimensions';
import {
  planInputGradient,
  planLinear,
  planNorm,
  planNormGradient,
  planNormParameterGradient,
  planWeightGradient,
  type ForwardContext,
  type PartialSums,
} from './layers';

/** What the backward pass needs of a block. */
export interface BlockTape {
  input: Region;
  normalised1: Region;
  qkv: Region;
  /** Attention's output and what lies behind it. */
  attended: Region;
  joined: Region;
  normalised2: Region;
  /** GELU of the hidden layer, and behind it GELU's slope. */
  hidden: Region;
}

/**
 * Appends a block up to its hidden layer: all that its gradient needs, whether it is computed for the first time or once more.
 * @param name timm's, `blocks.0`
 * @param half keeps what the backward pass needs in half precision, but for the sums that run through the blocks and the attention's
 *   output, from which its weights are computed anew
 */
export function planBlock(context: ForwardContext, name: string, input: Region, half: boolean): BlockTape {
  const { plan, sizes } = context;
  const normalised1 = planNorm(context, sizes.norm, `${name}.norm1`, input, half);
  const qkv = planLinear(context, sizes.qkv, `${name}.attn.qkv`, normalised1, { half });
  const attended = plan.run(attentionProgram(sizes.attention), [qkv]);
  const joined = planLinear(context, sizes.mix, `${name}.attn.proj`, front(attended, sizes.mix), { epilogue: 'residual', residual: input });
  const normalised2 = planNorm(context, sizes.norm, `${name}.norm2`, joined, half);
  const hidden = planLinear(context, sizes.up, `${name}.mlp.fc1`, normalised2, { epilogue: 'gelu', half });
  return { input, normalised1, qkv, attended, joined, normalised2, hidden };
}

/** Appends the rest of a block: what the next one takes. */
export function planBlockOutput(context: ForwardContext, name: string, { hidden, joined }: BlockTape): Region {
  const { sizes } = context;
  return planLinear(context, sizes.down, `${name}.mlp.fc2`, front(hidden, sizes.up), { epilogue: 'residual', residual: joined });
}

/**
 * Appends the backward pass of a block from the gradient of its output.
 * @param lowest nothing below is trained: the gradient of its input is not needed
 * @returns the gradient of its input, or undefined where that is not needed
 */
export function planBlockGradient(
  context: ForwardContext,
  sums: PartialSums,
  name: string,
  tape: BlockTape,
  dy: Region,
  lowest: boolean,
): Region | undefined {
  const { plan, sizes } = context;
  planWeightGradient(context, sums, sizes.down, `${name}.mlp.fc2`, front(tape.hidden, sizes.up), dy);
  const dHidden = planInputGradient(context, sizes.down, `${name}.mlp.fc2`, dy, slopes(tape.hidden, sizes.up));
  planWeightGradient(context, sums, sizes.up, `${name}.mlp.fc1`, tape.normalised2, dHidden);
  const dNormalised2 = planInputGradient(context, sizes.up, `${name}.mlp.fc1`, dHidden);
  const dJoined = planNormGradient(context, sums, sizes.norm, `${name}.norm2`, tape.joined, dNormalised2, dy);
  planWeightGradient(context, sums, sizes.mix, `${name}.attn.proj`, front(tape.attended, sizes.mix), dJoined);
  const dAttended = planInputGradient(context, sizes.mix, `${name}.attn.proj`, dJoined);
  const [query, key] = attentionGradientPrograms(sizes.attention);
  const packed = plan.run(query, [tape.qkv, dAttended, tape.attended]);
  plan.runInto(key, [tape.qkv, dAttended, tape.attended], packed);
  const dQkv = front(packed, sizes.qkv);
  planWeightGradient(context, sums, sizes.qkv, `${name}.attn.qkv`, tape.normalised1, dQkv);
  const dNormalised1 = planInputGradient(context, sizes.qkv, `${name}.attn.qkv`, dQkv);
  if (!lowest) return planNormGradient(context, sums, sizes.norm, `${name}.norm1`, tape.input, dNormalised1, dJoined);
  planNormParameterGradient(context, sums, sizes.norm, `${name}.norm1`, tape.input, dNormalised1);
  return undefined;
}

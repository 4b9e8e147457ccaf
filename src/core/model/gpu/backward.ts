/** The backward pass of the vision transformer as dispatches of a plan, written out by hand; partial sums for every parameter. */
import { attentionGradientPrograms } from '../../ops/attention/programs';
import { momentsProgram, normInputGradientProgram, normParameterGradientProgram, type NormShape } from '../../ops/layerNorm/programs';
import { inputGradientProgram, weightGradientProgram, type Sides } from '../../ops/linear/programs';
import { meanGradientProgram, patchRowsProgram, positionGradientProgram } from '../../ops/patches/programs';
import type { PlanBuilder, Region } from '../../ops/runtime/plan';
import type { ModelShape } from '../shape';
import { dimensions, front, slopes, type BlockTape, type ForwardTape } from './forward';
import type { GradientLayout } from './gradientLayout';

/** Appends the backward pass from the gradient of the features; returns the region of all partial sums, placed as the layout says. */
export function planBackward(
  plan: PlanBuilder,
  model: ModelShape,
  weights: (name: string) => Region,
  tape: ForwardTape,
  dFeatures: Region,
  layout: GradientLayout,
  images: number,
): Region {
  const sizes = dimensions(model, images);
  const partial = plan.scratch(layout.size);

  const weightGradient = (sides: Sides, name: string, x: Region, dy: Region) =>
    plan.runInto(weightGradientProgram(sides, layout.layer(name), layout.size), [x, dy], partial);
  const inputGradient = (sides: Sides, name: string, dy: Region, factor: Region[] = []) =>
    plan.run(inputGradientProgram(sides, factor.length > 0), [dy, weights(`${name}.weight`), ...factor]);
  const norm = (shape: NormShape, name: string, x: Region, dy: Region, residual: Region[] = []) => {
    const moments = plan.run(momentsProgram(shape), [x]);
    plan.runInto(normParameterGradientProgram(shape, layout.layer(name), layout.size), [x, dy, moments], partial);
    return plan.run(normInputGradientProgram(shape, residual.length > 0), [x, weights(`${name}.weight`), dy, moments, ...residual]);
  };

  const block = (name: string, tape: BlockTape, dy: Region): Region => {
    weightGradient(sizes.down, `${name}.mlp.fc2`, front(tape.hidden, sizes.up), dy);
    const dHidden = inputGradient(sizes.down, `${name}.mlp.fc2`, dy, [slopes(tape.hidden, sizes.up)]);
    weightGradient(sizes.up, `${name}.mlp.fc1`, tape.normalised2, dHidden);
    const dNormalised2 = inputGradient(sizes.up, `${name}.mlp.fc1`, dHidden);
    const dJoined = norm(sizes.norm, `${name}.norm2`, tape.joined, dNormalised2, [dy]);
    weightGradient(sizes.mix, `${name}.attn.proj`, front(tape.attended, sizes.mix), dJoined);
    const dAttended = inputGradient(sizes.mix, `${name}.attn.proj`, dJoined);
    const [query, key] = attentionGradientPrograms(sizes.attention);
    const packed = plan.run(query, [tape.qkv, dAttended, tape.attended]);
    plan.runInto(key, [tape.qkv, dAttended, tape.attended], packed);
    const dQkv = front(packed, sizes.qkv);
    weightGradient(sizes.qkv, `${name}.attn.qkv`, tape.normalised1, dQkv);
    const dNormalised1 = inputGradient(sizes.qkv, `${name}.attn.qkv`, dQkv);
    return norm(sizes.norm, `${name}.norm1`, tape.input, dNormalised1, [dJoined]);
  };

  weightGradient(sizes.head, 'head', tape.body, dFeatures);
  const dBody = inputGradient(sizes.head, 'head', dFeatures);
  const dPooled = model.pooling === 'mean' ? plan.run(meanGradientProgram(sizes.pooled), [dBody]) : dBody;
  let dx = norm(sizes.lastNorm, 'norm', tape.sequence, dPooled);
  for (let i = model.depth - 1; i >= 0; i--) dx = block(`blocks.${i}`, tape.blocks[i]!, dx);
  plan.runInto(positionGradientProgram(sizes.sequence, layout.positions, layout.size), [dx], partial);
  weightGradient(sizes.projection, 'patch_embed.proj', tape.patches, plan.run(patchRowsProgram(sizes.sequence), [dx]));
  return partial;
}

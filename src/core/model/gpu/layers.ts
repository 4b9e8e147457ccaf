/** Layers as dispatches of a plan: forward, and backward from the gradient of what they give. */
import {
  layerNormProgram,
  momentsProgram,
  normInputGradientProgram,
  normParameterGradientProgram,
  type NormShape,
} from '../../ops/layerNorm/kernel';
import { inputGradientProgram, linearProgram, weightGradientProgram, type Epilogue, type Sides } from '../../ops/linear/kernel';
import type { PlanBuilder, Region } from '../../ops/runtime/plan';
import type { Dimensions } from './dimensions';
import type { GradientGroup } from './gradientLayout';

/** Where the forward pass of a model is appended. */
export interface ForwardContext {
  plan: PlanBuilder;
  sizes: Dimensions;
  /** The region of a parameter, by timm's name. */
  weights(name: string): Region;
}

/** The region in which a group of layers leaves partial sums of its gradient. */
export interface PartialSums {
  group: GradientGroup;
  region: Region;
}

export function planLinear(
  { plan, weights }: ForwardContext,
  sides: Sides,
  name: string,
  x: Region,
  { epilogue = 'none', residual, half = false }: { epilogue?: Epilogue; residual?: Region; half?: boolean } = {},
): Region {
  const inputs = [x, weights(`${name}.weight`), weights(`${name}.bias`), ...(residual ? [residual] : [])];
  return plan.run(linearProgram(sides, epilogue), inputs, { half });
}

/** Partial sums of the gradient of a linear layer's weight and bias. */
export function planWeightGradient({ plan }: ForwardContext, sums: PartialSums, sides: Sides, name: string, x: Region, dy: Region): void {
  const { group, region } = sums;
  plan.runInto(weightGradientProgram(sides, group.layer(name), group.size), [x, dy], region);
}

/** The gradient of a linear layer's input, times `factor` element by element where one is given. */
export function planInputGradient({ plan, weights }: ForwardContext, sides: Sides, name: string, dy: Region, factor?: Region): Region {
  return plan.run(inputGradientProgram(sides, factor !== undefined), [dy, weights(`${name}.weight`), ...(factor ? [factor] : [])]);
}

export function planNorm({ plan, weights }: ForwardContext, shape: NormShape, name: string, x: Region, half = false): Region {
  return plan.run(layerNormProgram(shape), [x, weights(`${name}.weight`), weights(`${name}.bias`)], { half });
}

/** Partial sums of the gradient of a norm's weight and bias. Returns what its input's gradient needs as well: the moments of the rows. */
export function planNormParameterGradient(
  { plan }: ForwardContext,
  { group, region }: PartialSums,
  shape: NormShape,
  name: string,
  x: Region,
  dy: Region,
): Region {
  const moments = plan.run(momentsProgram(shape), [x]);
  plan.runInto(normParameterGradientProgram(shape, group.layer(name), group.size), [x, dy, moments], region);
  return moments;
}

/** The gradient of a norm's input, with `residual` added where one is given; partial sums for its weight and bias. */
export function planNormGradient(
  context: ForwardContext,
  sums: PartialSums,
  shape: NormShape,
  name: string,
  x: Region,
  dy: Region,
  residual?: Region,
): Region {
  const { plan, weights } = context;
  const moments = planNormParameterGradient(context, sums, shape, name, x, dy);
  const inputs = [x, weights(`${name}.weight`), dy, moments, ...(residual ? [residual] : [])];
  return plan.run(normInputGradientProgram(shape, residual !== undefined), inputs);
}

/**
 * Programs of layer normalisation: one invocation a row for software adapters, several with their sums shared for GPUs; vec4 where
 * the width allows. The rows that are normalised may be chosen from those there are: the last norm of the model acts on the pooled
 * tokens only.
 */
import type { PartialPlaces } from '../linear/kernel';
import { codeOf, integers, type ShaderProgram, type UniformField } from '../runtime/program';
import { usesSubgroups } from '../runtime/laneSum';
import { kernelVariant, lanesInStep, type KernelVariant } from '../runtime/variant';
import { forward, inputGradient, parameterGradient, statistics, type RowForm } from './wgsl';

/** Normalises `taken` rows of every `tokens`, from `first` on. */
export interface RowChoice {
  tokens: number;
  first: number;
  taken: number;
}

export interface NormShape {
  /** Rows there are. */
  rows: number;
  width: number;
  epsilon: number;
  choice?: RowChoice;
}

const ALL: RowChoice = { tokens: 1, first: 0, taken: 1 };

/** Rows that are normalised. */
export const chosenRows = ({ rows, choice = ALL }: NormShape): number => (rows / choice.tokens) * choice.taken;

const WORKGROUP = 64;
/** Invocations a row: as many as read a stretch of memory together. Rows of many vectors have more, to be done sooner. */
const LANES = 8;
const LANES_OF_LONG_ROWS = 32;
const LONG_ROW = 64;

function formOf({ width }: NormShape, variant: KernelVariant): RowForm {
  const components = width % 4 === 0 ? 4 : 1;
  const lanes = variant === 'registers' ? 1 : width / components > LONG_ROW ? LANES_OF_LONG_ROWS : LANES;
  return { components, lanes, workgroup: WORKGROUP, inStep: lanes === 1 ? 1 : lanesInStep(variant) };
}

const keyOf = ({ components, lanes, inStep }: RowForm) => `${components} ${lanes} ${inStep}`;

/** Width and places are counted in vectors of `components`. */
function describe(shape: NormShape) {
  const components: 1 | 4 = shape.width % 4 === 0 ? 4 : 1;
  const { tokens, first, taken } = shape.choice ?? ALL;
  const uniforms: UniformField[] = [
    ...integers({ rows: chosenRows(shape), width: shape.width / components, tokens, first, taken }),
    { name: 'epsilon', type: 'f32', value: shape.epsilon },
  ];
  return { components, uniforms };
}

const used = (uniforms: UniformField[], ...names: string[]) => uniforms.filter(({ name }) => names.includes(name));

/** γ·x̂ + β from [x, γ, β]. */
export function layerNormProgram(shape: NormShape, variant = kernelVariant()): ShaderProgram {
  const { components, uniforms } = describe(shape);
  const form = formOf(shape, variant);
  const rows = chosenRows(shape);
  const key = `negativeSpaceLayerNorm ${keyOf(form)}`;
  return {
    key,
    subgroups: usesSubgroups(form),
    inputs: ['x', 'weight', 'bias'],
    components: [components, components, components],
    outputShape: [rows, shape.width],
    outputComponents: components,
    invocations: rows * form.lanes,
    uniforms,
    code: codeOf(key, () => forward(form)),
  };
}

/** Mean and 1/σ of every normalised row, from [x]. */
export function momentsProgram(shape: NormShape, variant = kernelVariant()): ShaderProgram {
  const { components, uniforms } = describe(shape);
  const form = formOf(shape, variant);
  const rows = chosenRows(shape);
  const key = `negativeSpaceLayerNormMoments ${keyOf(form)}`;
  return {
    key,
    subgroups: usesSubgroups(form),
    inputs: ['x'],
    components: [components],
    outputShape: [rows, 2],
    invocations: rows * form.lanes,
    uniforms,
    code: codeOf(key, () => statistics(form)),
  };
}

/** Gradient of every row of x, 0 where it was not chosen, from [x, γ, dy, moments] or, added to a residual, [x, γ, dy, moments, residual]. */
export function normInputGradientProgram(shape: NormShape, residual = false, variant = kernelVariant()): ShaderProgram {
  const { components, uniforms } = describe(shape);
  const form = formOf(shape, variant);
  const key = `negativeSpaceLayerNormInputGradient ${keyOf(form)} ${residual}`;
  return {
    key,
    subgroups: usesSubgroups(form),
    inputs: ['x', 'weight', 'dy', 'moments', ...(residual ? ['residual'] : [])],
    components: [components, components, components, 1, components].slice(0, residual ? 5 : 4),
    outputShape: [shape.rows, shape.width],
    outputComponents: components,
    invocations: shape.rows * form.lanes,
    uniforms: [...integers({ all: shape.rows }), ...used(uniforms, 'width', 'tokens', 'first', 'taken')],
    code: codeOf(key, () => inputGradient(form, residual)),
  };
}

/** Sums over blocks of rows for γ and β, from [x, dy, moments], at places that are multiples of 4, of a result of `size`. */
export function normParameterGradientProgram(shape: NormShape, { blocks, ...places }: PartialPlaces, size: number): ShaderProgram {
  const { components, uniforms } = describe(shape);
  const inVectors = Object.fromEntries(Object.entries(places).map(([name, place]) => [name, place / components]));
  const key = `negativeSpaceLayerNormParameterGradient ${components}`;
  return {
    key,
    inputs: ['x', 'dy', 'moments'],
    components: [components, components, 1],
    outputShape: [size],
    outputComponents: components,
    invocations: (blocks * shape.width) / components,
    uniforms: [
      ...used(uniforms, 'rows', 'width', 'tokens', 'first', 'taken'),
      ...integers({ blocks, blockRows: Math.ceil(chosenRows(shape) / blocks), ...inVectors }),
    ],
    code: codeOf(key, () => parameterGradient(formOf(shape, 'registers'))),
  };
}

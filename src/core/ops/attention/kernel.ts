/** Programs of attention, with what they leave behind their results. */
import { codeOf, type ShaderProgram, type UniformField } from '../runtime/program';
import { align } from '../runtime/plan';
import { usesSubgroups } from '../runtime/laneSum';
import { kernelVariant, lanesInStep, type KernelVariant } from '../runtime/variant';
import { forward, keyGradient, queryGradient, type Head } from './wgsl';

export interface AttentionShape {
  /** Images · tokens. */
  rows: number;
  tokens: number;
  heads: number;
  width: number;
}

/** Vectors of a row above which an invocation takes fewer tokens, to stay in registers. */
const MANY_VECTORS = 8;

/** Invocations that share a token where they can exchange values directly. */
const SHARES = 4;

/**
 * A program that imitates a GPU gains from sharing loads between several tokens of an invocation; a GPU serves equal loads of
 * neighbouring invocations at once and gains from having many of them.
 */
function headOf({ width, heads }: AttentionShape, variant: KernelVariant): Head {
  const size = width / heads;
  const components = size % 4 === 0 ? 4 : 1;
  const length = size / components;
  if (lanesInStep(variant) >= SHARES) return { length, components, own: 1, others: 1, shares: SHARES };
  if (components === 1 || variant === 'shared') return { length, components, own: 1, others: 1, shares: 1 };
  return { length, components, own: length > MANY_VECTORS ? 2 : 4, others: 4, shares: 1 };
}

/** Length of a result with `size` values and one vector for every token of every head behind them; and where those begin. */
function packed({ rows, heads }: AttentionShape, size: number, { components }: Head) {
  return { size: align(size) + rows * heads * components, tail: align(size) / components };
}

const describe = (shape: AttentionShape, variant: KernelVariant) => {
  const head = headOf(shape, variant);
  const { rows, tokens, heads, width } = shape;
  const images = rows / tokens;
  const count = images * heads * Math.ceil(tokens / head.own);
  const uniforms = (tails: Record<string, number>): UniformField[] => [
    ...Object.entries({ count, tokens, heads, ...tails }).map(([name, value]) => ({ name, type: 'i32' as const, value })),
    { name: 'scale', type: 'f32', value: 1 / Math.sqrt(width / heads) },
  ];
  return {
    head,
    frame: { invocations: count * head.shares, operations: 4 * rows * tokens * width, subgroups: usesSubgroups({ inStep: head.shares }) },
    uniforms,
    key: `${head.length}x${head.components} ${head.own} ${head.others} ${head.shares}`,
    output: packed(shape, rows * width, head),
    gradient: packed(shape, 3 * rows * width, head),
  };
};

/** [softmax(q·kᵀ/√size)·v, then log Σ exp of the scores] from [qkv]. */
export function attentionProgram(shape: AttentionShape, variant = kernelVariant()): ShaderProgram {
  const { head, frame, uniforms, key, output } = describe(shape, variant);
  const name = `negativeSpaceAttention ${key}`;
  return {
    key: name,
    inputs: ['qkv'],
    components: [head.components],
    outputShape: [output.size],
    outputComponents: head.components,
    ...frame,
    uniforms: uniforms({ tail: output.tail }),
    code: codeOf(name, () => forward(head)),
  };
}

/** Two programs that together give [dqkv, then what they tell each other] from [qkv, dy, the whole of the forward program's result]. */
export function attentionGradientPrograms(shape: AttentionShape, variant = kernelVariant()): [ShaderProgram, ShaderProgram] {
  const { head, frame, uniforms, key, output, gradient } = describe(shape, variant);
  const { components } = head;
  const program = (name: string, write: () => string): ShaderProgram => ({
    key: `negativeSpaceAttention${name} ${key}`,
    inputs: ['qkv', 'dy', 'output'],
    components: [components, components, components],
    outputShape: [gradient.size],
    outputComponents: components,
    ...frame,
    uniforms: uniforms({ tail: gradient.tail, outputTail: output.tail }),
    code: codeOf(`negativeSpaceAttention${name} ${key}`, write),
  });
  return [program('QueryGradient', () => queryGradient(head)), program('KeyGradient', () => keyGradient(head))];
}

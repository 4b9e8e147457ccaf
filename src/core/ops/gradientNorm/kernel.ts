/**
 * From partial sums to the gradient of all parameters with its global norm, in two dispatches. Gradients arise block by block of
 * rows, each parameter's with as many blocks as suit it; a table says where they lie.
 */
import { integers } from '../runtime/program';
import { laneSum, usesSubgroups } from '../runtime/laneSum';
import type { PlanProgram } from '../runtime/plan';
import { ALIGNMENT } from '../runtime/plan';
import { kernelVariant, lanesInStep } from '../runtime/variant';
import { CLIP_EPSILON } from './host';

const WORKGROUP = 64;
/** Elements of the gradient that one workgroup sums over: enough to keep a GPU busy, few enough squares to add up at once. */
const BLOCK = 4096;

/** Workgroups, and so sums of squares, for a gradient of `size`. */
export const squareCount = (size: number): number => Math.ceil(size / BLOCK);

/** `fn whole(value : f32) -> f32`: the sum over a workgroup, in its first invocation. */
function wholeSum(inStep: number): string {
  if (inStep > 1)
    return `${laneSum({ lanes: WORKGROUP, workgroup: WORKGROUP, inStep })}
fn whole(value : f32) -> f32 { return laneSum(value); }`;
  return `
var<workgroup> parts : array<f32, ${WORKGROUP}>;
fn whole(value : f32) -> f32 {
  parts[localIndex] = value;
  workgroupBarrier();
  for (var half = ${WORKGROUP / 2}u; half > 0u; half = half / 2u) {
    if (localIndex < half) { parts[localIndex] += parts[localIndex + half]; }
    workgroupBarrier();
  }
  return parts[0];
}`;
}

/** A stretch of the gradient as long as the alignment of parameters. */
export interface Stretch {
  /** First partial sum, distance from one block's to the next, number of blocks, elements that belong to a parameter. */
  start: number;
  stride: number;
  blocks: number;
  filled: number;
}

/** Words that the table has for each. */
export const STRETCH_WORDS = 4;

/** The table as the program reads it. */
export function stretchTable(stretches: readonly Stretch[]): Int32Array<ArrayBuffer> {
  const table = new Int32Array(STRETCH_WORDS * stretches.length);
  stretches.forEach(({ start, stride, blocks, filled }, i) => table.set([start, stride, blocks, filled], STRETCH_WORDS * i));
  return table;
}

/** A part of the gradient that is gathered at once: a run of stretches, from the first, and where its sums of squares go. */
export interface GatheredPart {
  /** Values of the part, and its place in the whole gradient: multiples of the alignment. */
  size: number;
  at: number;
  /** Number of its first sum of squares. */
  squaresAt: number;
}

/**
 * One part of the gradient from [partial sums, table], 0 between parameters; its sums of squares go to `squares`. The result is added
 * to where the uniform `accumulate` is 1, and the squares are those of the sums.
 */
export function gatherProgram({ size, at, squaresAt }: GatheredPart): PlanProgram {
  const inStep = lanesInStep(kernelVariant());
  return {
    key: `negativeSpaceGatherGradient ${inStep}`,
    subgroups: usesSubgroups({ inStep }),
    inputs: ['partial', 'stretches'],
    components: [4, 4],
    integerInputs: ['stretches'],
    writes: ['squares'],
    outputComponents: 4,
    invocations: squareCount(size) * WORKGROUP,
    workgroup: WORKGROUP,
    uniforms: integers({ count: size / 4, first: at / 4, squaresAt, accumulate: 0 }),
    code: `${wholeSum(inStep)}
fn main(index : i32) {
  let group = index / ${WORKGROUP};
  let end = min((group + 1) * ${BLOCK / 4}, uniforms.count);
  var sum = 0.0;
  for (var i = group * ${BLOCK / 4} + i32(localIndex); i < end; i += ${WORKGROUP}) {
    let stretch = stretches[(uniforms.first + i) / ${ALIGNMENT / 4}];
    let within = i % ${ALIGNMENT / 4};
    var value = vec4<f32>(0.0);
    for (var block = 0; block < stretch.z; block++) { value += partial[(stretch.x + block * stretch.y) / 4 + within]; }
    value = select(vec4<f32>(0.0), value, vec4<i32>(4 * within) + vec4<i32>(0, 1, 2, 3) < vec4<i32>(stretch.w));
    if (uniforms.accumulate == 1) { value += result[i]; }
    result[i] = value;
    sum += dot(value, value);
  }
  let squared = whole(sum);
  if (localIndex == 0u && group * ${BLOCK / 4} < uniforms.count) { squares[uniforms.squaresAt + group] = squared; }
}`,
  };
}

/** [clip coefficient, global norm] from [squares]; a clip norm of 0 never clips. */
export function clipProgram(squares: number, clipNorm: number): PlanProgram {
  const inStep = lanesInStep(kernelVariant());
  return {
    key: `negativeSpaceClip ${inStep}`,
    subgroups: usesSubgroups({ inStep }),
    inputs: ['squares'],
    outputShape: [2],
    invocations: WORKGROUP,
    workgroup: WORKGROUP,
    uniforms: [
      ...integers({ slots: squares }),
      { name: 'clipNorm', type: 'f32', value: clipNorm },
      { name: 'epsilon', type: 'f32', value: CLIP_EPSILON },
    ],
    code: `${wholeSum(inStep)}
fn main(index : i32) {
  var sum = 0.0;
  for (var i = i32(localIndex); i < uniforms.slots; i += ${WORKGROUP}) { sum += squares[i]; }
  let squared = whole(sum);
  if (index == 0) {
    let norm = sqrt(squared);
    result[0] = select(1.0, min(1.0, uniforms.clipNorm / (norm + uniforms.epsilon)), uniforms.clipNorm > 0.0);
    result[1] = norm;
  }
}`,
  };
}

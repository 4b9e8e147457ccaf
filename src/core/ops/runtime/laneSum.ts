/** WGSL for sums over neighbouring invocations. */

export interface Lanes {
  /** Invocations whose values are added up: a power of 2. */
  lanes: number;
  /** Invocations of a workgroup, a multiple of `lanes`. */
  workgroup: number;
  /** Invocations that can exchange values directly (`lanesInStep`); 1: all goes through shared memory. */
  inStep: number;
}

/** true where the code below uses subgroups. */
export const usesSubgroups = ({ inStep }: Pick<Lanes, 'inStep'>): boolean => inStep > 1;

/** Adds up `value` over groups of `lanes` invocations by shuffles, as statements. Needs uniform control flow. */
export const shuffled = (value: string, lanes: number): string => {
  let code = '';
  for (let mask = 1; mask < lanes; mask *= 2) code += `${value} += subgroupShuffleXor(${value}, ${mask}u); `;
  return code;
};

/**
 * `fn laneSum(value : f32) -> f32`: the sum over the invocation's own group, the same in all of them. It holds barriers: all
 * invocations of the workgroup must call it. Assumes that neighbouring invocations lie in one subgroup; no rule says so, so what
 * uses it is tried out on the device before it is trusted (`kernelTrial.ts`).
 */
export function laneSum({ lanes, workgroup, inStep }: Lanes): string {
  const direct = Math.min(lanes, inStep);
  const parts = Array.from({ length: lanes / direct }, (_, i) => `laneParts[first + ${i * direct}u]`);
  const throughMemory = `
  laneParts[localIndex] = sum;
  workgroupBarrier();
  let first = localIndex / ${lanes}u * ${lanes}u;
  sum = ${parts.join(' + ')};
  workgroupBarrier();`;
  return `
${direct < lanes ? `var<workgroup> laneParts : array<f32, ${workgroup}>;` : ''}
fn laneSum(value : f32) -> f32 {
  var sum = value;
  ${shuffled('sum', direct)}${direct < lanes ? throughMemory : ''}
  return sum;
}`;
}

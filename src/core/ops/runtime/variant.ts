/** Which form of a kernel suits the adapter. */

import { kernelVariants, type KernelVariant } from '../../configuration/schema';

export { kernelVariants, type KernelVariant };

/** No device has smaller subgroups. */
export const SMALLEST_SUBGROUP = 4;

let current: KernelVariant = 'registers';
let smallest = SMALLEST_SUBGROUP;

export const kernelVariant = (): KernelVariant => current;

/** The form for programs that tfjs frames itself: it leaves no place for the directive that subgroups need. */
export const variantForTfjs = (): KernelVariant => (current === 'subgroups' ? 'shared' : current);

/** Invocations that certainly can exchange values directly: 1 where the variant does without subgroups, else a power of 2. */
export const lanesInStep = (variant: KernelVariant): number => (variant === 'subgroups' ? smallest : 1);

/**
 * Chooses the form for programs made from now on; plans that are built keep theirs.
 * @param smallestSubgroup of the device (`GPUAdapterInfo.subgroupMinSize`)
 */
export function setKernelVariant(variant: KernelVariant, smallestSubgroup = SMALLEST_SUBGROUP): void {
  current = variant;
  smallest = Math.max(SMALLEST_SUBGROUP, smallestSubgroup);
}

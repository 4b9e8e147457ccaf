/** Which form of a kernel suits the adapter. */

/** `registers`: no shared memory, for programs that imitate a GPU; `shared`: tiles in shared memory, for GPUs. */
export type KernelVariant = 'registers' | 'shared';

let current: KernelVariant = 'registers';

export const kernelVariant = (): KernelVariant => current;

/** Chooses the form for programs made from now on; plans that are built keep theirs. */
export function setKernelVariant(variant: KernelVariant): void {
  current = variant;
}

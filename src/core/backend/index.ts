export { allocatedBytes, closeBackend, onDeviceLost, type DeviceLoss } from './device';
export { BackendError, DeviceLostError, NumericsError } from './errors';
export type { TrialMemory } from './kernels';
export { openBackend, type OpenOptions } from './open';
export { runSelfTest } from './selfTest';

export { allocatedBytes, closeBackend, onDeviceLost, type DeviceLoss } from './device';
export type { TrialMemory } from './kernels';
export { openBackend, openTested, type OpenOptions } from './open';
export { runSelfTest, type SelfTestOptions, type SelfTestResult } from './selfTest';

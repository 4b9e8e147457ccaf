export { relativeError, type Numbers } from './allClose';
export { switchBackend, take, useBackend, webgpuDevice, type TestBackend } from './backend';
export { finiteDifferences, gaussian } from './numbers';

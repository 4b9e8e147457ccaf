export { relativeError, type Numbers } from './allClose';
export { switchBackend, take, useBackend, useVariant, webgpuDevice, type TestBackend } from './backend';
export { finiteDifferences, gaussian } from './numbers';

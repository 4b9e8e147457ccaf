import './allClose';

export { parameterBlock, relativeError, type Numbers } from '../agreement';
export { switchBackend, take, useBackend, useVariant, webgpuDevice, type TestBackend } from './backend';
export { finiteDifferences, gaussian } from './numbers';

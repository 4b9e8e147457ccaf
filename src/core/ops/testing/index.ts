import './allClose';

export { parameterBlock, relativeError, type Numbers } from '../agreement';
export { countingDevice, useWebgpuConstants, type CountingDevice } from './countingDevice';
export { switchBackend, take, useBackend, useVariant, webgpuDevice, type TestBackend } from './backend';
export { spoilPlans, type Spoiling } from './spoil';
export { finiteDifferences, gaussian } from './numbers';

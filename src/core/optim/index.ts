export { GpuParameters } from './gpuParameters';
export { ParameterLayout } from './parameterLayout';
export { createHostParameters } from './hostParameters';
export type { AdamWConfig, HostParameters, ParameterArrays } from './parameters';

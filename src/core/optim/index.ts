export { GpuParameters } from './gpuParameters';
export { createHostParameters } from './hostParameters';
export type { AdamWConfig, HostParameters, ParameterArrays } from './parameters';

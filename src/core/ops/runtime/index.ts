export { registerHostKernel, type HostArray } from './host';
export { registerKernelGradient, runKernel, runKernelForAll } from './kernel';
export { registerWebgpuKernel, runShader, type ShaderProgram } from './webgpu';

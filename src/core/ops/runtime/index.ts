export { registerHostKernel, type HostArray } from './host';
export { registerKernelGradient, runKernel, runKernelForAll } from './kernel';
export { forTfjs, integers, registerWebgpuKernel, runShader, type ShaderProgram, type UniformField } from './webgpu';

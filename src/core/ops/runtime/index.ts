export { registerHostKernel, type HostArray } from './host';
export { registerKernelGradient, runKernel, runKernelForAll } from './kernel';
export { integers, type ShaderProgram, type UniformField } from './program';
export { disposeInfo, registerWebgpuKernel, runShader, runShaderInPlace } from './tfjsWebgpu';

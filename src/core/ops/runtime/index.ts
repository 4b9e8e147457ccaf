export {
  named,
  onArrays,
  onTensors,
  registerOperation,
  runOperation,
  runOperationFirst,
  runOperationMulti,
  type Attributes,
  type HostArray,
  type Inputs,
} from './operation';
export { integers, type ShaderProgram, type UniformField } from './program';
export { disposeInfo, runShader, runShaderInPlace } from './tfjsWebgpu';

/** A compute program: WGSL and what frames it. tfjs runs it as a kernel (`tfjsWebgpu.ts`), a plan as one of its steps (`plan/`). */

export interface UniformField {
  name: string;
  type: 'f32' | 'i32';
  value: number;
}

export interface ShaderProgram {
  /** Names the source: two programs with equal keys have equal code. */
  key: string;
  /** Bindings in order, as named in the code. */
  inputs: string[];
  /** Scalars per element of each input array (4 = array<vec4<f32>>); default 1. */
  components?: number[];
  outputShape: number[];
  /** Scalars per element of `result`; default 1. */
  outputComponents?: 1 | 4;
  /** Invocations to start: rounded up to whole workgroups, so the code must check its bounds. */
  invocations: number;
  /** Floating-point operations in all, where they are many; a multiplication and an addition are two. */
  operations?: number;
  /** Default 64. */
  workgroup?: number;
  /** Fields of the uniform struct, with their values, in order. */
  uniforms: UniformField[];
  /** true: the code uses subgroups, which plans can give it and tfjs cannot. */
  subgroups?: boolean;
  /** WGSL with `fn main(index : i32)`. */
  code: string;
}

/** Uniform fields of type i32. */
export const integers = (values: Record<string, number>): UniformField[] =>
  Object.entries(values).map(([name, value]) => ({ name, type: 'i32', value }));

const codes = new Map<string, string>();

/** The code of a key, written out once: a plan of a deep model has hundreds of programs of a few kinds. */
export function codeOf(key: string, write: () => string): string {
  let code = codes.get(key);
  if (code === undefined) codes.set(key, (code = write()));
  return code;
}

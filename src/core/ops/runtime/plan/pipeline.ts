/** From a program to a compute pipeline: the frame of bindings around its code, compiled once a device. */
import type { ShaderProgram, UniformField } from '../program';
import { codeInHalves, HALVES } from './halves';

/** A program as a plan runs it: beside `result` it may write to further buffers, and read arrays of integers. */
export interface PlanProgram extends Omit<ShaderProgram, 'outputShape'> {
  /** Elements of `result`; absent for a program that only writes to what it is given. */
  outputShape?: number[];
  /** Names of inputs that are array<i32> or, with 4 components, array<vec4<i32>>. */
  integerInputs?: string[];
  /** Which of the inputs, and whether `result`, are kept in half precision. All of them have 4 components. */
  halves?: string[];
  /** Further arrays of f32 that the code reads and writes. */
  writes?: string[];
}

const DEFAULT_WORKGROUP = 64;

const arrayOf = (scalar: 'f32' | 'i32', components: number) => `array<${components === 4 ? `vec4<${scalar}>` : scalar}>`;

/** Field of the uniforms behind the program's own: the workgroups that have work. */
const WORKGROUPS = 'workgroups';

/**
 * Complete WGSL: bindings result, inputs, writes, uniforms; entry point `start`. Workgroups that fill up a row of a dispatch in two
 * dimensions leave before the code begins, all their invocations together, so that barriers behind that are allowed; within the last
 * workgroup the code itself checks its bounds.
 */
export function sourceOf(program: PlanProgram): string {
  const { inputs, components = [], integerInputs = [], writes = [], halves = [], uniforms, code } = program;
  const workgroup = program.workgroup ?? DEFAULT_WORKGROUP;
  const bindings = [
    `var<storage, read_write> result : ${halves.includes('result') ? HALVES : arrayOf('f32', program.outputComponents ?? 1)};`,
    ...inputs.map((name, i) => {
      const scalar = integerInputs.includes(name) ? 'i32' : 'f32';
      return `var<storage, read> ${name} : ${halves.includes(name) ? HALVES : arrayOf(scalar, components[i] ?? 1)};`;
    }),
    ...writes.map((name) => `var<storage, read_write> ${name} : array<f32>;`),
    'var<uniform> uniforms : Uniforms;',
  ];
  return `${program.subgroups ? 'enable subgroups;' : ''}
struct Uniforms { ${[...uniforms.map(({ name, type }) => `${name} : ${type}`), `${WORKGROUPS} : u32`].join(', ')} }
${bindings.map((binding, i) => `@group(0) @binding(${i}) ${binding}`).join('\n')}
var<private> localIndex : u32;
${halves.length > 0 ? codeInHalves(code, halves) : code}
@compute @workgroup_size(${workgroup})
fn start(@builtin(workgroup_id) group : vec3<u32>, @builtin(num_workgroups) groups : vec3<u32>, @builtin(local_invocation_index) lane : u32) {
  let number = group.y * groups.x + group.x;
  if (number >= uniforms.${WORKGROUPS}) { return; }
  localIndex = lane;
  main(i32(number * ${workgroup}u + lane));
}`;
}

/** Workgroups that have work. */
export const workgroupsOf = ({ invocations, workgroup = DEFAULT_WORKGROUP }: PlanProgram): number => Math.ceil(invocations / workgroup);

/** Values of a program's uniforms, the frame's own included. */
export const uniformsOf = (program: PlanProgram): UniformField[] => [
  ...program.uniforms,
  { name: WORKGROUPS, type: 'i32', value: workgroupsOf(program) },
];

/** Workgroups along x and y, at most `most` to a row: a few more in all than have work where they need several rows. */
export function dispatchOf(program: PlanProgram, most: number): [number, number] {
  const groups = workgroupsOf(program);
  const rows = Math.ceil(groups / most);
  return [Math.ceil(groups / rows), rows];
}

interface Compilation {
  pipeline: Promise<GPUComputePipeline>;
  done: boolean;
}

const pipelines = new WeakMap<GPUDevice, Map<string, Compilation>>();

/**
 * The pipeline of a program, compiled in the background, and whether it is ready already. Equal programs of a device share one.
 * Rejects when the WGSL is wrong or the device cannot compile now; who asks for the program again has it compiled anew.
 */
export function pipelineOf(device: GPUDevice, program: PlanProgram): Compilation {
  let known = pipelines.get(device);
  if (!known) pipelines.set(device, (known = new Map()));
  const source = sourceOf(program);
  let compilation = known.get(source);
  if (!compilation) {
    const module = device.createShaderModule({ code: source, label: program.key });
    const pipeline = device.createComputePipelineAsync({ layout: 'auto', compute: { module, entryPoint: 'start' }, label: program.key });
    const begun: Compilation = { pipeline, done: false };
    known.set(source, (compilation = begun));
    pipeline.then(
      () => (begun.done = true),
      // A driver that has run out of memory may have some again.
      () => known.delete(source),
    );
  }
  return compilation;
}

import { describe, expect, it } from 'vitest';
import { pipelineOf, type PlanProgram } from './pipeline';

const program: PlanProgram = {
  key: 'double',
  inputs: ['x'],
  outputShape: [4],
  invocations: 4,
  uniforms: [],
  code: 'fn main(index : i32) { result[index] = 2.0 * x[index]; }',
};

/** A device that compiles when it is told to, or fails. */
function device() {
  const compilations: { resolve(): void; reject(error: Error): void }[] = [];
  const createComputePipelineAsync = () =>
    new Promise<unknown>((resolve, reject) => compilations.push({ resolve: () => resolve({}), reject }));
  return { compilations, gpu: { createShaderModule: () => ({}), createComputePipelineAsync } as unknown as GPUDevice };
}

describe('compilation of a program', () => {
  it('is shared by all who ask for it, before and after it is done', async () => {
    const { gpu, compilations } = device();
    const [first, second] = [pipelineOf(gpu, program), pipelineOf(gpu, { ...program })];
    expect(second).toBe(first);
    compilations[0]!.resolve();
    await first.pipeline;
    expect(pipelineOf(gpu, program)).toBe(first);
    expect(first.done).toBe(true);
    expect(compilations).toHaveLength(1);
  });

  it('is tried anew when it has failed, and fails for those who waited for it only', async () => {
    const { gpu, compilations } = device();
    const [first, beside] = [pipelineOf(gpu, program), pipelineOf(gpu, program)];
    compilations[0]!.reject(new Error('out of memory'));
    await expect(first.pipeline).rejects.toThrow('out of memory');
    await expect(beside.pipeline).rejects.toThrow('out of memory');
    const again = pipelineOf(gpu, program);
    expect(compilations).toHaveLength(2);
    compilations[1]!.resolve();
    await again.pipeline;
    expect(pipelineOf(gpu, program)).toBe(again);
  });
});

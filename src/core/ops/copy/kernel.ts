/** Copying as a dispatch of a plan, whose places may follow settings. */
import { integers } from '../runtime/program';
import type { PlanProgram } from '../runtime/plan';

/** Copies `count` values of [x], from the uniform `readAt` on, to the uniform `writeAt` on of the result. */
export function copyProgram(count: number): PlanProgram {
  return {
    key: 'negativeSpaceCopy',
    inputs: ['x'],
    outputShape: [count],
    invocations: count,
    uniforms: integers({ count, readAt: 0, writeAt: 0 }),
    code: `
fn main(index : i32) {
  if (index >= uniforms.count) { return; }
  result[uniforms.writeAt + index] = x[uniforms.readAt + index];
}`,
  };
}

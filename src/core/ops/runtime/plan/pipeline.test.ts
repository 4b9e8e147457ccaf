import { describe, expect, it } from 'vitest';
import { dispatchOf, uniformsOf, workgroupsOf, type PlanProgram } from './pipeline';

const program = (invocations: number, workgroup?: number): PlanProgram => ({
  ...{ key: 'nothing', inputs: [], invocations, uniforms: [], code: '' },
  ...(workgroup ? { workgroup } : {}),
});

describe('workgroups of a dispatch', () => {
  it('lie in one row as long as they fit', () => {
    expect(dispatchOf(program(1), 65_535)).toEqual([1, 1]);
    expect(dispatchOf(program(65_535 * 64), 65_535)).toEqual([65_535, 1]);
  });

  it.each([
    [65_536, 65_535],
    [200_000, 65_535],
    [7, 3],
    [64, 7],
  ])('are at least %i in rows of at most %i, less than a row too many, and the frame knows how many have work', (groups, most) => {
    const [x, y] = dispatchOf(program(256 * groups, 256), most);
    expect(x).toBeLessThanOrEqual(most);
    expect(x * y).toBeGreaterThanOrEqual(groups);
    expect(x * y - groups).toBeLessThan(y);
    expect(workgroupsOf(program(256 * groups, 256))).toBe(groups);
    expect(uniformsOf(program(256 * groups, 256)).at(-1)).toEqual({ name: 'workgroups', type: 'i32', value: groups });
  });
});

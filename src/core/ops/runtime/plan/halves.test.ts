import { describe, expect, it } from 'vitest';
import { codeInHalves } from './halves';

/** The code without the functions before it. */
const changed = (code: string, ...names: string[]) => codeInHalves(code, names).split('\n').at(-1);

describe('code over arrays of half precision', () => {
  it('reads and writes through functions', () => {
    expect(changed('let a = x[i + 1]; result[at] = a * x[0];', 'x', 'result')).toBe(
      'let a = read_x(i + 1); write_result(at, a * read_x(0));',
    );
  });
  it('tells a comparison from an assignment, and takes brackets within brackets', () => {
    expect(changed('if (result[0] == y) { result[x[i[2]]] = v[0]; }', 'x', 'result')).toBe(
      'if (read_result(0) == y) { write_result(read_x(i[2]), v[0]); }',
    );
  });
  it('leaves other names be', () => expect(changed('let x0 = x0[1]; max[2]; p.x[3];', 'x')).toBe('let x0 = x0[1]; max[2]; p.x[3];'));
});

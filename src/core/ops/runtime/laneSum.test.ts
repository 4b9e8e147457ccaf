/**
 * The sums over lanes, executed on the host, for subgroups that the adapter of a test machine may not have: what runs is the WGSL that
 * `laneSum` gives, statement by statement, in all invocations in step.
 */
import { describe, expect, it } from 'vitest';
import { laneSum, shuffled } from './laneSum';

/** A workgroup: the variables of every invocation, and the shared arrays. */
interface Group {
  lanes: Record<string, number>[];
  shared: Record<string, number[]>;
  subgroup: number;
}

/** Value of an expression in one invocation. Knows sums, products, divisions of whole numbers, elements and exchanges; refuses the rest. */
function evaluate(expression: string, { lanes, shared, subgroup }: Group, own: number): number {
  const tokens = expression.match(/\w+|[^\s\w]/g) ?? [];
  const unknown = () => new Error(`Not understood: ${expression}`);
  const expectToken = (token: string) => {
    if (tokens.shift() !== token) throw unknown();
  };
  const atom = (): number => {
    const token = tokens.shift() ?? '';
    if (/^\d+u$/.test(token)) return parseInt(token);
    if (tokens[0] === '[') {
      tokens.shift();
      const at = sum();
      expectToken(']');
      return shared[token]![at]!;
    }
    if (token === 'subgroupShuffleXor') {
      expectToken('(');
      const name = tokens.shift()!;
      expectToken(',');
      const mask = atom();
      expectToken(')');
      if (mask >= subgroup) throw new Error(`An exchange over ${mask} leaves a subgroup of ${subgroup}`);
      return lanes[own ^ mask]![name]!;
    }
    const value = lanes[own]![token];
    if (value === undefined) throw unknown();
    return value;
  };
  const product = (): number => {
    let value = atom();
    for (;;)
      if (tokens[0] === '/') value = Math.floor(value / (tokens.shift(), atom()));
      else if (tokens[0] === '*') value *= (tokens.shift(), atom());
      else return value;
  };
  const sum = (): number => {
    let value = product();
    while (tokens[0] === '+') value += (tokens.shift(), product());
    return value;
  };
  const value = sum();
  if (tokens.length > 0) throw unknown();
  return value;
}

function execute(statements: string, group: Group): void {
  for (const statement of statements.split(';').map((part) => part.trim())) {
    if (statement === '' || statement === 'workgroupBarrier()') continue;
    const [, name, stored, added, expression] = /^(?:var |let )?(\w+)(\[localIndex\])? (\+?)= ([^]+)$/.exec(statement) ?? [];
    if (!name || !expression) throw new Error(`Not understood: ${statement}`);
    // All read before any writes, as hardware in step does.
    const values = group.lanes.map((_, own) => evaluate(expression, group, own));
    if (stored) group.shared[name] = values;
    else group.lanes.forEach((lane, own) => (lane[name] = values[own]! + (added ? lane[name]! : 0)));
  }
}

const WORKGROUP = 64;

/** The sum that every invocation gets from the body of `laneSum`, called with its own value. */
function sums(code: string, subgroup: number): number[] {
  const [, body] = /fn laneSum\(value : f32\) -> f32 \{([^]*)return sum;/.exec(code)!;
  const lanes = Array.from({ length: WORKGROUP }, (_, localIndex) => ({ localIndex, value: localIndex ** 2 + 1 }));
  const group: Group = { lanes, shared: {}, subgroup };
  execute(body!, group);
  return group.lanes.map((lane) => lane.sum!);
}

const expectedSums = (lanes: number) =>
  Array.from({ length: WORKGROUP }, (_, own) => {
    const first = own - (own % lanes);
    return Array.from({ length: lanes }, (_, i) => (first + i) ** 2 + 1).reduce((a, b) => a + b);
  });

/** Smallest subgroup that the device promises, and subgroup that it runs with. */
const SUBGROUPS = [
  [1, 1],
  [4, 4],
  [4, 16],
  [8, 8],
  [8, 32],
  [16, 16],
  [32, 32],
  [32, 64],
  [64, 64],
] as const;

describe.each([4, 8, 16, 32, 64])('the sum over %i lanes', (lanes) => {
  it.each(SUBGROUPS)('is that of the own group in every lane: subgroups of at least %i, in fact %i', (inStep, subgroup) => {
    const code = laneSum({ lanes, workgroup: WORKGROUP, inStep });
    expect(sums(code, subgroup)).toEqual(expectedSums(lanes));
    // By shuffles alone where the subgroup is large enough.
    expect(code.includes('laneParts')).toBe(inStep < lanes);
    expect(code.match(/subgroupShuffleXor/g)?.length ?? 0).toBe(Math.log2(Math.min(lanes, inStep)));
  });
});

describe('the reader of WGSL', () => {
  it('finds a tree that leaves out, repeats or exceeds an exchange', () => {
    const code = laneSum({ lanes: 16, workgroup: WORKGROUP, inStep: 16 });
    const exchange = (mask: number) =>
      shuffled('sum', 2 * mask)
        .split('; ')
        .at(-2)!;
    expect(sums(code.replace(`${exchange(8)};`, ''), 16)).not.toEqual(expectedSums(16));
    expect(sums(code.replace(exchange(8), exchange(4)), 16)).not.toEqual(expectedSums(16));
    expect(() => sums(code, 8)).toThrow(/exchange over 8 leaves a subgroup of 8/);
    expect(() => sums(code.replace('subgroupShuffleXor', 'subgroupShuffleUp'), 16)).toThrow(/Not understood/);
  });
});

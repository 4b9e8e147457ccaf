import { describe, expect, it } from 'vitest';
import { modelPresets } from '../../configuration/presets';
import { ParameterLayout } from '../../optim';
import { squareCount } from '../../ops/gradientNorm/kernel';
import { parameterShapes } from '../shape';
import { gradientLayout } from './gradientLayout';

const model = { ...modelPresets.small, depth: 3 };
const parameters = new ParameterLayout(parameterShapes(model));
const units = ['beginning', 'blocks.0', 'blocks.1', 'blocks.2', 'end'];

describe.each([
  [1, 5],
  [undefined, 1],
])('groups of partial sums of at most %s values', (groupValues, count) => {
  const layout = gradientLayout(model, parameters.shapes, 64, { groupValues });
  const stretches = layout.stretches();

  it(`are ${count}, one after another over all parameters`, () => {
    expect(layout.groups).toHaveLength(count);
    let at = 0;
    let squaresAt = 0;
    for (const { part } of layout.groups) {
      expect(part).toMatchObject({ at, squaresAt });
      at += part.size;
      squaresAt += squareCount(part.size);
    }
    expect(at).toBe(parameters.size);
    expect(squaresAt).toBe(layout.squares);
    expect(new Set(units.map(layout.groupOf))).toEqual(new Set(layout.groups));
    expect(() => layout.groupOf('blocks.3')).toThrow(/no blocks\.3/);
  });

  it('hold every parameter where parameters lie, within their own partial sums', () => {
    expect(stretches).toHaveLength(parameters.size / 64);
    expect(layout.count).toBe(stretches.length);
    for (const { name, at, size } of parameters.places) {
      const own = stretches.slice(at / 64, Math.ceil((at + size) / 64));
      expect(
        own.reduce((sum, { filled }) => sum + filled, 0),
        name,
      ).toBe(size);
      const group = layout.groups.find(({ part }) => part.at <= at && at < part.at + part.size)!;
      for (const { start, stride, blocks } of own) expect(start + (blocks - 1) * stride + 64, name).toBeLessThanOrEqual(group.size);
    }
    // The class token's gradient is that of the first position.
    expect(stretches[0]!.start).toBe(layout.groups[0]!.positions!.at);
  });
});

it('a smaller part of a batch has the groups, and so the sums of squares, of the largest', () => {
  const options = { groupValues: 4 << 16 };
  const largest = gradientLayout(model, parameters.shapes, 256, options);
  const alone = gradientLayout(model, parameters.shapes, 3, options);
  const rest = gradientLayout(model, parameters.shapes, 3, { ...options, largestPart: 256 });
  expect(alone.groups.length).toBeLessThan(largest.groups.length);
  expect(rest.groups.map(({ part }) => part)).toEqual(largest.groups.map(({ part }) => part));
  expect(rest.squares).toBe(largest.squares);
  expect(Math.max(...rest.groups.map(({ size }) => size))).toBeLessThan(Math.max(...largest.groups.map(({ size }) => size)));
});

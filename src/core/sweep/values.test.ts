import { describe, expect, it } from 'vitest';
import { GridError } from '../errors';
import { createRandom, type Random } from '../random/random';
import { AXES, axisOf, type Axis } from './axes';
import type { GridValue } from './sweep.types';
import { parseValues, printValues, readValues } from './values';

const tau = axisOf('head.tauSpherical')!;
const seed = axisOf('seed')!;
const geometry = axisOf('runs.geometry')!;
const read = (axis: Axis, text: string) => parseValues(axis, text);
const faults = (axis: Axis, text: string) => readValues(axis, text).faults.map(({ message, from, to }) => [text.slice(from, to), message]);

describe('values typed into a field', () => {
  it('are lists, ranges and words', () => {
    expect(read(tau, '0.05, 0.1, 0.2')).toEqual([0.05, 0.1, 0.2]);
    expect(read(tau, ' 5e-2;.1 ')).toEqual([0.05, 0.1]);
    expect(read(tau, '0.02…0.8 log 6')).toEqual([0.02, 0.04183, 0.08747, 0.1829, 0.3825, 0.8]);
    expect(read(tau, '0.1..0.5 lin 5')).toEqual([0.1, 0.2, 0.3, 0.4, 0.5]);
    expect(read(tau, '0.1 ... 0.5 5')).toEqual([0.1, 0.2, 0.3, 0.4, 0.5]);
    expect(read(tau, '0.05, 0.1…0.4 log 3, 1')).toEqual([0.05, 0.1, 0.2, 0.4, 1]);
    expect(read(seed, '0…4')).toEqual([0, 1, 2, 3, 4]);
    expect(read(seed, 'seed 0…2, 7')).toEqual([0, 1, 2, 7]);
    expect(read(tau, 'τ_s = 0.1')).toEqual([0.1]);
    expect(read(axisOf('batch.classes')!, '8…64 log 4')).toEqual([8, 16, 32, 64]);
    expect(read(geometry, 'Spherical, hyperbolic')).toEqual(['spherical', 'hyperbolic']);
    expect(read(axisOf('model')!, 'micro, small')).toEqual(['micro', 'small']);
    expect(read(axisOf('head.hyperbolicInput')!, 'raw,normalized')).toEqual(['raw', 'normalized']);
    expect(read(axisOf('head.clipRadius')!, '0, 2.3')).toEqual([0, 2.3]);
  });

  it('keep as many digits as tell neighbours in a narrow range apart', () => {
    expect(read(tau, '1000…1001 lin 11')[1]).toBe(1000.1);
    expect(new Set(read(tau, '1…1.000001 log 9')).size).toBe(9);
    expect(read(tau, '0.12345678…2.12345678 lin 3')[1]).toBe(1.12345678);
  });

  it.each([
    [tau, '', '', /no value; write 0.05/],
    [tau, '0.1,,0.2', '', /missing here/],
    [tau, '0.1, ', '', /missing here/],
    [tau, '0.1, x, 0.2', 'x', /“x” is not a number/],
    [tau, '0.05, 0, 0.1', '0', /must be greater than 0/],
    [tau, '0.1, -1', '-1', /must be greater than 0/],
    [tau, '1e999', '1e999', /too large/],
    [tau, '0.1, 0.2, .1', '.1', /0.1 is there already/],
    [tau, '1,05', '05', /decimals with a point/],
    [tau, '0.1…0.8', '0.1…0.8', /how many values.*0.1…0.8 log 5/],
    [tau, '0.1…0.8 log', '0.1…0.8 log', /how many values: 0.1…0.8 log 5/],
    [tau, '0.8…0.1 lin 3', '0.8…0.1 lin 3', /goes upwards; write 0.1…0.8/],
    [tau, '0.1…0.1 lin 3', '0.1…0.1 lin 3', /one value/],
    [tau, '0.1…0.8 exp 3', '0.1…0.8 exp 3', /“exp” is no scale/],
    [tau, '0.1…0.8 lin 1', '0.1…0.8 lin 1', /2 values or more/],
    [tau, '0.1…0.8 lin 2.5', '0.1…0.8 lin 2.5', /“2.5” is no number of values/],
    [tau, '0.1…0.8 lin 20000', '0.1…0.8 lin 20000', /20,000 values.*at most 10,000/],
    [axisOf('head.lambda')!, '0…4 log 3', '0…4 log 3', /ends above 0/],
    [axisOf('head.lambda')!, '-1…4 lin 6', '-1…4 lin 6', /0 or greater/],
    [seed, '0…1e9', '0…1e9', /1,000,000,001 values/],
    [seed, '1, 1.5', '1.5', /whole number/],
    [seed, '0.5…3', '0.5…3', /whole numbers/],
    [seed, '0…10 lin 4', '0…10 lin 4', /3.333, which is not whole/],
    [geometry, 'spherical, flat', 'flat', /no “flat”; there are spherical, hyperbolic, fused/],
  ] as const)('are refused where they stand: %o %s', (axis, text, where, why) => {
    const found = faults(axis, text);
    expect(found).toHaveLength(1);
    expect(found[0]![0]).toBe(where);
    expect(found[0]![1]).toMatch(why);
    expect(() => read(axis, text)).toThrow(GridError);
  });

  it('have one fault each, and what is right is read all the same', () => {
    const { values, faults } = readValues(tau, '0.1, x, 0.2, 0, 0.3');
    expect(values).toEqual([0.1, 0.2, 0.3]);
    expect(faults.map(({ from }) => from)).toEqual([5, 13]);
  });
});

describe('values of any kind', () => {
  const random = createRandom('values of grids');
  /** Of every size; whole, round and with all digits. */
  const number = (r: Random) => {
    const value = Math.exp(20 * (r.next() - 0.6));
    return r.int(3) === 0 ? value : Number(value.toPrecision(1 + r.int(5)));
  };
  const draw = (axis: Axis): GridValue => {
    if (axis.kind === 'word') return axis.words[random.int(axis.words.length)]!;
    return axis.kind === 'whole' ? 2 + random.int(63) : number(random);
  };

  it('read back as they were printed', () => {
    for (let i = 0; i < 4000; i++) {
      const axis = AXES[i % AXES.length]!;
      const values = [...new Set(Array.from({ length: 1 + random.int(9) }, () => draw(axis)))].filter(
        (one) => axis.refusal(one) === undefined,
      );
      if (values.length === 0) continue;
      const text = printValues(axis, values);
      expect(parseValues(axis, text), text).toEqual(values);
    }
  });

  it('that a range gives ascend from one end to the other, as many as asked for, and are printed as that range', () => {
    for (let i = 0; i < 2000; i++) {
      const [low, high] = [number(random), number(random)].sort((a, b) => a - b) as [number, number];
      if (low === high || tau.refusal(high) !== undefined) continue;
      const count = 4 + random.int(9);
      const scale = ['log', 'lin'][random.int(2)]!;
      const text = `${low}…${high} ${scale} ${count}`;
      const values = parseValues(tau, text) as number[];
      expect([values[0], values.at(-1), values.length], text).toEqual([low, high, count]);
      expect(
        values.every((value, j) => j === 0 || value > values[j - 1]!),
        text,
      ).toBe(true);
      const spacing = (j: number) => (scale === 'log' ? Math.log(values[j + 1]! / values[j]!) : values[j + 1]! - values[j]!);
      for (let j = 1; j < count - 1; j++) expect(spacing(j) / spacing(0), text).toBeCloseTo(1, 1);
      expect(parseValues(tau, printValues(tau, values)), text).toEqual(values);
    }
  });

  it('are read or refused, whatever is typed', () => {
    const pieces = ['0', '.', '…', '..', ',', ' ', '1', 'e', '-', 'log', 'lin', '5', 'seed', 'x', '0.1'];
    for (let i = 0; i < 5000; i++) {
      const axis = AXES[i % AXES.length]!;
      const text = Array.from({ length: random.int(9) }, () => pieces[random.int(pieces.length)]).join('');
      const { values, faults } = readValues(axis, text);
      expect(values.length + faults.length, text).toBeGreaterThan(0);
      for (const { from, to } of faults) expect(0 <= from! && from! <= to!, text).toBe(true);
      expect(values.every((value) => axis.refusal(value) === undefined)).toBe(true);
      if (faults.length === 0) expect(parseValues(axis, printValues(axis, values)), text).toEqual(values);
    }
  });
});

import { expect, it } from 'vitest';
import { Region } from './region';

it('regions begin where bindings may begin, within their home', () => {
  const whole = new Region({ size: 256, first: 0, last: 0 }, 0, 256);
  expect(whole.part(64, 10).part(64, 10).offset).toBe(128);
  expect(() => whole.part(10, 10)).toThrow(/multiples of 64/);
  expect(() => whole.part(192, 65)).toThrow(/leaves its home/);
  expect(() => whole.binding()).toThrow(/not been built/);
});

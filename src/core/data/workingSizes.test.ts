import { expect, it } from 'vitest';
import { leastWorkingSize, workingSizeFor } from './workingSizes';

it('takes 1.5 times the model’s side, or what the originals have', () => {
  expect(leastWorkingSize(32)).toBe(48);
  expect(leastWorkingSize(64, Infinity)).toBe(96);
  expect(leastWorkingSize(224, 500)).toBe(336);
  expect(leastWorkingSize(224, 300)).toBe(336);
  expect(leastWorkingSize(224, 240)).toBe(256);
  expect(leastWorkingSize(32, 28)).toBe(32);
  expect(leastWorkingSize(512)).toBe(768);
});

it('takes no less than is usual where nobody says one', () => {
  expect([workingSizeFor(32), workingSizeFor(64, 4000), workingSizeFor(64, 28), workingSizeFor(224)]).toEqual([64, 96, 64, 336]);
});

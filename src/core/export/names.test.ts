import { expect, it } from 'vitest';
import { plainName } from './names';

it('keeps in the name of a file which setting a run was made with', () => {
  expect(plainName('spherical, τ_s 0.1, seed 1', 'experiment')).toBe('spherical-tau-s-0.1-seed-1');
  expect(plainName('fused, λ 3', 'experiment')).toBe('fused-lambda-3');
  expect(plainName('…', 'experiment')).toBe('experiment');
});

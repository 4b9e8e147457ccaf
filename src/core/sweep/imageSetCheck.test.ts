import { expect, it } from 'vitest';
import { GridError } from '../errors';
import { syntheticStore } from '../training/testing/synthetic';
import { cellsOf } from './cells';
import { imageSetCheck } from './imageSetCheck';
import { emoji, requestOf } from './testing/grid';

it('an image set refuses more classes than it has, and choosing by its test classes', () => {
  const images = syntheticStore({ train: 12, validation: 0, test: 6 });
  const cells = (classes: number[], compare?: { seeds: number[] }) => {
    const request = requestOf({ 'batch.classes': classes }, compare ? { compare } : {});
    return cellsOf(request, emoji, imageSetCheck(images, request)).cells.length;
  };
  expect(cells([6, 8])).toBe(6);
  expect(cells([6, 8], { seeds: [1] })).toBe(6);
  expect(() => cells([6, 20])).toThrow(/batch.classes: Classes per batch is 20, but only 12/);
  // Beside batches of all 12 classes none can be held back: a sweep may be judged on the test classes, a choice may not.
  expect(cells([12])).toBe(3);
  expect(() => cells([12], { seeds: [1] })).toThrow(GridError);
  expect(() => cells([12], { seeds: [1] })).toThrow(/compare: Of the training classes none can be held back.*fewer classes per batch/);
});

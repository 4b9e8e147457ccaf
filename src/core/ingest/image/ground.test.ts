import { describe, expect, it } from 'vitest';
import { groundByContrast, groundOf, WHITE } from './ground';

/** A square of 10 × 10 pixels with a picture of 4 × 4 in it. */
const art = (colour: [number, number, number], more: (i: number) => [number, number, number] = () => colour) =>
  Array.from({ length: 100 }, (_, i) => {
    const inside = i % 10 >= 3 && i % 10 < 7 && i >= 30 && i < 70;
    return inside ? [...more(i), 255] : [0, 0, 0, 0];
  }).flat();

describe('the ground of a transparent picture', () => {
  it.each([
    ['black art', art([0, 0, 0]), WHITE],
    ['white art', art([255, 255, 255]), [0, 0, 0]],
    ['art of a very light grey', art([246, 246, 246]), [0, 0, 0]],
    ['yellow art, which its blue shows', art([255, 255, 0]), WHITE],
    ['white art with a dark part', art([255, 255, 255], (i) => (i % 4 === 0 ? [0, 0, 0] : [255, 255, 255])), WHITE],
    ['nothing at all', new Array<number>(400).fill(0), WHITE],
    ['a white picture without transparency', new Array<number>(400).fill(255), WHITE],
  ] as const)('lets it be seen: %s', (_, rgba, ground) => {
    expect(groundByContrast(rgba)).toEqual(ground);
  });

  it('can be chosen', () => {
    expect([groundOf(undefined), groundOf('auto'), groundOf('White'), groundOf('#102030'), groundOf('grey')]).toEqual([
      null,
      null,
      [255, 255, 255],
      [16, 32, 48],
      [128, 128, 128],
    ]);
    expect(() => groundOf('#12')).toThrow(/“#12” is no background for transparent pictures; take auto, white, black, grey or a colour/);
  });
});

import { describe, expect, it } from 'vitest';
import { createRandom } from '../../random/random';
import { hammingDistance, perceptualHashes } from './hash';
import { findContradictions, findNearDuplicates, warnOfContradictions, warnOfNearDuplicates } from './nearDuplicates';
import { growth } from '../../testing/growth';

const SIZE = 32;
const STRIDE = SIZE * SIZE * 3;
const random = createRandom('hash');

/** A smooth random picture: a few waves in each channel. */
function picture(): Float64Array {
  const waves = Array.from(
    { length: 6 },
    () => [random.next() * 5, random.next() * 5, random.next() * 6, 20 + 20 * random.next(), random.int(3)] as const,
  );
  return Float64Array.from({ length: STRIDE }, (_, i) => {
    const [x, y, channel] = [Math.floor(i / 3) % SIZE, Math.floor(i / 3 / SIZE), i % 3];
    return waves.reduce(
      (sum, [u, v, phase, height, own]) =>
        sum + (own === channel || own === 1 ? height * Math.sin((6.28 * (u * x + v * y)) / SIZE + phase) : 0),
      128,
    );
  });
}
const bytes = (pixels: ArrayLike<number>, change: (value: number, i: number) => number = (value) => value) =>
  Uint8ClampedArray.from({ length: STRIDE }, (_, i) => change(pixels[i]!, i));
function storeOf(images: ArrayLike<number>[]): Uint8Array {
  const store = new Uint8Array(images.length * STRIDE);
  images.forEach((image, i) => store.set(image, i * STRIDE));
  return store;
}

describe('perceptualHashes', () => {
  it('moves few bits under noise, brightness and contrast, and half of them between pictures', () => {
    for (let trial = 0; trial < 30; trial++) {
      const own = picture();
      const hashes = perceptualHashes(
        storeOf([bytes(own), bytes(own, (v) => v + 6 * random.normal()), bytes(own, (v) => v * 0.9 + 20), bytes(picture())]),
        SIZE,
      );
      expect(hammingDistance(hashes, 0, 1)).toBeLessThanOrEqual(10);
      expect(hammingDistance(hashes, 0, 2)).toBeLessThanOrEqual(6);
      expect(hammingDistance(hashes, 0, 3)).toBeGreaterThan(12);
    }
  });

  it('takes images of any size', () => {
    const small = Uint8Array.from({ length: 48 }, (_, i) => i * 5);
    expect(perceptualHashes(small, 4)).toHaveLength(2);
    const large = new Uint8Array(100 * 100 * 3).map((_, i) => (i % 300) * 0.8);
    expect(perceptualHashes(large, 100)).toHaveLength(2);
    expect(Array.from(perceptualHashes(new Uint8Array(STRIDE).fill(90), SIZE))).toEqual([0, 0]);
  });
});

describe('findNearDuplicates', () => {
  const randomHashes = (n: number) => Uint32Array.from({ length: 2 * n }, () => random.int(2 ** 32));
  const flip = (hashes: Uint32Array, row: number, from: number, count: number) => {
    const places = random.shuffle(Array.from({ length: 64 }, (_, i) => i)).slice(0, count);
    hashes[2 * row] = hashes[2 * from]!;
    hashes[2 * row + 1] = hashes[2 * from + 1]!;
    for (const place of places) hashes[2 * row + (place >> 5)]! ^= 1 << (place & 31);
  };

  it('finds all pairs within the distance, as comparing every pair does', () => {
    for (const distance of [0, 1, 4, 9]) {
      const hashes = randomHashes(400);
      for (let i = 0; i < 60; i++) flip(hashes, 200 + i, i, random.int(distance + 3));
      const split = Uint8Array.from({ length: 400 }, (_, i) => (i < 200 ? 0 : i % 10 === 9 ? 1 : 2));
      const expected: [number, number][] = [];
      for (let test = 200; test < 400; test++) {
        if (split[test] !== 2) continue;
        const nearest = Math.min(...Array.from({ length: 200 }, (_, train) => hammingDistance(hashes, test, train)));
        if (nearest <= distance) expected.push([test, nearest]);
      }
      const found = findNearDuplicates(hashes, split, { distance });
      expect(found.map((pair) => [pair.test, pair.distance]).sort()).toEqual(expected.sort());
      for (const pair of found) expect(hammingDistance(hashes, pair.test, pair.train)).toBe(pair.distance);
    }
  });

  it('looks at the pixels to be sure', () => {
    const own = picture();
    const data = storeOf([bytes(own), bytes(own, (v) => v + 2), new Uint8Array(STRIDE).fill(0), new Uint8Array(STRIDE).fill(250)]);
    const hashes = perceptualHashes(data, SIZE);
    const split = [0, 2, 0, 2];
    expect(findNearDuplicates(hashes, split)).toHaveLength(2);
    expect(findNearDuplicates(hashes, split, { pixels: { data, size: SIZE } })).toEqual([
      { test: 1, train: 0, distance: expect.any(Number) as number },
    ]);
  });

  it('searches 60,000 hashes, and as many equal ones, in work that does not grow with the square', async () => {
    const search = (count: number) => {
      const hashes = randomHashes(count);
      for (let i = 0; i < 500; i++) flip(hashes, count / 2 + i, i, 3);
      const split = Uint8Array.from({ length: count }, (_, i) => (i < count / 2 ? 0 : 2));
      expect(findNearDuplicates(hashes, split)).toHaveLength(500);
      expect(findNearDuplicates(new Uint32Array(2 * count), split)).toHaveLength(count / 2);
    };
    // Eight times as many; with the square it would be 64 times the work.
    expect(await growth(search, 7500, 8)).toBeLessThan(40);
  });

  it('warns in words', () => {
    expect(warnOfNearDuplicates([], 10)).toBeNull();
    expect(warnOfNearDuplicates([{ test: 1, train: 0, distance: 2 }], 50)).toMatch(
      /^1 test image is all but equal to a training image \(2\.0 %/,
    );
    expect(() => findNearDuplicates(new Uint32Array(0), [], { distance: 16 })).toThrow(RangeError);
  });
});

describe('contradictions', () => {
  const size = 8;
  /** Images of stripes: their number decides how, and `tint` the colour. */
  const stripes = (...images: { period: number; tint?: number }[]) =>
    Uint8Array.from(
      images.flatMap(({ period, tint = 0 }) =>
        Array.from({ length: size * size * 3 }, (_, i) => (i % 3 === 0 ? tint : Math.floor(i / 3 / period) % 2 === 0 ? 200 : 20)),
      ),
    );
  const find = (data: Uint8Array, labels: number[]) => findContradictions(perceptualHashes(data, size), labels, { data, size });

  it('are the same picture under two labels, wherever it is', () => {
    const data = stripes({ period: 2 }, { period: 3 }, { period: 2 }, { period: 2 });
    expect(find(data, [0, 0, 1, 0])).toEqual([
      { first: 0, second: 2 },
      { first: 2, second: 3 },
    ]);
    expect(find(data, [0, 1, 0, 0])).toEqual([]);
    expect(warnOfContradictions([])).toBeNull();
    expect(warnOfContradictions(find(data, [0, 0, 1, 1]))).toMatch(/^2 images look the same .* different label/);
  });

  it('are found where pictures are all but the same, each pair once, and counted across the split', () => {
    const own = picture();
    const data = storeOf([bytes(own), bytes(own, (v, i) => v + ((i * 7919) % 3) - 1), bytes(picture()), bytes(own)]);
    const hashes = perceptualHashes(data, SIZE);
    // One bit is another, as after packing it anew.
    hashes[2] = (hashes[0]! ^ 4) >>> 0;
    hashes[3] = hashes[1]!;
    const found = findContradictions(hashes, [0, 1, 1, 0], { data, size: SIZE });
    expect(found).toEqual([{ first: 0, second: 1 }]);
    expect(warnOfContradictions(found, [0, 2, 0, 0])).toMatch(/\(1 of them across the parts of the split\).*relabel or leave out/);
  });

  it('change the advice on near-duplicates across the split', () => {
    const pair = [{ test: 1, train: 0, distance: 0 }];
    expect(warnOfNearDuplicates(pair, 4, [5, 5])).toMatch(/leave them out, or split by classes\.$/);
    expect(warnOfNearDuplicates(pair, 4, [5, 6])).toMatch(/Their labels differ: relabel what is wrong, or put both into one class\.$/);
  });

  it('are none where colours differ', () => {
    expect(find(stripes({ period: 2 }, { period: 2, tint: 60 }), [0, 1])).toEqual([]);
  });
});

/** Tests of crop, resize, flip and normalise on one backend: against Pillow, a direct float64 sum, and what must stay as it is. */
import * as tf from '@tensorflow/tfjs';
import { describe, expect, it } from 'vitest';
import { createRandom } from '../../random/random';
import { take, useBackend, type TestBackend } from '../testing';
import { augment, type ImageBatch } from '.';

/**
 * Pillow's `Image.resize((side, side), BICUBIC, box)` of the 9 × 9 float image (37x + 61y + 13xy) mod 256: box (x1, y1, x2, y2) in
 * pixels and the result row after row.
 */
const PILLOW = [
  {
    box: [0, 0, 9, 9],
    side: 4,
    result: [
      84.4434, 125.6517, 129.4489, 114.5209, 131.0209, 150.1378, 131.5528, 122.3263, 141.84, 165.3121, 109.7416, 126.5468, 133.044, 94.5176,
      107.1573, 110.4686,
    ],
  },
  {
    box: [0.9, 1.8, 7.2, 8.1],
    side: 4,
    result: [
      152.6033, 137.2398, 119.5977, 166.5295, 89.6797, 184.5299, 147.3727, 87.9384, 172.8842, 168.4718, 122.2181, 115.3985, 118.6427,
      108.8786, 108.4169, 105.0492,
    ],
  },
  {
    box: [2.25, 2.25, 4.5, 6.75],
    side: 5,
    result: [
      227.6104, 158.358, 69.044, 70.0529, 124.6361, 75.1811, 115.78, 156.3611, 195.9719, 228.6678, 163.697, 217.119, 256.125, 210.553,
      113.299, 254.9769, 196.9047, 114.2051, 126.419, 189.4373, 106.1582, 137.963, 188.854, 161.0546, 90.909,
    ],
  },
];

const normalised = (value: number) => Math.min(Math.max(value, 0), 255) / 127.5 - 1;

function noise(n: number, size: number, seed: number): Uint8Array {
  const random = createRandom(seed);
  return Uint8Array.from({ length: n * size * size * 3 }, () => random.int(256));
}

/** One batch of images with crops and flips of every kind. */
function drawn(n: number, size: number, seed: number): ImageBatch {
  const random = createRandom(seed);
  const crops = new Float32Array(4 * n);
  for (let i = 0; i < n; i++) {
    const [height, width] = [0.2 + 0.8 * random.next(), 0.2 + 0.8 * random.next()];
    const [y, x] = [(1 - height) * random.next(), (1 - width) * random.next()];
    crops.set([y, x, Math.min(1, y + height), Math.min(1, x + width)], 4 * i);
  }
  return { pixels: noise(n, size, seed), n, size, crops, flips: Uint8Array.from({ length: n }, (_, i) => i % 2) };
}

const cubic = (t: number) => (t < 1 ? 1.5 * t ** 3 - 2.5 * t ** 2 + 1 : t < 2 ? -0.5 * t ** 3 + 2.5 * t ** 2 - 4 * t + 2 : 0);

/** Every output as the normalised sum over all pixels of the image, nothing cut short and nothing shared: float64. */
function directly({ pixels, n, size, crops, flips }: ImageBatch, side: number): number[] {
  const weights = (from: number, to: number, i: number) => {
    const scale = ((to - from) * size) / side;
    const centre = from * size + (i + 0.5) * scale;
    const all = Array.from({ length: size }, (_, p) => cubic(Math.abs(p + 0.5 - centre) / Math.max(1, scale)));
    const sum = all.reduce((a, b) => a + b);
    return all.map((weight) => weight / sum);
  };
  const result: number[] = [];
  for (let image = 0; image < n; image++) {
    const [y1, x1, y2, x2] = crops ? [...crops.subarray(4 * image)] : [0, 0, 1, 1];
    for (let y = 0; y < side; y++) {
      const rows = weights(y1!, y2!, y);
      for (let x = 0; x < side; x++) {
        const columns = weights(x1!, x2!, flips?.[image] ? side - 1 - x : x);
        for (let channel = 0; channel < 3; channel++) {
          let sum = 0;
          rows.forEach((row, v) =>
            columns.forEach((column, u) => (sum += row * column * pixels[((image * size + v) * size + u) * 3 + channel]!)),
          );
          result.push(normalised(sum));
        }
      }
    }
  }
  return result;
}

export function augmentSuite(backend: TestBackend): void {
  describe(`augment on ${backend}`, () => {
    useBackend(backend);

    for (const { box, side, result } of PILLOW)
      it(`is Pillow’s bicubic: box ${box.join(' ')} to ${side}`, async () => {
        const pixels = new Uint8Array(9 * 9 * 3);
        for (let y = 0; y < 9; y++)
          for (let x = 0; x < 9; x++)
            for (let channel = 0; channel < 3; channel++) pixels[(y * 9 + x) * 3 + channel] = (x * 37 + y * 61 + x * y * 13) % 256;
        const [x1, y1, x2, y2] = box.map((value) => value / 9);
        const output = await take(augment({ pixels, n: 1, size: 9, crops: Float32Array.of(y1!, x1!, y2!, x2!) }, side));
        expect(output.filter((_, i) => i % 3 === 1)).toBeAllClose(result.map(normalised), 1e-5);
      });

    for (const [n, size, side] of [
      [1, 7, 3],
      [5, 11, 8],
      [6, 33, 16],
      [3, 8, 20],
    ] as const)
      it(`agrees with the direct sum: ${n} images of ${size} to ${side}`, async () => {
        const batch = drawn(n, size, 51);
        const output = augment(batch, side);
        expect(output.shape).toEqual([n, side, side, 3]);
        expect(await take(output)).toBeAllClose(directly(batch, side), 1e-5);
        const { pixels } = batch;
        expect(await take(augment({ pixels, n, size }, side))).toBeAllClose(directly({ pixels, n, size }, side), 1e-5);
      });

    it('only normalises an uncropped image of the model’s size', async () => {
      const pixels = noise(3, 5, 52);
      expect(await take(augment({ pixels, n: 3, size: 5 }, 5))).toBeAllClose(
        Array.from(pixels, (value) => (value / 255 - 0.5) / 0.5),
        1e-6,
      );
    });

    it('normalises each channel by the mean and deviation it is told', async () => {
      const batch = drawn(3, 9, 57);
      const normalisation = { mean: [0.2, 0.4, 0.7], std: [0.3, 0.2, 0.1] } as const;
      const plain = await take(augment(batch, 6));
      const told = await take(augment(batch, 6, { mean: [...normalisation.mean], std: [...normalisation.std] }));
      const expected = Array.from(plain, (value, i) => ((value + 1) / 2 - normalisation.mean[i % 3]!) / normalisation.std[i % 3]!);
      expect(told).toBeAllClose(expected, 1e-5);
    });

    it('reads pixels from anywhere in a buffer', async () => {
      const all = noise(4, 5, 56);
      for (const start of [0, 1, 2, 3, 4]) {
        const pixels = all.subarray(start, start + 75);
        expect(await take(augment({ pixels, n: 1, size: 5 }, 5))).toBeAllClose(Array.from(pixels, normalised), 1e-6);
      }
    });

    it('mirrors flipped images and no others', async () => {
      const pixels = noise(2, 6, 53);
      const plain = await tf.reverse(augment({ pixels, n: 2, size: 6 }, 4), 2).data();
      const flipped = await take(augment({ pixels, n: 2, size: 6, flips: Uint8Array.of(1, 0) }, 4));
      expect(flipped.subarray(0, 48)).toBeAllClose(plain.subarray(0, 48), 1e-6);
      expect(flipped.subarray(48)).not.toEqual(plain.subarray(48));
    });

    it('keeps no tensors but its result', () => {
      const before = tf.memory().numTensors;
      augment(drawn(2, 6, 54), 4).dispose();
      expect(tf.memory().numTensors).toBe(before);
    });

    it('refuses what does not fit', () => {
      const pixels = noise(1, 4, 55);
      expect(() => augment({ pixels, n: 2, size: 4 }, 4)).toThrow(/pixels has 48 values; 2 images of 4 × 4 × 3 need 96/);
      expect(() => augment({ pixels, n: 1, size: 4, crops: Float32Array.of(0, 0, 1) }, 4)).toThrow(/crops/);
      expect(() => augment({ pixels, n: 1, size: 4, crops: Float32Array.of(0.5, 0, 0.5, 1) }, 4)).toThrow(/Crop 0/);
      expect(() => augment({ pixels, n: 1, size: 4, flips: Uint8Array.of(0, 1) }, 4)).toThrow(/flips/);
      expect(() => augment({ pixels, n: 1, size: 4 }, 0)).toThrow(/image side/);
    });
  });
}

import { describe, expect, it } from 'vitest';
import { createRandom } from '../random/random';
import { createSampler, type SamplerOptions } from './sampler';

/** `sizes[k]` images of class k, shuffled through the store; every third row is kept from the sampler. */
function imageSet(sizes: number[], seed = 1) {
  const labels = Int32Array.from(sizes.flatMap((size, label) => Array<number>(size).fill(label)));
  createRandom(seed).shuffle(labels);
  return labels;
}

const sampler = (labels: Int32Array, classes: number, samplesPerClass: number, more: Partial<SamplerOptions> = {}) =>
  createSampler({ labels, rows: labels.map((_, row) => row), classes, samplesPerClass, random: createRandom(1).fork('batches'), ...more });

const classesOf = (batch: Int32Array, labels: Int32Array, m: number) =>
  Array.from({ length: batch.length / m }, (_, i) => labels[batch[i * m]!]!);

describe('createSampler', () => {
  it('gives class-major batches of distinct classes, m distinct images of each', () => {
    const labels = imageSet(Array<number>(20).fill(5));
    const own = sampler(labels, 8, 3);
    for (let step = 0; step < 50; step++) {
      const batch = own.next();
      expect(batch.length).toBe(own.size);
      const classes = classesOf(batch, labels, 3);
      expect(new Set(classes).size).toBe(8);
      batch.forEach((row, i) => expect(labels[row]).toBe(classes[Math.floor(i / 3)]));
      expect(new Set(batch).size).toBe(24);
    }
  });

  it('draws only from the rows it was given', () => {
    const labels = imageSet(Array<number>(12).fill(6));
    const rows = Int32Array.from([...labels.keys()].filter((row) => row % 3 === 0));
    const allowed = new Set(rows);
    const classes = new Set([...rows].map((row) => labels[row])).size;
    const own = sampler(labels, Math.min(6, classes), 2, { rows });
    for (let step = 0; step < 100; step++) expect([...own.next()].every((row) => allowed.has(row))).toBe(true);
  });

  it.each([
    [10, 5],
    [10, 3],
    [10, 7],
    [7, 7],
  ])('lets every one of %i classes appear before any repeats, %i at a time', (count, perBatch) => {
    const labels = imageSet(Array<number>(count).fill(2));
    const own = sampler(labels, perBatch, 2);
    const seen = new Float64Array(count);
    for (let step = 0; step < 70; step++) {
      const batch = classesOf(own.next(), labels, 2);
      expect(new Set(batch).size).toBe(perBatch);
      batch.forEach((label) => seen[label]!++);
      expect(Math.max(...seen) - Math.min(...seen)).toBeLessThanOrEqual(perBatch * 2 > count && count % perBatch ? 2 : 1);
    }
    // 70 batches are a whole number of epochs: no class more often than another.
    expect(new Set(seen)).toEqual(new Set([(70 * perBatch) / count]));
  });

  it('draws with replacement where a class has fewer than m images, without where it has m', () => {
    const labels = Int32Array.from([0, 1, 1, 2, 2, 2, 2]);
    const own = sampler(labels, 3, 4);
    const ofOne = new Set<string>();
    for (let step = 0; step < 200; step++) {
      const batch = own.next();
      for (let at = 0; at < 12; at += 4) {
        const drawn = [...batch.subarray(at, at + 4)];
        if (labels[drawn[0]!] === 0) expect(drawn).toEqual([0, 0, 0, 0]);
        if (labels[drawn[0]!] === 1) ofOne.add(drawn.join());
        if (labels[drawn[0]!] === 2) expect(drawn.sort()).toEqual([3, 4, 5, 6]);
      }
    }
    expect(ofOne.size).toBe(16);
  });

  it('draws the images of a class evenly', () => {
    const labels = imageSet([8, 8]);
    const own = sampler(labels, 2, 3);
    const counts = new Float64Array(16);
    for (let step = 0; step < 4000; step++) own.next().forEach((row) => counts[row]!++);
    // Each row: 4000 · 3/8 = 1500 expected; 15 degrees of freedom, 99.99 % lie below 45.
    expect(counts.reduce((sum, count) => sum + (count - 1500) ** 2 / 1500, 0)).toBeLessThan(45);
  });

  it('is decided by its seed', () => {
    const labels = imageSet(Array<number>(30).fill(4));
    const batches = (seed: number) => {
      const own = sampler(labels, 8, 2, { random: createRandom(seed) });
      return Array.from({ length: 20 }, () => [...own.next()]);
    };
    expect(batches(4)).toEqual(batches(4));
    expect(batches(4)).not.toEqual(batches(5));
  });

  it('peeks without consuming', () => {
    const labels = imageSet(Array<number>(9).fill(3));
    const looking = sampler(labels, 4, 2);
    const plain = sampler(labels, 4, 2);
    for (let step = 0; step < 10; step++) {
      const seen = looking.peek();
      expect(looking.peek()).toEqual(seen);
      seen.fill(-1);
      expect(looking.next()).toEqual(plain.next());
    }
  });

  it('goes on exactly from a stored state, also between a peek and its next', () => {
    const labels = imageSet(Array<number>(9).fill(3));
    for (const peeked of [false, true]) {
      const own = sampler(labels, 4, 2);
      for (let step = 0; step < 5; step++) own.next();
      if (peeked) own.peek();
      const state = JSON.parse(JSON.stringify(own.state()));
      const onward = Array.from({ length: 10 }, () => own.next());
      const other = sampler(labels, 4, 2, { random: createRandom('another') });
      other.restore(state);
      expect(Array.from({ length: 10 }, () => other.next())).toEqual(onward);
    }
    expect(() => sampler(labels, 3, 2).restore({ ...sampler(labels, 4, 2).state(), queue: [99] })).toThrow(/other images/);
  });

  it('refuses more classes than have images, naming both counts and the setting', () => {
    const labels = imageSet([2, 2, 2]);
    expect(() => sampler(labels, 4, 2)).toThrow(
      expect.objectContaining({
        name: 'ConfigError',
        issues: [{ path: 'batch.classes', message: expect.stringMatching(/is 4, but 3 classes/) }],
      }),
    );
    // Class 0 has no image among these rows.
    expect(() => sampler(Int32Array.from([0, 1, 2]), 3, 1, { rows: [1, 2] })).toThrow(/but 2 classes/);
    expect(() => sampler(labels, 2, 0)).toThrow(
      expect.objectContaining({ issues: [expect.objectContaining({ path: 'batch.samplesPerClass' })] }),
    );
    expect(() => sampler(labels, 2, 2, { rows: [6] })).toThrow(/outside the image set/);
  });
});

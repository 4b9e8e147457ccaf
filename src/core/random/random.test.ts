import { describe, expect, it } from 'vitest';
import { createRandom } from './random';

const draw = (n: number, f: () => number) => Array.from({ length: n }, f);

describe('createRandom', () => {
  it('gives the same stream for the same seed and another for another', () => {
    const a = createRandom(7);
    const b = createRandom(7);
    const c = createRandom(8);
    const first = draw(100, () => a.next());
    expect(draw(100, () => b.next())).toEqual(first);
    expect(draw(100, () => c.next())).not.toEqual(first);
    expect(createRandom('7').next()).toBe(first[0]);
  });

  it('keeps its streams from one version to the next', () => {
    const random = createRandom('negative space');
    expect(draw(4, () => random.int(1_000_000))).toMatchInlineSnapshot(`
      [
        766735,
        329936,
        34836,
        806483,
      ]
    `);
  });

  it('is uniform: chi-squared over 64 cells, and over pairs of neighbours', () => {
    const n = 256_000;
    for (const seed of [0, 1, 2, 'emoji']) {
      const random = createRandom(seed);
      const single = new Float64Array(64);
      const pairs = new Float64Array(64);
      let last = random.int(8);
      for (let i = 0; i < n; i++) {
        const value = random.next();
        if (!(value >= 0 && value < 1)) throw new Error(`${value} is outside [0, 1)`);
        single[Math.floor(value * 64)]!++;
        const cell = Math.floor(value * 8);
        pairs[last * 8 + cell]!++;
        last = cell;
      }
      const chi = (counts: Float64Array) => counts.reduce((sum, count) => sum + (count - n / 64) ** 2 / (n / 64), 0);
      // 63 degrees of freedom: 99.99 % lie below 110.
      expect(chi(single)).toBeLessThan(110);
      expect(chi(pairs)).toBeLessThan(110);
    }
  });

  it('starts streams of neighbouring seeds unrelated', () => {
    const firsts = draw(20_000, () => 0).map((_, seed) => createRandom(seed).next());
    const mean = firsts.reduce((a, b) => a + b) / firsts.length;
    expect(Math.abs(mean - 0.5)).toBeLessThan(4 * Math.sqrt(1 / 12 / firsts.length));
    let product = 0;
    for (let i = 1; i < firsts.length; i++) product += (firsts[i]! - 0.5) * (firsts[i - 1]! - 0.5) * 12;
    expect(Math.abs(product / firsts.length)).toBeLessThan(4 / Math.sqrt(firsts.length));
    expect(new Set(firsts).size).toBeGreaterThan(19_990);
  });

  it('draws normal deviates with the right moments and tails', () => {
    const random = createRandom(3);
    const n = 200_000;
    const values = draw(n, () => random.normal());
    const moment = (k: number) => values.reduce((sum, x) => sum + x ** k, 0) / n;
    expect(Math.abs(moment(1))).toBeLessThan(0.01);
    expect(Math.abs(moment(2) - 1)).toBeLessThan(0.015);
    expect(Math.abs(moment(3))).toBeLessThan(0.03);
    expect(Math.abs(moment(4) - 3)).toBeLessThan(0.1);
    const beyond = values.filter((x) => Math.abs(x) > 1.959964).length / n;
    expect(Math.abs(beyond - 0.05)).toBeLessThan(0.003);
  });

  it('draws whole numbers without bias and refuses what is not a range', () => {
    const random = createRandom(5);
    const counts = new Float64Array(6);
    for (let i = 0; i < 60_000; i++) counts[random.int(6)]!++;
    expect(counts.reduce((sum, count) => sum + (count - 10_000) ** 2 / 10_000, 0)).toBeLessThan(26);
    expect(random.int(1)).toBe(0);
    for (const bad of [0, -1, 1.5, NaN, Infinity, 2 ** 33]) expect(() => random.int(bad)).toThrow(RangeError);
    expect(() => createRandom(NaN)).toThrow(/finite/);
  });

  it('shuffles evenly: every order of four equally often', () => {
    const random = createRandom(11);
    const orders = new Map<string, number>();
    for (let i = 0; i < 24_000; i++) {
      const order = random.shuffle([0, 1, 2, 3]).join('');
      orders.set(order, (orders.get(order) ?? 0) + 1);
    }
    expect(orders.size).toBe(24);
    // 23 degrees of freedom: 99.99 % lie below 57.
    expect([...orders.values()].reduce((sum, count) => sum + (count - 1000) ** 2 / 1000, 0)).toBeLessThan(57);
    const typed = Int32Array.from([3, 1, 4, 1, 5]);
    expect(random.shuffle(typed)).toBe(typed);
    expect([...typed].sort()).toEqual([1, 1, 3, 4, 5]);
  });

  it('forks streams that depend on seed and label, not on what was drawn', () => {
    const fresh = createRandom(1).fork('batches');
    const used = createRandom(1);
    for (let i = 0; i < 17; i++) used.normal();
    const later = used.fork('batches');
    const other = createRandom(1).fork('weights');
    const first = draw(10, () => fresh.next());
    expect(draw(10, () => later.next())).toEqual(first);
    expect(draw(10, () => other.next())).not.toEqual(first);
    expect(createRandom('a').fork('b/c').next()).not.toBe(createRandom('a/b').fork('c').next());
    expect(createRandom(1).fork('a').fork('b').next()).not.toBe(createRandom(1).fork('b').fork('a').next());
  });

  it('goes on exactly from a restored state, the normal deviate in hand included', () => {
    const random = createRandom(9);
    random.normal();
    const state = structuredClone(random.state());
    const onward = draw(20, () => random.normal());
    const other = createRandom('something else');
    other.restore(JSON.parse(JSON.stringify(state)));
    expect(draw(20, () => other.normal())).toEqual(onward);
    expect(() => other.restore({ words: [1, 2, 3, NaN], spare: null })).toThrow(/not the state/);
  });
});

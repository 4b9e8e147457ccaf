import { describe, expect, it } from 'vitest';
import { switchBackend } from '../ops/testing';
import { shareBodies } from './bodyCache';
import { KeptBodies } from './keptBodies';
import { createVitLearner } from './vitLearner';
import { batch, options } from './vitLearner.cases';
import type { Batch } from './learner';

const WIDTH = 4 * 8;

/** The same pictures under the same keys. */
const keyed = (seed: number, of = 'a set'): Batch => {
  const images = batch(seed);
  return { ...images, pictures: { of, keys: Int32Array.from({ length: images.n }, (_, i) => 100 * seed + i) } };
};

function counting(sameShape = false) {
  const asked: number[] = [];
  const find = ({ n, pixels }: { n: number; pixels: Uint8Array }) => {
    asked.push(n);
    return Promise.resolve(Float32Array.from({ length: n * WIDTH }, (_, i) => pixels[Math.floor(i / WIDTH) * 192]! / 256));
  };
  const { model } = options;
  const bodies = new KeptBodies({ model, normalisation: { mean: [0, 0, 0], deviation: [1, 1, 1] } as never, sameShape, find });
  return { asked, bodies };
}

const weights = async (change: number) => {
  await switchBackend('cpu');
  const learner = createVitLearner(options);
  const { parameters } = await learner.state();
  learner.dispose();
  parameters['norm.bias']![0][0]! += change;
  return parameters;
};

describe('body features that are kept', () => {
  it('are found once a picture, by all learners of one body together, and given up with the last of them', async () => {
    const body = await weights(0);
    const [first, second] = [counting(), counting()];
    for (const { bodies } of [first, second]) bodies.belongTo(body);
    const both = await Promise.all([first.bodies.of(keyed(1)), second.bodies.of(keyed(1))]);
    expect(both[1]).toEqual(both[0]);
    expect(both[0]).toHaveLength(8 * WIDTH);
    expect([first.asked, second.asked]).toEqual([[8], []]);
    const mixed = keyed(1);
    mixed.pictures!.keys = mixed.pictures!.keys.map((key, i) => (i < 6 ? key : 1000));
    await second.bodies.of(mixed);
    // Two places with one new picture.
    expect(second.asked).toEqual([1]);
    for (const { bodies } of [first, second]) bodies.release();
    await first.bodies.of(keyed(1));
    expect(first.asked).toEqual([8, 8]);
    first.bodies.release();
  });

  it('are those of this body and these pictures alone, and none where pictures are drawn anew', async () => {
    const { asked, bodies } = counting();
    bodies.belongTo(await weights(0));
    await bodies.of(keyed(1));
    await bodies.of(keyed(1, 'another set'));
    expect(asked).toEqual([8, 8]);
    bodies.belongTo(await weights(1));
    await bodies.of(keyed(1, 'another set'));
    expect(asked).toEqual([8, 8, 8]);
    expect(await bodies.of(batch(1))).toBeUndefined();
    bodies.release();
  });

  it('are looked for as many at a time where that is compiled', async () => {
    const { asked, bodies } = counting(true);
    bodies.belongTo(await weights(0));
    await bodies.of(keyed(2));
    const more = keyed(2);
    more.pictures!.keys = more.pictures!.keys.map((key, i) => (i === 3 ? 7 : key));
    await bodies.of(more);
    expect(asked).toEqual([8, 8]);
    bodies.release();
  });

  it('that are not there are not made up', () => {
    const { cache, release } = shareBodies('nothing');
    expect(() => cache.read(Int32Array.of(5), 2)).toThrow(/image 5 have not been found/);
    release();
  });
});

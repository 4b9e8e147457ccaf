import { expect, it, vi } from 'vitest';
import { LatestPlan } from './latestPlan';

const plans = () => {
  const held = new Set<number>();
  const build = vi.fn(({ n }: { n: number }) => {
    held.add(n);
    return Promise.resolve({ n, dispose: () => held.delete(n) });
  });
  return { held, build, latest: new LatestPlan(build) };
};

it('the latest plan is built once for a shape, and given up when another is asked for', async () => {
  const { held, build, latest } = plans();
  const [first, again] = await Promise.all([latest.get({ n: 1 }), latest.get({ n: 1 })]);
  expect(again).toBe(first);
  await latest.get({ n: 2 });
  expect([...held]).toEqual([2]);
  expect(build).toHaveBeenCalledTimes(2);
  await latest.dispose();
  expect(held.size).toBe(0);
});

it('a plan that could not be built is built anew when it is asked for again', async () => {
  const { build, latest } = plans();
  build.mockRejectedValueOnce(new Error('out of memory'));
  await expect(latest.get({ n: 1 })).rejects.toThrow('out of memory');
  expect((await latest.get({ n: 1 })).n).toBe(1);
});

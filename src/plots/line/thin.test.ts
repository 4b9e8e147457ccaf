import { describe, expect, it } from 'vitest';
import type { Series } from './series';
import { layOut, seriesPath } from './layout';
import { drawnPoints } from './thin';

const places = (high: number, width = 356, low = 0) =>
  layOut(width, 200, { scale: 'linear', domain: [low, high], label: '' }, { scale: 'linear', domain: [0, 100], label: '' });

function noisy(n: number): Series {
  let state = 7;
  const y = Float64Array.from({ length: n }, () => (state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0) / 2 ** 32 / 0.01);
  return { id: 'a', label: 'a', colour: 'red', x: Float64Array.from({ length: n }, (_, i) => i), y };
}

describe('curves of many points', () => {
  it('keep every point while there are few', () => {
    const short = noisy(400);
    expect(drawnPoints(short, places(399))).toHaveLength(400);
    expect(drawnPoints(short, places(399))[7]).toEqual([places(399).x.at(7), places(399).y.at(short.y[7]!)]);
  });

  it('come to at most two points a pixel column, covering the same pixels', () => {
    const long = noisy(10_000);
    const at = places(9_999);
    const points = drawnPoints(long, at);
    expect(points.length).toBeLessThanOrEqual(2 * (at.right - at.left + 1) + 1);
    expect(points.every(([x], i) => i === 0 || x >= points[i - 1]![0])).toBe(true);
    const span = (of: readonly (readonly [number, number])[], column: number) => {
      const heights = of.filter(([x]) => x >= column && x < column + 1).map(([, y]) => y);
      return [Math.min(...heights), Math.max(...heights)];
    };
    const all = Array.from(long.y, (y, i) => [at.x.at(i), at.y.at(y)] as const);
    for (const column of [44, 45, 104, 254, 342]) expect(span(points, column), `column ${column}`).toEqual(span(all, column));
    expect(seriesPath(long, at).match(/[ML]/g)).toHaveLength(points.length);
  });

  it('show more of a part that is shown alone, and its neighbours just beyond', () => {
    const points = drawnPoints(noisy(10_000), places(1200, 356, 1000));
    expect(points).toHaveLength(203);
    expect(points[0]![0]).toBeLessThan(44);
    expect(points.at(-1)![0]).toBeGreaterThan(344);
  });

  it('keep gaps, and end where the points end', () => {
    const gapped = noisy(10_000);
    (gapped.y as Float64Array).fill(NaN, 3000, 6000);
    const at = places(20_000);
    const points = drawnPoints(gapped, at);
    expect(seriesPath(gapped, at).match(/M/g)).toHaveLength(2);
    expect(points.at(-1)![0]).toBe(at.x.at(9999));
    expect(drawnPoints({ x: [], y: [] }, at)).toEqual([]);
  });
});

import { describe, expect, it } from 'vitest';
import { defaultConfig } from '../configuration/presets';
import { distancesFrom, embed } from '../geometry/vector';
import { hardNegatives } from '../metrics/negatives/hardNegatives';
import { createRandom } from '../random/random';
import { settingKey } from './grouping';
import { hardestNegatives, overlapLines, overlapSeries, sharedTopK } from './overlap';
import { OWN_TEMPERATURE } from './series';
import { gridCells, measured } from './testing/grid';

describe('overlap of hard negatives', () => {
  const [n, d] = [60, 5];
  const random = createRandom('overlap of cells');
  const labels = Int32Array.from({ length: n }, (_, i) => i % 12);
  const features = () => Float32Array.from({ length: n * d }, () => random.normal());
  const { head } = defaultConfig;

  it('is the share of the top k that stands in both, each in its own geometry', () => {
    const a = { geometry: 'spherical' as const, head, features: features(), n, d };
    const b = { geometry: 'hyperbolic' as const, head: { ...head, c: 0.5 }, features: features(), n, d };
    const k = 6;
    let sum = 0;
    for (let anchor = 0; anchor < n; anchor++) {
      const [first, second] = [a, b].map(({ geometry, head, features }) => {
        const distances = distancesFrom(anchor, embed(features, n, d, geometry, head), head);
        return hardNegatives({ distances, labels, anchor, k }).map(({ index }) => index);
      });
      sum += first!.filter((index) => second!.includes(index)).length;
    }
    const [topA, topB] = [hardestNegatives(a, labels), hardestNegatives(b, labels)];
    expect(sharedTopK(topA, topB, k)).toBeCloseTo(sum / (n * k), 12);
    expect(sharedTopK(topA, hardestNegatives(a, labels), k)).toBe(1);
    // Fewer anchors are a sample of the same.
    expect(hardestNegatives(a, labels, 20).done).toBe(20);
    expect(() => sharedTopK(topA, hardestNegatives({ ...a, n: 59, features: a.features.subarray(d) }, labels.subarray(1)), k)).toThrow(
      /same/,
    );
  });
});

describe('the overlap figure', () => {
  const grid = {
    'runs.geometry': ['spherical', 'hyperbolic'],
    'head.tauSpherical': [0.1, 0.2],
    'head.tauHyperbolic': [0.1, 0.2],
    'head.c': [0.1, 1],
    seed: [0, 1, 2],
  };
  const cells = gridCells(grid);
  const statuses = measured(cells, () => 0.5);
  const said = (id: string) => Object.values(cells.find((cell) => cell.id === id)!.at).join(' ');

  it('compares every cell with the reference of its own seed, and with its own setting of other seeds', () => {
    const reference = {
      setting: settingKey(
        cells.find(({ geometry }) => geometry === 'hyperbolic')!,
        ['seed'],
      ),
    };
    const lines = overlapLines(statuses, 'head.c', reference);
    expect(lines.map(({ label }) => label)).toEqual(['hyperbolic, τ_h 0.1', 'hyperbolic, τ_h 0.2']);
    const [first, second] = lines[0]!.points;
    // The reference itself: the control alone.
    expect([first!.x, first!.compared]).toEqual([0.1, []]);
    expect(second!.compared.map(({ pair }) => pair.map(said))).toEqual([
      ['hyperbolic 0.1 1 0', 'hyperbolic 0.1 0.1 0'],
      ['hyperbolic 0.1 1 1', 'hyperbolic 0.1 0.1 1'],
      ['hyperbolic 0.1 1 2', 'hyperbolic 0.1 0.1 2'],
    ]);
    expect(second!.control.map((pair) => pair.map(said))).toEqual([
      ['hyperbolic 0.1 1 0', 'hyperbolic 0.1 1 1'],
      ['hyperbolic 0.1 1 0', 'hyperbolic 0.1 1 2'],
      ['hyperbolic 0.1 1 1', 'hyperbolic 0.1 1 2'],
    ]);
  });

  it('compares geometries at the same value of the axis', () => {
    const lines = overlapLines(statuses, OWN_TEMPERATURE, { geometry: 'spherical' });
    const hyperbolic = lines.filter(({ geometry }) => geometry === 'hyperbolic');
    expect(hyperbolic.map(({ label }) => label)).toEqual(['hyperbolic, c 0.1', 'hyperbolic, c 1']);
    expect(hyperbolic[1]!.points[1]!.compared[0]!.pair.map(said)).toEqual(['hyperbolic 0.2 1 0', 'spherical 0.2 0']);
    expect(lines[0]!.points.every(({ compared, control }) => compared.length === 0 && control.length === 3)).toBe(true);
    // At any τ_s the spherical cells agree with a hyperbolic one that is shown against c: none is the one that is meant.
    expect(overlapLines(statuses, 'head.c', { geometry: 'spherical' })[0]!.points[0]!.compared).toEqual([]);
  });

  it('has means, spread and the range of the control, as far as overlaps are known', () => {
    const lines = overlapLines(statuses, OWN_TEMPERATURE, { geometry: 'spherical' });
    const shares = new Map(
      lines
        .flatMap(({ points }) => points.flatMap(({ compared, control }) => [...compared.map(({ pair }) => pair), ...control]))
        .map((pair, i) => [pair, i / 100]),
    );
    const { points } = overlapSeries(lines, (pair) => shares.get(pair))[1]!;
    const [{ compared, control }] = [points[0]!];
    expect(compared!.values.map(({ seed }) => seed)).toEqual([0, 1, 2]);
    expect(compared!.standardError).toBeCloseTo(0.01 / Math.sqrt(3), 12);
    expect(control!.highest - control!.lowest).toBeCloseTo(0.02, 12);
    expect(overlapSeries(lines, () => undefined)[1]!.points[0]).toEqual({ x: 0.1 });
  });
});

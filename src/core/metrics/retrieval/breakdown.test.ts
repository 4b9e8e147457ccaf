import { describe, expect, it } from 'vitest';
import { ROLE_CODE } from '../../data/imageSet';
import { defaultConfig } from '../../configuration/presets';
import { distancesFrom, embed } from '../../geometry/vector';
import { createRandom } from '../../random/random';
import { breakDown, hierarchyLevels } from './breakdown';
import { retrieve } from './retrieval';

const classesOf = (...paths: string[]) => paths.map((path) => ({ path }));

describe('levels of the hierarchy', () => {
  const classes = classesOf('a/x/cat', 'a/x/dog', 'a/y/cow', 'b/car', 'plain');

  it('are those above the classes; one that lies less deep is a group of its own', () => {
    const levels = hierarchyLevels(classes, [0, 1, 2, 3, 4, 0]);
    expect(levels.map(({ level, groups }) => [level, Array.from(groups)])).toEqual([
      [1, [0, 0, 0, 1, 2, 0]],
      [2, [0, 0, 1, 2, 3, 0]],
    ]);
  });

  it('are left out where they say nothing that the classes do not', () => {
    expect(hierarchyLevels(classes, [0, 1, 0])).toEqual([]);
    expect(hierarchyLevels(classes, [0, 3]).map(({ level }) => level)).toEqual([]);
    expect(hierarchyLevels(classesOf('cat', 'dog'), [0, 1])).toEqual([]);
    expect(hierarchyLevels(classes, [])).toEqual([]);
  });
});

describe('Recall@1 in parts', () => {
  const { head } = defaultConfig;
  const random = createRandom('breakdown');

  it.each([false, true])('is what counting every pair by hand gives (roles: %s)', (withRoles) => {
    for (let trial = 0; trial < 20; trial++) {
      const classes = classesOf(...Array.from({ length: 12 }, (_, i) => `${'ab'[i % 2]}/${'pqr'[i % 3]}/${i}`));
      const labels = Int32Array.from({ length: 70 }, () => Math.floor(12 * random.next() ** 2));
      const [n, d] = [labels.length, 4];
      const role = withRoles ? Uint8Array.from(labels, () => random.int(3)) : undefined;
      const embedding = embed(
        Float32Array.from({ length: n * d }, () => random.normal()),
        n,
        d,
        'hyperbolic',
        head,
      );
      const found = retrieve(embedding, labels, head, role ? { role } : {});
      const levels = hierarchyLevels(classes, labels);
      const nearest = Int32Array.from({ length: n }, (_, row) => found.nearest[row * found.nearestCount]!);
      const parts = breakDown({ labels, levels, nearest, ...(role ? { role } : {}) });

      const inGallery = (row: number) => role?.[row] !== ROLE_CODE.query;
      /** The nearest by looking at all, and whether there is anything of the same name to find. */
      const judge = (row: number, name: (row: number) => unknown) => {
        const distances = distancesFrom(row, embedding, head);
        const candidates = Array.from(labels, (_, other) => other).filter((other) => other !== row && inGallery(other));
        const best = candidates.reduce((a, b) => (distances[b]! < distances[a]! ? b : a));
        const same = candidates.filter((other) => name(other) === name(row)).length;
        return { hit: name(best) === name(row), same, chance: same / candidates.length };
      };
      const queries = Array.from(labels, (_, row) => row).filter((row) => role?.[row] !== ROLE_CODE.gallery);
      for (const level of [1, 2]) {
        const name = (row: number) => classes[labels[row]!]!.path.split('/').slice(0, level).join('/');
        const judged = queries.map((row) => judge(row, name)).filter(({ same }) => same > 0);
        const part = parts.byLevel.find((one) => one.level === level)!;
        expect([part.queries, part.groups]).toEqual([judged.length, new Set(Array.from(labels, (_, row) => name(row))).size]);
        expect(part.recallAt1).toBeCloseTo(judged.filter(({ hit }) => hit).length / judged.length, 12);
        expect(part.chance).toBeCloseTo(judged.reduce((sum, { chance }) => sum + chance, 0) / judged.length, 12);
      }

      const size = (label: number) => Array.from(labels).filter((other, row) => other === label && inGallery(row)).length;
      let classCount = 0;
      let hits = 0;
      for (const [i, { quartile, from, to, ...part }] of parts.byClassSize.entries()) {
        const judged = queries
          .filter((row) => size(labels[row]!) >= from && size(labels[row]!) <= to)
          .map((row) => judge(row, (other) => labels[other]))
          .filter(({ same }) => same > 0);
        expect(part.queries).toBe(judged.length);
        expect(part.recallAt1).toBeCloseTo(judged.filter(({ hit }) => hit).length / judged.length, 12);
        classCount += part.classes;
        hits += part.recallAt1 * part.queries;
        const before = parts.byClassSize[i - 1];
        if (before) expect(before.quartile < quartile && before.to < from).toBe(true);
      }
      // Together they are all queries that can be answered.
      expect(parts.byClassSize.reduce((sum, part) => sum + part.queries, 0)).toBe(found.queries);
      expect(hits / found.queries).toBeCloseTo(found.recallAt[1], 12);
      expect(classCount).toBeGreaterThan(0);
    }
  });

  it('has as many classes in each quartile as can be, and classes of one size in one', () => {
    const sizes = [2, 3, 4, 5, 6, 7, 8, 9];
    const labels = sizes.flatMap((size, label) => new Array<number>(size).fill(label));
    const nearest = labels.map((_, row) => (row === 0 ? 1 : 0));
    const { byClassSize } = breakDown({ labels, levels: [], nearest });
    expect(byClassSize.map(({ quartile, classes, from, to, recallAt1 }) => [quartile, classes, from, to, recallAt1 > 0])).toEqual([
      [1, 2, 2, 3, true],
      [2, 2, 4, 5, false],
      [3, 2, 6, 7, false],
      [4, 2, 8, 9, false],
    ]);
    const even = [0, 0, 1, 1, 2, 2];
    expect(breakDown({ labels: even, levels: [], nearest: [1, 0, 3, 2, 0, 0] }).byClassSize).toMatchObject([
      { quartile: 1, classes: 3, from: 2, to: 2, queries: 6 },
    ]);
    expect(breakDown({ labels: [0, 1], levels: [], nearest: [1, 0] })).toEqual({ byClassSize: [], byLevel: [] });
  });
});

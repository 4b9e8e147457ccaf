import { describe, expect, it } from 'vitest';
import { ROLE_CODE, SPLIT_CODE } from '../../data/imageSet';
import type { IngestPlan, PlanEntry } from '../plan.types';
import type { IngestSplit } from './splits';
import { UNLABELLED } from '../plan.types';
import { fromBlob } from '../source';
import { chooseSplit } from './splitting';

const file = fromBlob(new Blob([]), 'x.png');
/** A plan whose class k has counts[k] images. */
function planOf(
  counts: number[],
  split?: (classIndex: number, i: number) => IngestSplit | undefined,
): Pick<IngestPlan, 'classes' | 'entries'> {
  const entries = counts.flatMap((count, classIndex) =>
    Array.from({ length: count }, (_, i): PlanEntry => {
      const own = split?.(classIndex, i);
      return { name: `${classIndex}/${i}`, source: { file }, classIndex, ...(own ? { split: own } : {}) };
    }),
  );
  return { classes: counts.map((_, k) => ({ path: `c${k}`, name: `c${k}` })), entries };
}
const classesIn = ({ labels, split }: ReturnType<typeof chooseSplit>, code: number) => new Set(labels.filter((_, i) => split[i] === code));

describe('chooseSplit', () => {
  it('holds whole classes back where there are eight with two images', () => {
    const chosen = chooseSplit(planOf(new Array<number>(20).fill(5)), { seed: 3 });
    expect(chosen).toMatchObject({
      rule: 'classes',
      disjointClasses: true,
      splitRule: 'disjoint classes, seed 3',
      role: null,
      singletons: 0,
    });
    expect(classesIn(chosen, SPLIT_CODE.train).size).toBe(10);
    expect(chosen.notes[0]).toBe(
      'Split: disjoint classes, seed 3. 50 images to train, 10 images to choose settings by, 40 images to test.',
    );
    expect(chooseSplit(planOf(new Array<number>(20).fill(5)), { seed: 3 }).split).toEqual(chosen.split);
    expect(chooseSplit(planOf(new Array<number>(20).fill(5)), { seed: 4 }).split).not.toEqual(chosen.split);
  });

  it('goes by image below that, and says why', () => {
    const chosen = chooseSplit(planOf([10, 10, 10]));
    expect(chosen).toMatchObject({ rule: 'images', disjointClasses: false, possible: ['classes', 'images'] });
    expect(chosen.notes[1]).toMatch(/only 3 classes have two images or more; with 8 or more/);
  });

  it('keeps classes with one image as negatives, and always some to retrieve', () => {
    for (let seed = 0; seed < 20; seed++) {
      const chosen = chooseSplit(planOf([...new Array<number>(8).fill(3), ...new Array<number>(400).fill(1)]), { seed });
      expect(chosen.singletons).toBe(400);
      const test = [...classesIn(chosen, SPLIT_CODE.test)];
      expect(test.filter((label) => label < 8).length).toBeGreaterThanOrEqual(2);
      expect(chosen.notes.at(-1)).toMatch(/^400 classes have one image: they can’t be positives .* as negatives/);
    }
  });

  it('takes the set’s own split, and its queries and gallery', () => {
    const own = chooseSplit(planOf([4, 4], (_, i) => (i < 2 ? 'train' : 'test')));
    expect(own).toMatchObject({ rule: 'own', disjointClasses: false, role: null, possible: ['own', 'classes', 'images'] });
    expect(Array.from(own.split)).toEqual([0, 0, 2, 2, 0, 0, 2, 2]);
    const shop = chooseSplit(planOf([2, 3], (k, i) => (k === 0 ? 'train' : i === 0 ? 'query' : 'gallery')));
    expect(shop).toMatchObject({ rule: 'own', disjointClasses: true });
    expect(Array.from(shop.role!)).toEqual([0, 0, ROLE_CODE.query, ROLE_CODE.gallery, ROLE_CODE.gallery]);
  });

  it('does without a split of the set’s own that leaves images out, and without unlabelled images', () => {
    const plan = planOf([4, 4], (_, i) => (i === 0 ? 'train' : i === 1 ? 'test' : undefined));
    plan.entries[7] = { ...plan.entries[7]!, classIndex: UNLABELLED };
    const chosen = chooseSplit(plan, { rule: 'own' });
    expect(chosen.rule).not.toBe('own');
    expect(chosen.notes.slice(0, 2)).toEqual([
      'The set’s own split leaves out 3 images of 7 that have labels, so it is not used.',
      'The set has no split of its own.',
    ]);
    expect(Array.from(chosen.entries)).toEqual([0, 1, 2, 3, 4, 5, 6]);
  });

  it('has nothing to say of nothing', () => {
    expect(chooseSplit({ classes: [], entries: [] })).toMatchObject({ rule: 'images', singletons: 0, disjointClasses: true });
  });
});

import { describe, expect, it } from 'vitest';
import { rowsOf, SPLIT_CODE, type Split } from './imageSet';
import { splitByClasses, splitByImages } from './split';

const groupSizes = { animals: 200, food: 131, flags: 7, signs: 99, single: 1 };
const classes = Object.entries(groupSizes).flatMap(([group, size]) =>
  Array.from({ length: size }, (_, i) => ({ path: `${group}/${i % 3}/c${i}`, name: `c${i}` })),
);
const labels = Int32Array.from(classes.flatMap((_, label) => Array<number>(4 + (label % 5)).fill(label)));
const classesIn = (split: Uint8Array, name: Split) => new Set([...rowsOf({ split }, name)].map((row) => labels[row]!));

describe('splitByClasses', () => {
  const made = splitByClasses(classes, labels, 1);

  it('gives each class to one split whole', () => {
    expect(made.disjointClasses).toBe(true);
    expect(made.rule).toBe('disjoint classes, stratified by group, seed 1');
    const counts = (['train', 'validation', 'test'] as const).map((name) => classesIn(made.split, name).size);
    expect(counts.reduce((a, b) => a + b)).toBe(classes.length);
    expect(Math.abs(counts[0]! - classes.length / 2)).toBeLessThanOrEqual(1);
    expect(Math.abs(counts[1]! - classes.length / 10)).toBeLessThanOrEqual(1);
  });

  it('shares out every group alike', () => {
    for (const [group, size] of Object.entries(groupSizes)) {
      for (const [name, share] of [
        ['train', 0.5],
        ['validation', 0.1],
        ['test', 0.4],
      ] as const) {
        const own = [...classesIn(made.split, name)].filter((label) => classes[label]!.path.startsWith(`${group}/`));
        expect(Math.abs(own.length - share * size)).toBeLessThan(2);
      }
    }
  });

  it('is decided by the seed and not by the order of the classes', () => {
    expect(splitByClasses(classes, labels, 1)).toEqual(made);
    expect(splitByClasses(classes, labels, 2).split).not.toEqual(made.split);
    const reversed = splitByClasses(
      [...classes].reverse(),
      labels.map((label) => classes.length - 1 - label),
      1,
    );
    expect(reversed.split).toEqual(made.split);
  });

  it('works without groups, and refuses labels outside the classes and impossible shares', () => {
    const flat = splitByClasses(
      Array.from({ length: 10 }, (_, i) => ({ path: `c${i}`, name: `c${i}` })),
      [0, 1, 2, 3, 4, 5, 6, 7, 8, 9],
      3,
    );
    expect(flat.rule).toBe('disjoint classes, seed 3');
    expect([...flat.split].sort()).toEqual([0, 0, 0, 0, 0, 1, 2, 2, 2, 2]);
    expect(() => splitByClasses(classes, [999], 1)).toThrow(/Image 0 has class 999/);
    expect(() => splitByClasses(classes, labels, 1, { train: 0, validation: 0, test: 0 })).toThrow(/shares/);
    expect(classesIn(splitByClasses(classes, labels, 1, { train: 1, validation: 0, test: 1 }).split, 'validation').size).toBe(0);
  });
});

describe('splitByImages', () => {
  it('puts images of every class into all splits', () => {
    const ten = Array.from({ length: 10 }, (_, i) => ({ path: `c${i}`, name: `c${i}` }));
    const rows = Int32Array.from({ length: 2000 }, (_, i) => i % 10);
    const { split, disjointClasses, rule } = splitByImages(ten, rows, 5);
    expect(disjointClasses).toBe(false);
    expect(rule).toBe('by image, stratified by class, seed 5');
    for (let label = 0; label < 10; label++) {
      const counts = [0, 0, 0];
      rows.forEach((own, row) => own === label && counts[split[row]!]!++);
      expect(counts).toEqual([100, 20, 80]);
    }
    expect(SPLIT_CODE).toEqual({ train: 0, validation: 1, test: 2 });
  });
});

/** Inputs that people really have, in miniature: what comes out is right, or asked. The cases are data: `test/cases/ingest.json`. */
import { describe, expect, it } from 'vitest';
import { cases, filesOf, stored } from './testing/cases';

describe.each(cases)('$name', (own) => {
  it(own.why, async () => {
    if (own.asks !== undefined) {
      const { plan, images } = await stored(filesOf(own));
      expect(plan.question?.about).toBe(own.asks);
      expect(plan.question!.images).toHaveLength(6);
      expect(images.size).toBe(0);
    }
    const { plan, taken, images } = await stored(filesOf(own), own.options);
    const { labels = {}, split = {}, unlabelled = [], left_out: leftOut = [], grouping = [], counts, brightness } = own;
    expect(plan.question).toBeUndefined();
    const read = (paths: string[], of: 'label' | 'split') => Object.fromEntries(paths.map((path) => [path, images.get(path)?.[of]]));
    expect(read(Object.keys(labels), 'label')).toEqual(labels);
    expect(read(Object.keys(split), 'split')).toEqual(split);
    const classes = new Set(Object.values(labels));
    for (const path of unlabelled) expect(classes).not.toContain(images.get(path)?.label);
    for (const path of leftOut) {
      expect(images.has(path)).toBe(false);
      expect(taken.rejected.find(({ name }) => name === path)?.reason).toBeTruthy();
    }
    const groups = grouping.map((paths) => new Set(paths.map((path) => images.get(path)?.classIndex)));
    for (const group of groups) expect([...group]).toEqual([expect.any(Number)]);
    expect(new Set(groups.flatMap((group) => [...group])).size).toBe(groups.length);
    if (counts) {
      const found = Object.fromEntries(plan.classes.map(({ path }) => [path.split('/').at(-1), 0]));
      for (const { label } of images.values()) found[label!]!++;
      expect(found).toEqual(counts);
    }
    if (brightness) {
      const values = plan.arrays.flatMap(({ n, pixels }) => Array.from({ length: n }, (_, row) => [...pixels(row)]).flat());
      expect([Math.min(...values), Math.max(...values)]).toEqual(brightness);
    }
  });
});

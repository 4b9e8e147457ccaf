import { beforeAll, describe, expect, it } from 'vitest';
import { assignLabel, excludeClasses, excludeEntries, excludeUnlabelled, mergeClasses, regroupClasses, relabel, renameClass } from './edit';
import { planIngest, UNLABELLED, type IngestPlan } from './plan';
import { fromBlob } from './source';

const blob = new Blob(['x']);
const pathsOf = ({ classes }: IngestPlan) => classes.map(({ path }) => path);
const labels = ({ entries, classes }: IngestPlan) =>
  entries.map(({ classIndex }) => (classIndex === UNLABELLED ? null : classes[classIndex]!.path));

describe('edits of a plan', () => {
  let plan: IngestPlan;
  let before: string;

  beforeAll(async () => {
    const paths = ['s/animals/cat/cat_1.png', 's/animals/cat/cat_2.png', 's/animals/dog/dog_1.png', 's/toys/cat/toy_1.png'];
    plan = await planIngest(paths.map((path) => fromBlob(blob, path)));
    before = JSON.stringify(plan);
  });

  it('rename a class where it is', () => {
    const edited = renameClass(plan, 1, ' hound/dog ');
    expect(edited.classes[1]).toEqual({ path: 'animals/hound-dog', name: 'hound-dog' });
    expect(() => renameClass(plan, 1, 'cat')).toThrow(/“animals\/cat” already; merge/);
    expect(() => renameClass(plan, 1, '  ')).toThrow(/needs a name/);
    expect(() => renameClass(plan, 9, 'x')).toThrow(/no class 9/);
  });

  it('merge classes into the first', () => {
    const edited = mergeClasses(plan, [0, 2], 'pets/all cats');
    expect(pathsOf(edited)).toEqual(['pets/all cats', 'animals/dog']);
    expect(labels(edited)).toEqual(['pets/all cats', 'pets/all cats', 'animals/dog', 'pets/all cats']);
    expect(labels(mergeClasses(plan, [2, 1]))).toEqual(['animals/cat', 'animals/cat', 'toys/cat', 'toys/cat']);
    expect(labels(mergeClasses(plan, [2], 'animals/dog'))).toEqual(['animals/cat', 'animals/cat', 'animals/dog', 'animals/dog']);
    expect(() => mergeClasses(plan, [0, 1], ' ')).toThrow(/needs a name/);
    expect(() => mergeClasses(plan, [])).toThrow(/two classes or more/);
    expect(() => mergeClasses(plan, [1, 1])).toThrow(/two classes or more/);
  });

  it('leave classes and images out, by name', () => {
    const edited = excludeClasses(plan, [0]);
    expect(pathsOf(edited)).toEqual(['animals/dog', 'toys/cat']);
    expect(edited.entries.map(({ classIndex }) => classIndex)).toEqual([0, 1]);
    expect(edited.rejected).toEqual([
      { name: 's/animals/cat/cat_1.png', reason: 'its class, animals/cat, was left out by you' },
      { name: 's/animals/cat/cat_2.png', reason: 'its class, animals/cat, was left out by you' },
    ]);
    expect(pathsOf(excludeEntries(plan, [2]))).toEqual(['animals/cat', 'toys/cat']);
    expect(excludeUnlabelled(plan)).toBe(plan);
    expect(excludeUnlabelled(assignLabel(plan, [3], '')).rejected).toEqual([
      { name: 's/toys/cat/toy_1.png', reason: expect.stringMatching(/^no label/) as string },
    ]);
  });

  it('put classes elsewhere in the hierarchy', () => {
    expect(pathsOf(regroupClasses(plan, [0, 1], ' home / pets '))).toEqual(['home/pets/cat', 'home/pets/dog', 'toys/cat']);
    expect(pathsOf(regroupClasses(plan, [1], ''))).toEqual(['animals/cat', 'dog', 'toys/cat']);
    expect(() => regroupClasses(plan, [0, 2], 'all')).toThrow(/“all\/cat” already/);
  });

  it('label images by hand, making and dropping classes', () => {
    const edited = assignLabel(plan, [2, 3], 'animals/wolf');
    expect(pathsOf(edited)).toEqual(['animals/cat', 'animals/wolf']);
    expect(labels(edited)).toEqual(['animals/cat', 'animals/cat', 'animals/wolf', 'animals/wolf']);
    expect(labels(assignLabel(edited, [0], ''))[0]).toBeNull();
    expect(edited.entries[0]).toBe(plan.entries[0]);
  });

  it('take labels from elsewhere', () => {
    expect(pathsOf(relabel(plan, 'names'))).toEqual(['cat', 'dog', 'toy']);
    expect(pathsOf(relabel(plan, 'none'))).toEqual(['cat_1', 'cat_2', 'dog_1', 'toy_1']);
    expect(pathsOf(relabel(relabel(plan, 'none'), 'folders'))).toEqual(pathsOf(plan));
    expect(labels(relabel(plan, { pattern: '(cat)_' }))).toEqual(['cat', 'cat', null, null]);
  });

  it('say when a published protocol no longer holds', () => {
    const known = { ...plan, protocol: { name: 'CUB', note: 'as published' }, notes: ['as published'] };
    expect(renameClass(known, 0, 'x').protocol).toBeDefined();
    const edited = excludeClasses(known, [0]);
    expect(edited.protocol).toBeUndefined();
    expect(edited.notes).toEqual(['This is no longer the published protocol of CUB: classes or images were changed by you.']);
  });

  it('leave the plan they came from as it was', () => {
    expect(JSON.stringify(plan)).toBe(before);
  });
});

import { describe, expect, it } from 'vitest';
import { defaultConfig } from '../../../core/configuration/presets';
import { recipeSweep, RECIPES } from '../../../core/configuration/recipes';
import { GEOMETRY } from '../../../core/sweep/axes';
import { cellsOf } from '../../../core/sweep/cells';
import { draftOf, firstDraft, firstText, readDraft, requestOfSweep, sayTuning, tuned } from './draft';

const base = defaultConfig;
const draft = firstDraft(base);

describe('the form of a sweep', () => {
  it('opens with a request that can be run', () => {
    const { request, problems, values } = readDraft(draft, base);
    expect(problems).toEqual({});
    expect(request).toMatchObject({
      grid: { [GEOMETRY]: ['spherical', 'hyperbolic'], 'head.tauSpherical': [0.05, 0.1, 0.2], seed: [1, 2, 3] },
      budget: { steps: 300 },
      metric: 'recall@1',
    });
    expect(request).not.toHaveProperty('jobs');
    expect(values.seed).toEqual([1, 2, 3]);
  });

  it.each(RECIPES.filter(({ sweep }) => sweep))('can be filled with the preset $id, and comes to its request again', (recipe) => {
    const { title, ...request } = recipeSweep(recipe, base)!;
    expect(title).toBe(recipe.name);
    expect(readDraft(draftOf(request), request.base).request).toEqual(request);
  });

  it('can be filled with a sweep that was begun, tuned or not, and comes to its cells again', () => {
    const imageSet = { id: 'emoji', name: 'emoji', images: 1, classes: 1 };
    const asked = [
      readDraft(draft, base).request!,
      { grid: { 'head.c': [0.1, 0.3] }, base, budget: { steps: 90 }, halving: { factor: 3, first: 10, seed: base.seed }, metric: 'map@r' },
      tuned(readDraft(draft, base).request!, base),
    ] as const;
    for (const request of asked) {
      const definition = { id: 's', title: 's', date: '', imageSet, ...request, base };
      const again = readDraft(draftOf(requestOfSweep(definition)), requestOfSweep(definition).base!).request!;
      const both = [request, 'compare' in request ? tuned(again, base) : again].map((one) => cellsOf({ ...one, base }, imageSet).cells);
      expect(both[1]!.map(({ id }) => id)).toEqual(both[0]!.map(({ id }) => id));
    }
  });

  it('can be filled with a budget by the clock, halving and a number of cells at once', () => {
    const grid = { [GEOMETRY]: ['fused'], 'head.c': [0.1, 0.3] };
    const request = { grid, budget: { steps: 90 }, halving: { factor: 3, first: 10, seed: base.seed }, metric: 'map@r', jobs: 2 } as const;
    expect(readDraft(draftOf(request), base).request).toEqual({ ...request, base });
    const timed = { grid, budget: { seconds: 20 }, metric: 'recall@1' } as const;
    expect(readDraft(draftOf(timed), base).request).toEqual({ ...timed, base });
  });

  it('says at the field what is wrong, and what the others come to all the same', () => {
    const axes = [
      { path: 'head.c', text: '0.1, x' },
      { path: 'seed', text: '0…2' },
    ];
    const { request, problems, values } = readDraft({ ...draft, axes, geometries: [], jobs: '0' }, base);
    expect(request).toBeUndefined();
    expect(Object.keys(problems).sort()).toEqual(['head.c', 'jobs', GEOMETRY].sort());
    expect(problems['head.c']).toContain('“x” is not a number');
    expect(values.seed).toEqual([0, 1, 2]);
  });

  it.each([
    [{ amount: '' }, 'budget'],
    [{ amount: '0' }, 'budget'],
    [{ unit: 'seconds' as const, amount: '-2' }, 'budget'],
    [{ halving: true, first: '300' }, 'halving'],
    [{ halving: true, factor: '1' }, 'halving'],
  ])('refuses %j at %s', (change, where) => {
    const { request, problems } = readDraft({ ...draft, ...change }, base);
    expect(request).toBeUndefined();
    expect(Object.keys(problems)).toEqual([where]);
  });

  it('begins a further setting with its present value between two others', () => {
    expect(firstText('head.c', base)).toBe('0.05, 0.1, 0.2');
    expect(firstText('seed', base)).toBe('1…3');
    expect(firstText('batch.classes', base)).toBe('64, 128');
    expect(firstText('head.hyperbolicInput', base)).toBe('raw, normalized');
  });
});

describe('tuning each geometry', () => {
  it('adds what is not swept, says so, and takes the seeds for the comparison', () => {
    const { request } = readDraft({ ...draft, axes: [{ path: 'seed', text: '4, 5' }], geometries: ['hyperbolic'] }, base);
    const tuning = tuned(request!, base);
    expect(tuning).toMatchObject({
      grid: { [GEOMETRY]: ['hyperbolic'], 'optimizer.learningRate': [0.00033, 0.001, 0.003], 'head.tauHyperbolic': [0.1, 0.2, 0.4] },
      compare: { seeds: [4, 5] },
    });
    expect(tuning.grid).not.toHaveProperty('head.tauSpherical');
    expect(sayTuning(tuning)).toContain('lr 0.00033, 0.001, 0.003 × τ_h 0.1, 0.2, 0.4');
    expect(sayTuning(tuning)).toContain('seeds 4, 5');
  });

  it('leaves what is swept as it is', () => {
    const { request } = readDraft({ ...draft, axes: [...draft.axes, { path: 'optimizer.learningRate', text: '0.001, 0.002' }] }, base);
    const { grid } = tuned(request!, base);
    expect(grid['optimizer.learningRate']).toEqual([0.001, 0.002]);
    expect(grid['head.tauSpherical']).toEqual([0.05, 0.1, 0.2]);
    expect(grid).not.toHaveProperty('seed');
  });
});

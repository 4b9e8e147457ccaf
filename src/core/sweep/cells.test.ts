import { describe, expect, it } from 'vitest';
import { defaultConfig } from '../configuration/presets';
import type { ExperimentConfig } from '../configuration/schema';
import { applyPatch, checkAgainstImageSet, parseConfig } from '../configuration/validate';
import { ConfigError, GridError } from '../errors';
import { AXES } from './axes';
import { cellsOf, type GridRequest } from './cells';
import { cellId } from './identity';
import type { Grid } from './sweep.types';

const images = { id: 'emoji', name: 'Emoji', images: 4000, classes: 300, contentHash: 'sha-256-sheets:00ff' };
const request = (grid: Grid, more: Partial<GridRequest> = {}): GridRequest => ({
  base: defaultConfig,
  grid,
  budget: { steps: 100 },
  metric: 'recall@1',
  ...more,
});
const cells = (grid: Grid, more?: Partial<GridRequest>) => cellsOf(request(grid, more), images);
function refusal(grid: Grid, more?: Partial<GridRequest>): [path: string, message: string][] {
  try {
    cells(grid, more);
  } catch (error) {
    expect(error).toBeInstanceOf(GridError);
    return (error as GridError).faults.map(({ path, message }) => [path, message]);
  }
  throw new Error('was not refused');
}
const both = ['spherical', 'hyperbolic'];

describe('the cells of a grid', () => {
  it('come seed by seed, geometry by geometry, the last setting fastest, whatever the order of the grid', () => {
    const { cells: found } = cells({
      seed: [3, 1],
      'head.tauSpherical': [0.2, 0.1],
      'optimizer.learningRate': [1, 2],
      'runs.geometry': ['spherical', 'fused'],
    });
    const at = found.map(({ at }) => Object.values(at).join(' '));
    expect(at.slice(0, 5)).toEqual(['spherical 1 0.2 3', 'spherical 1 0.1 3', 'spherical 2 0.2 3', 'spherical 2 0.1 3', 'fused 1 0.2 3']);
    expect(at[8]).toBe('spherical 1 0.2 1');
    expect(at).toHaveLength(16);
  });

  it('are experiments of one run, with their seed and budget in the common settings', () => {
    const { cells: found } = cells({ 'runs.geometry': both, seed: [7], model: ['micro'] }, { budget: { steps: 42 } });
    expect(found.map(({ config }) => config.runs)).toEqual(both.map((geometry) => [{ id: geometry, name: geometry, geometry }]));
    for (const { config } of found) {
      expect([config.seed, config.steps, config.model.width]).toEqual([7, 42, 64]);
      expect(parseConfig(config)).toEqual(config);
    }
  });

  it('can be trained with, whatever of the grid', () => {
    const grid: Grid = Object.fromEntries(
      AXES.map(({ path, kind, words }) => [path, kind === 'word' ? words.slice(0, 2) : kind === 'whole' ? [2, 64] : [0.001, 10]]),
    );
    const pairs = Object.keys(grid).flatMap((a, i) =>
      Object.keys(grid)
        .slice(i + 1)
        .map((b) => ({ [a]: grid[a]!, [b]: grid[b]! })),
    );
    for (const pair of pairs) for (const { config } of cells(pair).cells) expect(parseConfig(config)).toEqual(config);
  });

  it('have the geometries of the base where the grid names none', () => {
    expect(cells({ seed: [1] }).cells.map(({ geometry }) => geometry)).toEqual(['spherical', 'hyperbolic', 'fused']);
  });

  it('are struck out where a setting means nothing: run once, not per value', () => {
    const { cells: found, struckOut } = cells({
      'runs.geometry': ['spherical', 'hyperbolic', 'fused'],
      'head.c': [0.1, 0.5, 1],
      'head.tauHyperbolic': [0.1, 0.2],
      'head.lambda': [1, 3],
      seed: [0, 1],
    });
    const count = (geometry: string) => found.filter((cell) => cell.geometry === geometry).length;
    expect([count('spherical'), count('hyperbolic'), count('fused')]).toEqual([2, 12, 24]);
    expect(Object.keys(found[0]!.at)).toEqual(['runs.geometry', 'seed']);
    // Every combination is a cell or is struck out once.
    expect(found.length + struckOut.reduce((sum, { combinations }) => sum + combinations, 0)).toBe(3 * 3 * 2 * 2 * 2);
    expect(struckOut.find(({ path, geometry }) => path === 'head.c' && geometry === 'spherical')!.reason).toBe(
      'curvature c means nothing to a spherical run (nothing of a spherical run is in the ball): run once, not per c',
    );
    expect(struckOut.find(({ geometry }) => geometry === 'hyperbolic')).toMatchObject({ path: 'head.lambda', combinations: 12 });
  });

  it('are struck out where other settings take the meaning: λ = 0, input that is normalised', () => {
    const fused = cells({ 'runs.geometry': ['fused'], 'head.lambda': [0, 1], 'head.c': [0.1, 0.5], 'head.tauHyperbolic': [0.1, 0.2] });
    expect(fused.cells.map(({ at }) => Object.keys(at).length)).toEqual([2, 4, 4, 4, 4]);
    expect(fused.struckOut.map(({ path, combinations }) => [path, combinations])).toEqual([
      ['head.c', 1],
      ['head.tauHyperbolic', 2],
    ]);
    const clipped = cells({
      'runs.geometry': ['hyperbolic'],
      'head.hyperbolicInput': ['raw', 'normalized'],
      'head.clipRadius': [0, 0.5, 1, 2.3],
      'head.initialRadius': [0, 1],
    });
    // Raw: 4 × 2. Normalised: norm 1, so that only r = 0.5 clips, and the radius before means nothing.
    expect(clipped.cells).toHaveLength(10);
    expect(clipped.cells.filter(({ at }) => at['head.hyperbolicInput'] === 'normalized').map(({ at }) => at['head.clipRadius'])).toEqual([
      undefined,
      0.5,
    ]);
    expect(clipped.cells.length + clipped.struckOut.reduce((sum, { combinations }) => sum + combinations, 0)).toBe(16);
  });

  it('are one where nothing that decides the result differs', () => {
    const id = (config: ExperimentConfig, set = images) => cellId(config, { steps: 100 }, set);
    const single = (patch: object = {}) => applyPatch(defaultConfig, { runs: [{ name: 'mine', geometry: 'spherical' }], ...patch });
    const [cell] = cells({ 'runs.geometry': ['spherical'] }).cells;
    expect(cell!.id).toMatch(/^[0-9a-f]{32}$/);
    for (const same of [
      single(),
      single({
        runs: [{ id: 'x', name: 'y', geometry: 'spherical', seed: 1, head: { tauSpherical: 0.1, c: 3 }, optimizer: { weightDecay: 0.05 } }],
        seed: 9,
        optimizer: { weightDecay: 0 },
      }),
      single({ backend: 'wasm', kernels: 'shared', evaluation: { every: 7, seconds: 0 }, steps: 5 }),
      single({ head: { c: 2, tauHyperbolic: 9, clipRadius: 0, hyperbolicInput: 'normalized', initialRadius: 0, lambda: 5 } }),
      single({ imageSet: 'a copy' }),
    ])
      expect(id(same)).toBe(cell!.id);
    expect(id(single(), { ...images, id: 'a copy', name: 'Copy' })).toBe(cell!.id);
    for (const other of [
      single({ head: { tauSpherical: 0.11 } }),
      single({ seed: 2 }),
      single({ runs: [{ name: 'mine', geometry: 'hyperbolic' }] }),
      single({ optimizer: { weightDecay: 0 } }),
      single({ evaluation: { split: 'test' } }),
      single({ augmentation: { flip: 0.5 } }),
    ])
      expect(id(other)).not.toBe(cell!.id);
    expect(id(single(), { ...images, contentHash: 'sha-256-sheets:00fe' })).not.toBe(cell!.id);
    expect(cellId(single(), { steps: 101 }, images)).not.toBe(cell!.id);
    expect(cellId(single(), { seconds: 100 }, images)).not.toBe(cell!.id);
  });

  it('have one configuration for one id, whatever the base of their sweep says of what means nothing', () => {
    const of = (c: number) => cells({ 'runs.geometry': ['spherical'] }, { base: applyPatch(defaultConfig, { head: { c } }) }).cells[0]!;
    expect(of(0.5).id).toBe(of(3).id);
    expect(of(0.5).config).toEqual(of(3).config);
  });

  it('of a comparison are those of its tuning: the first of its seeds', () => {
    const { cells: found } = cells({ 'runs.geometry': both, 'optimizer.learningRate': [1e-3, 1e-4] }, { compare: { seeds: [4, 5, 6] } });
    expect(found.map(({ config }) => config.seed)).toEqual([4, 4, 4, 4]);
  });

  it('are ten thousand at most', () => {
    const seeds = Array.from({ length: 5001 }, (_, i) => i);
    expect(refusal({ seed: seeds, 'runs.geometry': both })).toEqual([['grid', expect.stringContaining('10,002 cells')]]);
    expect(refusal({ seed: seeds, 'head.c': seeds.map((seed) => seed + 1) })[0]![1]).toMatch(/50,025,003 cells/);
    // What is struck out does not count.
    expect(cells({ 'runs.geometry': ['spherical'], 'head.c': seeds.map((seed) => seed + 1), 'head.lambda': [1, 2, 3] }).cells).toHaveLength(
      1,
    );
  });
});

describe('a sweep that means nothing is refused, each thing by its name', () => {
  const grid: Grid = { seed: [0, 1] };

  it('grid', () => {
    expect(refusal({})).toEqual([['grid', expect.stringContaining('Nothing is swept')]]);
    expect(refusal({ 'head.q': [1], seed: [], 'head.c': [0, 'x', 1, 1], 'runs.geometry': ['flat'] }).map(([path]) => path)).toEqual([
      'head.q',
      'seed',
      'head.c',
      'head.c',
      'head.c',
      'runs.geometry',
    ]);
    expect(refusal({ model: ['huge'] })[0]![1]).toMatch(/no “huge”; there are micro, default/);
    expect(refusal({ 'head.c': 3 as never })[0]![1]).toMatch(/a list/);
  });

  it('budget', () => {
    for (const budget of [{}, { steps: 0 }, { steps: 1.5 }, { seconds: 0 }, { seconds: NaN }, { steps: 5, seconds: 5 }, { steps: 2e6 }])
      expect(refusal(grid, { budget: budget as never }).map(([path]) => path)).toEqual(['budget']);
    const base = applyPatch(defaultConfig, { optimizer: { schedule: 'cosine' } });
    expect(refusal(grid, { budget: { seconds: 60 }, base })[0]![1]).toMatch(/cosine/);
    expect(cells(grid, { budget: { seconds: 60 } }).cells[0]!.config.steps).toBe(1_000_000);
  });

  it('halving', () => {
    const halving = { factor: 3, first: 10, seed: 0 };
    expect(cells(grid, { halving }).cells).toHaveLength(6);
    expect(refusal(grid, { halving, budget: { seconds: 9 } })).toEqual([['halving', expect.stringContaining('in steps')]]);
    expect(refusal(grid, { halving: { ...halving, first: 100 } })[0]![1]).toMatch(/must come before the end, 100 steps/);
    expect(refusal(grid, { halving: { factor: 1, first: 0.5, seed: -1 } })).toHaveLength(3);
    expect(refusal(grid, { halving, metric: 'mean norm' })[0]).toEqual(['metric', expect.stringContaining('neither better nor worse')]);
  });

  it('comparison and metric', () => {
    const byRate: Grid = { 'optimizer.learningRate': [1e-3] };
    expect(refusal(byRate, { compare: { seeds: [] } })[0]![0]).toBe('compare');
    expect(refusal(byRate, { compare: { seeds: [1, 1] } })[0]![1]).toMatch(/twice/);
    expect(refusal(grid, { compare: { seeds: [1, 2] } })[0]![1]).toMatch(/other seeds/);
    const base = applyPatch(defaultConfig, { evaluation: { split: 'test' } });
    expect(refusal(byRate, { compare: { seeds: [1] }, base })[0]![1]).toMatch(/chosen by the test classes/);
    expect(refusal(grid, { metric: 'accuracy' as never })[0]![1]).toMatch(/not measured/);
  });

  it('a base that cannot be trained with, by its own paths', () => {
    const base = { ...defaultConfig, batch: { classes: 1, samplesPerClass: 2 } };
    expect(() => cells(grid, { base })).toThrow(ConfigError);
    expect(() => cells(grid, { base })).toThrow(/batch.classes/);
  });

  it('what the image set cannot carry', () => {
    const counts = { part: 'validation', trainClasses: 40, classesWithPositives: 5, evaluationQueries: 20 } as const;
    const attempt = () => cellsOf(request({ 'batch.classes': [16, 64] }), images, (config) => checkAgainstImageSet(config, counts));
    expect(attempt).toThrow(GridError);
    expect(attempt).toThrow(/batch.classes: Classes per batch is 64, but only 40/);
  });
});

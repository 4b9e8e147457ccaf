import { describe, expect, it } from 'vitest';
import { defaultConfig } from '../../../core/configuration/presets';
import { type ExperimentConfig, type RunConfig, type RunInput } from '../../../core/configuration/schema';
import { applyPatch } from '../../../core/configuration/validate';
import { rankingsOf } from '../../../state/views/selection';
import { sampleSnapshot } from '../../../state/testing/samples';
import { comparedPairs, controlOf, controlPairs, seedControl, tauControl } from './controls';

const withRuns = (...runs: RunInput[]): ExperimentConfig => applyPatch(defaultConfig, { runs });
const spherical: RunConfig = { id: 'first', name: 'spherical', geometry: 'spherical' };

describe('controls to add', () => {
  it('are the first run with a seed nobody has', () => {
    const config = withRuns(spherical, { id: 'b', name: 'b', geometry: 'hyperbolic', seed: defaultConfig.seed + 1 });
    expect(seedControl(config)).toEqual({
      id: `spherical, seed ${defaultConfig.seed + 2}`,
      name: 'control: other seed',
      geometry: 'spherical',
      seed: defaultConfig.seed + 2,
    });
  });

  it('are the first run with twice its τ, then with half of it, then none', () => {
    const twice = tauControl(withRuns(spherical))!;
    expect(twice).toEqual({ id: 'spherical, τ 0.2', name: 'control: other τ', geometry: 'spherical', head: { tauSpherical: 0.2 } });
    const half = tauControl(withRuns(spherical, twice))!;
    expect(half).toMatchObject({ id: 'spherical, τ 0.05', name: 'control: τ 0.05', head: { tauSpherical: 0.05 } });
    expect(tauControl(withRuns(spherical, twice, half))).toBeUndefined();
  });

  it('change both temperatures of a fused run, keep its other settings, and fit the length of a name', () => {
    const fused: RunConfig = {
      id: 'a run with a name as long as names may be',
      name: 'a run with a name as long as names may be',
      geometry: 'fused',
      head: { lambda: 3 },
    };
    const control = tauControl(withRuns({ ...fused, name: fused.name.slice(0, 40) }))!;
    expect(control.head).toEqual({ lambda: 3, tauSpherical: 0.2, tauHyperbolic: 0.4 });
    expect(applyPatch(defaultConfig, { runs: [control] }).runs).toEqual([control]);
    expect(control.id).toMatch(/τₛ 0.2 τₕ 0.4$/);
    expect(control.id!.length).toBeLessThanOrEqual(40);
  });
});

describe('pairs of runs', () => {
  const runs: RunConfig[] = [
    spherical,
    { id: 'hyperbolic', name: 'hyperbolic', geometry: 'hyperbolic' },
    { id: 'τ', name: 'τ', geometry: 'spherical', head: { tauSpherical: 0.2 } },
    { id: 'seed', name: 'seed', geometry: 'spherical', seed: 2 },
    { id: 'both', name: 'both', geometry: 'spherical', seed: 3, head: { tauSpherical: 0.3 } },
  ];
  const rankings = rankingsOf(runs.map((run) => ({ snapshot: sampleSnapshot(defaultConfig, run, 1) })));
  const seeds = new Map(runs.map((run) => [run.id, run.seed ?? defaultConfig.seed]));

  it('are controls where the seed alone, or τ alone, tells them apart', () => {
    const named = controlPairs(rankings, seeds).map(({ a, b, control }) => [a.run, b.run, control]);
    expect(named).toEqual([
      ['first', 'seed', 'other seed'],
      ['first', 'τ', 'other τ'],
    ]);
  });

  it('give each row the run of its own geometry that differs in the seed alone', () => {
    const pairs = controlPairs(rankings, seeds);
    expect(rankings.map((ranking) => controlOf(ranking, pairs)?.run)).toEqual(['seed', undefined, undefined, 'first', undefined]);
  });

  it('are compared once, whoever compares', () => {
    const [a, b, c] = rankings;
    const pairs = comparedPairs([
      { ranking: a!, comparison: b },
      { ranking: b!, comparison: a },
      { ranking: c!, comparison: a },
      { ranking: b! },
    ]);
    expect(pairs).toEqual([
      { a, b },
      { a: c, b: a },
    ]);
  });
});

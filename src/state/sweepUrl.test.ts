import { describe, expect, it } from 'vitest';
import { randomConfig } from '../core/configuration/testing/randomConfig';
import { defaultConfig } from '../core/configuration/presets';
import { createRandom } from '../core/random/random';
import { AXES, axisOf } from '../core/sweep/axes';
import { requestFaults } from '../core/sweep/checks';
import type { GridValue } from '../core/sweep/sweep.types';
import { fromHash, toHash } from './configUrl';
import { sweepParts } from './sweepParts';
import { sweepOf } from './sweepUrl';
import type { SweepRequest } from './sweep/sweeps.types';

const read = (hash: string) => {
  const { config, place, sweep = [], issues } = fromHash(new URL(hash, 'http://localhost/').hash);
  const { request, issues: more } = sweepOf(sweep, config);
  return { config, place, request, issues: [...issues, ...more] };
};

/** A request that nothing is wrong with, whatever the seed. */
function randomRequest(seed: number): SweepRequest {
  const random = createRandom(seed);
  const below = (n: number) => random.int(n);
  const valuesOf = (path: string): GridValue[] => {
    const axis = axisOf(path)!;
    const found = new Set<GridValue>();
    for (let i = 0; i < 40 && found.size < 1 + (seed % 4); i++) {
      const value =
        axis.kind === 'word'
          ? axis.words[below(axis.words.length)]!
          : axis.kind === 'whole'
            ? below(40)
            : random.next() * 10 ** (below(4) - 2);
      if (axis.refusal(value) === undefined) found.add(value);
    }
    return [...found];
  };
  const paths = [...new Set(Array.from({ length: 1 + below(4) }, () => AXES[below(AXES.length)]!.path))];
  const grid = Object.fromEntries(paths.map((path) => [path, valuesOf(path)] as const).filter(([, values]) => values.length > 0));
  const steps = 10 + below(500);
  return {
    grid: Object.keys(grid).length > 0 ? grid : { seed: [1, 2] },
    budget: seed % 5 === 0 ? { seconds: 1 + below(600) } : { steps },
    metric: seed % 3 === 0 ? 'map@r' : 'recall@1',
    ...(seed % 5 !== 0 && seed % 4 === 1 ? { halving: { factor: 2 + below(3), first: 1 + below(9), seed: below(1000) } } : {}),
    ...(seed % 7 === 0 && !('seed' in grid) ? { compare: { seeds: [below(9), 10 + below(9)] } } : {}),
    ...(seed % 2 === 0 ? { jobs: 1 + below(64) } : {}),
    ...(seed % 6 === 0 ? { title: ['τ & “c”, 50 %', '12', 'true', '#v1&seed=3'][seed % 4]! } : {}),
  };
}

/** Links as they were made, and what they mean: they go on meaning it. */
const SAMPLES: [hash: string, request: SweepRequest, config: object][] = [
  [
    '#v1&place=sweep&head.c=0.5&sweep.runs.geometry=["spherical","hyperbolic"]&sweep.head.tauSpherical=[0.05,0.1]&sweep.seed=[1,2,3]',
    {
      grid: { 'runs.geometry': ['spherical', 'hyperbolic'], 'head.tauSpherical': [0.05, 0.1], seed: [1, 2, 3] },
      ...{ budget: { steps: defaultConfig.steps }, metric: 'recall@1' },
    },
    { head: { c: 0.5 } },
  ],
  [
    '#v1&place=sweep&sweep.head.c=[0.1,1]&sweep.budget={"steps":90}&sweep.halving={"factor":3,"first":10,"seed":7}&sweep.metric=map@r&sweep.jobs=2&sweep.title=curvature',
    {
      grid: { 'head.c': [0.1, 1] },
      ...{ budget: { steps: 90 }, halving: { factor: 3, first: 10, seed: 7 }, metric: 'map@r', jobs: 2, title: 'curvature' },
    },
    { seed: defaultConfig.seed },
  ],
];

describe('a sweep in the address', () => {
  it('comes back the same, whatever is swept over whatever configuration', () => {
    let tried = 0;
    for (let seed = 0; seed < 400; seed++) {
      const [config, request] = [randomConfig(seed), randomRequest(seed)];
      if (requestFaults({ base: config, ...request }).length > 0) continue;
      tried++;
      const hash = toHash(config, 'sweep', undefined, sweepParts(request, config));
      expect(read(hash), hash).toEqual({ config, place: 'sweep', request, issues: [] });
    }
    expect(tried).toBeGreaterThan(250);
  });

  it('goes on being read as it was meant', () => {
    for (const [hash, request, config] of SAMPLES) {
      const { issues, ...found } = read(hash);
      expect(issues).toEqual([]);
      expect(found).toMatchObject({ place: 'sweep', request, config });
    }
  });

  it('keeps the rest where a part is damaged, unknown or refused, and names it', () => {
    const rest = 'head.c=0.5&sweep.seed=[1,2]&sweep.jobs=3';
    const kept = { grid: { seed: [1, 2] }, budget: { steps: defaultConfig.steps }, metric: 'recall@1', jobs: 3 };
    const wrong: [part: string, path: string, says: RegExp][] = [
      ['sweep.head.kappa=[1]', 'sweep.head.kappa', /cannot be swept/],
      ['sweep.head.c=[0.1,-1]', 'sweep.head.c', /greater than 0/],
      ['sweep.head.c=0.1', 'sweep.head.c', /list of values/],
      ['sweep.head.c=[0.1', 'sweep.head.c', /list of values/],
      ['sweep.runs.geometry=["flat"]', 'sweep.runs.geometry', /flat/],
      ['sweep.budget={"hours":1}', 'sweep.budget', /"seconds"/],
      ['sweep.budget={"steps":0}', 'sweep.budget', /Steps must be/],
      ['sweep.metric=beauty', 'sweep.metric', /not measured/],
      ['sweep.halving={"factor":1,"first":2,"seed":1}', 'sweep.halving', /2 or more/],
      ['sweep.compare={"seeds":[7]}', 'sweep.compare', /other seeds/],
      ['sweep.title=3', 'sweep.title', /short text/],
    ];
    for (const [part, path, says] of wrong)
      for (const hash of [`#v1&place=sweep&${part}&${rest}`, `#v1&place=sweep&${rest}&${part}`]) {
        const { request, issues, config } = read(hash);
        expect(request, hash).toEqual(kept);
        expect(config.head.c).toBe(0.5);
        expect(issues.map((issue) => issue.path)).toEqual([path]);
        expect(issues[0]!.message).toMatch(says);
      }
    expect(read('#v1&place=sweep&sweep.jobs=0&sweep.seed=[1,2]').issues).toMatchObject([{ path: 'sweep.jobs' }]);
    expect(read('#v1&place=sweep&sweep.metric=map@r')).toMatchObject({ request: undefined, issues: [{ path: 'sweep' }] });
    expect(read('#v1&place=sweep&sweep.head.c=%E0%A4&sweep.seed=[1]')).toMatchObject({
      request: { grid: { seed: [1] } },
      issues: [{ path: 'sweep.head.c' }],
    });
  });

  it('is never in the way, wherever it is cut off', () => {
    for (let seed = 0; seed < 200; seed++) {
      const config = randomConfig(seed);
      const hash = toHash(config, 'sweep', undefined, sweepParts(randomRequest(seed), config));
      const cut = hash.slice(0, 3 + ((seed * 7919) % Math.max(1, hash.length - 3)));
      const { request, config: found } = read(cut);
      if (request) expect(requestFaults({ base: found, ...request })).toEqual([]);
    }
  });
});

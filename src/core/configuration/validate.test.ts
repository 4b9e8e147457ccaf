import { describe, expect, it } from 'vitest';
import { defaultConfig, modelPresets } from './presets';
import type { ConfigPatch, RunInput } from './schema';
import { describeIssue } from '../errors';
import { applyPatch, checkAgainstImageSet, ConfigError, countImageSet, parseConfig } from './validate';

function refusal(attempt: () => unknown): ConfigError {
  try {
    attempt();
  } catch (error) {
    expect(error).toBeInstanceOf(ConfigError);
    return error as ConfigError;
  }
  throw new Error('was not refused');
}

const paths = (patch: unknown) => refusal(() => applyPatch(defaultConfig, patch as ConfigPatch)).issues.map((issue) => issue.path);

describe('what is trained', () => {
  it('is all where nothing is said, as in what older versions wrote', () => {
    const older = { ...defaultConfig, train: undefined };
    expect(parseConfig(older).train).toBe('all');
  });

  it('is refused where it is no part of the model, or more blocks than there are', () => {
    expect(paths({ train: 'blocks' })).toEqual(['train']);
    expect(paths({ train: 'last 0' })).toEqual(['train']);
    expect(applyPatch(defaultConfig, { train: 'last 4' }).train).toBe('last 4');
    const { issues } = refusal(() => applyPatch(defaultConfig, { train: 'last 5' }));
    expect(issues.map(describeIssue).join()).toMatch(/last 5 blocks cannot be trained: the model has 4/);
  });
});

describe('ids of runs', () => {
  const idsOf = (runs: RunInput[]) => applyPatch(defaultConfig, { runs }).runs.map(({ id }) => id);

  it('are their names where none is written down, and never those of other runs', () => {
    expect(
      idsOf([
        { name: 'a', geometry: 'fused' },
        { name: 'b', geometry: 'fused' },
      ]),
    ).toEqual(['a', 'b']);
    // “a” is the id of a run that has got another name since: the new run of that name gets one of its own.
    expect(
      idsOf([
        { name: 'a', geometry: 'fused' },
        { id: 'a', name: 'renamed', geometry: 'fused' },
      ]),
    ).toEqual(['a (2)', 'a']);
    // Results are kept by id: what every object has is none.
    expect(idsOf([{ name: 'constructor', geometry: 'fused' }])).toEqual(['constructor (2)']);
  });

  it('stay as they are once they are given', () => {
    const once = applyPatch(defaultConfig, {
      runs: [
        { name: 'a', geometry: 'fused' },
        { id: 'a', name: 'b', geometry: 'fused' },
      ],
    });
    expect(applyPatch(once, { seed: 5 }).runs).toEqual(once.runs);
  });

  it('are refused where two runs have one, and where one cannot be used', () => {
    const runs = [
      { id: 'x', name: 'a', geometry: 'fused' as const },
      { id: 'x', name: 'b', geometry: 'fused' as const },
    ];
    expect(() => applyPatch(defaultConfig, { runs })).toThrow(/two runs with the id “x”/);
    expect(() => applyPatch(defaultConfig, { runs: [{ id: '__proto__', name: 'a', geometry: 'fused' }] })).toThrow(/cannot be the id/);
    expect(() => applyPatch(defaultConfig, { runs: [{ id: ' ', name: 'a', geometry: 'fused' }] })).toThrow(/needs an id/);
  });
});

describe('applyPatch', () => {
  it('merges objects, replaces arrays, and leaves its arguments alone', () => {
    const before = structuredClone(defaultConfig);
    const patch: ConfigPatch = {
      head: { c: 0.5 },
      model: modelPresets.micro,
      runs: [{ name: 'only', geometry: 'fused', head: { lambda: 3 } }],
    };
    const config = applyPatch(defaultConfig, patch);
    expect(config).toEqual({
      ...before,
      head: { ...before.head, c: 0.5 },
      model: modelPresets.micro,
      runs: [{ id: 'only', ...patch.runs![0]! }],
    });
    expect(defaultConfig).toEqual(before);
    expect(applyPatch(defaultConfig, {})).toEqual(before);
    expect(applyPatch(defaultConfig, { seed: undefined, head: { c: undefined } })).toEqual(before);
  });

  it.each<[string, unknown, RegExp]>([
    ['head.c', { head: { c: 0 } }, /Curvature c must be greater than 0/],
    ['head.c', { head: { c: -0.1 } }, /greater than 0/],
    ['head.tauSpherical', { head: { tauSpherical: 0 } }, /Temperature τ spherical must be greater than 0/],
    ['head.tauHyperbolic', { head: { tauHyperbolic: -1 } }, /Temperature τ hyperbolic must be greater than 0/],
    ['head.lambda', { head: { lambda: -1 } }, /0 or greater/],
    ['head.clipRadius', { head: { clipRadius: -2.3 } }, /no clipping/],
    ['model.patch', { model: { patch: 7 } }, /Patch side 7 does not divide the image side 32/],
    ['model.heads', { model: { heads: 5 } }, /5 heads do not divide the width 96/],
    ['model.depth', { model: { depth: 2.5 } }, /whole number/],
    ['batch.samplesPerClass', { batch: { samplesPerClass: 1 } }, /at least 2/],
    ['batch.classes', { batch: { classes: 5000 } }, /at most 4,096/],
    ['augmentation.cropScale', { augmentation: { cropScale: 1.2 } }, /at most 1/],
    ['runs', { runs: [] }, /at least one run/],
    [
      'runs.1.name',
      {
        runs: [
          { name: 'a', geometry: 'fused' },
          { name: 'a', geometry: 'spherical' },
        ],
      },
      /two runs named “a”/,
    ],
    ['runs.0.geometry', { runs: [{ name: 'a', geometry: 'euclidean' }] }, /“spherical” or “hyperbolic” or “fused”, not “euclidean”/],
    ['runs.0.head.c', { runs: [{ name: 'a', geometry: 'hyperbolic', head: { c: 0 } }] }, /greater than 0/],
  ])('refuses %s in %j', (path, patch, reason) => {
    const error = refusal(() => applyPatch(defaultConfig, patch as ConfigPatch));
    expect(error.issues.map((issue) => issue.path)).toEqual([path]);
    expect(error.issues[0]!.message).toMatch(reason);
    expect(error.message).toContain(`${path}: `);
    expect(error.name).toBe('ConfigError');
  });

  it('refuses what is not a finite number wherever a number belongs', () => {
    for (const value of [NaN, Infinity, -Infinity, '0.1', null, [0.1], true]) {
      expect(paths({ head: { c: value } })).toEqual(['head.c']);
      expect(paths({ optimizer: { learningRate: value } })).toEqual(['optimizer.learningRate']);
      expect(paths({ model: { width: value } })).toEqual(['model.width']);
      expect(paths({ steps: value })).toEqual(['steps']);
    }
    expect(refusal(() => applyPatch(defaultConfig, { head: { c: '0.1' } } as unknown as ConfigPatch)).message).toBe(
      'head.c: Must be a number, not “0.1”',
    );
    expect(refusal(() => applyPatch(defaultConfig, { head: { c: NaN } })).message).toBe('head.c: Must be a number, not NaN');
  });

  it('refuses unknown settings with their path and says which there are', () => {
    expect(paths({ temperature: 1 })).toEqual(['temperature']);
    expect(paths({ head: { tau: 1 } })).toEqual(['head.tau']);
    expect(paths({ runs: [{ name: 'a', geometry: 'fused', head: { curvature: 1 } }] })).toEqual(['runs.0.head.curvature']);
    expect(paths(JSON.parse('{"head": {"__proto__": {"c": 9}}}'))).toEqual(['head.__proto__']);
    expect(refusal(() => applyPatch(defaultConfig, { head: { tau: 1 } } as unknown as ConfigPatch)).message).toMatch(
      /tauSpherical, tauHyperbolic/,
    );
  });

  it('refuses a change that is no object, and one that puts a value where a group belongs', () => {
    for (const patch of [null, 3, 'c', []]) expect(paths(patch)).toEqual(['']);
    expect(paths({ head: 3 })).toEqual(['head']);
    expect(paths({ runs: { name: 'a' } })).toEqual(['runs']);
  });

  it('lists every refused setting at once', () => {
    const error = refusal(() => applyPatch(defaultConfig, { head: { c: 0, tauSpherical: -1 }, steps: 0 }));
    expect(error.issues.map((issue) => issue.path).sort()).toEqual(['head.c', 'head.tauSpherical', 'steps']);
    expect(error.message.split('\n')).toEqual(error.issues.map(describeIssue));
  });
});

describe('parseConfig', () => {
  it('takes what was written out, and refuses another version, a missing setting and what is no configuration', () => {
    expect(parseConfig(JSON.parse(JSON.stringify(defaultConfig)))).toEqual(defaultConfig);
    expect(refusal(() => parseConfig({ ...defaultConfig, version: 99 })).message).toMatch(/version 99; version 1/);
    expect(refusal(() => parseConfig({ ...defaultConfig, seed: undefined })).issues).toEqual([
      { path: 'seed', message: expect.stringMatching(/whole number|missing/) },
    ]);
    for (const input of [undefined, null, 'x', 3, []]) expect(() => parseConfig(input)).toThrow(ConfigError);
  });
});

describe('checkAgainstImageSet', () => {
  // Classes 0–2 in train (one image, two, two), class 3 and 4 in test (two images, one).
  const labels = Int32Array.from([0, 1, 1, 2, 2, 3, 3, 4]);
  const split = Uint8Array.from([0, 0, 0, 0, 0, 2, 2, 2]);
  const counts = (wanted: 'validation' | 'test', classes = 2) =>
    countImageSet(
      { labels, split, info: { disjointClasses: true } },
      applyPatch(defaultConfig, { batch: { classes }, evaluation: { split: wanted } }),
    );

  it('counts classes and queries of the evaluated split', () => {
    expect(counts('test')).toEqual({
      part: 'test',
      trainClasses: 3,
      evaluationImages: 3,
      classesWithPositives: 1,
      evaluationQueries: 2,
    });
    // Two classes of four to hold back: they are counted where they have gone.
    const more = { labels: Int32Array.from([...labels, 5, 5]), split: Uint8Array.from([...split, 0, 0]), info: { disjointClasses: true } };
    const config = applyPatch(defaultConfig, { batch: { classes: 2 }, evaluation: { split: 'validation' } });
    expect(countImageSet(more, config)).toEqual({
      part: 'validation',
      trainClasses: 2,
      evaluationImages: 4,
      classesWithPositives: 2,
      evaluationQueries: 4,
    });
    // Too few classes to hold two back beside a batch: the test part is judged by.
    expect(counts('validation', 3)).toMatchObject({ part: 'test', trainClasses: 3, evaluationQueries: 2 });
  });

  it('refuses more classes per batch than there are, naming the count', () => {
    const config = applyPatch(defaultConfig, { batch: { classes: 4 } });
    const issues = checkAgainstImageSet(config, counts('test'));
    expect(issues.map((issue) => issue.path)).toEqual(['batch.classes']);
    expect(issues[0]!.message).toMatch(/is 4, but only 3 classes/);
    expect(checkAgainstImageSet(applyPatch(config, { batch: { classes: 3 } }), counts('test'))).toEqual([]);
  });

  it('refuses a split in which nothing can be retrieved, and a set with nothing to contrast', () => {
    const validation = applyPatch(defaultConfig, { batch: { classes: 2 }, evaluation: { split: 'validation' } });
    const without = { part: 'test', trainClasses: 3, classesWithPositives: 0, evaluationQueries: 0 } as const;
    expect(checkAgainstImageSet(validation, without).map((issue) => issue.path)).toEqual(['evaluation.split']);
    const single = { part: 'test' as const, trainClasses: 1, classesWithPositives: 1, evaluationQueries: 2 };
    expect(checkAgainstImageSet(validation, single).map((issue) => issue.path)).toEqual(['imageSet']);
  });
});

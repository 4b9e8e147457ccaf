import { describe, expect, it } from 'vitest';
import { defaultConfig } from '../../core/configuration/presets';
import { headOf, type RunInput } from '../../core/configuration/schema';
import { applyPatch } from '../../core/configuration/validate';
import { controlDraft, describeRun, draftOf, readDraft, uniqueName } from './runs';

const describeIn = (run: RunInput) => describeRun(headOf(defaultConfig, run), run);

describe('list of runs', () => {
  it('names what matters for the geometry', () => {
    expect(defaultConfig.runs.map(describeIn)).toEqual(['τ 0.1', 'τ 0.2 c 0.1', 'λ 1']);
    expect(describeIn({ name: 'a', geometry: 'hyperbolic', seed: 2, head: { c: 0.5 } })).toBe('τ 0.2 c 0.5 seed 2');
    expect(describeIn({ name: 'a', geometry: 'fused', head: { tauSpherical: 0.05 } })).toBe('τₛ 0.05 λ 1');
    expect(describeIn({ name: 'a', geometry: 'spherical', optimizer: { learningRate: 3e-4, clipNorm: 1 } })).toBe('τ 0.1 lr 3e-4');
  });
});

describe('drafting a run', () => {
  it('begins with the control: same geometry, a seed that is not taken', () => {
    const draft = controlDraft(defaultConfig);
    expect(draft).toMatchObject({ geometry: 'spherical', seed: '2', name: 'spherical, seed 2' });
    const { run, problems } = readDraft(draft);
    expect(problems.size).toBe(0);
    const next = applyPatch(defaultConfig, { runs: [...defaultConfig.runs, run] });
    expect(controlDraft(next).seed).toBe('3');
  });

  it('comes back the same', () => {
    const runs: RunInput[] = [
      ...defaultConfig.runs,
      { name: 'x', geometry: 'hyperbolic', seed: 0, head: { tauHyperbolic: 0.05, c: 1, hyperbolicInput: 'normalized', initialRadius: 2 } },
      { name: 'y', geometry: 'spherical', optimizer: { learningRate: 3e-4, weightDecay: 0, clipNorm: 1 } },
    ];
    for (const run of runs) expect(readDraft(draftOf(run), run)).toEqual({ run, problems: new Map() });
  });

  it('keeps to what its geometry has, and says what it cannot read', () => {
    const draft = {
      ...controlDraft(defaultConfig),
      head: { c: '0.5', tauSpherical: 'low' },
      seed: 'two',
      optimizer: { learningRate: 'x' },
    };
    const { run, problems } = readDraft(draft);
    expect(run.head).toBeUndefined();
    expect([...problems.keys()]).toEqual(['head.tauSpherical', 'optimizer.learningRate', 'seed']);
    // An own rate that is taken away leaves what the dialog does not show.
    const own: RunInput = { name: 'y', geometry: 'spherical', optimizer: { learningRate: 3e-4, clipNorm: 1 } };
    expect(readDraft({ ...draftOf(own), optimizer: {} }, own).run.optimizer).toEqual({ clipNorm: 1 });
  });

  it('finds names that are free', () => {
    expect(uniqueName(defaultConfig.runs, 'fused')).toBe('fused (2)');
    expect(uniqueName(defaultConfig.runs, 'new')).toBe('new');
  });
});

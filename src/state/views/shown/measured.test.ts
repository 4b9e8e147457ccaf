import { describe, expect, it } from 'vitest';
import { defaultConfig } from '../../../core/configuration/presets';
import { headOf, type ConfigPatch } from '../../../core/configuration/schema';
import { applyPatch } from '../../../core/configuration/validate';
import { changedSince, sayChanged } from './measured';

const measured = (id: string) => ({
  config: defaultConfig,
  head: headOf(
    defaultConfig,
    defaultConfig.runs.find((run) => run.id === id)!,
  ),
});
const changed = (id: string, patch: ConfigPatch) =>
  changedSince(measured(id), applyPatch(defaultConfig, patch), id).map(({ path }) => path);

describe('settings that have been changed since a number was measured', () => {
  it('are none where nothing has been changed that the number depends on', () => {
    expect(changed('hyperbolic', {})).toEqual([]);
    expect(changed('hyperbolic', { steps: 7, backend: 'cpu', kernels: 'shared', evaluation: { every: 3, seconds: 1 } })).toEqual([]);
    expect(changed('spherical', { head: { c: 1.6, tauHyperbolic: 0.03 } })).toEqual([]);
    const runs = defaultConfig.runs.map((run) => (run.id === 'fused' ? { ...run, name: 'another name', head: { lambda: 4 } } : run));
    expect(changed('spherical', { runs })).toEqual([]);
  });

  it('are those of its own geometry, of its run and of what all runs share', () => {
    expect(changed('hyperbolic', { head: { c: 1.6, tauHyperbolic: 0.03 } })).toEqual(['head.tauHyperbolic', 'head.c']);
    expect(changed('fused', { head: { lambda: 4 } })).toEqual(['head.lambda']);
    expect(changed('spherical', { model: { depth: 2 }, batch: { classes: 8 }, seed: 5 })).toEqual(['seed', 'model.depth', 'batch.classes']);
    const runs = defaultConfig.runs.map((run) => (run.id === 'fused' ? { ...run, seed: 9, head: { c: 0.7 } } : run));
    expect(changed('fused', { runs })).toEqual(['head.c', 'seed']);
    expect(changed('hyperbolic', { evaluation: { split: 'test' } })).toEqual(['evaluation.split']);
  });

  it('are the head it was really measured with, which a change may have given it while training', () => {
    const { config, head } = measured('hyperbolic');
    expect(changedSince({ config, head: { ...head, c: 0.9 } }, defaultConfig, 'hyperbolic')).toEqual([
      { path: 'head.c', was: 0.9, now: head.c },
    ]);
  });

  it('are said in one line', () => {
    const now = applyPatch(defaultConfig, { head: { tauHyperbolic: 0.03 }, model: { depth: 2 } });
    expect(sayChanged(changedSince(measured('hyperbolic'), now, 'hyperbolic'))).toBe(
      'temperature τ hyperbolic 0.2, now 0.03; depth 4, now 2',
    );
  });
});

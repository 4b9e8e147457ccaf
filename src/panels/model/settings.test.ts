import { describe, expect, it } from 'vitest';
import { defaultConfig } from '../../core/configuration/presets';
import { nameOfSetting } from '../../core/configuration/settingNames';
import { LIVE_HEAD_SETTINGS, differingPaths, valueAt } from '../../state/session/settings';
import { SETTING_GROUPS } from './settings';

const offered = SETTING_GROUPS.flatMap((group) => group.settings.map((setting) => setting.path));

describe('settings of the dialog', () => {
  it('name settings that there are', () => {
    for (const path of offered) expect(valueAt(defaultConfig, path), path).toBeDefined();
  });

  it('leave out none that has no control elsewhere', () => {
    const elsewhere = new Set([
      'version',
      'backend',
      'kernels',
      'imageSet',
      'runs',
      'head.hyperbolicInput',
      ...LIVE_HEAD_SETTINGS.map((key) => `head.${key}`),
    ]);
    const all = differingPaths(defaultConfig, emptied(defaultConfig));
    expect(all.filter((path) => !elsewhere.has(path)).toSorted()).toEqual(offered.toSorted());
  });

  it('have names for people', () => {
    for (const path of [...offered, 'runs', 'imageSet', 'backend', 'kernels', 'head.hyperbolicInput'])
      expect(nameOfSetting(path).label, path).not.toBe(path);
  });
});

/** The same shape with every leaf another value: a way to list all leaves. */
function emptied(value: unknown): unknown {
  if (typeof value === 'object' && value !== null && !Array.isArray(value))
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, emptied(inner)]));
  return null;
}

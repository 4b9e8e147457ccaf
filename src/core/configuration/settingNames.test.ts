import { describe, expect, it } from 'vitest';
import { AXES } from '../sweep/axes';
import { defaultConfig } from './presets';
import { headLetter, isFelt, nameOfSetting, namedSettings, sayName, settingSymbol } from './settingNames';

/** Dotted paths of everything that has a value. */
function paths(value: unknown, path = ''): string[] {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return [path];
  return Object.entries(value).flatMap(([key, inner]) => paths(inner, path === '' ? key : `${path}.${key}`));
}

describe('names of settings', () => {
  it('there are for every setting of a configuration and every axis of a grid', () => {
    const all = [...paths(defaultConfig).filter((path) => path !== 'version'), ...AXES.map(({ path }) => path)];
    expect(all.filter((path) => !(namedSettings as readonly string[]).includes(path))).toEqual([]);
  });

  it('tell settings apart, by symbol and by label', () => {
    for (const of of ['symbol', 'label'] as const) {
      const all = namedSettings.map((path) => nameOfSetting(path)[of]);
      expect(all.filter((one, i) => all.indexOf(one) !== i)).toEqual([]);
    }
  });

  it('fit into sentences, and beside runs', () => {
    expect([sayName('head.tauSpherical'), sayName('model.mlpRatio')]).toEqual(['temperature τ spherical', 'MLP ratio']);
    expect([headLetter('tauHyperbolic', false), headLetter('tauHyperbolic', true), headLetter('clipRadius', true)]).toEqual([
      'τ',
      'τₕ',
      'r',
    ]);
  });

  it('are their paths where another version has a setting that this one does not know', () => {
    expect([nameOfSetting('head.torsion'), settingSymbol('head.torsion')]).toEqual([
      { symbol: 'torsion', label: 'head.torsion' },
      'head.torsion',
    ]);
    expect(isFelt('head.torsion', 'spherical')).toBe(true);
  });
});

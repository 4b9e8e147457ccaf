/** Settings of kept runs as columns: their symbols, what a run has of each, and in which of them the listed runs differ. Pure. */
import { isFelt, nameOfSetting, namedSettings } from '../../../core/configuration/settingNames';
import type { KeptRecord, KeptRun } from '../../../core/record/kept';
import { formatNumber } from '../../fields/numbers';

export type SettingValue = number | string;

export interface Setting {
  /** Dotted path in a configuration: `head.tauSpherical`. */
  path: string;
  /** As a head of a column: `τ_s`. */
  symbol: string;
  /** In words. */
  label: string;
  /** What it is also called in a search, as `plainWord` writes it. */
  words: readonly string[];
}

/** `τ_h`, `τₕ` and `tau h` are one word; so are `Learning rate` and `learningRate`. */
export function plainWord(word: string): string {
  return word
    .normalize('NFKC')
    .toLowerCase()
    .replaceAll('τ', 'tau')
    .replaceAll('λ', 'lambda')
    .replaceAll('ₛ', 's')
    .replaceAll('ₕ', 'h')
    .replace(/[\s_.-]/g, '');
}

/** What some settings are also called in a search. */
const ALSO: Readonly<Record<string, readonly string[]>> = {
  'head.tauSpherical': ['tau'],
  'head.tauHyperbolic': ['tau'],
  'head.c': ['curvature'],
  'head.clipRadius': ['clip'],
  'batch.classes': ['batch'],
  'batch.samplesPerClass': ['samples'],
  'model.embedding': ['embedding'],
  train: ['frozen'],
  'evaluation.split': ['split'],
};

const known = new Map<string, Setting>();

/** A setting by its path; the same object each time. */
function settingAt(path: string): Setting {
  let setting = known.get(path);
  if (!setting) {
    const { symbol, label } = nameOfSetting(path);
    const words = [symbol, label, path, path.split('.').at(-1)!, ...(ALSO[path] ?? [])].map(plainWord);
    known.set(path, (setting = { path, symbol, label, words }));
  }
  return setting;
}

const PLACE = new Map<string, number>(namedSettings.map((path, i) => [path, i]));

/** No setting of a run, or shown in a column of its own. */
const APART = new Set(['version', 'runs', 'imageSet', 'backend']);

/** All settings there are in these configurations, the known ones first; one that is not known yet goes by its path. */
export function settingsOf(configurations: readonly object[]): Setting[] {
  const paths = new Set<string>();
  const add = (value: unknown, path: string): void => {
    if (typeof value === 'object' && value !== null && !Array.isArray(value))
      for (const [key, inner] of Object.entries(value)) {
        const next = path === '' ? key : `${path}.${key}`;
        if (!APART.has(next)) add(inner, next);
      }
    else if (typeof value === 'number' || typeof value === 'string' || typeof value === 'boolean') paths.add(path);
  };
  for (const configuration of configurations) add(configuration, '');
  return [...paths].map(settingAt).sort((a, b) => (PLACE.get(a.path) ?? Infinity) - (PLACE.get(b.path) ?? Infinity));
}

const keysOf = new Map<string, string[]>();

function valueIn(value: unknown, path: string): SettingValue | undefined {
  let keys = keysOf.get(path);
  if (!keys) keysOf.set(path, (keys = path.split('.')));
  for (const key of keys) value = typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[key] : undefined;
  return typeof value === 'number' || typeof value === 'string' ? value : typeof value === 'boolean' ? String(value) : undefined;
}

/** What a run has of a setting; undefined where the setting means nothing to its geometry, or did not exist yet. */
export function settingOf(record: KeptRecord, run: KeptRun, path: string): SettingValue | undefined {
  if (!isFelt(path, run.geometry)) return undefined;
  if (path === 'seed') return run.seed;
  if (path === 'optimizer.learningRate') return run.learningRate;
  if (path.startsWith('head.')) return valueIn(run.head, path.slice(5));
  if (path.startsWith('optimizer.')) {
    const own = record.configuration.runs.find(({ id }) => id === run.id);
    return valueIn({ optimizer: { ...record.configuration.optimizer, ...own?.optimizer } }, path);
  }
  return valueIn(record.configuration, path);
}

/** Different values of a setting among the runs of a record, in their order; empty where it means nothing to any of them. */
export function valuesOf(record: KeptRecord, path: string): SettingValue[] {
  const values: SettingValue[] = [];
  for (const run of record.runs) {
    const value = settingOf(record, run, path);
    if (value !== undefined && !values.includes(value)) values.push(value);
  }
  return values;
}

export const sayValue = (value: SettingValue | undefined): string =>
  value === undefined ? '–' : typeof value === 'number' ? formatNumber(value) : value;

export interface Differences {
  /** Settings in which these runs differ. */
  differing: Setting[];
  /** Those that are the same everywhere. */
  same: Setting[];
}

/** Parts these settings; a run to which a setting means nothing does not differ in it. */
export function differences(records: readonly KeptRecord[], settings: readonly Setting[]): Differences {
  const parts: Differences = { differing: [], same: [] };
  for (const one of settings) parts[differs(records, one.path) ? 'differing' : 'same'].push(one);
  return parts;
}

function differs(records: readonly KeptRecord[], path: string): boolean {
  let first: SettingValue | undefined;
  for (const record of records)
    for (const run of record.runs) {
      const value = settingOf(record, run, path);
      if (value === undefined) continue;
      if (first === undefined) first = value;
      else if (value !== first) return true;
    }
  return false;
}

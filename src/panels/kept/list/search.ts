/**
 * What is typed above the table of runs: words, found in title, tags, note, image set and names; and settings with a value, as `τ_h 0.2`,
 * `lr<=1e-3`, `c 0.1…0.3` or `input normalized`. A record has to have all of them. Pure.
 */
import type { KeptRecord } from '../../../core/record/kept';
import { parseNumber } from '../../fields/numbers';
import { plainWord, valuesOf, type Setting, type SettingValue } from './settings';

export interface Term {
  /** As typed, in lower case: found in the text of a record. */
  text: string;
  /** Also met by a record with such a value of one of these settings. */
  setting?: { paths: readonly string[]; meets(value: SettingValue): boolean };
}

const close = (a: number, b: number) => Math.abs(a - b) <= 1e-6 * Math.max(Math.abs(a), Math.abs(b));

const COMPARE: Record<string, (value: number, other: number) => boolean> = {
  '=': close,
  '<': (value, other) => value < other && !close(value, other),
  '>': (value, other) => value > other && !close(value, other),
  '<=': (value, other) => value < other || close(value, other),
  '>=': (value, other) => value > other || close(value, other),
};

/** Words, or what stands in quotes; a sign of comparison clings to what is around it. */
function wordsOf(query: string): string[] {
  const joined = query
    .replaceAll('≤', '<=')
    .replaceAll('≥', '>=')
    .replace(/\s*(<=|>=|[<>=])\s*/g, '$1');
  return [...joined.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, word]) => quoted ?? word!).filter((word) => word !== '');
}

/** What a value has to be, from what is typed behind a setting; undefined where it is no value. */
function condition(typed: string, sign = '='): ((value: SettingValue) => boolean) | undefined {
  const [, low, high] = /^(.+?)(?:…|\.\.\.?)(.+)$/.exec(typed) ?? [];
  const [from, to] = [low, high].map((end) => (end === undefined ? undefined : parseNumber(end)));
  if (from !== undefined && to !== undefined)
    return (value) => typeof value === 'number' && COMPARE['>=']!(value, from) && COMPARE['<=']!(value, to);
  const wanted = parseNumber(typed);
  const compare = COMPARE[sign]!;
  return wanted === undefined ? undefined : (value) => typeof value === 'number' && compare(value, wanted);
}

/** @param settings that can be asked for */
export function parseSearch(query: string, settings: readonly Setting[]): Term[] {
  const pathsOf = (word: string) => {
    const plain = plainWord(word);
    return settings.filter(({ words }) => words.includes(plain)).map(({ path }) => path);
  };
  const terms: Term[] = [];
  const words = wordsOf(query);
  for (let i = 0; i < words.length; i++) {
    const word = words[i]!;
    const [, name, sign, value] = /^([^<>=]+)(<=|>=|[<>=])(.+)$/.exec(word) ?? [];
    const next = words[i + 1];
    const text = word.toLowerCase();
    if (name !== undefined) {
      const paths = pathsOf(name);
      const meets = condition(value!, sign) ?? ((own: SettingValue) => String(own).toLowerCase() === value!.toLowerCase());
      terms.push(paths.length > 0 ? { text, setting: { paths, meets } } : { text });
      continue;
    }
    const paths = next === undefined ? [] : pathsOf(word);
    const numeric = next === undefined ? undefined : condition(next);
    if (paths.length === 0 || (!numeric && !WORDY.some((path) => paths.includes(path)))) {
      terms.push({ text });
      continue;
    }
    const meets = numeric ?? ((own: SettingValue) => String(own).toLowerCase().startsWith(next!.toLowerCase()));
    terms.push({ text: `${text} ${next!.toLowerCase()}`, setting: { paths, meets } });
    i++;
  }
  return terms;
}

/** Settings whose values are words. */
const WORDY = [
  'head.hyperbolicInput',
  'optimizer.schedule',
  'model.pooling',
  'model.initialisation',
  'augmentation.normalisation',
  'evaluation.split',
];

const texts = new WeakMap<KeptRecord, string>();

function textOf(record: KeptRecord): string {
  let text = texts.get(record);
  if (text === undefined) {
    const { title, tags, note, imageSet, runs, backend, error } = record;
    const names = runs.flatMap(({ name, geometry }) => [name, geometry]);
    text = [title, ...tags, note, imageSet.name, ...names, backend.backend, backend.adapter, error ?? ''].join('\n').toLowerCase();
    texts.set(record, text);
  }
  return text;
}

export const meetsSearch = (record: KeptRecord, terms: readonly Term[]): boolean =>
  terms.every(
    ({ text, setting }) =>
      textOf(record).includes(text) || setting?.paths.some((path) => valuesOf(record, path).some((value) => setting.meets(value))),
  );

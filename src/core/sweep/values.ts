/**
 * What is typed into the field of a swept setting, and back. Values and ranges stand between commas:
 *
 *   0.05, 0.1, 0.2          these
 *   0.02…0.8 log 6          6 values of equal ratio, both ends among them (`..` and `...` are `…` as well)
 *   0.1…0.5 lin 5           5 values of equal distance; `0.1…0.5 5` too
 *   0…4, seed 0…4           whole numbers one by one, for settings that count; the setting may be named before
 *   spherical, fused        words, for settings that have them
 *
 * Values between the ends of a range are rounded to 4 digits (more where they lie closer): what is shown is what is trained with.
 */
import { GridError, type GridFault } from '../errors';
import type { Axis } from './axes';
import type { GridValue } from './sweep.types';

/** No range gives more, and no sweep has more cells. */
export const MOST_VALUES = 10_000;

/** A list as far as it could be read, and what is wrong with it; values are all right where there are no faults. */
export interface Reading {
  values: GridValue[];
  faults: GridFault[];
}

/** Reads what was typed for a setting. For fields, which show faults beside the text; others use `parseValues`. */
export function readValues(axis: Axis, text: string): Reading {
  const values: GridValue[] = [];
  const faults: GridFault[] = [];
  const begin = nameLength(axis, text);
  if (text.slice(begin).trim() === '') {
    const message = `There is no value; write ${examplesOf(axis)}`;
    return { values, faults: [{ path: axis.path, message, from: 0, to: text.length }] };
  }
  for (const { item, from } of itemsOf(text, begin)) {
    const fault = (message: string) => faults.push({ path: axis.path, message, from, to: from + item.length });
    const read = itemValues(axis, item);
    if (typeof read === 'string') {
      fault(read);
      continue;
    }
    const refused = read.map((value) => axis.refusal(value)).find((reason) => reason !== undefined);
    const twice = read.find((value) => values.includes(value));
    if (refused !== undefined) fault(refused);
    else if (twice !== undefined) fault(`${String(twice)} is there already; leave out one of the two`);
    else values.push(...read);
  }
  return { values, faults };
}

/** @throws GridError with each fault and where in the text it stands */
export function parseValues(axis: Axis, text: string): GridValue[] {
  const { values, faults } = readValues(axis, text);
  if (faults.length > 0) throw new GridError(faults);
  return values;
}

/** Text that reads as these values: as a range where four or more of them are one, else as a list. */
export function printValues(axis: Axis, values: readonly GridValue[]): string {
  return (values.length > 3 ? rangeText(axis, values) : undefined) ?? values.map(String).join(', ');
}

function rangeText(axis: Axis, values: readonly GridValue[]): string | undefined {
  const ends = `${String(values[0])}…${String(values.at(-1))}`;
  const forms = [...(axis.kind === 'whole' ? [ends] : []), `${ends} lin ${values.length}`, `${ends} log ${values.length}`];
  return axis.kind === 'word' ? undefined : forms.find((form) => same(itemValues(axis, form), values));
}

const same = (read: GridValue[] | string, values: readonly GridValue[]): boolean =>
  typeof read !== 'string' && read.length === values.length && read.every((value, i) => value === values[i]);

function examplesOf({ kind, words }: Axis): string {
  if (kind === 'word') return words.slice(0, 2).join(', ');
  return kind === 'whole' ? '0, 1, 2 or 0…4' : '0.05, 0.1, 0.2 or 0.02…0.8 log 6';
}

/** Characters before the values, where the setting's own name stands there. */
function nameLength({ path, label, symbol }: Axis, text: string): number {
  const trimmed = text.trimStart();
  const start = text.length - trimmed.length;
  const names = [label, symbol, path, path.split('.').at(-1)!];
  const found = names.find((name) => trimmed.toLowerCase().startsWith(name.toLowerCase()) && /^[\s:=]/u.test(trimmed.slice(name.length)));
  return found === undefined ? start : start + found.length + /^[\s:=]*/u.exec(trimmed.slice(found.length))![0].length;
}

/** What stands between commas, without the blanks around it, and where it begins. */
function itemsOf(text: string, begin: number): { item: string; from: number }[] {
  let at = begin;
  return text
    .slice(begin)
    .split(/[,;]/u)
    .map((part) => {
      const from = at + (part.length - part.trimStart().length);
      at += part.length + 1;
      return { item: part.trim(), from };
    });
}

/** One item, or why it cannot be read. */
function itemValues(axis: Axis, item: string): GridValue[] | string {
  if (item === '') return 'A value is missing here; write one, or leave out the comma';
  if (axis.kind === 'word') return [item.toLowerCase()];
  const range = /^(\S+?)\s*(?:…|\.{2,3})\s*(\S+?)(?:\s+(?:(\S+)\s+)?(\S+))?$/u.exec(item);
  if (range) {
    const [, from, to, scale, count] = range;
    return rangeValues(axis, [from!, to!], scale, count);
  }
  const value = numberOf(item);
  return typeof value === 'string' ? value : [value];
}

const NUMBER = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/iu;

function numberOf(text: string): number | string {
  const written = text.replace('−', '-');
  if (!NUMBER.test(written)) return `“${text}” is not a number; write it as 0.05 or 5e-2`;
  // “0,05” comes as 0 and 05: the second says that a decimal comma was meant.
  if (/^[+-]?0\d/u.test(written)) return `“${text}” begins with 0; write decimals with a point, as 0.05, and commas between values`;
  // Without a sign of 0.
  const value = Number(written) + 0;
  return Number.isFinite(value) ? value : `“${text}” is too large a number`;
}

function rangeValues(axis: Axis, ends: readonly [string, string], scale: string | undefined, count: string | undefined): number[] | string {
  const [from, to] = [numberOf(ends[0]), numberOf(ends[1])];
  if (typeof from === 'string') return from;
  if (typeof to === 'string') return to;
  const written = `${ends[0]}…${ends[1]}`;
  if (from > to) return `A range goes upwards; write ${ends[1]}…${ends[0]}`;
  if (from === to) return `This range is one value; write ${ends[0]}`;
  if (scale !== undefined && scale !== 'log' && scale !== 'lin')
    return `“${scale}” is no scale; write ${written} log 5 or ${written} lin 5`;
  if (count === 'log' || count === 'lin') return `Say how many values: ${written} ${count} 5`;
  if (count === undefined) {
    if (axis.kind !== 'whole') return `Say how many values, and how they are spaced: ${written} log 5 or ${written} lin 5`;
    if (!Number.isInteger(from) || !Number.isInteger(to)) return `${axis.label} takes whole numbers, not ${written}`;
    return to - from < MOST_VALUES ? spaced(from, to, 'lin', to - from + 1) : tooMany(to - from + 1);
  }
  if (!/^\d+$/u.test(count)) return `“${count}” is no number of values; write a whole number, 2 or more`;
  const many = Number(count);
  if (many < 2) return 'A range has 2 values or more; write one value by itself';
  if (many > MOST_VALUES) return tooMany(many);
  if (scale === 'log' && from <= 0) return `Equal ratios need ends above 0; begin above ${ends[0]}, or write lin`;
  const values = spaced(from, to, scale ?? 'lin', many);
  if (axis.kind !== 'whole') return values;
  const whole = values.map((value) => (Math.abs(value - Math.round(value)) < 1e-9 * Math.abs(value) ? Math.round(value) : value));
  const broken = whole.find((value) => !Number.isInteger(value));
  return broken === undefined ? whole : `This range gives ${broken}, which is not whole; choose ends or a number of values that divide it`;
}

const tooMany = (count: number): string =>
  `These are ${count.toLocaleString('en')} values, and a sweep has at most ${MOST_VALUES.toLocaleString('en')} cells; take fewer`;

/** Digits behind the point that a number is written with. */
const decimalsOf = (value: number): number => {
  const [digits, exponent = '0'] = String(value).split('e');
  return Math.max(0, (digits!.split('.')[1]?.length ?? 0) - Number(exponent));
};

function spaced(from: number, to: number, scale: 'log' | 'lin', count: number): number[] {
  const last = count - 1;
  const step = (to - from) / last;
  const ratio = Math.log(to / from) / last;
  // As many digits as tell neighbours apart to a thousandth of what lies between them, and all that the ends have.
  const decimals = Math.min(100, Math.max(decimalsOf(from), decimalsOf(to), 3 - Math.floor(Math.log10(step))));
  const digits = Math.min(17, 4 + Math.max(0, Math.ceil(-Math.log10(Math.expm1(ratio)))));
  return Array.from({ length: count }, (_, i) => {
    if (i === 0) return from;
    if (i === last) return to;
    return Number(scale === 'lin' ? (from + step * i).toFixed(decimals) : (from * Math.exp(ratio * i)).toPrecision(digits));
  });
}

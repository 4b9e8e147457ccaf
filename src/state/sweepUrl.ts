/** The sweep that an address holds, read part by part: one that is damaged or refused takes no other with it. */
import type { ConfigIssue, ExperimentConfig } from '../core/configuration/schema';
import type { MetricKey } from '../core/record/measures';
import { requestFaults } from '../core/sweep/checks';
import type { Budget, Grid, GridValue, Halving, TuneThenCompare } from '../core/sweep/sweep.types';
import type { AddressPart } from './configUrl';
import type { SweepRequest } from './sweep/sweeps.types';
import { OTHERS, SWEEP, type Other } from './sweepParts';

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value);
const isList = (value: unknown): value is GridValue[] =>
  Array.isArray(value) && value.every((one) => typeof one === 'number' || typeof one === 'string');
const numbersIn = (value: unknown, names: readonly string[]): boolean =>
  isObject(value) && Object.entries(value).every(([name, one]) => names.includes(name) && typeof one === 'number');

/** What a part that is no swept setting must look like, in words; its meaning is checked with the others. */
const FORMS: Record<Other, { is(value: unknown): boolean; words: string }> = {
  budget: { is: (value) => numbersIn(value, ['steps', 'seconds']), words: '{"steps": number} or {"seconds": number}' },
  halving: { is: (value) => numbersIn(value, ['factor', 'first', 'seed']), words: '{"factor": number, "first": number, "seed": number}' },
  compare: {
    is: (value) => isObject(value) && isList(value.seeds) && Object.keys(value).length === 1,
    words: '{"seeds": list of numbers}',
  },
  metric: { is: (value) => typeof value === 'string', words: 'the name of a metric' },
  jobs: {
    is: (value) => Number.isInteger(value) && (value as number) >= 1 && (value as number) <= 64,
    words: 'a whole number from 1 to 64',
  },
  title: { is: (value) => typeof value === 'string' && value.length <= 200, words: 'a short text' },
};

/**
 * The sweep that the parts of an address name, with what of it cannot be used left out and said; undefined where nothing can be.
 * @param config the one that the address holds beside it
 */
export function sweepOf(
  parts: readonly AddressPart[],
  config: ExperimentConfig,
): { request: SweepRequest | undefined; issues: ConfigIssue[] } {
  const issues: ConfigIssue[] = [];
  const said = new Map<string, unknown>();
  for (const { path, value } of parts) {
    const name = path.slice(SWEEP.length);
    const form = FORMS[name as Other] as (typeof FORMS)[Other] | undefined;
    if (form ? form.is(value) : isList(value)) said.set(name, value);
    else issues.push({ path, message: `This part of the address must be ${form?.words ?? 'a list of values, like [0.1,0.2]'}` });
  }
  for (;;) {
    const grid = Object.fromEntries([...said].filter(([name]) => !OTHERS.includes(name as Other))) as Grid;
    if (Object.keys(grid).length === 0) {
      if (said.size > 0) issues.push({ path: 'sweep', message: 'The address names no setting to sweep' });
      return { request: undefined, issues };
    }
    const of = <T>(name: Other) => said.get(name) as T | undefined;
    const [halving, compare, jobs, title] = [
      of<Halving>('halving'),
      of<TuneThenCompare>('compare'),
      of<number>('jobs'),
      of<string>('title'),
    ];
    const request: SweepRequest = {
      grid,
      budget: of<Budget>('budget') ?? { steps: config.steps },
      metric: of<MetricKey>('metric') ?? 'recall@1',
      ...(halving ? { halving } : {}),
      ...(compare ? { compare } : {}),
      ...(jobs === undefined ? {} : { jobs }),
      ...(title === undefined ? {} : { title }),
    };
    const faults = requestFaults({ base: config, ...request });
    if (faults.length === 0) return { request, issues };
    issues.push(...faults.map(({ path, message }) => ({ path: SWEEP + path, message })));
    // What is at fault is left out, and the rest judged anew; what nothing can be left out of is given up as a whole.
    const before = said.size;
    for (const { path } of faults) said.delete(path);
    if (said.size === before) return { request: undefined, issues };
  }
}

/**
 * Controls: further runs of a geometry that differ in what a comparison of geometries does not ask about. Two seeds of one geometry share
 * fewer hard negatives than two geometries of one seed (DESIGN §2), so that no overlap means anything without one. Pure.
 */
import {
  headOf,
  seedOf,
  type ExperimentConfig,
  type Geometry,
  type HeadConfig,
  type RunConfig,
  type RunInput,
} from '../../../core/configuration/schema';
import { headLetter } from '../../../core/configuration/settingNames';
import type { Ranking } from '../../../state/views/selection';

export const MOST_RUNS = 8;

/** The temperatures that a geometry feels. */
const TEMPERATURES: Record<Geometry, readonly ('tauSpherical' | 'tauHyperbolic')[]> = {
  spherical: ['tauSpherical'],
  hyperbolic: ['tauHyperbolic'],
  fused: ['tauSpherical', 'tauHyperbolic'],
};

export type ControlKind = 'other seed' | 'other τ';

/** What alone tells two runs of one geometry apart; undefined where it is something else, or more than one thing. */
export function controlKind(a: ControlRun, b: ControlRun): ControlKind | undefined {
  if (a.geometry !== b.geometry || a.run === b.run) return undefined;
  const tau = TEMPERATURES[a.geometry].some((key) => a.head[key] !== b.head[key]);
  if (a.seed === b.seed) return tau ? 'other τ' : undefined;
  return tau ? undefined : 'other seed';
}

/** What of a run matters here. */
export interface ControlRun {
  /** Its id. */
  run: string;
  geometry: Geometry;
  head: HeadConfig;
  seed: number;
}

export interface OverlapPair {
  a: Ranking;
  b: Ranking;
  /** Of one geometry: what tells the two apart. */
  control?: ControlKind;
}

/** A pair for each row and the run it is compared with, every pair once, without controls. */
export function comparedPairs(compared: readonly { ranking: Ranking; comparison?: Ranking }[]): OverlapPair[] {
  const pairs: OverlapPair[] = [];
  for (const { ranking, comparison } of compared) {
    if (!comparison || pairs.some(({ a, b }) => (a === ranking && b === comparison) || (a === comparison && b === ranking))) continue;
    pairs.push({ a: ranking, b: comparison });
  }
  return pairs;
}

/** Pairs of runs of one geometry that differ in the seed alone, or in τ alone; those of another seed first. */
export function controlPairs(rankings: readonly Ranking[], seeds: ReadonlyMap<string, number>): OverlapPair[] {
  const runOf = ({ run, geometry, head }: Ranking): ControlRun => ({ run, geometry, head, seed: seeds.get(run) ?? NaN });
  const pairs = rankings.flatMap((a, i) =>
    rankings.slice(i + 1).flatMap((b): OverlapPair[] => {
      const control = a.other || b.other ? undefined : controlKind(runOf(a), runOf(b));
      return control ? [{ a, b, control }] : [];
    }),
  );
  return pairs.sort((p, q) => Number(q.control === 'other seed') - Number(p.control === 'other seed'));
}

/** What a row's overlap is to be judged by: the first run of its geometry that differs from it in the seed alone. */
export function controlOf(ranking: Ranking, pairs: readonly OverlapPair[]): Ranking | undefined {
  for (const { a, b, control } of pairs) if (control === 'other seed' && (a === ranking || b === ranking)) return a === ranking ? b : a;
  return undefined;
}

const rounded = (value: number) => Number(value.toPrecision(3));

/** The first run again with the next seed nobody has. */
export function seedControl(config: ExperimentConfig): RunInput | undefined {
  const [first] = config.runs;
  if (!first) return undefined;
  const taken = new Set(config.runs.map((run) => seedOf(config, run)));
  let seed = seedOf(config, first) + 1;
  while (taken.has(seed)) seed++;
  return named(config, { ...first, seed }, 'other seed', `seed ${seed}`);
}

/** The first run again with twice its temperature; where there is one already, with half of it. */
export function tauControl(config: ExperimentConfig): RunInput | undefined {
  const [first] = config.runs;
  if (!first) return undefined;
  const head = headOf(config, first);
  const keys = TEMPERATURES[first.geometry];
  const scaled = (factor: number) => Object.fromEntries(keys.map((key) => [key, rounded(head[key] * factor)]));
  const exists = (change: Partial<HeadConfig>) =>
    config.runs.some((run) => run.geometry === first.geometry && keys.every((key) => headOf(config, run)[key] === change[key]));
  const change = [2, 0.5].map(scaled).find((candidate) => !exists(candidate));
  if (!change) return undefined;
  const words = keys.map((key) => `${headLetter(key, keys.length > 1)} ${change[key]}`).join(' ');
  return named(config, { ...first, head: { ...first.head, ...change } }, 'other τ', words);
}

/**
 * Another run, named by what tells it from the others, which is read first where there is little room; the id says what it is a control of,
 * so that it is never taken for that of another run. Names have at most 40 characters.
 */
function named(config: ExperimentConfig, run: RunConfig, kind: ControlKind, words: string): RunInput {
  const taken = new Set(config.runs.map(({ name }) => name));
  const name = [`control: ${kind}`, `control: ${words}`, `control: ${words}, ${run.geometry}`].find((candidate) => !taken.has(candidate));
  const id = `${run.name.slice(0, 38 - words.length)}, ${words}`;
  return { ...run, id, name: name ?? id };
}

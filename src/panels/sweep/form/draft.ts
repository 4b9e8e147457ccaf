/** What stands in the form of a sweep, and the request it comes to: every field says for itself what is wrong with it. Pure. */
import type { ExperimentConfig, Geometry } from '../../../core/configuration/schema';
import { geometries } from '../../../core/configuration/schema';
import type { GridFault } from '../../../core/errors';
import type { MetricKey } from '../../../core/record/measures';
import { AXES, axisOf, GEOMETRY, SEED } from '../../../core/sweep/axes';
import { requestFaults } from '../../../core/sweep/checks';
import type { Grid, GridValue, SweepDefinition } from '../../../core/sweep/sweep.types';
import { printValues, readValues } from '../../../core/sweep/values';
import type { SweepRequest } from '../../../state/sweep/sweeps.types';

/** A swept setting as it is typed. */
export interface AxisDraft {
  path: string;
  text: string;
}

export interface Draft {
  geometries: readonly Geometry[];
  axes: readonly AxisDraft[];
  unit: 'steps' | 'seconds';
  amount: string;
  halving: boolean;
  /** One of so many goes on. */
  factor: string;
  /** Steps of the first rung. */
  first: string;
  metric: MetricKey;
  /** Empty: as many as the machine carries. */
  jobs: string;
}

/** Axes that can be added: the geometries have toggles of their own. */
export const ADDABLE = AXES.filter(({ path }) => path !== GEOMETRY);

/** What the form opens with: the temperature study of both geometries, small enough to be run at once. */
export function firstDraft(config: Pick<ExperimentConfig, 'steps'>): Draft {
  return {
    geometries: ['spherical', 'hyperbolic'],
    axes: [
      { path: 'head.tauSpherical', text: '0.05, 0.1, 0.2' },
      { path: 'head.tauHyperbolic', text: '0.1, 0.2, 0.4' },
      { path: SEED, text: '1…3' },
    ],
    ...{ unit: 'steps', amount: String(config.steps), halving: false, factor: '3', first: '50', metric: 'recall@1', jobs: '' },
  };
}

/** The form as a request would be typed into it. Its base is not in the form. */
export function draftOf({ grid, budget, halving, metric, jobs }: Omit<SweepRequest, 'title' | 'base'>): Draft {
  const first = firstDraft({ steps: 300 });
  const chosen = grid[GEOMETRY] ?? [];
  return {
    geometries: geometries.filter((geometry) => chosen.includes(geometry)),
    axes: Object.entries(grid).flatMap(([path, values]) => {
      const axis = path === GEOMETRY ? undefined : axisOf(path);
      return axis ? [{ path, text: printValues(axis, values) }] : [];
    }),
    ...('steps' in budget ? { unit: 'steps', amount: String(budget.steps) } : { unit: 'seconds', amount: String(budget.seconds) }),
    halving: halving !== undefined,
    factor: halving ? String(halving.factor) : first.factor,
    first: halving ? String(halving.first) : first.first,
    metric,
    jobs: jobs === undefined ? '' : String(jobs),
  };
}

/** The request that a sweep was begun with, as the form has it: the seeds of one that tunes stand among its settings. */
export function requestOfSweep({ grid, base, budget, halving, compare, metric }: SweepDefinition): Omit<SweepRequest, 'title'> {
  return {
    grid: {
      [GEOMETRY]: geometries.filter((geometry) => base.runs.some((run) => run.geometry === geometry)),
      ...grid,
      ...(compare ? { [SEED]: compare.seeds } : {}),
    },
    ...{ base, budget, metric },
    ...(halving ? { halving } : {}),
  };
}

/** What a setting that is added begins with: its present value, and one on either side where that can be. */
export function firstText(path: string, config: ExperimentConfig): string {
  const axis = axisOf(path)!;
  if (path === SEED) return `${config.seed}…${config.seed + 2}`;
  if (axis.kind === 'word') return axis.words.join(', ');
  const now = path.split('.').reduce<unknown>((value, key) => (value as Record<string, unknown> | undefined)?.[key], config) as number;
  const around = axis.kind === 'whole' ? [now, 2 * now] : [now / 2, now, 2 * now].map((value) => Number(value.toPrecision(3)));
  const values = [...new Set(around)].filter((value) => axis.refusal(value) === undefined);
  return printValues(axis, values.length > 0 ? values : [now]);
}

export interface Reading {
  /** Absent where something is wrong. */
  request?: SweepRequest;
  /** What is wrong, by path of the setting or by `budget`, `halving`, `compare`, `metric`, `jobs`, `grid`. */
  problems: Readonly<Record<string, string>>;
  /** What the texts come to, by path. */
  values: Readonly<Record<string, readonly GridValue[]>>;
}

/** @param base what the grid does not say */
export function readDraft(draft: Draft, base: ExperimentConfig): Reading {
  const problems: Record<string, string> = {};
  const values: Record<string, readonly GridValue[]> = {};
  if (draft.geometries.length === 0) problems[GEOMETRY] = 'Choose one geometry at least';
  for (const { path, text } of draft.axes) {
    const read = readValues(axisOf(path)!, text);
    values[path] = read.values;
    const [fault] = read.faults;
    if (fault) problems[path] = fault.message;
  }
  const jobs = draft.jobs.trim() === '' ? undefined : Number(draft.jobs);
  if (jobs !== undefined && !(Number.isInteger(jobs) && jobs >= 1 && jobs <= 64)) problems.jobs = 'A whole number from 1 to 64, or nothing';
  const request = requestOf(draft, values, base, jobs);
  if (Object.keys(problems).length === 0) note(requestFaults({ base, ...request }), problems);
  return Object.keys(problems).length > 0 ? { problems, values } : { request, problems, values };
}

/** Each fault under its path; the first of a path counts. */
function note(faults: readonly GridFault[], problems: Record<string, string>): void {
  for (const { path, message } of faults) problems[path] ??= message;
}

/** `seeds` must be numbers by then: the axis has read them. */
function requestOf(draft: Draft, values: Reading['values'], base: ExperimentConfig, jobs: number | undefined): SweepRequest {
  const amount = Number(draft.amount);
  const chosen = geometries.filter((geometry) => draft.geometries.includes(geometry));
  const grid: Grid = { [GEOMETRY]: chosen, ...values };
  return {
    ...{ grid, base, metric: draft.metric },
    budget: draft.unit === 'steps' ? { steps: amount } : { seconds: amount },
    ...(draft.halving ? { halving: { factor: Number(draft.factor), first: Number(draft.first), seed: base.seed } } : {}),
    ...(jobs === undefined ? {} : { jobs }),
  };
}

/** Learning rates that are tried where the grid names none: a third of the present one, itself, and three times it. */
const learningRates = (base: ExperimentConfig): number[] =>
  [1 / 3, 1, 3].map((by) => Number((base.optimizer.learningRate * by).toPrecision(2)));
/** Temperatures that are tried where the grid names none. */
const temperatures = (now: number): number[] => [now / 2, now, 2 * now].map((value) => Number(value.toPrecision(3)));
const SEEDS = 3;

/**
 * The request of “tune each geometry, then compare”: the grid's settings, with learning rate and temperatures beside them where they are not
 * swept; its seeds train the best setting of each geometry. Whoever asks for it is told what was added: see `sayTuning`.
 */
export function tuned(request: SweepRequest, base: ExperimentConfig): SweepRequest {
  const { [SEED]: seeds = Array.from({ length: SEEDS }, (_, i) => base.seed + i), ...grid } = request.grid;
  const has = (geometry: Geometry) => request.grid[GEOMETRY]?.includes(geometry) ?? false;
  const added: Grid = {
    ...('optimizer.learningRate' in grid ? {} : { 'optimizer.learningRate': learningRates(base) }),
    ...('head.tauSpherical' in grid || (!has('spherical') && !has('fused'))
      ? {}
      : { 'head.tauSpherical': temperatures(base.head.tauSpherical) }),
    ...('head.tauHyperbolic' in grid || (!has('hyperbolic') && !has('fused'))
      ? {}
      : { 'head.tauHyperbolic': temperatures(base.head.tauHyperbolic) }),
  };
  return { ...request, grid: { ...grid, ...added }, compare: { seeds: seeds as number[] } };
}

/** What the button will do, in a sentence. */
export function sayTuning({ grid, compare }: SweepRequest): string {
  const lists = Object.entries(grid)
    .filter(([path]) => path !== GEOMETRY)
    .map(([path, values]) => {
      const axis = axisOf(path)!;
      return `${axis.symbol} ${printValues(axis, values)}`;
    });
  const seeds = compare?.seeds ?? [];
  return `Chooses among ${lists.join(' × ')} for each geometry on validation classes, trains the best with seeds ${printValues(axisOf(SEED)!, seeds)}, and looks at the test classes once.`;
}

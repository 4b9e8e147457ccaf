/** How long a cell has been training, by the clock, how fast cells go, and what is left of a sweep. Pure. */
import type { BackendReport } from '../../core/backend/report';
import type { KeptRecord } from '../../core/record/kept';
import { estimateSeconds, secondsPerStep, type Pace } from '../../core/sweep/estimate';
import { rungsOf } from '../../core/sweep/halving';
import type { Cell, CellStatus, SweepDefinition } from '../../core/sweep/sweep.types';
import { trainingOperations } from '../views/estimate';
import { hadOf, wholeOf } from './standing';

/**
 * Counts the time between reports of steps, as far as steps were taken in it: what comes before the first report (opening, compiling) and
 * what lies between two stretches of it (evaluations, pauses) is not training.
 */
export class TrainingClock {
  #since: number | undefined;

  /** @param seconds of training before */
  constructor(
    public seconds = 0,
    private readonly now: () => number = () => performance.now(),
  ) {}

  /** Steps have been reported. */
  stepped(): void {
    const now = this.now();
    if (this.#since !== undefined) this.seconds += (now - this.#since) / 1000;
    this.#since = now;
  }

  /** What comes next is not training. */
  stop(): void {
    this.#since = undefined;
  }
}

/** Cells trained side by side where nothing else was asked for: a GPU does one after the other, of cores one is left to the page. */
export function jobsFor({ backend }: Pick<BackendReport, 'backend'>, cores: number): number {
  return backend === 'webgpu' ? 1 : Math.max(1, cores - 1);
}

/** Records that paces are taken from: the newest, since machines change. */
const MOST_TIMED = 20;

/** Steps that were timed in kept records of one run, the newest; of this backend alone, where one is named. */
export function pacesOf(records: Iterable<KeptRecord>, backend?: string): Pace[] {
  return [...records]
    .filter((record) => record.runs.length === 1 && (backend === undefined || record.backend.backend === backend))
    .filter(({ seconds, step }) => seconds !== undefined && seconds > 0 && step > 1)
    .sort((a, b) => (a.date < b.date ? 1 : -1))
    .slice(0, MOST_TIMED)
    .map(({ configuration: config, step, seconds }) => ({ config, stepsPerSecond: step / seconds! }));
}

/**
 * Seconds until a sweep has ended, evaluations apart; undefined before anything has been timed. Of cells that are still to be halved the
 * share counts that will go on.
 */
export function secondsLeft(
  statuses: readonly CellStatus[],
  { budget, halving }: Pick<SweepDefinition, 'budget' | 'halving'>,
  { jobs, records }: { jobs: number; records: ReadonlyMap<string, KeptRecord> },
): number | undefined {
  const whole = wholeOf(budget);
  const rungs = halving ? rungsOf(halving, whole) : [whole];
  const open = statuses.filter(({ state }) => state === 'waiting' || state === 'running');
  /** Of its budget, in its unit. */
  const left = (status: CellStatus): number => {
    const had = hadOf(status, budget);
    const ahead = rungs.filter((rung) => rung > had);
    return ahead.reduce((sum, rung, i) => sum + (rung - (ahead[i - 1] ?? had)) / (halving ? halving.factor ** i : 1), 0);
  };
  // The last cells cannot be shared among more workers than there are cells.
  const side = Math.min(jobs, Math.max(1, open.length));
  const paces = pacesOf(statuses.flatMap(({ cell }) => records.get(cell.id) ?? []));
  let sum = 0;
  for (const status of open) {
    const each = 'seconds' in budget ? 1 : secondsPerStep(status.cell, { paces });
    if (each === undefined) return undefined;
    sum += left(status) * each;
  }
  return sum / side;
}

/** Seconds that a sweep will take, cells that are known left out; undefined where nothing says how fast this machine is. */
export function plannedSeconds(
  cells: readonly Cell[],
  { budget, halving }: Pick<SweepDefinition, 'budget' | 'halving'>,
  { known, records, backend, jobs }: PlannedOptions,
): number | undefined {
  const open = cells.filter(({ id }) => known.get(id)?.state !== 'complete');
  const operationsPerSecond = backend && trainingOperations({ backend: backend.backend, gigaflops: backend.gigaflops });
  return estimateSeconds(open, {
    ...{ budget, jobs, paces: pacesOf(records, backend?.backend) },
    ...(halving ? { halving } : {}),
    ...(operationsPerSecond === undefined ? {} : { operationsPerSecond }),
  });
}

interface PlannedOptions {
  known: ReadonlyMap<string, KeptRecord>;
  records: readonly KeptRecord[];
  backend: BackendReport | undefined;
  jobs: number;
}

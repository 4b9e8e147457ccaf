/**
 * Contenders side by side: each on a device of its own, losses compared before anything is timed, then timed in turn, a step at a
 * time, so that what else the machine does falls on all of them. One that fails is reported and left out; the others go on.
 */
import { messageOf } from '../../src/core/errors';
import type { ModelConfig } from '../../src/core/configuration/schema';
import type { ContenderName, Limit, Opened, Passes, Sample, Session } from './protocol';
import { disagreement, median } from './statistics';

export interface Plan {
  contenders: readonly ContenderName[];
  model: ModelConfig;
  batch: number;
  /** Steps whose losses are compared before anything is timed, at least 1. */
  warmup: number;
  /** Timed steps. */
  steps: number;
  /** Timed steps of the plain model, at most: it takes twenty times as long. Absent = as many as the others. */
  plainSteps?: number;
}

export interface Ports {
  /** Starts a contender; rejects when it cannot run here. */
  open(contender: ContenderName): Promise<{ session: Session; opened: Opened }>;
  /** Starts a device for the matrix product alone; absent = it is not measured. */
  product?(): Promise<{ session: Session }>;
  /** Rejects when nobody waits for the comparison any more. */
  signal?: AbortSignal;
  /** Hears what is being done, how much of all is done (0 … 1), and what has been measured so far. */
  onProgress?(doing: string, done: number, outcomes: readonly Outcome[]): void;
}

export interface Outcome {
  contender: ContenderName;
  opened?: Opened;
  /** ms of the first step, with all compilation. */
  first: number;
  /** Of every step, warm-up included. */
  losses: number[];
  samples: Sample[];
  /** Each of them the median of a few; the optimiser is what remains of a step. */
  passes: Passes | null;
  /** Why it could not be measured, or not to the end. */
  failure?: string;
}

export interface Comparison {
  outcomes: Outcome[];
  /** Largest relative difference between losses of one step; NaN with fewer than two contenders. */
  disagreement: number;
  /** The best of several, spread over the rounds of steps: other load falls on some of them only. */
  limit: Limit | null;
}

/** Float32 in another order of summation; the losses of later steps differ by more. */
export const TOLERANCE = 2e-3;
/** Passes are measured as often as steps where a step takes less than this, ms; once where it takes more. */
const SLOW_MS = 3000;
/** The product is measured so often, spread over the rounds. */
const PRODUCTS = 5;

/** Throws the signal's reason when it has been aborted; every other failure ends up in the outcomes. */
export async function compare(plan: Plan, ports: Ports): Promise<Comparison> {
  const tally = { failures: 0 };
  const entrants = plan.contenders.map((name) => new Entrant(name, plan, ports, tally));
  const racing = () => entrants.filter(({ outcome }) => !outcome.failure);
  const outcomes = entrants.map(({ outcome }) => outcome);
  const product = new Product(ports, tally);
  // The passes count as a step and a half each.
  const total = entrants.length * (plan.warmup + plan.steps + 1.5);
  let done = 0;
  const each = async (
    doing: string,
    work: (entrant: Entrant) => Promise<void>,
    weight = 1,
    takes: (entrant: Entrant) => boolean = () => true,
  ) => {
    for (const entrant of entrants) {
      if (!entrant.outcome.failure && takes(entrant)) {
        ports.signal?.throwIfAborted();
        ports.onProgress?.(`${entrant.outcome.contender}: ${doing}`, done / total, outcomes);
        await entrant.attempt(work);
      }
      done += weight;
    }
  };
  // A worker that is stopped answers what is being waited for with an error.
  const close = () => Promise.all([...entrants, product].map((held) => held.close()));
  const stop = () => void close();
  ports.signal?.addEventListener('abort', stop);
  try {
    for (let i = 1; i <= plan.warmup; i++)
      await each(`first losses, step ${i} of ${plan.warmup}`, async (entrant) => void (await entrant.step()));
    exclude(racing());
    for (let i = 1; i <= plan.steps; i++) {
      const takes = ({ outcome }: Entrant) => outcome.contender !== 'plain' || i <= (plan.plainSteps ?? plan.steps);
      const timed = async (entrant: Entrant) => void entrant.outcome.samples.push(await entrant.step());
      await each(`step ${i} of ${plan.steps}`, timed, 1, takes);
      if (i % Math.ceil(plan.steps / PRODUCTS) !== 0) continue;
      ports.onProgress?.('matrix product alone', done / total, outcomes);
      await product.measure();
      ports.signal?.throwIfAborted();
    }
    await each('forward and backward pass', (entrant) => entrant.passes(), 1.5);
    exclude(racing());
    const [first, ...others] = racing().map(({ outcome }) => outcome.losses);
    const differences = others.map((losses) => disagreement(first!, losses));
    return { outcomes, disagreement: differences.length ? Math.max(...differences) : NaN, limit: product.best };
  } finally {
    ports.signal?.removeEventListener('abort', stop);
    await close();
  }
}

/** Whoever computes something else than the first has failed: its time says nothing. */
function exclude(racing: readonly Entrant[]): void {
  const [first, ...others] = racing.map(({ outcome }) => outcome);
  for (const other of others) {
    if (disagreement(first!.losses, other.losses) <= TOLERANCE) continue;
    const list = (losses: number[]) => losses.map((loss) => loss.toPrecision(6)).join(', ');
    other.failure = `it does not compute the same as ${first!.contender}: losses ${list(other.losses)}, not ${list(first!.losses)}`;
  }
}

/** The product on a device of its own, whose memory is nobody's; not measured any more once it has failed. */
class Product {
  best: Limit | null = null;
  #session: Session | undefined;
  #failed = false;

  constructor(
    private readonly ports: Ports,
    private readonly tally: { failures: number },
  ) {}

  async measure(): Promise<void> {
    if (this.#failed || !this.ports.product) return;
    try {
      this.#session ??= (await this.ports.product()).session;
      const limit = await this.#session.ask('limit', null);
      if (!this.best || limit.gflops > this.best.gflops) this.best = limit;
    } catch {
      this.#failed = true;
      this.tally.failures++;
      await this.close();
    }
  }

  async close(): Promise<void> {
    const session = this.#session;
    this.#session = undefined;
    await session?.close();
  }
}

class Entrant {
  readonly outcome: Outcome;
  #session: Session | undefined;
  #since = 0;

  constructor(
    contender: ContenderName,
    private readonly plan: Plan,
    private readonly ports: Ports,
    /** Failures so far, of all contenders: one of them may have taken the device from the others. */
    private readonly tally: { failures: number },
  ) {
    this.outcome = { contender, first: NaN, losses: [], samples: [], passes: null };
  }

  /** Does `work`, again on a new device where another contender's failure may have spoilt this one's. */
  async attempt(work: (entrant: this) => Promise<void>): Promise<void> {
    try {
      await work(this);
    } catch (error) {
      this.ports.signal?.throwIfAborted();
      if (this.#session && this.tally.failures > this.#since) return this.#again(work);
      this.#fail(error);
    }
  }

  async #again(work: (entrant: this) => Promise<void>): Promise<void> {
    try {
      await this.close();
      // Compiles anew: that step is no measurement.
      await (await this.#ready()).ask('step', null);
      await work(this);
    } catch (error) {
      this.ports.signal?.throwIfAborted();
      this.#fail(error);
    }
  }

  #fail(error: unknown): void {
    this.tally.failures++;
    this.outcome.failure = messageOf(error);
    void this.close();
  }

  async #ready(): Promise<Session> {
    if (this.#session) return this.#session;
    this.#since = this.tally.failures;
    const { session, opened } = await this.ports.open(this.outcome.contender);
    this.#session = session;
    this.outcome.opened = opened;
    const { model, batch } = this.plan;
    await session.ask('prepare', { model, batch });
    return session;
  }

  async step(): Promise<Sample> {
    const sample = await (await this.#ready()).ask('step', null);
    const { outcome } = this;
    if (outcome.losses.length === 0) outcome.first = sample.ms;
    outcome.losses.push(sample.loss);
    return sample;
  }

  async passes(): Promise<void> {
    const { outcome, plan } = this;
    const session = await this.#ready();
    const times = median(outcome.samples.map(({ ms }) => ms)) > SLOW_MS ? 1 : plan.steps;
    const measured: Passes[] = [];
    for (let i = 0; i < times; i++) {
      this.ports.signal?.throwIfAborted();
      const passes = await session.ask('passes', null);
      if (passes) measured.push(passes);
    }
    if (measured.length > 0)
      outcome.passes = {
        forward: median(measured.map(({ forward }) => forward)),
        backward: median(measured.map(({ backward }) => backward)),
      };
  }

  async close(): Promise<void> {
    const session = this.#session;
    this.#session = undefined;
    await session?.close();
  }
}

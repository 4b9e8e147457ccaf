import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ConfigPatch } from '../core/configuration/schema';
import { reviveError } from '../core/errors';
import { imageSetInMemory } from '../core/data/pixelSource';
import { useBackend } from '../core/ops/testing';
import type { LearnerFactory } from '../core/training/runs';
import { syntheticStore, tinyConfig } from '../core/training/testing/synthetic';
import { createVitLearner } from '../core/learner/vitLearner';
import type { BackendReport } from '../core/backend/report';
import type { RunSnapshot } from '../core/evaluation/snapshot';
import type { Checkpoint, StepMetrics } from '../core/training/experiment.types';
import type { Answers, Request, Response, TrainingStatus, WorkerEvent } from '../engine/protocol';
import { TrainingHost, type HostDependencies } from './trainingHost';

const report: BackendReport = {
  backend: 'cpu',
  adapter: 'JavaScript',
  software: false,
  reason: 'chosen by the test',
  rejected: [],
  available: ['cpu'],
};

type Asked = Request extends infer R ? (R extends Request ? Omit<R, 'id'> : never) : never;

/** The page's side of a host that is reached through a real MessageChannel, so that everything is cloned and transferred. */
class Page {
  readonly events: WorkerEvent[] = [];
  readonly order: string[] = [];
  readonly #channel = new MessageChannel();
  readonly #waiting = new Map<number, { resolve(answer: never): void; reject(error: unknown): void }>();
  #listeners: (() => void)[] = [];
  #id = 0;
  loseDevice: (reason: string) => void = () => undefined;

  constructor(dependencies: Partial<HostDependencies> = {}) {
    const { port1, port2 } = this.#channel;
    const host = new TrainingHost(port2, {
      openBackend: async (_choice, { lost }) => {
        this.loseDevice = lost;
        return { report, allocatedBytes: () => 12345 };
      },
      createLearner: createVitLearner,
      ...dependencies,
    });
    port2.onmessage = ({ data }: MessageEvent<Request>) => host.receive(data);
    port1.onmessage = ({ data }: MessageEvent<Response>) => {
      if (data.type === 'done' || data.type === 'failed') {
        const waiting = this.#waiting.get(data.id)!;
        this.order.push(data.type);
        if (data.type === 'done') waiting.resolve(data.answer as never);
        else waiting.reject(reviveError(data.error));
      } else {
        this.order.push(data.type);
        this.events.push(data);
      }
      for (const listener of this.#listeners) listener();
    };
  }

  ask<T extends keyof Answers>(request: Extract<Asked, { type: T }>): Promise<Answers[T]> {
    const id = ++this.#id;
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject });
      this.#channel.port1.postMessage({ ...request, id });
    });
  }

  until<T>(found: () => T | undefined | false): Promise<T> {
    return new Promise((resolve) => {
      const look = () => {
        const value = found();
        if (value === undefined || value === false) return;
        this.#listeners = this.#listeners.filter((listener) => listener !== look);
        resolve(value);
      };
      this.#listeners.push(look);
      look();
    });
  }

  of<T extends WorkerEvent['type']>(type: T): Extract<WorkerEvent, { type: T }>[] {
    return this.events.filter((event): event is Extract<WorkerEvent, { type: T }> => event.type === type);
  }
  get statuses(): TrainingStatus[] {
    return this.of('status').map(({ status }) => status);
  }
  get snapshots(): RunSnapshot[] {
    return this.of('snapshots').flatMap(({ snapshots }) => snapshots);
  }
  get checkpoints(): Checkpoint[] {
    return this.of('checkpoint').map(({ checkpoint }) => checkpoint);
  }
  steps(run: string): StepMetrics[] {
    return this.of('metrics').flatMap(({ metrics }) => metrics[run] ?? []);
  }
  state(wanted: TrainingStatus['state'], step?: number): Promise<TrainingStatus> {
    return this.until(() => {
      const last = this.statuses.at(-1);
      return last?.state === wanted && last.activity === undefined && (step === undefined || last.step === step) ? last : undefined;
    });
  }

  async open(): Promise<void> {
    await this.ask<'open'>({ type: 'open', backend: 'auto' });
    await this.ask<'load'>({ type: 'load', images: { from: 'memory', store: syntheticStore() } });
  }
  create(patch: ConfigPatch = {}, checkpoint?: Checkpoint): Promise<Answers['create']> {
    return this.ask<'create'>({ type: 'create', config: tinyConfig(patch), ...(checkpoint ? { checkpoint } : {}) });
  }
  close(): void {
    this.#channel.port1.close();
    this.#channel.port2.close();
  }
}

describe('the training worker', () => {
  useBackend('cpu');
  let page: Page;
  beforeEach(() => {
    page = new Page();
  });
  afterEach(() => page.close());

  it('opens, loads, creates and shows the untrained models after the answer', async () => {
    expect(await page.ask<'open'>({ type: 'open', backend: 'cpu' })).toEqual(report);
    expect(await page.ask<'load'>({ type: 'load', images: { from: 'memory', store: syntheticStore() } })).toBeNull();
    const info = await page.create();
    expect(info.evaluationRows).toHaveLength(24);
    expect(info.parameters).toBeGreaterThan(500);
    expect(page.snapshots).toEqual([]);
    const status = await page.state('ready');
    expect(status).toMatchObject({ step: 0, steps: 20, stepsPerSecond: 0, gpuBytes: 12345 });
    expect(page.snapshots.map(({ run, step }) => [run, step])).toEqual([
      ['spherical', 0],
      ['hyperbolic', 0],
      ['fused', 0],
    ]);
    expect(page.statuses.some(({ activity }) => activity?.startsWith('evaluating'))).toBe(true);
    expect(page.checkpoints).toEqual([]);
  });

  it('takes the first step before anything else, and shows step 0 as it was beside the steps, all runs at once', async () => {
    await page.open();
    await page.create({ steps: 1000, evaluation: { every: 1000 } });
    await page.ask<'train'>({ type: 'train' });
    await page.until(() => page.of('baselines').length === 1);
    await page.ask<'pause'>({ type: 'pause' });
    const order = page.events.map(({ type }) => type).filter((type) => type === 'metrics' || type === 'snapshots' || type === 'baselines');
    expect(order.indexOf('metrics')).toBeLessThan(order.indexOf('snapshots'));
    expect(page.of('snapshots')[0]!.snapshots.map(({ run, step }) => [run, step])).toEqual([
      ['spherical', 0],
      ['hyperbolic', 0],
      ['fused', 0],
    ]);
    expect(page.of('snapshots')[0]!.snapshots[0]!.retrieval).toEqual(page.of('baselines')[0]!.baselines.untrained);
  });

  it('evaluates by time while it trains, all runs at one step', async () => {
    await page.open();
    await page.create({ steps: 100_000, evaluation: { every: 100_000, seconds: 0.2 } });
    await page.ask<'train'>({ type: 'train' });
    await page.until(() => new Set(page.snapshots.map(({ step }) => step)).size >= 4);
    await page.ask<'pause'>({ type: 'pause' });
    const steps = page.of('snapshots').map(({ snapshots }) => snapshots.map(({ step }) => step));
    expect(steps[0]).toEqual([0, 0, 0]);
    for (const [i, [first, ...others]] of steps.entries()) {
      expect(others).toEqual([first, first]);
      if (i > 0) expect(first).toBeGreaterThan(steps[i - 1]![0]!);
    }
  });

  it('shows a subset of many images first and by the clock, and all of them when there is time, each time said', async () => {
    await page.ask<'open'>({ type: 'open', backend: 'auto' });
    await page.ask<'load'>({
      type: 'load',
      images: { from: 'memory', store: syntheticStore({ train: 6, validation: 0, imagesPerClass: 48 }) },
    });
    // No evaluation of all images is as fast as this asks for.
    const runs = tinyConfig().runs.filter(({ geometry }) => geometry !== 'hyperbolic');
    await page.create({ steps: 1000, evaluation: { every: 1000, seconds: 0.001 }, model: { depth: 1, width: 4, embedding: 4 }, runs });
    await page.ask<'train'>({ type: 'train' });
    await page.until(() => page.snapshots.some(({ step }) => step > 0));
    await page.ask<'pause'>({ type: 'pause' });
    await page.until(() => page.of('baselines').length === 1);
    const reached = page.steps('fused').at(-1)!.step;
    const shown = () => page.of('snapshots').map(({ snapshots: [first, ...others] }) => ({ ...first!, others }));
    const extents = shown().map(({ step, n, subset, others }) => {
      for (const other of others) expect([other.step, other.n, other.subset]).toEqual([step, n, subset]);
      return `${Math.min(step, 1)}: ${n} of ${subset?.of ?? n}`;
    });
    // Step 0, something learnt, all images where it was paused, and only then all images of step 0.
    expect(extents.filter((one, i) => one !== extents[i - 1])).toEqual([
      '0: 192 of 288',
      '1: 192 of 288',
      '1: 288 of 288',
      '0: 288 of 288',
    ]);
    expect(shown().at(-2)!.step).toBe(reached);
    // The same images each time: of each class as many.
    const subsets = shown().flatMap(({ subset }) => (subset ? [[...subset.places]] : []));
    for (const places of subsets) expect(places).toEqual(subsets[0]);
    // The test images are 48 of each of six classes, one class after the other.
    expect([0, 1, 2, 3, 4, 5].map((label) => subsets[0]!.filter((place) => Math.floor(place / 48) === label).length)).toEqual(
      Array.from({ length: 6 }, () => 32),
    );
    const untrained = shown().find(({ step, subset }) => step === 0 && !subset)!;
    expect(untrained.retrieval).toEqual(page.of('baselines')[0]!.baselines.untrained);
    // What a script asks for is of all images.
    expect((await page.ask<'snapshot'>({ type: 'snapshot', run: 'fused' })).n).toBe(288);
  });

  it('evaluates where it is paused, and when it is asked to; a snapshot that is asked for is not shown', async () => {
    await page.open();
    await page.create({ steps: 1000, evaluation: { every: 1000 } });
    await page.ask<'train'>({ type: 'train' });
    await page.until(() => page.steps('fused').length >= 2);
    await page.ask<'pause'>({ type: 'pause' });
    const reached = page.steps('fused').at(-1)!.step;
    await page.until(() => page.of('snapshots').at(-1)?.snapshots[0]!.step === reached);

    await page.ask<'step'>({ type: 'step', count: 1 });
    const shown = page.of('snapshots').length;
    for (const run of ['spherical', 'hyperbolic', 'fused']) await page.ask<'snapshot'>({ type: 'snapshot', run });
    expect(page.of('snapshots')).toHaveLength(shown);
    await page.ask<'evaluate'>({ type: 'evaluate' });
    expect(page.of('snapshots')).toHaveLength(shown + 1);
    expect(
      page
        .of('snapshots')
        .at(-1)!
        .snapshots.map(({ run, step }) => [run, step]),
    ).toEqual([
      ['spherical', reached + 1],
      ['hyperbolic', reached + 1],
      ['fused', reached + 1],
    ]);
    // Nothing has changed since.
    await page.ask<'evaluate'>({ type: 'evaluate' });
    expect(page.of('snapshots')).toHaveLength(shown + 1);
    await page.ask<'apply'>({ type: 'apply', head: { c: 0.5 } });
    await page.ask<'evaluate'>({ type: 'evaluate' });
    expect(page.of('snapshots').at(-1)!.snapshots[1]).toMatchObject({ step: reached + 1, head: { c: 0.5 } });
  });

  it('trains to the end, with metrics of every step once, snapshots at the configured steps and a checkpoint with each', async () => {
    await page.open();
    await page.create({ steps: 12, evaluation: { every: 5 } });
    await page.ask<'train'>({ type: 'train' });
    await page.state('finished');
    for (const run of ['spherical', 'hyperbolic', 'fused']) {
      expect(page.steps(run).map(({ step }) => step)).toEqual(Array.from({ length: 12 }, (_, i) => i + 1));
      expect(page.snapshots.filter((snapshot) => snapshot.run === run).map(({ step }) => step)).toEqual([0, 5, 10, 12]);
      expect(page.steps(run).every(({ accuracy }) => accuracy >= 0 && accuracy <= 1)).toBe(true);
    }
    for (const { seen, spread, hyperbolicity, retrieval } of page.snapshots) {
      expect(seen).toMatchObject({ images: 24, head: { queries: 24 }, body: { queries: 24 }, unseen: { queries: 24 } });
      for (const value of [spread?.alignment, spread?.uniformity, hyperbolicity?.relativeDelta, retrieval.rPrecision, retrieval.mapAtR])
        expect(value).toEqual(expect.any(Number));
    }
    await page.until(() => page.checkpoints.length === 3);
    expect(page.checkpoints.map(({ step }) => step)).toEqual([5, 10, 12]);
    expect(Math.max(...page.statuses.map(({ stepsPerSecond }) => stepsPerSecond))).toBeGreaterThan(0);
    await expect(page.ask<'train'>({ type: 'train' })).rejects.toMatchObject({
      name: 'OrderError',
      message: expect.stringContaining('12 steps') as string,
    });
  });

  it('pauses between two steps, goes on, and answers steps with their metrics', async () => {
    await page.open();
    await page.create({ steps: 1000, evaluation: { every: 1000 } });
    await page.ask<'train'>({ type: 'train' });
    await page.until(() => page.steps('fused').length >= 3);
    await page.ask<'pause'>({ type: 'pause' });
    const reached = page.steps('fused').length;
    await page.until(() => page.checkpoints.at(-1)?.step === reached);
    const metrics = await page.ask<'step'>({ type: 'step', count: 2 });
    expect(metrics.spherical!.map(({ step }) => step)).toEqual([reached + 1, reached + 2]);
    expect(page.steps('spherical').slice(-2)).toEqual(metrics.spherical);
    expect(await page.state('paused', reached + 2)).toMatchObject({ stepsPerSecond: 0 });
  });

  it('lets a pause through during an evaluation and while many steps are taken', async () => {
    await page.open();
    await page.create({ steps: 1000, evaluation: { every: 2 } });
    const steps = page.ask<'step'>({ type: 'step', count: 500 });
    await page.until(() => page.snapshots.some(({ step }) => step === 2));
    await page.ask<'pause'>({ type: 'pause' });
    const taken = (await steps).hyperbolic!.length;
    expect(taken).toBeGreaterThanOrEqual(2);
    expect(taken).toBeLessThan(10);
    // The evaluation that was under way is of one step, whatever was asked meanwhile.
    await page.ask<'step'>({ type: 'step', count: 1 });
    const ofTwo = page.snapshots.filter(({ step }) => step === 2).map(({ run }) => run);
    expect(ofTwo).toEqual(['spherical', 'hyperbolic', 'fused']);
  });

  it('answers a snapshot at once where there is one, and takes it where there is none', async () => {
    await page.open();
    await page.create({ evaluation: { every: 100 } });
    await page.state('ready');
    const before = page.snapshots.length;
    const known = await page.ask<'snapshot'>({ type: 'snapshot', run: 'fused' });
    expect(page.snapshots).toHaveLength(before);
    expect(known).toEqual(page.snapshots.at(-1));
    await page.ask<'step'>({ type: 'step', count: 1 });
    expect(await page.ask<'snapshot'>({ type: 'snapshot', run: 'fused' })).toMatchObject({ run: 'fused', step: 1 });
    await expect(page.ask<'snapshot'>({ type: 'snapshot', run: 'none' })).rejects.toMatchObject({
      name: 'ConfigError',
      issues: [{ path: 'runs' }],
    });
  });

  it('takes no step beyond the last: ends there with what it has, and refuses the next', async () => {
    await page.open();
    await page.create({ steps: 4, evaluation: { every: 100 } });
    await page.ask<'step'>({ type: 'step', count: 1 });
    const [taken, behind] = await Promise.allSettled([
      page.ask<'step'>({ type: 'step', count: 10 }),
      page.ask<'step'>({ type: 'step', count: 1 }),
    ]);
    expect(taken).toMatchObject({ status: 'fulfilled' });
    const { fused } = (taken as PromiseFulfilledResult<Record<string, StepMetrics[]>>).value;
    expect(fused!.map(({ step }) => step)).toEqual([2, 3, 4]);
    const refused = { name: 'OrderError', message: expect.stringContaining('has taken its 4 steps') as string };
    expect(behind).toMatchObject({ status: 'rejected', reason: refused });
    await expect(page.ask<'step'>({ type: 'step', count: 1 })).rejects.toMatchObject(refused);
    expect(await page.ask<'snapshot'>({ type: 'snapshot', run: 'fused' })).toMatchObject({ step: 4 });
  });

  it('applies a change between steps, with a checkpoint that holds it', async () => {
    await page.open();
    await page.create();
    await page.ask<'step'>({ type: 'step', count: 1 });
    expect(await page.ask<'apply'>({ type: 'apply', head: { c: 0.5 } })).toEqual({ step: 1, head: { c: 0.5 } });
    await page.until(() => page.checkpoints.at(-1)?.applied.length === 1);
    await expect(page.ask<'apply'>({ type: 'apply', head: { c: -1 } })).rejects.toMatchObject({
      name: 'ConfigError',
      issues: [{ path: 'head.c' }],
    });
    expect(await page.ask<'snapshot'>({ type: 'snapshot', run: 'hyperbolic' })).toMatchObject({ head: { c: 0.5 } });
  });

  it('answers a final test while it trains, of one step for all runs, and keeps that it was made', async () => {
    await page.open();
    await page.create({ steps: 1000, evaluation: { every: 1000, split: 'validation' } });
    await page.ask<'train'>({ type: 'train' });
    await page.until(() => page.steps('fused').length >= 2);
    const test = await page.ask<'finalTest'>({ type: 'finalTest' });
    expect(test).toMatchObject({ part: 'test', images: 24, times: 1 });
    expect(Object.keys(test.runs)).toEqual(['spherical', 'hyperbolic', 'fused']);
    await page.until(() => page.checkpoints.some(({ finalTests }) => finalTests === 1));
    await page.until(() => page.steps('fused').length > test.step);
    await page.ask<'pause'>({ type: 'pause' });
    expect(page.steps('fused').map(({ step }) => step)).toEqual(Array.from({ length: page.steps('fused').length }, (_, i) => i + 1));
    expect(page.snapshots.every(({ part }) => part === 'validation')).toBe(true);
    expect(page.statuses.some(({ activity }) => activity?.startsWith('final test of '))).toBe(true);
  });

  it('goes on from a checkpoint in another worker with the same losses', async () => {
    await page.open();
    await page.create();
    await page.ask<'step'>({ type: 'step', count: 3 });
    const checkpoint = await page.ask<'checkpoint'>({ type: 'checkpoint' });
    const expected = await page.ask<'step'>({ type: 'step', count: 2 });
    const other = new Page();
    await other.open();
    await other.create({}, checkpoint);
    expect(await other.ask<'step'>({ type: 'step', count: 2 })).toEqual(expected);
    other.close();
  });

  it('keeps the experiment when what should replace it is refused', async () => {
    await page.open();
    await page.create();
    await page.ask<'step'>({ type: 'step', count: 1 });
    await expect(page.create({ batch: { classes: 13 } })).rejects.toMatchObject({
      name: 'ConfigError',
      issues: [{ path: 'batch.classes' }],
    });
    expect((await page.ask<'step'>({ type: 'step', count: 1 })).fused![0]!.step).toBe(2);
  });

  it('creates only the latest of several experiments asked for in a row', async () => {
    await page.open();
    const answers = await Promise.allSettled([page.create({ seed: 1 }), page.create({ seed: 2 }), page.create({ seed: 3 })]);
    expect(answers.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'fulfilled']);
    expect(answers[0]).toMatchObject({ reason: { name: 'CancelledError' } });
    expect((await page.ask<'checkpoint'>({ type: 'checkpoint' })).config.seed).toBe(3);
  });

  it('says what has to come first', async () => {
    await expect(page.create()).rejects.toMatchObject({ name: 'OrderError', message: expect.stringContaining('backend') as string });
    await page.ask<'open'>({ type: 'open', backend: 'auto' });
    await expect(page.create()).rejects.toMatchObject({ name: 'OrderError', message: expect.stringContaining('image set') as string });
    await expect(page.ask<'train'>({ type: 'train' })).rejects.toMatchObject({
      name: 'OrderError',
      message: expect.stringContaining('experiment') as string,
    });
    const damaged = { ...syntheticStore(), labels: new Int32Array(3) };
    await expect(page.ask<'load'>({ type: 'load', images: { from: 'memory', store: damaged } })).rejects.toMatchObject({
      name: 'ImageSetError',
    });
    await page.ask<'load'>({ type: 'load', images: { from: 'memory', store: syntheticStore() } });
    await page.create();
    await expect(page.ask<'step'>({ type: 'step', count: 0 })).rejects.toMatchObject({ name: 'OrderError' });
    await expect(page.ask<'open'>({ type: 'open', backend: 'cpu' })).rejects.toMatchObject({ name: 'OrderError' });
  });

  it('goes on answering after an answer that cannot be posted', async () => {
    page.close();
    // A function in a report: it cannot be cloned, so posting it throws.
    const unclonable = { ...report, adapter: (() => 'JavaScript') as unknown as string };
    page = new Page({ openBackend: async () => ({ report: unclonable, allocatedBytes: () => 0 }) });
    await expect(page.ask<'open'>({ type: 'open', backend: 'cpu' })).rejects.toMatchObject({ name: 'DataCloneError' });
    await page.ask<'load'>({ type: 'load', images: { from: 'memory', store: syntheticStore() } });
    await page.create();
    expect((await page.ask<'step'>({ type: 'step', count: 1 })).fused).toHaveLength(1);
  });

  it('goes on answering after something failed between two requests', async () => {
    page.close();
    let broken = false;
    const allocatedBytes = () => {
      if (broken) throw new Error('the backend cannot say');
      return 0;
    };
    page = new Page({ openBackend: async () => ({ report, allocatedBytes }) });
    await page.open();
    await page.create();
    await page.state('ready');
    broken = true;
    await expect(page.ask<'step'>({ type: 'step', count: 1 })).rejects.toMatchObject({ message: 'the backend cannot say' });
    broken = false;
    await page.create();
    expect((await page.ask<'step'>({ type: 'step', count: 1 })).fused).toHaveLength(1);
  });

  it('reads the image set that is loaded last, and lets the one before go', async () => {
    const closed: string[] = [];
    const openImageSet: HostDependencies['openImageSet'] = async (reference) => {
      const images = imageSetInMemory(syntheticStore());
      const close = () => void closed.push(reference.from);
      return { ...images, pixels: { ...images.pixels, close } };
    };
    page.close();
    page = new Page({ openImageSet });
    await page.ask<'open'>({ type: 'open', backend: 'auto' });
    await page.ask<'load'>({ type: 'load', images: { from: 'browser', id: 'own-first' } });
    expect(closed).toEqual([]);
    await page.ask<'load'>({ type: 'load', images: { from: 'site', base: 'https://example.org/', id: 'synthetic' } });
    expect(closed).toEqual(['browser']);
    await page.create();
    expect((await page.ask<'step'>({ type: 'step', count: 1 })).fused).toHaveLength(1);
  });

  it('stops with the reason when training fails, and begins anew when asked', async () => {
    await page.open();
    const runs = [{ name: 'cold', geometry: 'spherical' as const }];
    await page.create({ runs, head: { tauSpherical: 1e-30 } });
    await page.ask<'train'>({ type: 'train' });
    const { error } = await page.until(() => page.of('error')[0]);
    expect(error).toMatchObject({ name: 'NumericsError', message: expect.stringContaining('cold') as string });
    expect(page.statuses.at(-1)!.state).toBe('failed');
    await expect(page.ask<'train'>({ type: 'train' })).rejects.toMatchObject({ name: 'OrderError' });
    await page.create({ runs });
    expect((await page.ask<'step'>({ type: 'step', count: 1 })).cold).toHaveLength(1);
  });

  it('compiles in the background before the first step: says how far it is, and lets everything else through', async () => {
    let release: () => void = () => undefined;
    const compiled = new Promise<void>((resolve) => (release = resolve));
    const createLearner: LearnerFactory = (specification) => {
      const learner = createVitLearner(specification);
      learner.prepare = async (what, onProgress) => {
        for (let done = 0; done <= 3; done++) onProgress?.(done, 4);
        if (what.for === 'step') await compiled;
        onProgress?.(4, 4);
      };
      return learner;
    };
    page.close();
    page = new Page({ createLearner, openBackend: async () => ({ report: { ...report, backend: 'webgpu' }, allocatedBytes: () => 0 }) });
    await page.open();
    const runs = [
      { name: 'a', geometry: 'fused' as const },
      { name: 'b', geometry: 'spherical' as const },
    ];
    await page.create({ runs });
    expect(page.statuses.some(({ activity }) => activity === 'compiling 8 of 8 kernels')).toBe(true);
    await page.state('ready');
    await page.ask<'train'>({ type: 'train' });
    await page.until(() => page.statuses.at(-1)?.activity === 'compiling 6 of 8 kernels');
    await page.ask<'pause'>({ type: 'pause' });
    expect(page.statuses.at(-1)).toMatchObject({ state: 'ready', step: 0, activity: 'compiling 6 of 8 kernels' });
    expect(await page.ask<'snapshot'>({ type: 'snapshot', run: 'a' })).toMatchObject({ step: 0 });
    const steps = page.ask<'step'>({ type: 'step', count: 2 });
    await page.ask<'apply'>({ type: 'apply', head: { c: 0.5 } });
    expect(page.steps('a')).toEqual([]);
    // Another experiment takes its place; the steps asked for are told, and what is still being compiled says nothing any more.
    const replaced = page.create({ runs, seed: 7 });
    await expect(steps).rejects.toMatchObject({ name: 'CancelledError' });
    await replaced;
    const again = page.ask<'step'>({ type: 'step', count: 2 });
    release();
    expect((await again).b).toHaveLength(2);
    await page.state('paused', 2);
  });

  it('reports the loss of the device once, whoever notices it', async () => {
    let lose = false;
    const createLearner: LearnerFactory = (specification) => {
      const learner = createVitLearner(specification);
      const step = learner.step.bind(learner);
      learner.step = (batch, rate) =>
        lose ? Promise.reject(Object.assign(new Error('The GPU was lost'), { name: 'AbortError' })) : step(batch, rate);
      return learner;
    };
    page.close();
    page = new Page({ createLearner });
    await page.open();
    await page.create();
    await page.ask<'train'>({ type: 'train' });
    await page.until(() => page.steps('fused').length >= 1);
    lose = true;
    await page.until(() => page.of('deviceLost')[0]);
    page.loseDevice('unknown');
    await expect(page.ask<'train'>({ type: 'train' })).rejects.toBeDefined();
    expect(page.of('deviceLost')).toHaveLength(1);
    expect(page.of('error')).toHaveLength(0);
    // It goes on elsewhere: nothing may say that training has ended.
    expect(page.statuses.some(({ state }) => state === 'failed')).toBe(false);
  });
});

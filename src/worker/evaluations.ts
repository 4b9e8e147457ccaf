/**
 * The evaluations of an experiment, in their order, a part at a time, and what they have shown: the page is given all runs at one step. An
 * evaluation belongs to the step it is made at: later steps wait for it.
 */
import { ConfigError } from '../core/errors';
import type { FinalTest, RunSnapshot } from '../core/evaluation/snapshot';
import type { Experiment, Extent } from '../core/training/experiment';
import type { WorkerEvent } from '../engine/protocol';
import { BeginningWork } from './beginningWork';
import { Waiting } from './waiting';

export interface EvaluationListener {
  post(event: WorkerEvent): void;
  /** There is work again. */
  wake(): void;
  /** What is being done, for people; undefined = something has ended. */
  say(activity?: string): void;
  /** Step 0 has been shown for the first time. @param took milliseconds */
  begun(extent: Extent, took: number): void;
  /** An evaluation has ended. @param shown of all runs, rather than for whoever asked; @param took milliseconds */
  evaluated(extent: Extent, shown: boolean, took: number): void;
  /** The test images have been looked at. */
  tested(): void;
}

interface Evaluation {
  parts: ReturnType<Experiment['evaluate']>;
  extent: Extent;
  changes?: number;
  /** For whoever asked: the page goes on showing all runs at one step. */
  silent: boolean;
  took: number;
  waiting: Waiting;
}

interface FinalTestWork {
  parts: ReturnType<Experiment['finalTest']>;
  resolve(result: FinalTest): void;
  reject(error: unknown): void;
}

/** Where the experiment stood when something was seen of it. */
interface Seen {
  step: number;
  changes: number;
}

export class Evaluations {
  readonly #experiment: Experiment;
  readonly #listener: EvaluationListener;
  #beginning: BeginningWork | undefined;
  /** In their order; at most one of all runs and of one extent that has not been begun. */
  #queue: Evaluation[] = [];
  #finalTests: FinalTestWork[] = [];
  /** The latest snapshot of all images of each run, and how many changes had been applied when it was taken; what is sent is a copy. */
  readonly #snapshots = new Map<string, { snapshot: RunSnapshot; changes: number }>();
  /** When the page was last given a snapshot of every run. */
  #shown: (Seen & { extent: Extent }) | undefined;

  constructor(experiment: Experiment, listener: EvaluationListener) {
    this.#experiment = experiment;
    this.#listener = listener;
  }

  get hasWork(): boolean {
    return this.#beginning !== undefined || this.hold;
  }

  /** Steps wait for it. */
  get hold(): boolean {
    return this.#queue.length > 0 || this.#finalTests.length > 0;
  }

  get beginning(): BeginningWork | undefined {
    return this.#beginning;
  }

  /** Something learnt has been shown. */
  get learntShown(): boolean {
    return (this.#shown?.step ?? 0) > 0;
  }

  /** The page shows all runs and all images as they are now. */
  get allShown(): boolean {
    return this.#shown?.extent === 'whole' && this.#isNow(this.#shown);
  }

  /** The page shows all runs as they are now, be it on a subset. */
  get anyShown(): boolean {
    return this.#shown !== undefined && this.#isNow(this.#shown);
  }

  /** Shows where the experiment stands. Before the first step that goes on beside the training; later steps wait for it. */
  /** @param quiet nothing is evaluated that is not asked for or due: a checkpoint may be older than the evaluation of its own step */
  begin(quiet = false): void {
    this.#beginning = new BeginningWork(this.#experiment);
    if (this.#experiment.step > 0 && (!quiet || this.#experiment.evaluationDue)) this.order();
    this.#listener.say('evaluating');
  }

  /** @param runs evaluated for whoever asks for them, and not shown; absent = all, which are */
  order(extent: Extent = 'whole', runs?: string[]): Evaluation {
    const same = this.#queue.find((one) => !one.silent && runs === undefined && one.extent === extent);
    if (same) return same;
    const parts = this.#experiment.evaluate(runs, extent);
    const evaluation: Evaluation = { parts, extent, silent: runs !== undefined, took: 0, waiting: new Waiting() };
    this.#queue.push(evaluation);
    this.#listener.wake();
    return evaluation;
  }

  /** The run's snapshot at the present step: the one there is, or a new one. */
  async snapshot(run: string): Promise<RunSnapshot> {
    // Several may be waiting for one evaluation: whoever does not find its run in it asks for another.
    while (!this.#present(run)) await this.#orderedOrBegun([run]);
    return structuredClone(this.#snapshots.get(run)!.snapshot);
  }

  /** Has every run evaluated at the present step on all images, where that has not been done, and shown. */
  async showAll(): Promise<void> {
    while (!this.allShown) {
      if (this.#experiment.runs.every((run) => this.#present(run))) this.#show();
      else await this.#orderedOrBegun();
    }
  }

  /** Looks the test images up; the steps to come wait for it. */
  finalTest(): Promise<FinalTest> {
    return new Promise((resolve, reject) => {
      this.#finalTests.push({ parts: this.#experiment.finalTest(), resolve, reject });
      this.#listener.wake();
    });
  }

  /** A part of the beginning. */
  async begunPart(beginning: BeginningWork): Promise<void> {
    const first = !beginning.shown;
    const { value, done } = await beginning.next();
    if (!done) {
      if ('baselines' in value) return this.#listener.post({ type: 'baselines', baselines: value.baselines });
      if (first && 'snapshots' in value) this.#listener.begun(extentOf(value.snapshots), beginning.took);
      return this.#hear(value, beginning.changes);
    }
    this.#beginning = undefined;
    this.#listener.say();
    beginning.waiting.resolve();
  }

  /** A part of what comes next, the beginning apart. */
  async part(): Promise<void> {
    if (this.#queue.length > 0) await this.#evaluatePart(this.#queue[0]!);
    else await this.#testPart(this.#finalTests[0]!);
  }

  /** Rejects all that is under way. */
  stop(reason: unknown): void {
    const queue = this.#queue.splice(0);
    const beginning = this.#beginning;
    this.#beginning = undefined;
    beginning?.stop(reason);
    for (const { waiting } of queue) waiting.reject(reason);
    for (const { reject } of this.#finalTests.splice(0)) reject(reason);
  }

  /** Before the first step the beginning brings it. */
  #orderedOrBegun(runs?: string[]): Promise<void> {
    if (this.#beginning && this.#experiment.step === 0) return this.#beginning.waiting.end();
    return this.order('whole', runs).waiting.end();
  }

  async #evaluatePart(evaluation: Evaluation): Promise<void> {
    const began = performance.now();
    evaluation.changes ??= this.#experiment.changes;
    const { value, done } = await evaluation.parts.next();
    evaluation.took += performance.now() - began;
    if (!done) {
      if (!('baselines' in value)) this.#hear(value, evaluation.changes, evaluation.silent);
      return;
    }
    this.#queue.shift();
    this.#listener.evaluated(evaluation.extent, !evaluation.silent, evaluation.took);
    this.#listener.say();
    evaluation.waiting.resolve();
  }

  async #testPart({ parts, resolve, reject }: FinalTestWork): Promise<void> {
    let part: Awaited<ReturnType<FinalTestWork['parts']['next']>>;
    try {
      part = await parts.next();
    } catch (error) {
      if (!(error instanceof ConfigError)) throw error;
      // The image set has nothing to test on: training goes on.
      this.#finalTests.shift();
      return reject(error);
    }
    if (!part.done) return this.#listener.say(part.value.activity);
    this.#finalTests.shift();
    this.#listener.tested();
    this.#listener.say();
    resolve(part.value);
  }

  #hear(news: { snapshots: RunSnapshot[] } | { activity: string }, changes: number, silent = false): void {
    if ('activity' in news) return this.#listener.say(news.activity);
    const { snapshots } = news;
    const step = snapshots[0]!.step;
    const extent = extentOf(snapshots);
    if (extent === 'whole')
      for (const snapshot of snapshots)
        // Step 0 may come after the first steps: then it is not the latest.
        if (step >= (this.#snapshots.get(snapshot.run)?.snapshot.step ?? 0)) this.#snapshots.set(snapshot.run, { snapshot, changes });
    if (silent) return;
    if (step < (this.#shown?.step ?? 0)) return this.#post(snapshots);
    if (extent === 'whole') return this.#show();
    this.#shown = { step, changes, extent };
    this.#post(snapshots);
  }

  /** Gives the page the latest snapshot of every run. */
  #show(): void {
    const latest = [...this.#snapshots.values()];
    const { snapshot, changes } = latest[0]!;
    this.#shown = { step: snapshot.step, changes, extent: 'whole' };
    this.#post(latest.map(({ snapshot }) => snapshot));
  }

  #post(snapshots: readonly RunSnapshot[]): void {
    this.#listener.post({ type: 'snapshots', snapshots: structuredClone(snapshots) as RunSnapshot[] });
  }

  #present(run: string): boolean {
    const latest = this.#snapshots.get(run);
    return latest !== undefined && this.#isNow({ step: latest.snapshot.step, changes: latest.changes });
  }

  #isNow({ step, changes }: Seen): boolean {
    return step === this.#experiment.step && changes === this.#experiment.changes;
  }
}

const extentOf = ([first]: readonly RunSnapshot[]): Extent => (first?.subset ? 'subset' : 'whole');

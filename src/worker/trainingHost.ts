/**
 * Answers the requests of the page. Everything that touches the experiment goes through one queue: requests as they come,
 * and between them slices of the loop's work, so that a request never waits longer than one slice. `training.ts` joins this
 * to the worker's messages.
 */
import { BackendError, CancelledError, OrderError, serialiseError } from '../core/errors';
import type { BackendChoice } from '../core/configuration/schema';
import type { ImageSetReference } from '../core/data/imageSet';
import type { ImageSet } from '../core/data/pixelSource';
import { breathe } from '../core/training/breathe';
import { Experiment } from '../core/training/experiment';
import type { LearnerFactory } from '../core/training/runs';
import type { BackendReport, KernelWish } from '../core/backend/report';
import type { ExperimentInfo } from '../core/training/experiment.types';
import type { Answers, Request, Response } from '../engine/protocol';
import { buffersOf } from '../link';
import { deviceLossOf } from './deviceLoss';
import { openImageSet } from './openImageSet';
import { TrainingLoop } from './trainingLoop';

export interface HostPort {
  postMessage(message: Response, transfer: Transferable[]): void;
}

/** A backend that has been opened. */
export interface OpenedBackend {
  report: BackendReport;
  /** Bytes it holds allocated; 0 where it cannot tell. */
  allocatedBytes(): number;
  /** Whether the runs of an experiment of so many compute in workers of their own. Default: none does. */
  apart?(runs: number): boolean;
}

/** What a device says unasked. */
export interface DeviceListener {
  lost(reason: string): void;
  /** Commands were refused; what they should have computed is missing. */
  error(message: string): void;
}

/** What else an opening takes. */
export interface Opening {
  kernels: KernelWish | undefined;
  onActivity(activity: string): void;
}

export interface HostDependencies {
  openBackend(choice: BackendChoice, listener: DeviceListener, opening: Opening): Promise<OpenedBackend>;
  /** Called once a backend is open. */
  createLearner: LearnerFactory;
  /** Default: from where the reference says. */
  openImageSet?(reference: ImageSetReference): Promise<ImageSet>;
}

type Answer = Answers[keyof Answers];

export class TrainingHost {
  readonly #port: HostPort;
  readonly #dependencies: HostDependencies;
  #queue: Promise<void> = Promise.resolve();
  #working = false;
  #opened: OpenedBackend | undefined;
  #images: ImageSet | undefined;
  #loop: TrainingLoop | undefined;
  /** Id of the create request that came last: those before it are overtaken. */
  #latestCreate = 0;
  #lost = false;

  constructor(port: HostPort, dependencies: HostDependencies) {
    this.#port = port;
    this.#dependencies = dependencies;
  }

  /** Takes a request; its answer is posted under its id. */
  receive(request: Request): void {
    if (request.type === 'create') this.#latestCreate = request.id;
    void this.#inTurn(() => {
      const answer = this.#perform(request)
        .then((answer) => this.#post({ type: 'done', id: request.id, answer }))
        // An answer that cannot be posted fails its request too: whoever asked must not wait for ever.
        .catch((error: unknown) => this.#refuse(request.id, error));
      // What takes many slices is answered when they are done; waiting for it here would keep them from being done.
      const takesSlices =
        request.type === 'step' ||
        request.type === 'snapshot' ||
        request.type === 'evaluate' ||
        request.type === 'finalTest' ||
        request.type === 'guest';
      if (!takesSlices) return answer.then(() => this.#afterwards(request));
      answer.catch((error: unknown) => this.unexpected(error));
      return Promise.resolve();
    });
  }

  /** A worker is gone in which a part of the experiment was. */
  partLost(error: Error): void {
    if (this.#lost) return;
    this.#lost = true;
    this.#port.postMessage({ type: 'workerLost', reason: error.message }, []);
  }

  /** Something failed that no request waits for: training cannot be trusted to go on. */
  unexpected(error: unknown): void {
    if (this.#lost) return;
    const loss = deviceLossOf(error);
    if (loss) this.#deviceLost(loss.message);
    else if (this.#loop) this.#loop.fail(error);
    else this.#post({ type: 'error', error: serialiseError(error) });
  }

  async #perform(request: Request): Promise<Answer> {
    switch (request.type) {
      case 'open':
        return this.#open(request.backend, request.kernels);
      case 'load':
        return this.#load(request.images);
      case 'create':
        return this.#create(request);
      case 'train':
        this.#assertLoop().train();
        return null;
      case 'pause':
        await this.#assertLoop().pause();
        return null;
      case 'step':
        return this.#assertLoop().step(request.count);
      case 'apply':
        return this.#assertLoop().apply(request.head);
      case 'rename':
        this.#assertLoop().rename(request.names);
        return null;
      case 'snapshot':
        return this.#assertLoop().snapshot(request.run);
      case 'evaluate':
        await this.#assertLoop().evaluate();
        return null;
      case 'checkpoint':
        return this.#assertLoop().checkpoint();
      case 'finalTest':
        return this.#assertLoop().finalTest();
      case 'guest':
        return this.#assertLoop().embedGuest(request.guest ?? undefined);
      case 'end':
        return this.#end();
    }
  }

  /** What follows the answer, so that the page hears the answer first. */
  #afterwards(request: Request): void {
    if (request.type === 'create' && request.id === this.#latestCreate) this.#loop?.begin();
  }

  async #open(choice: BackendChoice, kernels: KernelWish | undefined): Promise<BackendReport> {
    if (this.#opened) throw new OrderError('This worker has opened its backend already; another backend needs another worker.');
    this.#starting('opening the backend');
    const listener: DeviceListener = {
      lost: (reason) => this.#deviceLost(reason),
      error: (message) =>
        this.unexpected(
          new BackendError(
            `The GPU refused a command, so what was computed cannot be trusted: ${message} Try a smaller batch or model, or another backend.`,
          ),
        ),
    };
    const onActivity = (activity: string) => this.#starting(activity);
    this.#opened = await this.#dependencies.openBackend(choice, listener, { kernels, onActivity });
    // Says also what the backend holds from the start.
    this.#starting('the backend is open');
    return this.#opened.report;
  }

  async #load(reference: ImageSetReference): Promise<null> {
    const images = await (this.#dependencies.openImageSet ?? openImageSet)(reference);
    this.#endExperiment();
    this.#images?.pixels.close();
    this.#images = images;
    return null;
  }

  async #create({ id, config, checkpoint, baselines, quiet }: Extract<Request, { type: 'create' }>): Promise<ExperimentInfo> {
    const opened = this.#opened;
    if (!opened) throw new OrderError('No backend is open yet: open one before creating an experiment.');
    const images = this.#images;
    if (!images) throw new OrderError('No image set is loaded yet: load one before creating an experiment.');
    // What is wrong with it is found before the experiment there is has to make room.
    Experiment.check(config, images, checkpoint);
    this.#endExperiment();
    const assertLatest = () => {
      if (id !== this.#latestCreate) throw new CancelledError('A later experiment has taken the place of this one.');
    };
    const experiment = await Experiment.create({
      config,
      images,
      createLearner: this.#dependencies.createLearner,
      ...(checkpoint ? { checkpoint } : {}),
      ...(baselines ? { baselines } : {}),
      ...(quiet ? { quiet } : {}),
      onActivity: async (activity) => {
        this.#starting(activity, config.steps);
        await breathe();
        assertLatest();
      },
    });
    this.#loop = new TrainingLoop(experiment, {
      post: (event) => this.#post(event),
      wake: () => this.#wake(),
      deviceLost: (reason) => this.#deviceLost(reason),
      allocatedBytes: () => opened.allocatedBytes(),
      compiles: opened.report.backend === 'webgpu',
      apart: opened.apart?.(config.runs.length) ?? false,
      quiet: quiet === true,
    });
    return experiment.info;
  }

  #assertLoop(): TrainingLoop {
    if (!this.#loop) throw new OrderError('There is no experiment yet: create one first.');
    return this.#loop;
  }

  async #end(): Promise<{ bytes: number }> {
    this.#endExperiment();
    // Models are disposed of when what they have begun has ended.
    await breathe();
    return { bytes: this.#opened?.allocatedBytes() ?? 0 };
  }

  #endExperiment(): void {
    this.#loop?.dispose(new CancelledError('The experiment has been replaced by another one.'));
    this.#loop = undefined;
  }

  #deviceLost(reason: string): void {
    if (this.#lost) return;
    this.#lost = true;
    this.#port.postMessage({ type: 'deviceLost', reason }, []);
  }

  #wake(): void {
    if (this.#working) return;
    this.#working = true;
    void this.#work();
  }

  async #work(): Promise<void> {
    while (this.#loop?.hasWork && !this.#lost) {
      await breathe();
      await this.#inTurn(async () => this.#loop?.slice());
    }
    this.#working = false;
  }

  /** Runs a task after all that came before it, and lets those after it come whatever becomes of it. Never rejects. */
  #inTurn(task: () => Promise<void>): Promise<void> {
    this.#queue = this.#queue.then(task).catch((error: unknown) => {
      try {
        this.unexpected(error);
      } catch {
        // Nothing can be posted any more: there is nobody left to tell.
      }
    });
    return this.#queue;
  }

  #starting(activity: string, steps = 0): void {
    const gpuBytes = this.#opened?.allocatedBytes() ?? 0;
    this.#post({ type: 'status', status: { state: 'starting', step: 0, steps, stepsPerSecond: 0, gpuBytes, activity } });
  }

  #refuse(id: number, cause: unknown): void {
    const loss = deviceLossOf(cause);
    this.#post({ type: 'failed', id, error: serialiseError(loss ?? cause) });
    if (loss) this.#deviceLost(loss.message);
  }

  #post(message: Response): void {
    // Everything that holds large arrays is either read back for this message or a copy made for it.
    const handedOver =
      message.type === 'snapshots' || message.type === 'checkpoint' || (message.type === 'done' && isLarge(message.answer));
    this.#port.postMessage(message, handedOver ? buffersOf(message) : []);
  }
}

/** Snapshots and checkpoints; what else an answer holds is small, and the worker keeps it. */
function isLarge(answer: Answer): boolean {
  return answer !== null && ('features' in answer || ('runs' in answer && Array.isArray(answer.runs)));
}

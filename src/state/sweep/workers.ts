/**
 * The training workers of a sweep. A cell that has ended well leaves its worker to the next one, with the backend open and tested, its
 * programs compiled and the images decoded: to begin from nothing can cost more than a short cell. A worker that failed, was lost or has
 * come to hold more than it should is ended, and what comes next gets a fresh one.
 */
import type { BackendReport, KernelWish } from '../../core/backend/report';
import type { BackendChoice, ExperimentConfig } from '../../core/configuration/schema';
import type { ImageSetReference } from '../../core/data/imageSet';
import { CancelledError } from '../../core/errors';
import type { TrainingPort } from '../ports';

/** Of what its backend held after its first cell: a worker that holds so many times as much is not used again. */
const MOST_GROWTH = 1.5;

/** The worker of one cell, for as long as the cell trains. */
export interface CellWorker {
  port(): Promise<TrainingPort>;
  /** Leaves it to another cell: its experiment ends, and closing the port does nothing from now on. Whoever does not call it closes the port. */
  leave(): void;
}

/** What decides the sizes of buffers: those that a GPU has been given it is not given back, so a worker keeps to one shape. */
const shapeOf = ({ backend, kernels, activations, model, batch }: ExperimentConfig): string =>
  JSON.stringify([backend, kernels, activations, model, batch]);

export class CellWorkers {
  #idle: Worker[] = [];

  /** @param start a worker that nobody else has */
  constructor(private readonly start: () => Promise<TrainingPort>) {}

  /** A worker for a cell of this configuration: one that another cell has left, where it fits. */
  take(config: ExperimentConfig): CellWorker {
    const shape = shapeOf(config);
    const worker = this.#idle.find((one) => one.shape === shape) ?? new Worker(shape, this.start);
    // Those of another shape have had their turn: cells come shape by shape.
    for (const one of this.#idle) if (one.shape !== shape) one.end();
    this.#idle = this.#idle.filter((one) => one.shape === shape && one !== worker);
    return worker.lend(() => this.#idle.push(worker));
  }

  /** Ends those that no cell has, but for so many. */
  keep(most: number): void {
    for (const worker of this.#idle.splice(Math.max(0, most))) worker.end();
  }
}

class Worker {
  readonly #client: () => Promise<TrainingPort>;
  #started: Promise<TrainingPort> | undefined;
  /** What was opened in it, as long as that is there. */
  #opened: { wish: string; report: BackendReport } | undefined;
  #images: ImageSetReference | undefined;
  /** Bytes its backend held after its first cell. */
  #held: number | undefined;
  /** Of the cell before nothing is left. */
  #ready: Promise<void> = Promise.resolve();

  constructor(
    readonly shape: string,
    start: () => Promise<TrainingPort>,
  ) {
    this.#client = () =>
      (this.#started ??= start().then((client) => {
        client.on('lost', () => this.#forget());
        return client;
      }));
  }

  lend(onLeft: () => void): CellWorker {
    const stops: (() => void)[] = [];
    let left = false;
    const port = async () => {
      const [client] = await Promise.all([this.#client(), this.#ready]);
      return this.#port(client, stops, () => left);
    };
    return {
      port,
      leave: () => {
        left = true;
        for (const stop of stops.splice(0)) stop();
        this.#ready = this.#clear();
        onLeft();
      },
    };
  }

  /** Ends it for good. */
  end(): void {
    this.#forget();
    // One that could not be started need not be ended.
    this.#started?.then((client) => client.close(new CancelledError('The sweep needs this worker no more.'))).catch(() => undefined);
  }

  #forget(): void {
    this.#opened = this.#images = this.#held = undefined;
  }

  /** Ends its experiment, and itself where it cannot do that or holds too much: the next opening then starts another one. */
  async #clear(): Promise<void> {
    const client = await this.#client();
    if (!this.#opened) return;
    const bytes = await client.end().catch(() => Infinity);
    this.#held ??= bytes;
    if (bytes <= MOST_GROWTH * this.#held && Number.isFinite(bytes)) return;
    this.#forget();
    client.close(new CancelledError('A fresh worker takes the place of this one.'));
  }

  /** The client as one cell calls it: what stands open already is not opened again. */
  #port(client: TrainingPort, stops: (() => void)[], isLeft: () => boolean): TrainingPort {
    return {
      open: async (backend: BackendChoice, kernels?: KernelWish) => {
        const wish = JSON.stringify([backend, kernels]);
        if (this.#opened?.wish === wish) return this.#opened.report;
        this.#forget();
        const report = await client.open(backend, kernels);
        this.#opened = { wish, report };
        return report;
      },
      load: async (images) => {
        if (this.#images === images) return;
        await client.load(images);
        this.#images = images;
      },
      close: (reason) => {
        if (isLeft()) return;
        this.#forget();
        client.close(reason);
      },
      on: (event, handler) => {
        const stop = client.on(event, handler);
        stops.push(stop);
        return stop;
      },
      create: (config, checkpoint, about) => client.create(config, checkpoint, about),
      train: () => client.train(),
      pause: () => client.pause(),
      step: (count) => client.step(count),
      apply: (head) => client.apply(head),
      rename: (names) => client.rename(names),
      snapshot: (run) => client.snapshot(run),
      evaluate: () => client.evaluate(),
      checkpoint: () => client.checkpoint(),
      finalTest: () => client.finalTest(),
      embedGuest: (guest) => client.embedGuest(guest),
      end: () => client.end(),
    };
  }
}

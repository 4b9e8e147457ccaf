/* eslint-disable import/no-restricted-paths -- the real worker's inside stands behind the client here: both sides of the boundary meet. */
/**
 * A training worker in this thread, reached through a MessageChannel, that breaks when told to. For tests. Whatever backend it says it
 * has opened, it computes on the one that the test has set.
 */
import { createVitLearner } from '../../core/learner/vitLearner';
import { TrainingHost } from '../../worker/trainingHost';
import type { BackendName } from '../../core/backend/report';
import type { Request, Response } from '../protocol';
import type { WorkerLike } from '../../link';

export interface Fault {
  /** Opening is refused with this message. */
  open?: string;
  /** The device is lost once a request of this type has been answered. */
  after?: Request['type'];
  /** Reading back fails as on a lost device once this many steps have been begun, over all runs. */
  atStep?: number;
  /** Bytes that the backend says it holds after each experiment that was ended in it, in order; the last counts from then on. Default: none. */
  holds?: number[];
}

export class FaultyWorker implements WorkerLike {
  onmessage: WorkerLike['onmessage'] = null;
  onerror: WorkerLike['onerror'] = null;
  onmessageerror: WorkerLike['onmessageerror'] = null;
  terminated = false;
  /** What it was asked, in order. */
  readonly requests: Request[] = [];
  readonly #channel = new MessageChannel();
  readonly #fault: Fault;
  readonly #asked = new Map<number, Request['type']>();
  readonly #host: TrainingHost;
  #lost: (reason: string) => void = () => undefined;

  constructor(fault: Fault = {}) {
    this.#fault = fault;
    const { port1, port2 } = this.#channel;
    const host = (this.#host = new TrainingHost(port2, {
      openBackend: async (choice, { lost }) => {
        if (fault.open) throw Object.assign(new Error(fault.open), { name: 'BackendError' });
        this.#lost = lost;
        const report = {
          backend: choice === 'auto' ? ('cpu' as const) : choice,
          adapter: 'JavaScript',
          software: false,
          reason: 'for the test',
          rejected: [],
          available: ['webgpu', 'wasm', 'cpu'] satisfies BackendName[],
        };
        const { holds = [0] } = fault;
        const ended = () => this.requests.filter(({ type }) => type === 'end').length;
        return { report, allocatedBytes: () => holds[Math.min(holds.length, Math.max(1, ended())) - 1]! };
      },
      createLearner: (specification) => {
        const learner = createVitLearner(specification);
        const step = learner.step.bind(learner);
        learner.step = (batch, rate) =>
          fault.atStep !== undefined && fault.atStep-- <= 0
            ? Promise.reject(new DOMException('Device lost', 'AbortError'))
            : step(batch, rate);
        return learner;
      },
    }));
    port2.onmessage = ({ data }: MessageEvent<Request>) => host.receive(data);
    port1.onmessage = (event: MessageEvent<Response>) => {
      if (this.terminated) return;
      this.onmessage?.(event);
      if (event.data.type === 'done' && this.#fault.after !== undefined && this.#asked.get(event.data.id) === this.#fault.after)
        this.loseDevice('as the test wants');
    };
  }

  postMessage(message: Request, transfer: Transferable[] = []): void {
    this.requests.push(message);
    this.#asked.set(message.id, message.type);
    this.#channel.port1.postMessage(message, transfer);
  }

  terminate(): void {
    this.terminated = true;
    this.#channel.port1.close();
    this.#channel.port2.close();
  }

  loseDevice(reason: string): void {
    this.#lost(reason);
  }

  /** A worker of its own has stopped, in which learners were. */
  loseLearners(reason: string): void {
    this.#host.partLost(new Error(reason));
  }

  /** As a worker does in which an exception was not caught. */
  breakDown(message: string): void {
    this.onerror?.({ message } as ErrorEvent);
  }
}

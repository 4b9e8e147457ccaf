/** A worker in this thread, behind a MessageChannel: what crosses is cloned and transferred as between threads. For tests. */
import type { Port } from '../endpoint';
import type { WorkerLike } from '../workerLink';

export class ChannelWorker implements WorkerLike {
  onmessage: WorkerLike['onmessage'] = null;
  onerror: WorkerLike['onerror'] = null;
  onmessageerror: WorkerLike['onmessageerror'] = null;
  terminated = false;
  /** What the page has sent, as it sent it: transferred buffers are empty in it. */
  readonly sent: { type: string }[] = [];
  /** What the worker has sent. */
  readonly answered: { type: string }[] = [];
  readonly #channel = new MessageChannel();

  /** @param inside the worker's script: serves on the port that is its scope */
  constructor(inside: (scope: Port) => void) {
    const { port1, port2 } = this.#channel;
    const answered = this.answered;
    const scope: Port = {
      onmessage: null,
      postMessage: (message, transfer) => {
        answered.push(message as { type: string });
        port2.postMessage(message, transfer);
      },
    };
    inside(scope);
    port2.onmessage = (event) => scope.onmessage?.(event as MessageEvent);
    port1.onmessage = (event) => {
      if (!this.terminated) this.onmessage?.(event as MessageEvent);
    };
  }

  postMessage(message: unknown, transfer: Transferable[]): void {
    this.#channel.port1.postMessage(message, transfer);
    this.sent.push(message as { type: string });
  }

  terminate(): void {
    this.terminated = true;
    this.#channel.port1.close();
    this.#channel.port2.close();
  }

  /** As a worker does in which an exception was not caught. */
  breakDown(message: string): void {
    this.onerror?.({ message } as ErrorEvent);
  }
}

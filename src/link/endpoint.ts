/** One side of a link: puts requests and answers those of the other side, whatever they mean. */
import { CancelledError, errorOf, reviveError, serialiseError, NamedError } from '../core/errors';
import type { Cancellation, Message, ProgressOf, Reply, RequestMap } from './protocol';

/** What is used of a `Worker`, of a worker's own scope and of a `MessagePort`. */
export interface Port {
  postMessage(message: unknown, transfer: Transferable[]): void;
  onmessage: ((event: MessageEvent) => void) | null;
}

/** A request under way, as the side that answers it sees it. */
export interface Answering<P> {
  readonly id: number;
  /** Fires when the answer is no longer wanted. */
  readonly signal: AbortSignal;
  progress(progress: P, transfer?: Transferable[]): void;
}

/** How each request is answered. A handler that throws refuses; what it answers is copied, unless it is handed over (`handOver`). */
export type Handlers<R extends RequestMap<R>> = {
  [K in keyof R]: (ask: R[K]['ask'], answering: Answering<ProgressOf<R[K]>>) => R[K]['answer'] | Promise<R[K]['answer']>;
};

export interface RequestOptions<P = never> {
  /** Buffers and bitmaps that the other side gets for its own; they are gone here. */
  transfer?: Transferable[];
  /** Withdraws the request: the other side is told. */
  signal?: AbortSignal;
  /** Waits, once withdrawn, for the other side to have stopped (and cleared up), instead of rejecting at once. */
  waitForEnd?: boolean;
  onProgress?: ((progress: P) => void) | undefined;
}

interface Pending {
  resolve(answer: never): void;
  reject(error: Error): void;
  onProgress?: ((progress: never) => void) | undefined;
}

export interface EndpointOptions<Answers extends RequestMap<Answers>, Hears extends Message> {
  handlers?: Handlers<Answers> | undefined;
  /** Hears what is told. */
  onEvent?: ((event: Hears) => void) | undefined;
  /** Each request that has been answered or refused. */
  onReply?: (() => void) | undefined;
  /** Nothing is answered before. */
  ready?: Promise<void> | undefined;
  /** Makes of an error without a class of its own one that says more. */
  explain?: ((error: NamedError) => Error) | undefined;
}

const handedOver = new WeakMap<object, Transferable[]>();

/** Marks an answer of a handler: these parts of it are transferred, not copied. @returns the answer */
export function handOver<T extends object>(answer: T, transfer: Transferable[]): T {
  handedOver.set(answer, transfer);
  return answer;
}

/**
 * @typeParam Asks what this side may ask, by type
 * @typeParam Tells what this side tells
 * @typeParam Answers what this side is asked, by type
 * @typeParam Hears what this side is told
 */
export class Endpoint<Asks extends RequestMap<Asks>, Tells extends Message, Answers extends RequestMap<Answers>, Hears extends Message> {
  readonly #port: Port;
  readonly #options: EndpointOptions<Answers, Hears>;
  readonly #pending = new Map<number, Pending>();
  readonly #answering = new Map<number, AbortController>();
  #nextId = 1;
  #closed: Error | undefined;

  constructor(port: Port, options: EndpointOptions<Answers, Hears> = {}) {
    this.#port = port;
    this.#options = options;
    port.onmessage = ({ data }: MessageEvent<Message>) => this.#receive(data);
  }

  /** Requests that wait for their answer. */
  get pending(): number {
    return this.#pending.size;
  }

  /**
   * Asks the other side. Rejects with what it failed with, by class; with CancelledError when `signal` fires; with the reason of
   * `close`.
   */
  request<K extends keyof Asks & string>(
    type: K,
    ask: Asks[K]['ask'],
    { transfer = [], signal, waitForEnd = false, onProgress }: RequestOptions<ProgressOf<Asks[K]>> = {},
  ): Promise<Asks[K]['answer']> {
    if (this.#closed) return Promise.reject(this.#closed);
    if (signal?.aborted) return Promise.reject(withdrawn(signal));
    const id = this.#nextId++;
    return new Promise((resolve, reject) => {
      const cancel = () => {
        if (!this.#pending.has(id)) return;
        this.#port.postMessage({ type: 'cancel', id } satisfies Cancellation, []);
        if (!waitForEnd) this.#settle(id)?.reject(withdrawn(signal!));
      };
      const over = () => signal?.removeEventListener('abort', cancel);
      this.#pending.set(id, {
        resolve: (answer) => (over(), resolve(answer)),
        reject: (error) => (over(), reject(error)),
        onProgress,
      });
      try {
        this.#port.postMessage({ ...ask, type, id }, transfer);
        signal?.addEventListener('abort', cancel, { once: true });
      } catch (error) {
        this.#settle(id)?.reject(errorOf(error));
      }
    });
  }

  /** Tells the other side something. */
  tell(message: Tells, transfer: Transferable[] = []): void {
    if (!this.#closed) this.#port.postMessage(message, transfer);
  }

  /** Nothing is heard, told or answered any more; what was asked is rejected with `reason`, what was being answered is aborted. */
  close(reason: Error): void {
    if (this.#closed) return;
    this.#closed = reason;
    for (const id of [...this.#pending.keys()]) this.#settle(id)?.reject(reason);
    for (const controller of this.#answering.values()) controller.abort(reason);
    this.#answering.clear();
  }

  #receive(message: Message): void {
    if (this.#closed) return;
    switch (message.type) {
      case 'done':
      case 'failed':
      case 'progress':
        return this.#reply(message as Reply);
      case 'cancel':
        return this.#answering.get((message as Cancellation).id)?.abort(new DOMException('The request was withdrawn', 'AbortError'));
    }
    const { handlers } = this.#options;
    if (handlers && Object.hasOwn(handlers, message.type)) void this.#answer(handlers, message as Message & { id: number });
    else this.#options.onEvent?.(message as Hears);
  }

  #reply(reply: Reply): void {
    if (reply.type === 'progress') return this.#pending.get(reply.id)?.onProgress?.(reply.progress as never);
    const pending = this.#settle(reply.id);
    this.#options.onReply?.();
    if (reply.type === 'done') return pending?.resolve(reply.answer as never);
    const error = reviveError(reply.error);
    const named = error instanceof NamedError && error.constructor === NamedError;
    pending?.reject(named && this.#options.explain ? this.#options.explain(error) : error);
  }

  #settle(id: number): Pending | undefined {
    const pending = this.#pending.get(id);
    this.#pending.delete(id);
    return pending;
  }

  async #answer(handlers: Handlers<Answers>, { type, id, ...ask }: Message & { id: number }): Promise<void> {
    const abort = new AbortController();
    this.#answering.set(id, abort);
    const send = (reply: Reply, transfer: Transferable[] = []) => {
      if (!this.#closed) this.#port.postMessage(reply, transfer);
    };
    try {
      if (this.#options.ready) await this.#options.ready;
      abort.signal.throwIfAborted();
      const handler = handlers[type as keyof Answers] as (ask: object, answering: Answering<unknown>) => unknown;
      const answer = await handler(ask, {
        id,
        signal: abort.signal,
        progress: (progress, transfer) => send({ type: 'progress', id, progress }, transfer),
      });
      const transfer = typeof answer === 'object' && answer !== null ? handedOver.get(answer) : undefined;
      send({ type: 'done', id, answer }, transfer);
    } catch (error) {
      send({ type: 'failed', id, error: serialiseError(error) });
    } finally {
      this.#answering.delete(id);
    }
  }
}

function withdrawn({ reason }: AbortSignal): Error {
  return reason instanceof NamedError ? reason : new CancelledError('The request has been withdrawn.');
}

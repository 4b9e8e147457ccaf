/**
 * The page's end of a worker of any kind. The worker starts with the first request. When it stops – an uncaught error, a script that
 * cannot be loaded, a process that was killed – whatever was under way is rejected with a WorkerError, and the next request starts
 * another worker; but not for ever: one that stops again and again without having answered anything is not started any more.
 */
import { CancelledError, WorkerError, type NamedError } from '../core/errors';
import { Endpoint, type Handlers, type Port, type RequestOptions } from './endpoint';
import { watchLife, type AliveMessage } from './life';
import type { LinkProtocol, Message, ProgressOf, RequestMap, RequestShape } from './protocol';

/** What is used of a `Worker`; tests put one over a MessageChannel in its place. */
export interface WorkerLike extends Port {
  terminate(): void;
  onerror: ((event: ErrorEvent) => void) | null;
  onmessageerror: ((event: MessageEvent) => void) | null;
}

export interface WorkerLinkOptions<P extends LinkProtocol> {
  /** As in “The image worker stopped”. */
  name: string;
  start(): WorkerLike;
  /** What to do when it has stopped: a sentence. */
  advice: string;
  /** Answers what the worker asks. */
  callbacks?: Handlers<P['callbacks'] & RequestMap<P['callbacks']>>;
  onEvent?(event: P['events']): void;
  /** The worker stopped by itself; what was under way has been rejected with this error. */
  onStopped?(error: WorkerError): void;
  /** Workers that are started in the place of ones that stopped without an answer between. Default: 3. */
  restarts?: number;
}

const RESTARTS = 3;

type Side<T> = T & RequestMap<T>;

interface Running<P extends LinkProtocol> {
  worker: WorkerLike;
  endpoint: Endpoint<Side<P['requests']>, P['messages'], Side<P['callbacks']>, P['events']>;
  stopWatching: () => void;
}

export class WorkerLink<P extends LinkProtocol> {
  readonly #options: WorkerLinkOptions<P>;
  #running: Running<P> | undefined;
  /** Workers started. */
  #started = 0;
  /** Workers that stopped since anything was answered. */
  #stops = 0;
  #closed: Error | undefined;

  constructor(options: WorkerLinkOptions<P>) {
    this.#options = options;
  }

  /** Changes when a worker is put in the place of another: what the one before knew has to be told again. 0 before the first. */
  get generation(): number {
    return this.#started;
  }

  get running(): boolean {
    return this.#running !== undefined;
  }

  /** Requests that wait for their answer. */
  get pending(): number {
    return this.#running?.endpoint.pending ?? 0;
  }

  /**
   * Asks the worker, starting one if none runs. Rejects with what the worker refused with, by class; with WorkerError when it stops,
   * fails for no reason that has a name, or cannot be started any more; with CancelledError when withdrawn or closed.
   */
  request<K extends keyof P['requests'] & string>(
    type: K,
    ask: Shape<P, K>['ask'],
    options?: RequestOptions<ProgressOf<Shape<P, K>>>,
  ): Promise<Shape<P, K>['answer']> {
    try {
      return this.#ready().endpoint.request(type, ask, options as RequestOptions<never> as never) as Promise<Shape<P, K>['answer']>;
    } catch (error) {
      return Promise.reject(error as Error);
    }
  }

  /** Tells the worker something, starting one if none runs. @throws as `request` rejects */
  tell(message: P['messages'], transfer: Transferable[] = []): void {
    this.#ready().endpoint.tell(message, transfer);
  }

  /** Ends the worker for good. What was under way, and what is asked later, is rejected with `reason`. */
  close(reason: Error = new CancelledError(`The ${this.#options.name} worker has been closed.`)): void {
    if (this.#closed) return;
    this.#closed = reason;
    this.#end(reason);
  }

  #ready(): Running<P> {
    if (this.#closed) throw this.#closed;
    if (this.#running) return this.#running;
    const { name, start, restarts = RESTARTS } = this.#options;
    if (this.#stops > restarts)
      throw new WorkerError(`The ${name} worker has stopped ${this.#stops} times without an answer between. Reload the page.`);
    return this.#open(start());
  }

  #open(worker: WorkerLike): Running<P> {
    const { name, callbacks, onEvent } = this.#options;
    this.#started++;
    const ifCurrent = (action: () => void) => {
      if (this.#running?.worker === worker) action();
    };
    const running: Running<P> = {
      worker,
      stopWatching: () => undefined,
      endpoint: new Endpoint<Side<P['requests']>, P['messages'], Side<P['callbacks']>, P['events']>(worker, {
        handlers: callbacks as Handlers<Side<P['callbacks']>> | undefined,
        onEvent: (event) => {
          if (isAlive(event)) running.stopWatching = watchLife(event, () => ifCurrent(() => this.#stopped('it was killed')));
          else onEvent?.(event);
        },
        onReply: () => (this.#stops = 0),
        explain: (error: NamedError) => new WorkerError(`The ${name} worker failed: ${error.message}`, { cause: error }),
      }),
    };
    worker.onerror = (event) => {
      event.preventDefault?.();
      ifCurrent(() => this.#stopped(event.message || 'its script could not be loaded or run'));
    };
    worker.onmessageerror = () => ifCurrent(() => this.#stopped('a message could not be read'));
    this.#running = running;
    return running;
  }

  #stopped(why: string): void {
    const { name, advice, onStopped } = this.#options;
    this.#stops++;
    const error = new WorkerError(`The ${name} worker stopped: ${why.replace(/\.$/u, '')}. ${advice}`);
    this.#end(error);
    onStopped?.(error);
  }

  #end(reason: Error): void {
    const running = this.#running;
    this.#running = undefined;
    running?.stopWatching();
    running?.worker.terminate();
    running?.endpoint.close(reason);
  }
}

type Shape<P extends LinkProtocol, K extends keyof P['requests']> = P['requests'][K] extends RequestShape ? P['requests'][K] : never;

const isAlive = (message: Message): message is AliveMessage => message.type === 'alive';

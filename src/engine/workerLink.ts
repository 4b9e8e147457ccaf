/**
 * One training worker and what is under way in it: requests are matched with their answers by id, events handed on, and
 * the death of the worker told once. It knows nothing of what the requests mean; `client.ts` does.
 */
import { reviveError, WorkerError } from './errors';
import type { Answers, Request, Response, WorkerEvent } from './protocol';

/** What is used of a `Worker`; tests put one over a MessageChannel in its place. */
export interface WorkerLike {
  postMessage(message: Request, transfer?: Transferable[]): void;
  terminate(): void;
  onmessage: ((event: MessageEvent<Response>) => void) | null;
  onerror: ((event: ErrorEvent) => void) | null;
  onmessageerror: ((event: MessageEvent) => void) | null;
}

/** A request without its id, as the caller states it. */
export type Asked<T extends keyof Answers> = Omit<Extract<Request, { type: T }>, 'id'>;

interface Pending {
  resolve(answer: never): void;
  reject(error: Error): void;
}

export interface LinkHandlers {
  event(event: WorkerEvent): void;
  /** The worker broke down: it answers nothing more. */
  broken(error: WorkerError): void;
}

export class WorkerLink {
  readonly #worker: WorkerLike;
  readonly #pending = new Map<number, Pending>();
  #nextId = 1;
  #closed = false;

  constructor(worker: WorkerLike, handlers: LinkHandlers) {
    this.#worker = worker;
    worker.onmessage = ({ data }) => {
      if (this.#closed) return;
      if (data.type === 'done' || data.type === 'failed') this.#settle(data);
      else handlers.event(data);
    };
    const broken = (what: string) => {
      if (this.#closed) return;
      handlers.broken(
        new WorkerError(`The training worker broke down: ${what}. A new one is started; if this comes again, reload the page.`),
      );
    };
    worker.onerror = (event) => broken(event.message || 'its script could not be loaded or run');
    worker.onmessageerror = () => broken('a message could not be read');
  }

  request<T extends keyof Answers>(asked: Asked<T>, transfer: Transferable[] = []): Promise<Answers[T]> {
    if (this.#closed) return Promise.reject(new WorkerError('The training worker has been stopped; ask again.'));
    const id = this.#nextId++;
    return new Promise((resolve, reject) => {
      this.#pending.set(id, { resolve, reject });
      try {
        // Omit over a union loses the tie between `type` and the rest, which `Asked` has checked at the call.
        this.#worker.postMessage({ ...asked, id } as unknown as Request, transfer);
      } catch (error) {
        this.#pending.delete(id);
        reject(error instanceof Error ? error : new WorkerError(String(error)));
      }
    });
  }

  /** Stops the worker at once. What was under way is rejected with `reason`. */
  close(reason: Error): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#worker.terminate();
    for (const { reject } of this.#pending.values()) reject(reason);
    this.#pending.clear();
  }

  #settle(response: Extract<Response, { type: 'done' | 'failed' }>): void {
    const pending = this.#pending.get(response.id);
    if (!pending) return;
    this.#pending.delete(response.id);
    if (response.type === 'done') pending.resolve(response.answer as never);
    else pending.reject(reviveError(response.error));
  }
}

/**
 * What crosses between a page and a worker, for every kind of worker alike. Either side may ask, answer and tell. A request carries
 * an id and is answered by exactly one `done` or `failed` with that id, before which `progress` may come; `cancel` says that its
 * answer is no longer wanted. Everything else is an event, which nobody answers.
 */
import type { SerialisedError } from '../core/errors';

/** A kind of request: what it carries, what it is answered with, and what is told while it is under way. */
export interface RequestShape {
  /** Not `id` or `type`: those are of the request. */
  ask: object & { id?: never; type?: never };
  answer: unknown;
  progress?: unknown;
}

/** Requests by type. To be used as a bound, `R extends RequestMap<R>`, which interfaces fulfil too. */
export type RequestMap<R> = { [K in keyof R]: RequestShape };

/** A request as it crosses. */
export type RequestOf<R extends RequestMap<R>> = { [K in keyof R & string]: { type: K; id: number } & R[K]['ask'] }[keyof R & string];

export type AnswersOf<R extends RequestMap<R>> = { [K in keyof R]: R[K]['answer'] };

export type ProgressOf<S extends RequestShape> = S extends { progress: infer P } ? P : never;

/** What becomes of a request. */
export type Reply =
  | { type: 'done'; id: number; answer: unknown }
  | { type: 'failed'; id: number; error: SerialisedError }
  | { type: 'progress'; id: number; progress: unknown };

/** The asker's word that a request of its own need not be answered. */
export interface Cancellation {
  type: 'cancel';
  id: number;
}

export interface Message {
  type: string;
}

/** A table of nothing, for sides that ask or tell nothing. */
export type Nothing = Record<never, never>;

/** Both sides of one kind of worker. */
export interface LinkProtocol {
  /** What the page asks of the worker. */
  requests: object;
  /** What the worker tells the page. */
  events: Message;
  /** What the worker asks of the page. */
  callbacks: object;
  /** What the page tells the worker. */
  messages: Message;
}

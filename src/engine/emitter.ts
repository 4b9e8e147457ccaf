/** Handlers by event, typed by a table of what each event carries. */
export class Emitter<Events> {
  readonly #handlers = new Map<keyof Events, Set<(payload: never) => void>>();

  /** Calls the handler at every such event; returns the way to stop that. */
  on<K extends keyof Events>(event: K, handler: (payload: Events[K]) => void): () => void {
    const handlers = this.#handlers.get(event) ?? new Set();
    this.#handlers.set(event, handlers);
    handlers.add(handler);
    return () => handlers.delete(handler);
  }

  /** A handler that throws does not keep the others from hearing: its error is rethrown where nobody waits for it. */
  emit<K extends keyof Events>(event: K, payload: Events[K]): void {
    for (const handler of [...(this.#handlers.get(event) ?? [])]) {
      try {
        (handler as (payload: Events[K]) => void)(payload);
      } catch (error) {
        queueMicrotask(() => {
          throw error;
        });
      }
    }
  }

  clear(): void {
    this.#handlers.clear();
  }
}

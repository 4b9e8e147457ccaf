/**
 * Small pictures of entries of a preview, asked for as they come into sight: the latest wanted first, a few dozen at a time, and no more
 * kept than a screen or two needs.
 */
type Load = (entries: number[], size: number, options: { background?: string }) => Promise<(ImageBitmap | null)[]>;

export interface QueueOptions {
  /** Side of a picture, pixels. */
  size?: number;
  /** Pictures kept. */
  keep?: number;
  /** Pictures asked for in one go. */
  together?: number;
}

export class ThumbnailQueue {
  readonly #load: Load;
  readonly #size: number;
  readonly #keep: number;
  readonly #together: number;
  /** Oldest use first; null = it can't be decoded. */
  readonly #held = new Map<number, ImageBitmap | null>();
  /** Wanted since the last batch, in the order of asking. */
  readonly #wanted = new Set<number>();
  readonly #listeners = new Set<() => void>();
  #busy = false;
  #background: string | undefined;
  /** Counts `clear`s: what was asked for before one is not kept. */
  #era = 0;

  constructor(load: Load, { size = 96, keep = 600, together = 32 }: QueueOptions = {}) {
    this.#load = load;
    this.#size = size;
    this.#keep = keep;
    this.#together = together;
  }

  /** @returns null for an entry that can't be decoded; undefined where it is still on its way: listen with `onChange` */
  get(entry: number): ImageBitmap | null | undefined {
    const held = this.#held.get(entry);
    if (held === undefined) {
      this.#wanted.delete(entry);
      this.#wanted.add(entry);
      this.#next();
      return undefined;
    }
    this.#held.delete(entry);
    this.#held.set(entry, held);
    return held;
  }

  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** What transparent pictures are laid over from now on; those that were drawn over something else are drawn anew. */
  showOver(background: string): void {
    if (background === (this.#background ?? 'auto')) return;
    this.#background = background;
    this.clear();
    for (const listener of this.#listeners) listener();
  }

  /** Lets all pictures go. */
  clear(): void {
    this.#era++;
    this.#wanted.clear();
    for (const picture of this.#held.values()) picture?.close();
    this.#held.clear();
  }

  #next(): void {
    if (this.#busy) return;
    this.#busy = true;
    // After everything that is being drawn has said what it wants.
    setTimeout(() => void this.#batch(), 0);
  }

  async #batch(): Promise<void> {
    const entries = [...this.#wanted].slice(-this.#together);
    // Who still shows one of the others asks for it again when these have come.
    this.#wanted.clear();
    const era = this.#era;
    try {
      const pictures =
        entries.length > 0
          ? await this.#load(entries, this.#size, this.#background === undefined ? {} : { background: this.#background })
          : [];
      if (era !== this.#era) return pictures.forEach((picture) => picture?.close());
      entries.forEach((entry, i) => {
        this.#held.get(entry)?.close();
        this.#held.set(entry, pictures[i] ?? null);
      });
      this.#trim();
    } catch {
      // A session that was closed meanwhile has no more pictures; the page has said why.
      if (era === this.#era) entries.forEach((entry) => this.#held.set(entry, null));
    } finally {
      this.#busy = false;
      for (const listener of this.#listeners) listener();
    }
  }

  #trim(): void {
    for (const [entry, picture] of this.#held) {
      if (this.#held.size <= this.#keep) return;
      picture?.close();
      this.#held.delete(entry);
    }
  }
}

const queues = new WeakMap<object, ThumbnailQueue>();

/** The queue of a session, made when it is first asked for. */
export function queueOf(session: { thumbnails: Load }): ThumbnailQueue {
  const existing = queues.get(session);
  if (existing) return existing;
  const queue = new ThumbnailQueue((entries, size, options) => session.thumbnails(entries, size, options));
  queues.set(session, queue);
  return queue;
}

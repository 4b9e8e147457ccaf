/**
 * Body features of images, kept in half precision where the body is frozen: what a trained head sees of an image never changes. Learners
 * of the same body in one worker share them, whatever their geometry.
 */
import { fromHalf, toHalf } from '../record/half';

export class BodyCache {
  readonly #kept = new Map<number, Uint16Array>();

  #turn: Promise<unknown> = Promise.resolve();

  /** Runs `work` when what others are looking for has been found: it is not looked for twice. */
  alone<T>(work: () => Promise<T>): Promise<T> {
    const done = this.#turn.then(work);
    this.#turn = done.catch(() => undefined);
    return done;
  }

  /** Images that are kept. */
  get size(): number {
    return this.#kept.size;
  }

  /** Places of the first of each of these keys that is not kept. */
  missing(keys: Int32Array): number[] {
    const found = new Map<number, number>();
    keys.forEach((key, i) => {
      if (!this.#kept.has(key) && !found.has(key)) found.set(key, i);
    });
    return [...found.values()];
  }

  keep(key: number, body: Float32Array): void {
    this.#kept.set(key, toHalf(body));
  }

  /** Body features [keys, width]. @throws Error for a key that is not kept */
  read(keys: Int32Array, width: number): Float32Array {
    const body = new Float32Array(keys.length * width);
    keys.forEach((key, i) => {
      const kept = this.#kept.get(key);
      if (!kept) throw new Error(`The body features of image ${key} have not been found yet`);
      body.set(fromHalf(kept), i * width);
    });
    return body;
  }
}

const caches = new Map<string, { cache: BodyCache; users: number }>();

/**
 * The cache of a body, the same for all who ask with the same name.
 * @returns the cache, and the function that gives it up: it is forgotten when nobody is left
 */
export function shareBodies(name: string): { cache: BodyCache; release(): void } {
  const shared = caches.get(name) ?? { cache: new BodyCache(), users: 0 };
  shared.users++;
  caches.set(name, shared);
  let held = true;
  return {
    cache: shared.cache,
    release() {
      if (!held) return;
      held = false;
      if (--shared.users === 0 && caches.get(name) === shared) caches.delete(name);
    },
  };
}

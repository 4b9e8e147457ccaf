/**
 * Which tab trains an experiment. It holds a lock for as long as it does, that is let go whatever ends the tab; who has none of it leaves
 * the experiment alone. Without locks (insecure contexts) nobody knows, and everything is free.
 */
const nameOf = (id: string) => `negative-space experiment ${id}`;

const locksOf = (): LockManager | undefined => (globalThis.navigator as Navigator | undefined)?.locks;

export class Owner {
  #id: string | undefined;
  #release: (() => void) | undefined;

  /** Takes an experiment, and lets the one before go. @returns false where another tab has it; then the one before is kept */
  async acquire(id: string): Promise<boolean> {
    if (id === this.#id) return true;
    const locks = locksOf();
    if (!locks) return true;
    const release = await new Promise<(() => void) | undefined>((taken, refused) => {
      locks
        .request(nameOf(id), { ifAvailable: true }, (lock) => {
          if (!lock) return taken(undefined);
          return new Promise<void>((over) => taken(over));
        })
        .catch(refused);
    });
    if (!release) return false;
    this.release();
    this.#id = id;
    this.#release = release;
    return true;
  }

  /** Lets it go. @param id only where it is this one */
  release(id = this.#id): void {
    if (id !== this.#id) return;
    this.#release?.();
    this.#release = undefined;
    this.#id = undefined;
  }
}

/** Those of these experiments that a tab trains, this one among them. */
export async function trainedAnywhere(ids: readonly string[]): Promise<string[]> {
  const { held = [] } = (await locksOf()?.query()) ?? {};
  const names = new Set(held.map(({ name }) => name));
  return ids.filter((id) => names.has(nameOf(id)));
}

/** The image sets of the page: each opened once and kept, because going back to one should cost nothing. */
import type { ImagePort, ImageSetEntry, OpenImageSet } from './ports';

export class ImageSets {
  #port: Promise<ImagePort> | undefined;
  readonly #opened = new Map<string, Promise<OpenImageSet>>();

  constructor(
    private readonly connect: () => Promise<ImagePort>,
    private readonly onProgress: (progress: { done: number; total: number } | undefined) => void,
  ) {}

  async list(): Promise<ImageSetEntry[]> {
    return (await this.#connected()).list();
  }

  open(id: string): Promise<OpenImageSet> {
    const known = this.#opened.get(id);
    if (known) return known;
    const opening = this.#connected().then((port) => port.open(id, (done, total) => this.onProgress(done < total ? { done, total } : undefined)));
    this.#opened.set(id, opening);
    // One that could not be opened can be asked for again.
    opening.catch(() => this.#opened.delete(id)).finally(() => this.onProgress(undefined));
    return opening;
  }

  #connected(): Promise<ImagePort> {
    return (this.#port ??= this.connect());
  }
}

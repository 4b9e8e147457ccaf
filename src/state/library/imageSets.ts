/** The image sets of the page: each opened once and kept, because going back to one should cost nothing. */
import { messageOf } from '../../core/errors';
import type { NeededImages } from '../configUrl';
import type { LabState, NoticeAction } from '../lab.types';
import type { ImagePort, ImageProgress, ImageSetListing, ImageSetSummary, OpenedImageSet } from '../ports';

export class ImageSets {
  #port: Promise<ImagePort> | undefined;
  readonly #opened = new Map<string, Promise<OpenedImageSet>>();

  constructor(
    private readonly connect: () => Promise<ImagePort>,
    private readonly onProgress: (progress: ImageProgress | undefined) => void,
  ) {}

  async list(): Promise<ImageSetSummary[]> {
    return (await this.#connected()).list();
  }

  open(id: string): Promise<OpenedImageSet> {
    const known = this.#opened.get(id);
    if (known) return known;
    const opening = this.#connected().then((port) =>
      port.open(id, (progress) => this.onProgress(progress.done < progress.images ? progress : undefined)),
    );
    this.#opened.set(id, opening);
    // One that could not be opened can be asked for again.
    opening.catch(() => this.#opened.delete(id));
    return opening;
  }

  /** What is stored of a set has changed: the next `open` reads it anew. @returns the one that was open, to be closed when nothing shows it */
  async forget(id: string): Promise<OpenedImageSet | undefined> {
    const opened = this.#opened.get(id);
    this.#opened.delete(id);
    return opened?.catch(() => undefined);
  }

  /** What is in one of the user's own sets. */
  async listing(id: string): Promise<ImageSetListing> {
    return (await this.#connected()).listing(id);
  }

  /** What reads sets as they are stored, and keeps those that come with a file. */
  async packing(): Promise<Pick<ImagePort, 'pack' | 'pixels' | 'restore'>> {
    return this.#connected();
  }

  async remove(id: string): Promise<void> {
    (await this.forget(id))?.close();
    await (await this.#connected()).remove(id);
  }

  #connected(): Promise<ImagePort> {
    return (this.#port ??= this.connect());
  }
}

/**
 * Opens the configured image set, or a bundled one where that is not to be had: a link may name a set of another browser.
 * @param needed what the link says of it: the same images are taken under whatever id they have here
 * @param offer what can be done where they are not here
 */
export async function showConfigured(
  get: () => LabState,
  show: (id: string) => Promise<void>,
  needed?: NeededImages,
  offer?: NoticeAction,
): Promise<void> {
  const wanted = get().config.imageSet;
  const [first] = get().imageSets;
  try {
    if (!first || first.id === wanted || get().imageSets.some((entry) => entry.id === wanted)) return await show(wanted);
    const same = get().imageSets.find(({ contentHash }) => contentHash !== undefined && contentHash === needed?.contentHash);
    if (same) return await get().chooseImageSet(same.id, get().config.batch);
    const missing = needed
      ? `This link is for the image set “${needed.name}” (${needed.images.toLocaleString('en')} images of ${needed.classes.toLocaleString('en')} classes${needed.contentHash ? `, content ${needed.contentHash}` : ''}), which is not in this browser: add the same images, then open the link again.`
      : `There is no image set “${wanted}” in this browser: it was deleted, or is another one’s.`;
    get().notify('warning', `${missing} ${first.title} is shown.`, needed && offer);
  } catch (error) {
    if (!first || first.id === wanted) throw error;
    get().notify('error', `${messageOf(error)} ${first.title} is shown.`);
  }
  await get().chooseImageSet(first.id);
}

/**
 * Leads the page around an experiment: opens the image set that is looked at, shows the recording until the session has an experiment of
 * its own, and keeps what the views read in step with the session.
 */
import { ImageSetError, messageOf } from '../core/errors';
import type { ExperimentConfig } from '../core/configuration/schema';

import type { NeededImages } from './configUrl';
import { imagesShown, untrainedShown } from './views/shown/display';
import type { LabState, NoticeAction } from './lab.types';
import { ImageSets, showConfigured } from './library/imageSets';
import { followSession, type StoreAccess } from './views/shown/following';
import type { ImageSetListing, OpenedImageSet, Ports } from './ports';
import { withStoredHistory } from './views/shown/runViews';
import { ExperimentSession } from './session/ExperimentSession';
import { begunIn } from './session/phase';
import { assertSameImages } from '../core/record/sameImages';
import type { ExperimentRecord } from '../core/record/schema';
import { withRecorded, type Recording } from './library/recording';

export class Conductor {
  readonly session: ExperimentSession;
  readonly #imageSets: ImageSets;
  #stored: Recording | undefined;

  constructor(
    private readonly store: StoreAccess,
    ports: Ports,
    config: ExperimentConfig,
  ) {
    this.#imageSets = new ImageSets(
      () => ports.images(),
      (imageProgress) => store.set({ imageProgress }),
    );
    this.session = new ExperimentSession(
      { training: () => ports.training(), openImageSet: (id) => this.openImageSet(id) },
      config,
      ports.retries ? { retries: ports.retries } : {},
    );
    followSession(this.session, store, {
      recording: () => this.#stored,
      forgetRecording: () => (this.#stored = undefined),
    });
  }

  /**
   * Opens image set and backend; the promise is `lab.ready`.
   * @param needed what the address says of the image set it is for
   * @param offer what can be done where that is not here
   */
  async start(needed?: NeededImages, offer?: NoticeAction): Promise<void> {
    const { get, set } = this.store;
    try {
      await this.listImageSets();
      // Images first: they are what is looked at while the backend starts.
      await showConfigured(get, (id) => this.showImageSet(id), needed, offer);
      await this.session.open();
      set({ ready: true });
    } catch (error) {
      set({ failure: messageOf(error) });
      get().notify('error', `The page cannot train: ${messageOf(error)}`);
      set({ status: { ...get().status, state: 'failed', activity: undefined } });
      throw error;
    }
  }

  /** What is shown, or would be, as long as the session has no experiment of its own. */
  get storedRecord(): ExperimentRecord | undefined {
    return this.#stored?.record;
  }

  /** Shows a recorded experiment until this session has one of its own. */
  showStored(stored: Recording): void {
    this.#stored = stored;
    if (!begunIn(this.session.phase)) this.showUntrained();
  }

  /**
   * Shows a kept run until this session has an experiment of its own, with what was in force at its last step as the configuration.
   * Nothing may have begun in the session.
   */
  async showKept(recording: Recording): Promise<void> {
    this.#stored = recording;
    await this.session.configure(recording.config);
    await this.showImageSet(recording.config.imageSet);
  }

  /** Opens the images of a record. @throws ImageSetError naming the set and what to do, where they are not there or are other ones */
  async openImagesOf({ imageSet }: Pick<ExperimentRecord, 'imageSet'>): Promise<OpenedImageSet> {
    const opened = await this.openImageSet(imageSet.id).catch((cause: unknown) => {
      throw new ImageSetError(
        `The image set “${imageSet.name}” (${imageSet.images} images) that this run was trained on cannot be opened here: ${messageOf(cause)} Add the same images again, or load the configuration for another set.`,
        { cause },
      );
    });
    assertSameImages(imageSet, opened.info);
    return opened;
  }

  /** An earlier step of the recorded experiment. */
  addStored(earlier: ExperimentRecord): void {
    if (!this.#stored) return;
    this.#stored = withRecorded(this.#stored, earlier);
    const { get, set } = this.store;
    if (!get().stored) return;
    set({ runs: withStoredHistory(get().runs, this.#stored), controls: withStoredHistory(get().controls, this.#stored) });
  }

  /** Opens an image set and gives its thumbnails and counts to the views. */
  async showImageSet(id: string): Promise<void> {
    const opened = await this.openImageSet(id);
    const { config } = this.store.get();
    const begun = begunIn(this.session.phase);
    if (config.imageSet !== id || (begun && begun.inForce.imageSet !== id)) return;
    const shown = imagesShown(opened);
    if (begun) this.store.set(shown);
    else this.showUntrained(shown);
  }

  openImageSet(id: string): Promise<OpenedImageSet> {
    return this.#imageSets.open(id);
  }

  async listImageSets(): Promise<void> {
    this.store.set({ imageSets: await this.#imageSets.list() });
  }

  /** Deletes one of the user's own image sets; an experiment on it goes with it. */
  listImageSet(id: string): Promise<ImageSetListing> {
    return this.#imageSets.listing(id);
  }

  /** For files that bring image sets along. */
  packing(): ReturnType<ImageSets['packing']> {
    return this.#imageSets.packing();
  }

  async removeImageSet(id: string): Promise<void> {
    const { get } = this.store;
    const other = get().imageSets.find((entry) => entry.id !== id);
    if (get().config.imageSet === id && other) await get().chooseImageSet(other.id);
    if (begunIn(this.session.phase)?.inForce.imageSet === id) await this.session.reset();
    await this.#imageSets.remove(id);
    await this.listImageSets();
  }

  /** More has been stored of an image set. What an experiment was made with stays until Reset. */
  async reloadImageSet(id: string): Promise<void> {
    const before = await this.#imageSets.forget(id);
    if (begunIn(this.session.phase)?.inForce.imageSet === id) return;
    await this.showImageSet(id);
    before?.close();
  }

  /** @param change made along with it, so that the views are drawn once */
  showUntrained(change: Partial<LabState> = {}): void {
    const { get, set } = this.store;
    const changed = { ...get(), ...change };
    set({ ...change, ...untrainedShown(changed, changed.config, this.#stored) });
  }
}

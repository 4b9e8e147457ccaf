/**
 * Leads the training worker and the image library through an experiment's life: opens the backend and the image set, creates the
 * experiment when it is first needed, carries changes over, starts anew. What changes the experiment happens one after another;
 * a change made meanwhile is seen when its turn comes.
 */
import { type ExperimentConfig, type HeadConfig, type BackendChoice, type KernelChoice } from '../core/configuration/schema';
import { ConfigError, applyPatch, checkAgainstImageSet, countImageSet } from '../core/configuration/validate';
import { Emitter } from '../engine/emitter';
import type { RunSnapshot } from '../core/evaluation/snapshot';
import type { ExperimentInfo, StepMetrics } from '../core/training/experiment.types';
import { appliedShown, backAt, createdShown, forgottenShown, imagesShown, untrainedShown } from './display';
import type { LabState } from './lab.types';
import { BackendOpening } from './backendOpening';
import { ImageSets, showConfigured } from './imageSets';
import { listenToTraining, type ConductorEvents, type StoreAccess } from './listening';
import { MetricsBuffer } from './metricsBuffer';
import type { OpenedImageSet, Ports, TrainingPort } from './ports';
import { withMetrics, withStoredHistory } from './runViews';
import { continuingPaths, liveHeadChange, patchOf, restartPaths } from './settings';
import { withEarlier, type StoredSnapshot } from './storedSnapshot';

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

export class Conductor {
  readonly events = new Emitter<ConductorEvents>();
  #training: Promise<TrainingPort> | undefined;
  readonly #imageSets: ImageSets;
  readonly #backend: BackendOpening;
  readonly #metrics = new MetricsBuffer((metrics) => {
    const { get, set } = this.store;
    set({ runs: withMetrics(get().runs, metrics), trained: true, stored: undefined });
  });
  /** Configuration of the experiment in the worker, with what has been applied since; none = there is no experiment. */
  #created: ExperimentConfig | undefined;
  #loaded: { id: string; size: number } | undefined;
  #failed = false;
  #stored: StoredSnapshot | undefined;
  #turn: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly store: StoreAccess,
    private readonly ports: Ports,
  ) {
    this.#imageSets = new ImageSets(
      () => ports.images(),
      (imageProgress) => store.set({ imageProgress }),
    );
    this.#backend = new BackendOpening(
      (choice) => this.#tryBackend(choice),
      (error, fallback) => {
        store.get().notify('error', `${messageOf(error)} Going on with ${fallback === 'auto' ? 'what runs here' : fallback}.`);
        store.set({ config: { ...store.get().config, backend: fallback } });
      },
    );
  }

  /** Opens image set and backend; the promise is `lab.ready`. */
  async start(): Promise<void> {
    const { get, set } = this.store;
    try {
      await this.listImageSets();
      // Images first: they are what is looked at while the backend starts.
      await showConfigured(get, (id) => this.showImageSet(id));
      if (!this.#backend.started) void this.#backend.open(get().config.backend, 'auto').catch(() => undefined);
      await this.#backend.ready();
      set({ ready: true });
    } catch (error) {
      set({ failure: messageOf(error) });
      this.store.get().notify('error', `The page cannot train: ${messageOf(error)}`);
      this.#activity(undefined, 'failed');
      throw error;
    }
  }

  /** Shows a recorded experiment until this session has one of its own. */
  showStored(stored: StoredSnapshot): void {
    this.#stored = stored;
    if (!this.#created) this.#showUntrained();
  }

  /** An earlier step of the recorded experiment. */
  addStored(earlier: StoredSnapshot): void {
    if (!this.#stored) return;
    this.#stored = withEarlier(this.#stored, earlier);
    const { get, set } = this.store;
    if (get().stored) set({ runs: withStoredHistory(get().runs, this.#stored) });
  }

  /** Opens an image set and gives its thumbnails and counts to the views. */
  async showImageSet(id: string): Promise<void> {
    const set = await this.openImageSet(id);
    const { config } = this.store.get();
    if (config.imageSet !== id || (this.#created && this.#created.imageSet !== id)) return;
    const shown = imagesShown(set);
    if (this.#created) this.store.set(shown);
    else this.#showUntrained(shown);
  }

  openImageSet(id: string): Promise<OpenedImageSet> {
    return this.#imageSets.open(id);
  }

  async listImageSets(): Promise<void> {
    this.store.set({ imageSets: await this.#imageSets.list() });
  }

  /** Deletes one of the user's own image sets; an experiment on it goes with it. */
  async removeImageSet(id: string): Promise<void> {
    const { get } = this.store;
    const other = get().imageSets.find((entry) => entry.id !== id);
    if (get().config.imageSet === id && other) await get().chooseImageSet(other.id);
    if (this.#created?.imageSet === id) await this.reset();
    if (this.#loaded?.id === id) this.#loaded = undefined;
    await this.#imageSets.remove(id);
    await this.listImageSets();
  }

  /** More has been stored of an image set. What an experiment was made with stays until Reset. */
  async reloadImageSet(id: string): Promise<void> {
    const before = await this.#imageSets.forget(id);
    if (this.#loaded?.id === id) this.#loaded = undefined;
    if (this.#created?.imageSet === id) return;
    await this.showImageSet(id);
    before?.close();
  }

  /** true where an experiment has been trained, or is about to be: it must not be dropped in silence. */
  get busy(): boolean {
    return this.#created !== undefined && (this.store.get().trained || this.store.get().wantsTraining);
  }

  async train(): Promise<void> {
    this.store.set({ wantsTraining: true });
    try {
      const port = await this.#exclusive(() => this.#ensureExperiment());
      if (this.store.get().wantsTraining) await port.train();
      else this.#activity(undefined);
    } catch (error) {
      this.store.set({ wantsTraining: false });
      this.#activity(undefined);
      throw error;
    }
  }

  async pause(): Promise<void> {
    this.store.set({ wantsTraining: false });
    if (this.#created) await (await this.#trainingPort()).pause();
  }

  async step(count: number): Promise<Record<string, StepMetrics[]>> {
    try {
      const port = await this.#exclusive(() => this.#ensureExperiment());
      return await port.step(count);
    } finally {
      this.#metrics.flush();
      this.#activity(undefined);
    }
  }

  /** Throws the experiment away and creates the one that is configured. */
  reset(): Promise<void> {
    this.store.set({ wantsTraining: false });
    return this.#exclusive(async () => {
      if (this.#created && this.store.get().status.state === 'training') await (await this.#trainingPort()).pause();
      const had = this.#created !== undefined;
      this.#forget();
      try {
        if (had) await this.#ensureExperiment();
      } finally {
        this.#activity(undefined);
      }
    });
  }

  /**
   * Takes a checked configuration: over into the experiment where it can be, else into the next one. What it knows is changed
   * at once; the promise is for what the worker has to do.
   */
  async take(next: ExperimentConfig): Promise<void> {
    const { set } = this.store;
    if (!this.#created) return this.#showUntrained({ config: next });
    set({ config: next });
    const restarting = restartPaths(this.#created, next);
    if (restarting.length > 0 && !this.busy) return this.#forget();
    set({ pending: restarting });
    const change = liveHeadChange(this.#created.head, next.head);
    if (Object.keys(change).length > 0) await this.apply(change);
    if (continuingPaths(this.#created, next).length > 0) await this.#goOnWith(next);
  }

  /** The configuration of the running experiment counts again. */
  discardPending(): void {
    const { get, set } = this.store;
    if (!this.#created) return;
    const { backend, kernels } = get().config;
    set({ config: { ...this.#created, backend, kernels }, pending: [] });
  }

  /** Changes the head of the running experiment from its next step on. */
  async apply(head: Partial<HeadConfig>): Promise<void> {
    const { get, set } = this.store;
    if (!this.#created) throw new Error('There is no experiment to apply this to.');
    this.#created = { ...this.#created, head: { ...this.#created.head, ...head } };
    const applied = await (await this.#trainingPort()).apply(head);
    set(appliedShown(get(), head, applied));
  }

  /** Moves to another backend, or other kernels; an experiment that has been trained goes on there from where it stands. */
  useBackend(choice: BackendChoice, kernels: KernelChoice): Promise<void> {
    return this.#exclusive(async () => {
      const { get, set } = this.store;
      set({ config: { ...get().config, backend: choice, kernels } });
      const open = () => this.#backend.open(choice, get().backend?.backend ?? 'auto');
      if (this.#created && this.busy) await this.#throughCheckpoint((config) => config, open);
      else {
        await open();
        if (this.#created) this.#forget();
      }
      this.#activity(undefined);
    });
  }

  /** The run's embedding now, of the session's own experiment. */
  async snapshot(run: string): Promise<RunSnapshot> {
    try {
      const port = await this.#exclusive(() => this.#ensureExperiment());
      return await port.snapshot(run);
    } finally {
      this.#activity(undefined);
    }
  }

  /** A backend is open, or being opened. */
  get started(): boolean {
    return this.#backend.started;
  }

  /** Takes over what an experiment can go on with: more steps, another rate. */
  #goOnWith(next: ExperimentConfig): Promise<void> {
    return this.#exclusive(async () => {
      const created = this.#created;
      const paths = created ? continuingPaths(created, next) : [];
      if (!created || paths.length === 0) return;
      const adjusted = (config: ExperimentConfig) => applyPatch(config, patchOf(paths, next));
      // Before the first step nothing would be lost, but nothing has to be made anew either.
      await this.#throughCheckpoint(adjusted);
      this.#created = adjusted(created);
      this.#activity(undefined);
    });
  }

  /** Ends the experiment in the worker and goes on from where it stood, with what is done in between. */
  async #throughCheckpoint(adjust: (config: ExperimentConfig) => ExperimentConfig, between = () => Promise.resolve()): Promise<void> {
    const { get } = this.store;
    const port = await this.#trainingPort();
    const training = get().wantsTraining && get().status.state === 'training';
    this.#activity('saving a checkpoint');
    if (training) await port.pause();
    const checkpoint = await port.checkpoint();
    await between();
    this.#activity('restoring the experiment');
    await port.create(adjust(checkpoint.config), checkpoint);
    if (training && get().wantsTraining) await port.train();
  }

  #exclusive<T>(task: () => Promise<T>): Promise<T> {
    const result = this.#turn.then(task, task);
    this.#turn = result.catch(() => undefined);
    return result;
  }

  #trainingPort(): Promise<TrainingPort> {
    return (this.#training ??= this.ports.training().then((port) => {
      listenToTraining(port, {
        ...{ store: this.store, events: this.events, metrics: this.#metrics },
        created: () => this.#created,
        failed: () => (this.#failed = true),
      });
      return port;
    }));
  }

  async #tryBackend(choice: BackendChoice): Promise<void> {
    const { get, set } = this.store;
    this.#activity('starting the backend', 'starting');
    const { kernels, model } = get().config;
    const backend = await (await this.#trainingPort()).open(choice, { choice: kernels, model });
    const { status } = get();
    set({ backend, status: { ...status, state: status.state === 'starting' ? 'ready' : status.state, activity: undefined } });
  }

  /** The worker with an experiment of the present configuration in it. Changes made while it is being created are seen. */
  async #ensureExperiment(): Promise<TrainingPort> {
    const port = await this.#trainingPort();
    await this.#backend.ready();
    const checkpoint = port.lastCheckpoint;
    if (this.#failed && this.#created && checkpoint) {
      this.#activity('going back to the last checkpoint');
      await port.create(checkpoint.config, checkpoint);
      this.#failed = false;
      this.store.set(backAt(this.store.get(), checkpoint.step));
      return port;
    }
    if (this.#failed) this.#forget();
    while (!this.#created) {
      const { config } = this.store.get();
      this.#activity('opening the image set');
      const images = await this.openImageSet(config.imageSet);
      const issues = checkAgainstImageSet(config, countImageSet(images, config.evaluation.split));
      if (issues.length > 0) throw new ConfigError(issues);
      if (this.#loaded?.id !== config.imageSet || this.#loaded.size !== config.model.image) {
        this.#activity('loading the images');
        await port.load(await images.store(config.model.image));
        this.#loaded = { id: config.imageSet, size: config.model.image };
      }
      this.#activity('creating the experiment');
      const info = await port.create(config);
      this.#failed = false;
      if (restartPaths(config, this.store.get().config).length === 0) this.#begin(config, images, info);
    }
    return port;
  }

  #begin(config: ExperimentConfig, images: OpenedImageSet, experiment: ExperimentInfo): void {
    const { get, set } = this.store;
    this.#created = config;
    set(createdShown(get(), config, images, experiment));
    // The head may have moved while the experiment was being created; what else may go on differently is seen to in its turn.
    void this.take(get().config).catch((error: unknown) => get().notify('error', messageOf(error)));
  }

  #forget(): void {
    this.#metrics.clear();
    this.#created = undefined;
    this.#failed = false;
    if (this.store.get().trained) this.#stored = undefined;
    this.#showUntrained(forgottenShown(this.store.get()));
  }

  /** @param change made along with it, so that the views are drawn once */
  #showUntrained(change: Partial<LabState> = {}): void {
    const { get, set } = this.store;
    const changed = { ...get(), ...change };
    set({ ...change, ...untrainedShown(changed, changed.config, this.#stored) });
  }

  #activity(activity: string | undefined, state?: LabState['status']['state']): void {
    const { get, set } = this.store;
    set({ status: { ...get().status, ...(state ? { state } : {}), activity } });
  }
}

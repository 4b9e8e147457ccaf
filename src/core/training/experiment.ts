/**
 * Several runs trained side by side: same initial weights, same batches, same augmentation draws wherever their seeds
 * agree; only the configuration under study differs (DESIGN §1).
 *
 * The experiment decides what happens at each step and leaves when to its caller: `advance` begins one step of every run
 * and does not wait for it, `evaluate` works in parts between which the caller may do other things.
 */
import type { ExperimentConfig, HeadConfig } from '../configuration/schema';
import { withRunNames, type RunNames } from '../configuration/runNames';
import { ConfigError, checkAgainstImageSet, countImageSet, parseConfig } from '../configuration/validate';
import { evaluationRows } from '../data/evaluationRows';
import { evaluationSubset } from '../data/evaluationSubset';
import { partsInForce, type PartsInForce } from '../data/parts';
import { checkImageSet, type ImageSet } from '../data/pixelSource';
import { learningRateAt } from '../optim/schedule';
import type { EmbeddedGuest, FinalTest, Guest, RunSnapshot } from '../evaluation/snapshot';
import type { AppliedHead, Baselines, Checkpoint, ExperimentInfo, PretrainedAbout, StepMetrics } from './experiment.types';
import { beginningOf, inWords, untrainedKey, type EvaluationNews } from './beginning';
import { checkCheckpoint } from './checkpoint';
import { prepareAll, prepareInParts } from '../learner/compiling';
import { embedInChunks, judgedBy, type Embedded } from '../evaluation/embedding';
import { evaluateRun, retrieveOnce, type EvaluatedImages } from '../evaluation/evaluation';
import { checkChange, headInForce } from './headInForce';
import type { Batch, CompileProgress, DrawnBatch } from '../learner/learner';
import { calibrate, firstBatchesOf } from './firstBatches';
import { createRuns, disposeRuns, restoreRuns, type LearnerFactory, type PretrainedBody, type Run } from './runs';
import { drawSeenSample } from '../evaluation/seen';

export interface ExperimentOptions {
  config: ExperimentConfig;
  images: ImageSet;
  createLearner: LearnerFactory;
  /** What the model begins with, where the configuration names weights. */
  pretrained?: PretrainedBody;
  /** State to go on from. */
  checkpoint?: Checkpoint;
  /** The two lines to judge by, as far as they have been found before: of the same images, model and seed. They are not found again. */
  baselines?: Partial<Baselines>;
  /** Nothing is shown of step 0. */
  quiet?: boolean;
  /** Told what is being done while the experiment is created, and waited for: throwing ends the creation. */
  onActivity?: (activity: string) => void | Promise<void>;
  /** Images of the subset that is evaluated where all would take too long; default: SUBSET_IMAGES. */
  subsetImages?: number;
}

/** Of which images an evaluation is: of all that are evaluated, or of a fixed subset of them, which takes a fraction of the time. */
export type Extent = 'whole' | 'subset';

/** What an experiment begins with: nothing done, or what a checkpoint says. */
interface Beginning {
  step: number;
  applied: AppliedHead[];
  baselines: Baselines | undefined;
  /** Of the two lines, as far as they have been found elsewhere. */
  known: Partial<Baselines>;
  quiet: boolean;
  parts: PartsInForce;
  finalTests: number;
  createLearner: LearnerFactory;
  /** The first batch of each seed, where no step has been taken. */
  firstBatches: Map<number, DrawnBatch>;
  subsetImages: number | undefined;
  about: PretrainedAbout | undefined;
}

export class Experiment {
  #config: ExperimentConfig;
  readonly info: ExperimentInfo;
  readonly #images: ImageSet;
  readonly #whole: EvaluatedImages;
  readonly #subset: EvaluatedImages | undefined;
  readonly #runs: Run[];
  readonly #applied: AppliedHead[];
  readonly #createLearner: LearnerFactory;
  /** Kept until step 0 has been evaluated. */
  #firstBatches: Map<number, DrawnBatch>;
  readonly #known: Partial<Baselines>;
  #step: number;
  #finalTests: number;
  #guest: Guest | undefined;
  /** Resolves when what has been asked for so far has been begun. */
  #order: Promise<void> = Promise.resolve();

  /**
   * Finds what `create` would refuse, without creating anything.
   * @throws ConfigError for a configuration that is not valid or that the image set cannot carry, ImageSetError for a
   *   set that is damaged, CheckpointError for a checkpoint of another experiment
   */
  static check(given: ExperimentConfig, images: Omit<ImageSet, 'pixels'>, checkpoint?: Checkpoint): ExperimentConfig {
    const config = parseConfig(given);
    checkImageSet(images);
    if (config.imageSet !== images.info.id) {
      const message = `The configuration names the image set “${config.imageSet}”, but “${images.info.id}” is loaded; load the one that is meant`;
      throw new ConfigError([{ path: 'imageSet', message }]);
    }
    const issues = checkAgainstImageSet(config, countImageSet(images, config));
    if (issues.length > 0) throw new ConfigError(issues);
    if (checkpoint) checkCheckpoint(config, checkpoint);
    return config;
  }

  /** Creates the runs, or restores them. Throws what `check` throws, and what the backend does. */
  static async create(options: ExperimentOptions): Promise<Experiment> {
    const {
      config: given,
      images: all,
      createLearner,
      pretrained,
      checkpoint,
      baselines: known = {},
      quiet = false,
      onActivity,
      subsetImages,
    } = options;
    const config = Experiment.check(given, all, checkpoint);
    const parts = partsInForce(all, config);
    // Whatever trains or is judged sees the parts in force.
    const images: ImageSet = { ...all, split: parts.split };
    await onActivity?.('preparing the models');
    const runs = await createRuns(config, images, createLearner, checkpoint?.applied ?? [], pretrained);
    try {
      const learners = runs.map(({ learner }) => learner);
      for await (const activity of prepareInParts(learners, { for: 'embed', size: images.pixels.size })) await onActivity?.(activity);
      if (checkpoint) {
        restoreRuns(runs, checkpoint);
        const { step, applied, baselines } = checkpoint;
        return new Experiment(config, images, runs, {
          step,
          applied,
          baselines: baselines ?? whole(known),
          known,
          quiet,
          parts,
          finalTests: checkpoint.finalTests ?? 0,
          createLearner,
          firstBatches: step === 0 ? await firstBatchesOf(runs) : new Map(),
          subsetImages,
          about: pretrained?.about,
        });
      }
      const firstBatches = await firstBatchesOf(runs);
      await calibrate(runs, firstBatches);
      return new Experiment(config, images, runs, {
        step: 0,
        applied: [],
        baselines: whole(known),
        known,
        quiet,
        parts,
        finalTests: 0,
        createLearner,
        firstBatches,
        subsetImages,
        about: pretrained?.about,
      });
    } catch (error) {
      disposeRuns(runs);
      throw error;
    }
  }

  private constructor(
    config: ExperimentConfig,
    images: ImageSet,
    runs: Run[],
    { step, applied, baselines, known, quiet, parts, finalTests, createLearner, firstBatches, subsetImages, about }: Beginning,
  ) {
    this.#config = config;
    this.#images = images;
    this.#runs = runs;
    this.#step = step;
    this.#applied = [...applied];
    this.#createLearner = createLearner;
    this.#firstBatches = quiet ? new Map() : firstBatches;
    this.#known = known;
    this.#finalTests = finalTests;
    const rows = evaluationRows(images, { split: parts.part, images: config.evaluation.images });
    const judged = judgedBy(images, rows);
    const seen = drawSeenSample(images, judged, config.seed);
    const { part } = parts;
    this.#whole = { part, rows, judged, ...(seen ? { seen } : {}) };
    // Where evaluations go by steps alone, they are of all images each time.
    const subset = config.evaluation.seconds > 0 ? evaluationSubset(judged, subsetImages) : undefined;
    const own = subset?.places.map((place) => rows[place]!);
    this.#subset = subset && own && { part, rows: own, judged: judgedBy(images, own), subset };
    this.info = {
      evaluationRows: rows,
      part: parts.part,
      heldBack: parts.heldBack,
      ...(parts.reason === undefined ? {} : { partReason: parts.reason }),
      parameters: runs[0]!.learner.parameterCount,
      ...(baselines ? { baselines } : {}),
      ...(about ? { pretrained: about } : {}),
      featureScales: Object.fromEntries(runs.map(({ id, learner }) => [id, learner.featureScale])),
    };
  }

  /** As it was created with; runs may have got other names since. */
  get config(): ExperimentConfig {
    return this.#config;
  }

  /** Steps that have been begun. */
  get step(): number {
    return this.#step;
  }

  /** true once the configured number of steps has been taken. */
  get finished(): boolean {
    return this.#step >= this.config.steps;
  }

  /** true when the configuration asks for an evaluation at the present step. */
  get evaluationDue(): boolean {
    return this.#step % this.config.evaluation.every === 0 || this.#step === this.config.steps;
  }

  /** Images that are embedded of each run in an evaluation; undefined where there is no subset. */
  imagesOf(extent: Extent): number | undefined {
    const of = extent === 'whole' ? this.#whole : this.#subset;
    return of && of.rows.length + (of.seen?.rows.length ?? 0) + this.config.batch.classes * this.config.batch.samplesPerClass;
  }

  /** How many untrained models there are: runs with the same weights and the same factor share one. */
  get models(): number {
    return new Set(this.#runs.map(untrainedKey)).size;
  }

  /** Ids of the runs, in their order. */
  get runs(): string[] {
    return this.#runs.map(({ id }) => id);
  }

  /** How many changes of the head have been applied. */
  get changes(): number {
    return this.#applied.length;
  }

  /** Compiles what the steps need, in the background; `onProgress` hears of it where there is something to compile. */
  prepare(onProgress: CompileProgress): Promise<void> {
    const { batch, augmentation } = this.config;
    const learners = this.#runs.map(({ learner }) => learner);
    const augmented = augmentation.cropScale < 1 || augmentation.flip > 0;
    const { samplesPerClass } = batch;
    const { size } = this.#images.pixels;
    const keyed = !augmented || augmentation.views > 0;
    const what = { for: 'step', n: batch.classes * samplesPerClass, size, samplesPerClass, augmented, keyed } as const;
    return prepareAll(learners, what, onProgress);
  }

  /**
   * Takes the next step of every run: begun when its pixels have been read. Another step may be asked for before that; each run takes
   * its steps in order. Rejects with NumericsError naming the run, ImageSetError, or DeviceLostError.
   */
  advance(): Promise<Record<string, StepMetrics>> {
    const step = ++this.#step;
    const { steps } = this.config;
    // Drawn now: whoever asks where the sources stand is told of batches that have been taken.
    const sources = [...new Set(this.#runs.map(({ source }) => source))];
    const drawn = Promise.all(sources.map((source) => source.next()));
    drawn.catch(() => undefined);
    const begun = this.#inOrder(async () => {
      const batches = await drawn;
      const underWay = this.#runs.map((run) => {
        const { batch } = batches[sources.indexOf(run.source)]!;
        const learningRate = learningRateAt(step, run.specification.optimizer, steps);
        const measured = takeStep(run, batch, { step, learningRate });
        measured.catch(() => undefined);
        return measured;
      });
      // In an array, so that the next step does not wait for what is read back.
      return [underWay];
    });
    return begun.then(async ([underWay]) => Object.fromEntries(await Promise.all(underWay!)));
  }

  /** Resolves when every step that has been asked for has been begun; a change of the head then belongs to the steps after. */
  begun(): Promise<void> {
    return this.#inOrder(() => undefined);
  }

  /**
   * What there is to see before the first step, and the two lines to judge by; what is known of it already is left out. Unlike `evaluate`
   * it asks nothing of the models that are trained: steps may be taken between its parts. No other evaluation may be begun until its first
   * snapshots have come, since projections are aligned with those of the one before.
   */
  async *begin(): AsyncGenerator<EvaluationNews, void> {
    const untouched = this.#firstBatches.size > 0;
    if (!untouched && this.info.baselines) return;
    const work = beginningOf({
      runs: this.#runs,
      heads: this.#runs.map(({ learner }) => ({ ...learner.head })),
      firstBatches: this.#firstBatches,
      images: this.#images,
      whole: this.#whole,
      ...(this.#subset ? { first: this.#subset } : {}),
      side: this.config.model.image,
      createLearner: this.#createLearner,
      baselinesOnly: !untouched,
      snapshotsOnly: this.info.baselines !== undefined,
      known: this.#known,
    });
    for await (const news of work) {
      if ('baselines' in news) this.info.baselines = news.baselines;
      if ('snapshots' in news && !news.snapshots[0]?.subset) this.#firstBatches = new Map();
      yield news;
    }
  }

  /**
   * Evaluates the runs (all, or those with these ids) as they are after the steps that have been begun; no step may be begun until it
   * ends. Projections are aligned with those of the evaluation before. What is shown together comes together: the snapshots of all
   * at its end. Where there is no subset, all images are looked at.
   */
  async *evaluate(ids?: readonly string[], extent: Extent = 'whole'): AsyncGenerator<EvaluationNews, void> {
    ids?.forEach((id) => this.assertRun(id));
    await this.begun();
    const of = (extent === 'subset' && this.#subset) || this.#whole;
    const among = of.subset ? `, ${of.rows.length} of ${of.subset.of} images` : '';
    // A change applied while this goes on belongs to the next evaluation.
    const heads = this.#runs.map(({ learner }) => ({ ...learner.head }));
    // Before the first step runs of one seed have one embedding.
    const shared = this.#step === 0 ? new Map<string, Embedded>() : undefined;
    const snapshots: RunSnapshot[] = [];
    for (const [i, run] of this.#runs.entries()) {
      const { id, geometry, seed, learner, source, projector } = run;
      if (ids && !ids.includes(id)) continue;
      yield { activity: `evaluating ${run.name}${among}` };
      const embedded =
        shared?.get(untrainedKey(run)) ?? (yield* inWords(`embedding for ${run.name}`, embedInChunks(learner, this.#images, of.rows)));
      shared?.set(untrainedKey(run), embedded);
      const batch = await source.peek();
      const work = evaluateRun({
        ...of,
        id,
        geometry,
        learner,
        head: heads[i]!,
        step: this.#step,
        images: this.#images,
        batch,
        seed,
        projector,
        embedded,
      });
      const snapshot = yield* inWords(`evaluating ${run.name}${among}`, work);
      const guest = this.#guest;
      snapshots.push(guest ? { ...snapshot, guest: { number: guest.number, features: await guestOf(run, guest) } } : snapshot);
    }
    yield { snapshots };
  }

  /**
   * Embeds a picture by every run, as the models are after the steps that have been asked for; every evaluation from now on embeds it
   * too, until there is another, or none. It joins nothing.
   * @throws ConfigError for pixels that are no square picture
   */
  async embedGuest(guest: Guest | undefined): Promise<EmbeddedGuest | undefined> {
    if (guest && (!Number.isInteger(guest.size) || guest.size < 1 || guest.pixels.length !== guest.size ** 2 * 3)) {
      const message = `A picture of ${guest.size}×${guest.size} pixels has ${guest.size ** 2 * 3} bytes, not ${guest.pixels.length}`;
      throw new ConfigError([{ path: 'picture', message }]);
    }
    this.#guest = guest;
    if (!guest) return undefined;
    const step = this.#step;
    return this.#inOrder(async () => {
      const runs: EmbeddedGuest['runs'] = {};
      for (const run of this.#runs) runs[run.id] = await guestOf(run, guest);
      return { number: guest.number, step, runs };
    });
  }

  /**
   * Looks the test images up, which nothing was chosen by, as the models are after the steps that have been asked for; no step may be
   * taken until it ends. `times` counts: an experiment that is tested again and again is chosen by its test.
   * @throws ConfigError where the set has no test images that could be retrieved
   */
  async *finalTest(): AsyncGenerator<{ activity: string }, FinalTest> {
    const { images } = this.config.evaluation;
    const rows = evaluationRows(this.#images, { split: 'test', images });
    const judged = judgedBy(this.#images, rows);
    const { labels } = judged;
    if (new Set(labels).size === labels.length) {
      const message = 'No class has two test images, so nothing can be retrieved; choose another image set or split';
      throw new ConfigError([{ path: 'imageSet', message }]);
    }
    await this.begun();
    const step = this.#step;
    const runs: FinalTest['runs'] = {};
    // What is applied meanwhile counts from the next step on.
    const heads = this.#runs.map(({ learner }) => ({ ...learner.head }));
    for (const [i, run] of this.#runs.entries()) {
      runs[run.id] = yield* inWords(`final test of ${run.name}`, retrieveOnce(run, heads[i]!, this.#images, rows, judged));
    }
    return { part: 'test', step, images: rows.length, classes: new Set(labels).size, times: ++this.#finalTests, runs };
  }

  /**
   * Changes the common head from the next step on; a run that sets a value for itself keeps it.
   * @throws ConfigError, and then nothing is changed
   */
  apply(change: Partial<HeadConfig>): AppliedHead {
    checkChange(this.config, this.#applied, change);
    const applied: AppliedHead = { step: this.#step, head: { ...change } };
    this.#applied.push(applied);
    const heads = this.#runs.map(({ config }) => headInForce(this.config, this.#applied, config));
    // After the steps that have been asked for and wait for their pixels.
    this.#inOrder(() => this.#runs.forEach(({ learner }, i) => (learner.head = heads[i]!))).catch(() => undefined);
    return applied;
  }

  /**
   * Gives runs other names, by their ids: what is said of them from now on uses those. Nothing else changes.
   * @throws ConfigError for a name that cannot be, or that two runs would have; then nothing is changed
   */
  rename(names: RunNames): void {
    Object.keys(names).forEach((id) => this.assertRun(id));
    this.#config = parseConfig(withRunNames(this.#config, names));
    for (const run of this.#runs) run.name = names[run.id] ?? run.name;
  }

  /** Everything needed to go on exactly, after the steps that have been begun. */
  async checkpoint(): Promise<Checkpoint> {
    const sources = new Map(this.#runs.map(({ seed, source }) => [seed, source.state()]));
    const step = this.#step;
    const applied = structuredClone(this.#applied);
    // All are asked before any is waited for: what is begun meanwhile comes after.
    const [asked] = await this.#inOrder(() => [
      Promise.all(
        this.#runs.map(async ({ id, learner }) => {
          const { featureScale, parameters } = await learner.state();
          return { id, featureScale, parameters };
        }),
      ),
    ]);
    const runs = await asked!;
    return {
      config: structuredClone(this.config),
      applied,
      step,
      sources: [...sources].map(([seed, state]) => ({ seed, state })),
      ...(this.info.baselines ? { baselines: structuredClone(this.info.baselines) } : {}),
      ...(this.#finalTests > 0 ? { finalTests: this.#finalTests } : {}),
      runs,
    };
  }

  /** Does what reads or changes the models in the order it was asked for: a step may have to wait for its pixels. */
  #inOrder<T>(work: () => T | Promise<T>): Promise<T> {
    const done = this.#order.then(work);
    this.#order = done.then(() => undefined);
    // It is told to whoever asked; what comes after is refused with the same.
    this.#order.catch(() => undefined);
    return done;
  }

  /** @throws ConfigError when the experiment has no run of this id */
  assertRun(id: string): void {
    if (this.#runs.some((run) => run.id === id)) return;
    const message = `There is no run with the id “${id}”; there are ${this.#runs.map((run) => `“${run.id}”`).join(', ')}`;
    throw new ConfigError([{ path: 'runs', message }]);
  }

  dispose(): void {
    disposeRuns(this.#runs);
  }
}

/** A copy of its own, which can be handed over. */
async function guestOf({ learner }: Pick<Run, 'learner'>, { pixels, size }: Guest): Promise<Float32Array> {
  const { features } = await learner.embed(pixels, 1, size);
  return features.slice();
}

async function takeStep(
  run: Run,
  batch: Batch,
  { step, learningRate }: { step: number; learningRate: number },
): Promise<[string, StepMetrics]> {
  try {
    const { loss, accuracy, gradientNorm } = await run.learner.step(batch, learningRate);
    return [run.id, { step, loss, accuracy, gradientNorm, learningRate }];
  } catch (error) {
    if (error instanceof Error && error.name === 'NumericsError') error.message = `Run “${run.name}”: ${error.message}`;
    throw error;
  }
}

/** Both lines, where both are known. */
function whole({ rawPixels, untrained }: Partial<Baselines> = {}): Baselines | undefined {
  return rawPixels && untrained && { rawPixels, untrained };
}

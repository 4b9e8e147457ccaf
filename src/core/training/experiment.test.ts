import { describe, expect, it } from 'vitest';
import type { ConfigPatch, ExperimentConfig, RunInput } from '../configuration/schema';
import { ConfigError } from '../configuration/validate';
import { rowsOf, SPLIT_CODE } from '../data/imageSet';
import { gromovDelta } from '../metrics/delta';
import { useBackend } from '../ops/testing';
import type { FinalTest, RunSnapshot } from '../evaluation/snapshot';
import type { Checkpoint, StepMetrics } from './experiment.types';
import { Experiment, type ExperimentOptions, type Extent } from './experiment';
import { ImageSetError } from '../errors';
import { imageSetInMemory } from '../data/pixelSource';
import { resizeImages } from '../data/resize';
import { augment } from '../ops/augment';
import type { Batch, Learner } from '../learner/learner';
import type { LearnerFactory } from './runs';
import { syntheticStore, tinyConfig } from './testing/synthetic';
import { createVitLearner } from '../learner/vitLearner';

const store = syntheticStore();

function create(
  patch: ConfigPatch = {},
  options: Partial<Pick<ExperimentOptions, 'baselines' | 'checkpoint' | 'createLearner' | 'subsetImages'>> = {},
): Promise<Experiment> {
  return Experiment.create({ config: tinyConfig(patch), images: imageSetInMemory(store), createLearner: createVitLearner, ...options });
}

async function losses(experiment: Experiment, steps: number): Promise<Record<string, number[]>> {
  const all: Record<string, number[]> = {};
  for (let i = 0; i < steps; i++) for (const [run, { loss }] of Object.entries(await experiment.advance())) (all[run] ??= []).push(loss);
  return all;
}

async function snapshots(experiment: Experiment, runs?: string[], extent?: Extent): Promise<Record<string, RunSnapshot>> {
  const all: Record<string, RunSnapshot> = {};
  for await (const news of experiment.evaluate(runs, extent))
    if ('snapshots' in news) for (const snapshot of news.snapshots) all[snapshot.run] = snapshot;
  return all;
}

/** What an experiment begins with, and what is done between its parts. */
async function beginning(
  experiment: Experiment,
  between: () => Promise<unknown> = () => Promise.resolve(),
): Promise<Record<string, RunSnapshot>> {
  const all: Record<string, RunSnapshot> = {};
  for await (const news of experiment.begin()) {
    if ('snapshots' in news) for (const snapshot of news.snapshots) all[snapshot.run] = snapshot;
    await between();
  }
  return all;
}

async function finalTest(experiment: Experiment): Promise<FinalTest> {
  const work = experiment.finalTest();
  for (;;) {
    const { value, done } = await work.next();
    if (done) return value;
  }
}

/** Real learners that write down the batches they are given. */
function recording(batches: Map<string, Batch[]>): LearnerFactory {
  let count = 0;
  return (specification) => {
    const learner = createVitLearner(specification);
    const own: Batch[] = [];
    batches.set(`${count++} ${specification.geometry}`, own);
    const step = learner.step.bind(learner);
    learner.step = (batch, rate) => {
      own.push(batch);
      return step(batch, rate);
    };
    return learner;
  };
}

describe('an experiment', () => {
  useBackend('cpu');

  it('gives runs with optimisers of their own the losses they have in experiments of their own', async () => {
    const common: ConfigPatch = { optimizer: { schedule: 'cosine', warmupSteps: 2 }, steps: 8 };
    const own = {
      spherical: { learningRate: 3e-3 },
      hyperbolic: { learningRate: 1e-4, weightDecay: 0.3, schedule: 'constant', warmupSteps: 0, clipNorm: 0.5 },
    } as const;
    const [a, b] = (['spherical', 'hyperbolic'] as const).map((geometry) => ({ id: geometry, name: geometry, geometry }));
    const together = await create({
      ...common,
      runs: [
        { ...a!, optimizer: own.spherical },
        { ...b!, optimizer: own.hyperbolic },
        { name: 'as all', geometry: 'spherical' },
      ],
    });
    const alone = await Promise.all([
      create({ ...common, optimizer: { ...common.optimizer, ...own.spherical }, runs: [a!] }),
      create({ ...common, optimizer: { ...common.optimizer, ...own.hyperbolic }, runs: [b!] }),
      create({ ...common, runs: [{ name: 'as all', geometry: 'spherical' }] }),
    ]);
    // The rates of each are its own, too.
    const first = await together.advance();
    expect([first.spherical, first.hyperbolic, first['as all']].map((metrics) => metrics!.learningRate)).toEqual([1.5e-3, 1e-4, 5e-4]);
    const separate = { ...(await alone[0]!.advance()), ...(await alone[1]!.advance()), ...(await alone[2]!.advance()) };
    expect(first).toEqual(separate);
    const expected = Object.assign({}, ...(await Promise.all(alone.map((experiment) => losses(experiment, 6))))) as Record<
      string,
      number[]
    >;
    expect(await losses(together, 6)).toEqual(expected);
    expect(expected.spherical).not.toEqual(expected['as all']);
  });

  it('gives two runs of one geometry identical losses, and others losses of their own', async () => {
    const runs: ExperimentConfig['runs'] = [
      { id: 'a', name: 'a', geometry: 'hyperbolic' },
      { id: 'b', name: 'b', geometry: 'hyperbolic' },
      { id: 'other seed', name: 'other seed', geometry: 'hyperbolic', seed: 2 },
      { id: 'spherical', name: 'spherical', geometry: 'spherical' },
    ];
    const experiment = await create({ runs });
    const all = await losses(experiment, 4);
    expect(all.b).toEqual(all.a);
    expect(all['other seed']).not.toEqual(all.a);
    expect(all.spherical).not.toEqual(all.a);
    experiment.dispose();
  });

  it('hands runs of different geometries the same batches with the same augmentation draws, from the same weights', async () => {
    const batches = new Map<string, Batch[]>();
    const experiment = await create({ augmentation: { cropScale: 0.5, flip: 0.5 } }, { createLearner: recording(batches) });
    const untrained = await snapshots(experiment);
    expect(untrained.hyperbolic!.features).toEqual(untrained.spherical!.features);
    expect(untrained.fused!.features).toEqual(untrained.spherical!.features);
    await losses(experiment, 3);
    const [first, ...others] = [...batches.values()];
    expect(first).toHaveLength(3);
    expect(first![0]!.crops).toHaveLength(12 * 4);
    expect(first![0]!.flips!.some((flip) => flip === 1)).toBe(true);
    expect(first![1]!.pixels).not.toEqual(first![0]!.pixels);
    for (const other of others) expect(other).toEqual(first);
    experiment.dispose();
  });

  it('embeds once for all runs of one seed what none has learnt yet', async () => {
    const embedded: string[] = [];
    const createLearner: LearnerFactory = (specification) => {
      const learner = createVitLearner(specification);
      const { embed } = learner;
      learner.embed = (pixels, n, size) => {
        embedded.push(`${specification.seed}: ${n}`);
        return embed.call(learner, pixels, n, size);
      };
      return learner;
    };
    const control = { id: 'control', name: 'control', geometry: 'fused', seed: 2 } as const;
    const runs = [...tinyConfig().runs, control];
    const experiment = await create({ runs, evaluation: { images: 24 } }, { createLearner });
    const scales = Object.values(experiment.info.featureScales);
    expect(new Set(scales.slice(0, 3)).size).toBe(1);
    expect(scales[3]).not.toBe(scales[0]);
    embedded.length = 0;
    await beginning(experiment);
    // All images, the sample of seen classes, and the batch: once a seed.
    const counts = (seed: number) => embedded.filter((one) => one.startsWith(`${seed}:`)).length;
    expect([counts(tinyConfig().seed), counts(2)]).toEqual([3, 3]);
    experiment.dispose();
  });

  it('evaluates a subset as it evaluates all: the same features, fewer images, and nothing said of seen classes', async () => {
    const experiment = await create({ evaluation: { seconds: 15 } }, { subsetImages: 12 });
    await losses(experiment, 1);
    const all = (await snapshots(experiment)).hyperbolic!;
    const some = (await snapshots(experiment, undefined, 'subset')).hyperbolic!;
    expect([all.n, all.subset, some.n, some.subset!.of]).toEqual([24, undefined, 12, 24]);
    expect(some.seen).toBeUndefined();
    expect(some.retrieval.queries).toBe(12);
    expect(some.weights.evaluation.ranks.at(-1)).toBeLessThan(all.weights.evaluation.ranks.at(-1)!);
    some.subset!.places.forEach((place, i) => {
      for (let j = 0; j < some.d; j++) expect(some.features[i * some.d + j]).toBeCloseTo(all.features[place * some.d + j]!, 5);
    });
    expect(experiment.imagesOf('subset')).toBeLessThan(experiment.imagesOf('whole')!);
    experiment.dispose();

    const bySteps = await create({ evaluation: { seconds: 0 } }, { subsetImages: 12 });
    expect(bySteps.imagesOf('subset')).toBeUndefined();
    expect((await snapshots(bySteps, undefined, 'subset')).hyperbolic!.n).toBe(24);
    bySteps.dispose();
  });

  it('gives the same losses twice for one seed, evaluated in between or not', async () => {
    const first = await create();
    const once = await losses(first, 6);
    first.dispose();
    const second = await create();
    await snapshots(second);
    const again = await losses(second, 3);
    await snapshots(second);
    for (const [run, more] of Object.entries(await losses(second, 3))) again[run]!.push(...more);
    expect(again).toEqual(once);
    second.dispose();
  });

  it('may begin a step before the one before it has been read back', async () => {
    const patient = await create();
    const expected = await losses(patient, 3);
    patient.dispose();
    const eager = await create();
    const steps = await Promise.all([eager.advance(), eager.advance(), eager.advance()]);
    const got = Object.fromEntries(Object.keys(expected).map((run) => [run, steps.map((step) => step[run]!.loss)]));
    expect(got).toEqual(expected);
    eager.dispose();
  });

  it('learns: the loss falls and the metrics say at which rate', async () => {
    const experiment = await create({ optimizer: { learningRate: 5e-3, warmupSteps: 2, schedule: 'cosine' }, steps: 30 });
    const metrics: StepMetrics[] = [];
    while (!experiment.finished) metrics.push((await experiment.advance()).spherical!);
    expect(metrics.map(({ step }) => step)).toEqual(Array.from({ length: 30 }, (_, i) => i + 1));
    const mean = (of: StepMetrics[]) => of.reduce((sum, { loss }) => sum + loss, 0) / of.length;
    expect(mean(metrics.slice(-5))).toBeLessThan(mean(metrics.slice(0, 5)));
    expect(metrics.map(({ learningRate }) => learningRate).slice(0, 3)).toEqual([2.5e-3, 5e-3, 5e-3]);
    expect(metrics.at(-1)!.learningRate).toBeLessThan(1e-4);
    expect(metrics.every(({ gradientNorm }) => gradientNorm > 0)).toBe(true);
    const accuracies = metrics.map(({ accuracy }) => accuracy);
    expect(accuracies.at(-1)).toBeGreaterThan(accuracies[0]!);
    experiment.dispose();
  });

  it('goes on from a checkpoint with exactly the losses that would have followed', async () => {
    const patch: ConfigPatch = { augmentation: { cropScale: 0.5, flip: 0.5 }, optimizer: { schedule: 'cosine', warmupSteps: 3 } };
    const experiment = await create(patch);
    await losses(experiment, 4);
    experiment.apply({ tauSpherical: 0.2 });
    await snapshots(experiment);
    const checkpoint = structuredClone(await experiment.checkpoint());
    const expected = await losses(experiment, 4);
    const view = (await snapshots(experiment)).fused!;
    experiment.dispose();

    const stored = JSON.parse(JSON.stringify({ ...checkpoint, runs: [] })) as Checkpoint;
    const restored = await create(patch, { checkpoint: { ...stored, runs: checkpoint.runs } });
    expect(restored.step).toBe(4);
    expect(restored.info.baselines).toEqual(experiment.info.baselines);
    expect(restored.info.featureScales).toEqual(experiment.info.featureScales);
    expect(await losses(restored, 4)).toEqual(expected);
    const again = (await snapshots(restored)).fused!;
    // The picture may be turned: there is none before it to be in line with.
    expect({ ...again, projection: undefined }).toEqual({ ...view, projection: undefined });
    expect(again.head.tauSpherical).toBe(0.2);
    restored.dispose();
  });

  it('refuses a checkpoint of another experiment, naming what differs', async () => {
    const experiment = await create();
    const checkpoint = await experiment.checkpoint();
    experiment.dispose();
    await expect(create({ batch: { classes: 4 } }, { checkpoint })).rejects.toThrow(/another batch/);
    await expect(create({ model: { width: 16 } }, { checkpoint })).rejects.toMatchObject({ name: 'CheckpointError' });
    await expect(create({ head: { c: 0.5 }, evaluation: { split: 'validation' } }, { checkpoint })).rejects.toThrow(
      /another head and another evaluated split/,
    );
    const partial = { ...checkpoint, runs: checkpoint.runs.slice(1) };
    await expect(create({}, { checkpoint: partial })).rejects.toThrow(/no weights for the run “spherical”/);
    const longer = await create({ steps: 40, optimizer: { learningRate: 1e-4 } }, { checkpoint });
    expect(longer.config.steps).toBe(40);
    longer.dispose();
  });

  it('applies a change of the head at the next step, and not to runs that set the value themselves', async () => {
    const runs: ExperimentConfig['runs'] = [
      { id: 'common', name: 'common', geometry: 'spherical' },
      { id: 'own', name: 'own', geometry: 'spherical', head: { tauSpherical: 0.1 } },
    ];
    const changed = await create({ runs });
    const before = await losses(changed, 2);
    expect(before.own).toEqual(before.common);
    expect(changed.apply({ tauSpherical: 0.5 })).toEqual({ step: 2, head: { tauSpherical: 0.5 } });
    const after = await losses(changed, 1);
    expect(after.common).not.toEqual(after.own);
    const views = await snapshots(changed);
    expect([views.common!.head.tauSpherical, views.own!.head.tauSpherical]).toEqual([0.5, 0.1]);
    changed.dispose();
  });

  it('refuses a change that is not valid, and changes nothing', async () => {
    const experiment = await create();
    const refused = (change: object) => {
      try {
        experiment.apply(change);
      } catch (error) {
        return error instanceof ConfigError ? error.issues.map(({ path }) => path) : error;
      }
      return [];
    };
    expect(refused({ c: 0, tauHyperbolic: -1 })).toEqual(['head.tauHyperbolic', 'head.c']);
    expect(refused({ curvature: 1 })).toEqual(['head.curvature']);
    expect(refused({ initialRadius: 2 })).toEqual(['head.initialRadius']);
    expect(experiment.changes).toBe(0);
    experiment.dispose();
  });

  it('calibrates the mean feature norm of the first batch to the initial radius, or leaves it', async () => {
    const runs: ExperimentConfig['runs'] = [
      { id: 'one', name: 'one', geometry: 'hyperbolic' },
      { id: 'two', name: 'two', geometry: 'hyperbolic', head: { initialRadius: 2 } },
      { id: 'none', name: 'none', geometry: 'hyperbolic', head: { initialRadius: 0 } },
    ];
    const learners: Learner[] = [];
    const createLearner: LearnerFactory = (specification) => {
      const learner = createVitLearner(specification);
      learners.push(learner);
      return learner;
    };
    const batches = new Map<string, Batch[]>();
    const experiment = await create({ runs, augmentation: { cropScale: 1, flip: 0 } }, { createLearner });
    const { one, two, none } = experiment.info.featureScales;
    expect(none).toBe(1);
    expect(two! / one!).toBeCloseTo(2, 5);
    const watched = await create({ runs, augmentation: { cropScale: 1, flip: 0 } }, { createLearner: recording(batches) });
    await watched.advance();
    const batch = [...batches.values()][0]![0]!;
    const { features, d } = await learners[0]!.embed(batch.pixels, batch.n, batch.size);
    const norms = Array.from({ length: batch.n }, (_, row) => Math.hypot(...features.subarray(row * d, (row + 1) * d)));
    expect(norms.reduce((a, b) => a + b) / batch.n).toBeCloseTo(1, 5);
    experiment.dispose();
    watched.dispose();
  });

  it('evaluates everything the page draws, on the images of the split that is asked for', async () => {
    const experiment = await create({ evaluation: { every: 2, split: 'test' } });
    expect(experiment.info.evaluationRows).toEqual(rowsOf(store, 'test'));
    expect(experiment.evaluationDue).toBe(true);
    const first = await beginning(experiment);
    await losses(experiment, 1);
    expect(experiment.evaluationDue).toBe(false);
    await losses(experiment, 1);
    expect(experiment.evaluationDue).toBe(true);
    const second = await snapshots(experiment);
    expect(Object.keys(second)).toEqual(['spherical', 'hyperbolic', 'fused']);
    for (const [name, snapshot] of Object.entries(second)) {
      expect(snapshot).toMatchObject({ run: name, geometry: name, step: 2, n: 24, d: 6 });
      expect(snapshot.features).toHaveLength(24 * 6);
      expect(snapshot.features).not.toEqual(first[name]!.features);
      const seen = snapshot.seen!;
      expect(seen).toMatchObject({ images: 24, classes: 6, head: { queries: 24, excluded: 0 }, unseen: { queries: 24 } });
      // The sample of unseen classes is as large as there are: all of them.
      const { byClassSize, byLevel, ...whole } = snapshot.retrieval;
      expect(seen.unseen).toEqual(whole);
      // All classes have as many images, and stand in two groups.
      const { recallAt, standardError, queries } = whole;
      expect(byClassSize).toEqual([{ quartile: 1, classes: 6, from: 4, to: 4, recallAt1: recallAt[1], standardError, queries }]);
      expect(byLevel).toMatchObject([{ level: 2, groups: 2, queries: 24 }]);
      expect(byLevel![0]!.chance).toBeCloseTo(11 / 23, 12);
      expect(byLevel![0]!.recallAt1).toBeGreaterThanOrEqual(recallAt[1]);
      expect(seen.head).not.toEqual(snapshot.retrieval);
      for (const retrieval of [snapshot.retrieval, snapshot.bodyRetrieval, seen.head, seen.body]) {
        expect(retrieval).toMatchObject({ queries: 24, excluded: 0 });
        const { rPrecision, mapAtR } = retrieval;
        expect(mapAtR <= rPrecision && mapAtR >= 0 && rPrecision <= 1).toBe(true);
        const { 1: one, 2: two, 4: four, 8: eight } = retrieval.recallAt;
        expect(one <= two && two <= four && four <= eight && one >= 0 && eight <= 1).toBe(true);
      }
      const { alignment, uniformity } = snapshot.spread!;
      expect(alignment! > 0 && alignment! < 4 && uniformity! < 0 && uniformity! > -8).toBe(true);
      expect(snapshot.hyperbolicity).toMatchObject({ subsets: 4, size: 24 });
      expect(snapshot.hyperbolicity!.relativeDelta).toBeCloseTo(gromovDelta(snapshot.features, 24, 6).relativeDelta, 1);
      expect(snapshot.projection.points).toHaveLength(24 * snapshot.projection.dimensions);
      expect(snapshot.weights.batch.ranks.at(-1)).toBe(10);
      expect(snapshot.weights.evaluation.ranks.at(-1)).toBe(20);
      expect(snapshot.norms.counts.reduce((a, b) => a + b)).toBe(24);
    }
    expect(first.spherical!.retrieval).toEqual(experiment.info.baselines!.untrained);
    expect(experiment.info.baselines!.rawPixels.recallAt[1]).toBeGreaterThan(0.9);
    experiment.dispose();

    const validation = await create({ evaluation: { every: 2, split: 'validation' } });
    expect((await snapshots(validation, ['fused'])).fused).toMatchObject({ n: 12, part: 'validation' });
    validation.dispose();
  });

  it('begins to train before anything has been embedded, and shows step 0 as it was', async () => {
    const runs: RunInput[] = [
      { name: 'spherical', geometry: 'spherical' },
      { name: 'fused', geometry: 'fused', head: { lambda: 2 } },
      { name: 'other seed', geometry: 'spherical', seed: 2 },
    ];
    const patient = await create({ runs });
    const expected = await beginning(patient);
    const after = await losses(patient, 2);
    patient.dispose();

    let embedded = 0;
    let made = 0;
    let disposed = 0;
    const createLearner: LearnerFactory = (specification) => {
      const learner = createVitLearner(specification);
      made++;
      const { embed, dispose } = learner;
      learner.embed = (...given) => (embedded++, embed.apply(learner, given));
      learner.dispose = () => (disposed++, dispose.call(learner));
      return learner;
    };
    const eager = await create({ runs }, { createLearner });
    // To calibrate the factor on the features, on one batch each.
    expect(embedded).toBeLessThanOrEqual(runs.length);
    expect(eager.info.baselines).toBeUndefined();
    const taken: Record<string, number[]>[] = [await losses(eager, 1)];
    const first = await beginning(eager, async () => taken.length < 2 && taken.push(await losses(eager, 1)));
    expect(first).toEqual(expected);
    expect(eager.info.baselines).toEqual(patient.info.baselines);
    expect(eager.step).toBe(2);
    expect(Object.fromEntries(Object.keys(after).map((run) => [run, taken.flatMap((step) => step[run]!)]))).toEqual(after);
    // One more model a seed, gone when it has served.
    expect([made, disposed]).toEqual([5, 2]);
    expect(await beginning(eager)).toEqual({});
    eager.dispose();
  });

  it('does not find again the baselines that are known, and shows step 0 all the same', async () => {
    const first = await create();
    const expected = await beginning(first);
    const { baselines } = first.info;
    first.dispose();
    const second = await create({}, { baselines });
    expect(second.info.baselines).toEqual(baselines);
    const news: string[] = [];
    for await (const one of second.begin()) news.push('activity' in one ? one.activity : Object.keys(one)[0]!);
    expect(news).toContain('snapshots');
    expect(news.join()).not.toMatch(/baselines|raw pixels|untrained model/);
    expect((await second.checkpoint()).baselines).toEqual(baselines);
    expect(Object.keys(expected)).not.toEqual([]);
    second.dispose();
  });

  it('finds the baselines that a checkpoint lacks', async () => {
    const experiment = await create();
    await losses(experiment, 1);
    const early = await experiment.checkpoint();
    expect(early.baselines).toBeUndefined();
    await beginning(experiment);
    const { baselines } = experiment.info;
    expect((await experiment.checkpoint()).baselines).toEqual(baselines);
    experiment.dispose();
    const restored = await create({}, { checkpoint: early });
    // Step 0 has been; its pictures are not made again.
    expect(await beginning(restored)).toEqual({});
    expect(restored.info.baselines).toEqual(baselines);
    restored.dispose();
  });

  it('is judged on training classes that are held back, and looks at the test classes once, when asked', async () => {
    const images = imageSetInMemory(syntheticStore({ validation: 0, train: 15 }));
    const read = new Set<number>();
    const rows = images.pixels.rows.bind(images.pixels);
    images.pixels.rows = (asked) => (asked.forEach((row) => read.add(row)), rows(asked));
    const config = tinyConfig({ evaluation: { split: 'validation', every: 2 }, augmentation: { normalisation: 'image set' } });
    const batches = new Map<string, Batch[]>();
    const experiment = await Experiment.create({ config, images, createLearner: recording(batches) });
    const { evaluationRows, part, heldBack, partReason } = experiment.info;
    expect({ part, heldBack, partReason }).toEqual({ part: 'validation', heldBack: 12, partReason: undefined });
    expect(evaluationRows.every((row) => images.split[row] === SPLIT_CODE.train)).toBe(true);
    await losses(experiment, 8);
    const { fused } = await snapshots(experiment);
    expect(fused).toMatchObject({ n: 12, part: 'validation', step: 8 });
    // Of the classes that are trained on, none is held back.
    expect(fused!.seen!.classes + 3).toBeLessThanOrEqual(15);
    expect([...read].filter((row) => images.split[row] === SPLIT_CODE.test)).toEqual([]);
    const held = new Set(evaluationRows);
    const stride = 8 * 8 * 3;
    const heldPixels = await rows(evaluationRows);
    const heldImages = new Set(Array.from(held, (_, i) => heldPixels.subarray(i * stride, (i + 1) * stride).join()));
    for (const { pixels, n } of [...batches.values()][0]!)
      for (let i = 0; i < n; i++) expect(heldImages.has(pixels.subarray(i * stride, (i + 1) * stride).join())).toBe(false);

    const test = await finalTest(experiment);
    expect(test).toMatchObject({ part: 'test', step: 8, images: 24, classes: 6, times: 1 });
    expect(Object.keys(test.runs)).toEqual(['spherical', 'hyperbolic', 'fused']);
    expect(test.runs.fused!.retrieval).toMatchObject({ queries: 24, excluded: 0 });
    const expected = await losses(experiment, 2);
    const checkpoint = await experiment.checkpoint();
    expect(checkpoint.finalTests).toBe(1);
    experiment.dispose();

    const restored = await Experiment.create({ config, images, createLearner: createVitLearner, checkpoint });
    expect(restored.info).toMatchObject({ part: 'validation', heldBack: 12 });
    expect((await finalTest(restored)).times).toBe(2);
    expect(expected.fused).toHaveLength(2);
    restored.dispose();
    const whole = { ...checkpoint, config: { ...config, evaluation: { ...config.evaluation, validationShare: 0.4 } } };
    await expect(Experiment.create({ config, images, createLearner: createVitLearner, checkpoint: whole })).rejects.toThrow(
      /another evaluated split/,
    );
  });

  it('tests what it would find by being judged on the test classes, and changes nothing by it', async () => {
    const experiment = await create();
    await losses(experiment, 2);
    const { retrieval, bodyRetrieval } = (await snapshots(experiment, ['fused'])).fused!;
    expect((await finalTest(experiment)).runs.fused).toEqual({ retrieval, bodyRetrieval });
    const other = await create();
    const untested = await losses(other, 4);
    expect((await losses(experiment, 2)).fused).toEqual(untested.fused!.slice(2));
    experiment.dispose();
    other.dispose();
  });

  it('tests all runs with the heads in force when it begins, whatever is applied meanwhile', async () => {
    const experiment = await create();
    await losses(experiment, 2);
    const { runs } = await finalTest(experiment);
    const work = experiment.finalTest();
    await work.next();
    experiment.apply({ clipRadius: 0.01 });
    for (;;) {
      const { value, done } = await work.next();
      if (!done) continue;
      expect(value.runs).toEqual(runs);
      break;
    }
    expect((await finalTest(experiment)).runs, 'the change matters').not.toEqual(runs);
    experiment.dispose();
  });

  it('says so where too few classes leave none to hold back, and refuses a test without pairs', async () => {
    const few = imageSetInMemory(syntheticStore({ validation: 0, train: 7 }));
    const config = tinyConfig({ evaluation: { split: 'validation' } });
    const experiment = await Experiment.create({ config, images: few, createLearner: createVitLearner });
    expect(experiment.info).toMatchObject({
      part: 'test',
      heldBack: 0,
      partReason: expect.stringMatching(/beside the 6 of a batch/) as string,
    });
    expect((await snapshots(experiment, ['fused'])).fused).toMatchObject({ part: 'test', n: 24 });
    experiment.dispose();
    const without = imageSetInMemory(syntheticStore({ test: 0 }));
    const untestable = await Experiment.create({ config, images: without, createLearner: createVitLearner });
    await expect(finalTest(untestable)).rejects.toMatchObject({ name: 'ConfigError', issues: [{ path: 'imageSet' }] });
    untestable.dispose();
  });

  it('hands crops the images at their stored side: a crop of a quarter keeps what shrinking would have lost', async () => {
    const large = syntheticStore({ size: 16 });
    const batches = new Map<string, Batch[]>();
    const config = tinyConfig({ augmentation: { cropScale: 0.25, flip: 0 } });
    const createLearner = recording(batches);
    const experiment = await Experiment.create({ config, images: imageSetInMemory(large), createLearner });
    expect((await losses(experiment, 1)).spherical![0]).toBeGreaterThan(0);
    const batch = [...batches.values()][0]![0]!;
    expect(batch.size).toBe(16);
    expect(batch.pixels.length).toBe(batch.n * 16 * 16 * 3);
    // What the model is given of the crops, against the same boxes cut out of images that were made small before.
    const given = await augment(batch, 8).data();
    const shrunk = await augment({ ...batch, pixels: resizeImages(batch.pixels, batch.n, 16, 8), size: 8 }, 8).data();
    const detail = (values: ArrayLike<number>) => {
      let sum = 0;
      for (let at = 3; at < values.length; at++) sum += Math.abs(values[at]! - values[at - 3]!);
      return sum / values.length;
    };
    expect(detail(given)).toBeGreaterThan(1.3 * detail(shrunk));
    experiment.dispose();
  });

  it('reads a bounded number of images at a time, whatever the size of the set', async () => {
    const images = imageSetInMemory(syntheticStore({ train: 60, test: 200 }));
    let underWay = 0;
    let most = 0;
    const rows = images.pixels.rows.bind(images.pixels);
    images.pixels.rows = async (asked) => {
      underWay += asked.length;
      most = Math.max(most, underWay);
      const pixels = await rows(asked);
      await new Promise((resolve) => setTimeout(resolve));
      underWay -= asked.length;
      return pixels;
    };
    const experiment = await Experiment.create({ config: tinyConfig(), images, createLearner: createVitLearner });
    await losses(experiment, 5);
    expect((await snapshots(experiment, ['fused'])).fused!.n).toBe(800);
    // 256 for a baseline, or 2 × 128 of an evaluation; and what is read ahead of the steps.
    expect(most).toBeLessThanOrEqual(256 + 3 * 12);
    experiment.dispose();
  });

  it('takes a step’s batch in its turn, though a later one is read sooner, and stops where one cannot be read', async () => {
    const expected = await create();
    const inTurn = await losses(expected, 3);
    expected.dispose();
    const images = imageSetInMemory(store);
    const rows = images.pixels.rows.bind(images.pixels);
    let reading = 0;
    images.pixels.rows = async (asked) => {
      const pixels = await rows(asked);
      if (asked.length === 12) await new Promise((resolve) => setTimeout(resolve, reading++ % 2 === 0 ? 20 : 0));
      return pixels;
    };
    const experiment = await Experiment.create({ config: tinyConfig(), images, createLearner: createVitLearner });
    const steps = await Promise.all([experiment.advance(), experiment.advance(), experiment.advance()]);
    expect(steps.map((step) => step.fused!.loss)).toEqual(inTurn.fused);
    images.pixels.close();
    await expect(losses(experiment, 5)).rejects.toBeInstanceOf(ImageSetError);
    experiment.dispose();
  });

  it('refuses what the image set cannot carry, and an image set that is damaged', async () => {
    await expect(create({ batch: { classes: 13 } })).rejects.toMatchObject({ issues: [{ path: 'batch.classes' }] });
    await expect(create({ imageSet: 'another' })).rejects.toMatchObject({ issues: [{ path: 'imageSet' }] });
    const damaged = { ...imageSetInMemory(store), labels: store.labels.subarray(1) };
    const creation = Experiment.create({ config: tinyConfig(), images: damaged, createLearner: createVitLearner });
    await expect(creation).rejects.toThrow(ImageSetError);
    expect(() => imageSetInMemory({ ...store, pixels: store.pixels.subarray(1) })).toThrow(ImageSetError);
  });

  it('names the run whose loss is not finite', async () => {
    const experiment = await create({ head: { tauSpherical: 1e-30 }, runs: [{ name: 'cold', geometry: 'spherical' }] });
    await expect(losses(experiment, 3)).rejects.toThrow(/Run “cold”: .*/);
    experiment.dispose();
  });

  it('leaves nothing behind on the backend', async () => {
    const tf = await import('@tensorflow/tfjs');
    const { numTensors } = tf.memory();
    const experiment = await create();
    await losses(experiment, 2);
    await snapshots(experiment);
    await experiment.checkpoint();
    experiment.dispose();
    await new Promise((resolve) => setTimeout(resolve));
    expect(tf.memory().numTensors).toBe(numTensors);
  });
});

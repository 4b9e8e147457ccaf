/**
 * What the Python tests read, made by the code that the page trains and exports with:
 *
 *   golden-<geometry>.zip   the golden ViT after the first steps of its trajectory, and batches.json and losses.json of the others
 *   page.zip                a tiny experiment half-way, with its images; page.json has what comes next on the page
 *   sweep.zip               two cells of a sweep, with the whole of it to be run
 *
 * `tsx tools/handover/fixtures.ts DIR`
 */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs';
import { defaultConfig } from '../../src/core/configuration/presets';
import type { ExperimentConfig, Geometry } from '../../src/core/configuration/schema';
import { parseConfig } from '../../src/core/configuration/validate';
import { imageSetInMemory } from '../../src/core/data/pixelSource';
import { embed } from '../../src/core/geometry/vector';
import type { RunSnapshot } from '../../src/core/evaluation/snapshot';
import { archiveEntries, archiveOfSeveral, type Exported } from '../../src/core/export';
import { readSafetensors } from '../../src/core/formats/safetensors';
import { createVitLearner } from '../../src/core/learner/vitLearner';
import { parameterCount } from '../../src/core/model/shape';
import { keptSnapshot } from '../../src/core/record/join';
import { metricView, type MetricRow } from '../../src/core/record/metricColumns';
import { RECORD_VERSION, type EvaluationRecord, type ExperimentRecord } from '../../src/core/record/schema';
import { zipStream, type ZipEntry } from '../../src/core/record/zipStream';
import { Experiment } from '../../src/core/training/experiment';
import { syntheticStore, tinyConfig } from '../../src/core/training/testing/synthetic';
import { handoverSources } from './sources';

const GOLDEN = new URL('../../test/golden/', import.meta.url);

async function zipped(folder: string, name: string, entries: AsyncIterable<ZipEntry>): Promise<void> {
  const blob = await new Response(zipStream(entries)).blob();
  await writeFile(join(folder, name), new Uint8Array(await blob.arrayBuffer()));
}

const written = (folder: string, name: string, value: unknown) => writeFile(join(folder, name), JSON.stringify(value));

const ABOUT = {
  version: RECORD_VERSION,
  date: '2026-11-28T12:00:00Z',
  versions: { app: '0.1.0', tfjs: tf.version.tfjs, browser: `Node ${process.versions.node}` },
  backend: { backend: 'cpu', adapter: 'JavaScript' },
  applied: [],
  baselines: {},
  evaluated: [],
  finalTests: [],
} as const;

interface Trajectory {
  samplesPerClass: number;
  runs: {
    config: { mode: Geometry } & Omit<ExperimentConfig['head'], 'initialRadius'>;
    optimizer: { learningRate: number; betas: [number, number]; epsilon: number; weightDecay: number; clipNorm: number };
    steps: { indices: number[]; loss: number; gradientNorm: number }[];
  }[];
}

const HERE_STEPS = 2;
/** Each geometry, and one whose gradients are clipped at every step. */
const RUNS = [0, 2, 4, 5];

/** The first steps are taken here, so that what PyTorch continues from has moments of its own. */
async function golden(folder: string): Promise<void> {
  const read = async (name: string) => readSafetensors(Uint8Array.from(await readFile(new URL(name, GOLDEN))));
  const weights = await read('vit.safetensors');
  const images = (await read('images.safetensors')).tensors;
  const { samplesPerClass, runs } = JSON.parse(await readFile(new URL('trajectory.json', GOLDEN), 'utf8')) as Trajectory;
  const shape = Object.fromEntries(Object.entries(weights.metadata).map(([key, value]) => [key, Number(value)]));
  const initial = Object.fromEntries(Object.entries(weights.tensors).map(([name, { data }]) => [name, data as Float32Array]));
  const pixels = images.images!.data as Uint8Array;
  const size = images.images!.shape[1]!;
  const labels = Int32Array.from(images.labels!.data as Int32Array);
  for (const i of RUNS) {
    const { config: wanted, optimizer: recipe, steps } = runs[i]!;
    const { mode, ...head } = wanted;
    const { betas, learningRate, epsilon, weightDecay, clipNorm } = recipe;
    const config: ExperimentConfig = parseConfig({
      ...defaultConfig,
      imageSet: 'golden',
      model: {
        ...{ image: shape.image, patch: shape.patch, width: shape.dim, depth: shape.depth, heads: shape.heads },
        ...{ mlpRatio: shape.mlpRatio, embedding: shape.embedding, pooling: 'class token', initialisation: 'timm' },
      },
      head: { ...head, initialRadius: 0 },
      batch: { classes: steps[0]!.indices.length / samplesPerClass, samplesPerClass },
      augmentation: { cropScale: 1, flip: 0, normalisation: 'timm' },
      optimizer: { learningRate, beta1: betas[0], beta2: betas[1], epsilon, weightDecay, clipNorm, schedule: 'constant', warmupSteps: 0 },
      steps: steps.length,
      runs: [{ id: mode, name: mode, geometry: mode }],
    });
    const learner = createVitLearner({
      model: config.model,
      geometry: mode,
      head: config.head,
      optimizer: config.optimizer,
      seed: 1,
      initial,
    });
    const metrics: MetricRow[] = [];
    for (const [at, { indices }] of steps.slice(0, HERE_STEPS).entries()) {
      const batch = new Uint8Array(indices.length * size * size * 3);
      indices.forEach((row, place) =>
        batch.set(pixels.subarray(row * size * size * 3, (row + 1) * size * size * 3), place * size * size * 3),
      );
      const measured = await learner.step({ pixels: batch, n: indices.length, size, samplesPerClass }, learningRate);
      metrics.push({ step: at + 1, ...measured, learningRate });
    }
    const { featureScale, parameters } = await learner.state();
    learner.dispose();
    const record: ExperimentRecord = {
      ...ABOUT,
      ...{ id: `golden ${i}`, versions: ABOUT.versions, applied: [], evaluated: [], finalTests: [] },
      imageSet: { id: 'golden', name: 'Golden', images: labels.length, classes: new Set(labels).size },
      configuration: config,
      step: HERE_STEPS,
      parameters: parameterCount(config.model),
      runs: [{ id: mode, configuration: config.runs[0]!, featureScale, metrics: metricView(metrics), evaluations: [], snapshots: [] }],
      checkpoint: { config, applied: [], step: HERE_STEPS, sources: [], runs: [{ id: mode, featureScale, parameters }] },
    };
    const classes = Array.from({ length: new Set(labels).size }, (_, label) => ({ path: `class ${label}`, name: `class ${label}` }));
    const handover = {
      sources: await handoverSources(),
      images: { disjointClasses: true, classes, labels, split: new Uint8Array(labels.length), pixels: { data: pixels, side: size } },
    };
    await zipped(folder, `golden-${i}.zip`, archiveEntries({ record, classes, handover }));
    const left = steps.slice(HERE_STEPS);
    await written(folder, `golden-${i}.json`, { batches: left.map(({ indices }) => indices), steps: left, first: metrics });
  }
}

const evaluationOf = ({ step, part, head, n, retrieval, bodyRetrieval, norms }: RunSnapshot): EvaluationRecord => ({
  ...{ step, part, head, images: n, of: n, retrieval, bodyRetrieval, clippedShare: norms.clippedShare },
});

/** Steps before the export, and after it. */
const [BEFORE, AFTER] = [3, 4];

/** With crops, flips, the set's own normalisation, a warm-up and calibrated features: all that PyTorch has to do alike. */
async function page(folder: string): Promise<ExperimentRecord> {
  const store = syntheticStore({ size: 12 });
  const config = tinyConfig({
    augmentation: { cropScale: 0.3, flip: 0.5, normalisation: 'image set' },
    optimizer: { warmupSteps: 2, schedule: 'cosine', clipNorm: 0.5 },
    steps: BEFORE + AFTER,
    evaluation: { every: BEFORE, split: 'validation' },
  });
  const experiment = await Experiment.create({ config, images: imageSetInMemory(store), createLearner: createVitLearner });
  const rows = new Map<string, MetricRow[]>(config.runs.map(({ id }) => [id, []]));
  const advance = async (steps: number) => {
    for (let i = 0; i < steps; i++)
      for (const [id, measured] of Object.entries(await experiment.advance())) rows.get(id)!.push({ ...measured });
  };
  const evaluated = async () => {
    const all = new Map<string, RunSnapshot>();
    for await (const news of experiment.evaluate()) if ('snapshots' in news) for (const one of news.snapshots) all.set(one.run, one);
    return all;
  };
  await advance(BEFORE);
  const snapshots = await evaluated();
  const checkpoint = await experiment.checkpoint();
  const { info } = experiment;
  const record: ExperimentRecord = {
    ...ABOUT,
    ...{ id: 'page', title: 'Half-way', applied: [], finalTests: [] },
    imageSet: { id: store.info.id, name: store.info.title, images: store.info.count, classes: store.info.classes.length },
    configuration: config,
    step: BEFORE,
    parameters: info.parameters,
    evaluated: [
      { part: info.part, rows: info.evaluationRows, labels: info.evaluationRows.map((row) => store.labels[row]!), heldBack: info.heldBack },
    ],
    runs: config.runs.map((run) => {
      const snapshot = snapshots.get(run.id)!;
      return {
        ...{ id: run.id, configuration: run, featureScale: snapshot.featureScale, metrics: metricView(rows.get(run.id)!) },
        ...{ evaluations: [evaluationOf(snapshot)], snapshots: [keptSnapshot(snapshot)] },
      };
    }),
    checkpoint,
  };
  const { classes } = store.info;
  const images = {
    disjointClasses: true,
    classes,
    labels: store.labels,
    split: store.split,
    pixels: { data: store.pixels, side: store.info.size },
  };
  const exported: Exported = { record, classes, handover: { sources: await handoverSources(), images } };
  await zipped(folder, 'page.zip', archiveEntries(exported));
  await advance(AFTER);
  const later = await evaluated();
  const further = await Experiment.create({
    ...{ config: { ...config, steps: BEFORE + AFTER + 2 }, images: imageSetInMemory(store), createLearner: createVitLearner },
    checkpoint: await experiment.checkpoint(),
  });
  const next = [await further.advance(), await further.advance()];
  const fresh = await Experiment.create({ config, images: imageSetInMemory(store), createLearner: createVitLearner });
  const first = await fresh.advance();
  await written(folder, 'page.json', {
    before: BEFORE,
    steps: Object.fromEntries([...rows].map(([id, own]) => [id, own.slice(BEFORE)])),
    first,
    next,
    featureScales: info.featureScales,
    evaluations: Object.fromEntries([...later].map(([id, one]) => [id, { ...evaluationOf(one), features: [...one.features] }])),
    embeddings: Object.fromEntries(
      record.runs.map((run) => {
        const { features, n, d, head } = run.snapshots[0]!;
        const { sphere, ball } = embed(features, n, d, run.configuration.geometry, head);
        return [
          run.id,
          { n, d, features: [...features], ...(sphere ? { sphere: [...sphere] } : {}), ...(ball ? { ball: [...ball] } : {}) },
        ];
      }),
    ),
    labels: [...record.evaluated[0]!.labels],
    metrics: record.runs.map(({ metrics }) => [...metrics.loss]),
  });

  const base = { ...config, runs: config.runs.slice(0, 1) };
  const definition = {
    ...{ id: 'a sweep', title: 'Temperature', date: ABOUT.date, imageSet: record.imageSet, base, metric: 'recall@1' as const },
    grid: { 'runs.geometry': ['spherical', 'hyperbolic'], 'head.tauSpherical': [0.05, 0.2], 'head.tauHyperbolic': [0.1, 0.4] },
    budget: { steps: 4 },
  };
  const of = (id: string): ExperimentRecord => ({ ...record, id });
  await zipped(
    folder,
    'sweep.zip',
    archiveOfSeveral({
      ...{ title: 'Temperature', experiments: [{ record: of('cell 1') }, { record: of('cell 2') }] },
      ...{ sweep: { definition, cellOf: ['1', '2'] }, handover: { definition, sources: await handoverSources(), images } },
    }),
  );
  return record;
}

const [folder] = process.argv.slice(2);
if (folder === undefined) throw new Error('Say where: tsx tools/handover/fixtures.ts DIR');
await mkdir(folder, { recursive: true });
await tf.setBackend('cpu');
await page(folder);
await golden(folder);

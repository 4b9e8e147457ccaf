/** Records made up for tests: every field that can be there is there in some of them, and the same seed gives the same record. */
import { defaultConfig } from '../../configuration/presets';
import { geometries, headOf } from '../../configuration/schema';
import type { NormHistogram } from '../../metrics/norms';
import type { RetrievalMetrics } from '../../metrics/retrieval/retrieval';
import type { WeightsBand } from '../../metrics/negatives/weightsBand';
import { createRandom, type Random } from '../../random/random';
import { MetricColumns } from '../metricColumns';
import { RECORD_VERSION, type EvaluationRecord, type ExperimentRecord, type RunRecord, type SnapshotRecord } from '../schema';

const maybe = (random: Random) => random.next() < 0.5;
const values = (random: Random, length: number) => Float32Array.from({ length }, () => random.normal());
/** Some are not finite, some are negative zeros: as training may leave them. */
const number = (random: Random): number => [NaN, -0, Infinity, random.normal(), random.normal() * 1e-30][random.int(5)]!;

const partsOfRecall = (random: Random): Pick<RetrievalMetrics, 'byClassSize' | 'byLevel'> => {
  const part = () => ({ recallAt1: random.next(), standardError: random.next(), queries: random.int(1000) });
  return {
    byClassSize: ([1, 3, 4] as const).map((quartile) => ({ ...part(), quartile, classes: 1 + random.int(9), from: quartile, to: 9 })),
    byLevel: Array.from({ length: random.int(3) }, (_, i) => ({
      ...part(),
      level: i + 1,
      groups: 2 + random.int(9),
      chance: number(random),
    })),
  };
};

const retrieval = (random: Random): RetrievalMetrics => ({
  recallAt: { 1: random.next(), 2: random.next(), 4: random.next(), 8: random.next() },
  standardError: random.next(),
  queries: random.int(1000),
  excluded: random.int(10),
  rPrecision: number(random),
  mapAtR: number(random),
  ...(maybe(random) ? partsOfRecall(random) : {}),
});

const band = (random: Random): WeightsBand => {
  const ranks = 1 + random.int(30);
  return {
    ranks: Float32Array.from({ length: ranks }, (_, i) => i + 1),
    median: values(random, ranks),
    lower: values(random, ranks),
    upper: values(random, ranks),
    effective: number(random),
    top1: random.next(),
    top6: random.next(),
    ...(maybe(random) ? { top24: random.next(), falseNeighbours: random.next() } : {}),
  };
};

const norms = (random: Random): NormHistogram => {
  const bins = random.int(20);
  return { edges: values(random, bins + 1), counts: values(random, bins), mean: random.next(), clippedShare: random.next() };
};

const measured = (random: Random) => ({
  ...(maybe(random)
    ? {
        seen: {
          images: random.int(600),
          classes: random.int(60),
          head: retrieval(random),
          body: retrieval(random),
          unseen: retrieval(random),
        },
      }
    : {}),
  ...(maybe(random) ? { spread: { alignment: number(random), uniformity: number(random) } } : {}),
  ...(maybe(random) ? { hyperbolicity: { relativeDelta: random.next(), deviation: number(random), subsets: 8, size: 200 } } : {}),
});

export function randomRecord(seed: number | string): ExperimentRecord {
  const random = createRandom(seed).fork('record');
  const config = {
    ...defaultConfig,
    seed: random.int(1000),
    runs: Array.from({ length: 1 + random.int(4) }, (_, i) => ({
      id: `run-${i}`,
      name: `run ${i} «τ»`,
      geometry: geometries[random.int(3)]!,
      ...(maybe(random) ? { seed: random.int(100) } : {}),
      ...(maybe(random) ? { head: { c: 0.1 + random.next() } } : {}),
      ...(maybe(random) ? { optimizer: { learningRate: 1e-3 + random.next(), schedule: 'cosine' as const } } : {}),
    })),
  };
  const n = 2 + random.int(40);
  const d = 2 + random.int(12);
  const part = maybe(random) ? ('validation' as const) : ('test' as const);
  // Some were looked at on a subset.
  const sampled = maybe(random) ? { places: Int32Array.from({ length: n >> 1 }, (_, i) => 2 * i), of: n } : undefined;
  const shown = sampled?.places.length ?? n;
  const steps = Array.from({ length: random.int(5) }, (_, i) => i * 50);

  const runs = config.runs.map((run): RunRecord => {
    const head = headOf(config, run);
    const dimensions = run.geometry === 'spherical' ? 3 : 2;
    const layout = (method: SnapshotRecord['projection']['method']) => ({
      method,
      points: values(random, shown * dimensions),
      dimensions: dimensions as 2 | 3,
      neighboursKept: random.next(),
      distortion: number(random),
    });
    const metrics = new MetricColumns();
    const taken = random.int(400);
    for (let step = 1; step <= taken; step++)
      metrics.append({ step, loss: number(random), accuracy: number(random), gradientNorm: random.next(), learningRate: 1e-3 });
    return {
      id: run.id,
      configuration: run,
      featureScale: random.next(),
      metrics: metrics.view(),
      evaluations: steps.map((step): EvaluationRecord => ({
        step,
        part,
        images: sampled ? sampled.places.length : n,
        of: n,
        head,
        retrieval: retrieval(random),
        bodyRetrieval: retrieval(random),
        clippedShare: random.next(),
        ...(maybe(random) ? { seconds: random.next() * 100 } : {}),
        ...measured(random),
      })),
      snapshots: steps.map((step): SnapshotRecord => ({
        step,
        part,
        head,
        ...(sampled ? { subset: sampled } : {}),
        features: values(random, shown * d),
        precision: 'float32',
        n: shown,
        d,
        featureScale: random.next(),
        retrieval: retrieval(random),
        bodyRetrieval: retrieval(random),
        projection: layout(dimensions === 3 ? 'sphere PCA' : 'tangent PCA'),
        layouts: maybe(random) ? [layout(dimensions === 3 ? 'spherical neighbours' : 'hyperbolic neighbours')] : [],
        weights: { batch: band(random), evaluation: band(random) },
        norms: norms(random),
        ...(maybe(random) ? { coarser: 'int8 with one scale a row' } : {}),
        ...measured(random),
      })),
    };
  });

  const words = (): [number, number, number, number] => [
    random.int(2 ** 32),
    random.int(2 ** 32),
    random.int(2 ** 32),
    random.int(2 ** 32),
  ];
  const state = () => ({ words: words(), spare: maybe(random) ? random.normal() : null });
  const moments = (length: number): [Float32Array, Float32Array, Float32Array] => [
    values(random, length),
    values(random, length),
    new Float32Array(length),
  ];
  const applied = maybe(random) ? [{ step: 10, head: { tauSpherical: 0.2 } }] : [];
  return {
    version: RECORD_VERSION,
    id: `experiment ${seed}`,
    date: '2026-11-24T10:00:00Z',
    versions: { app: '0.1.0', tfjs: '4.22.0', browser: 'HeadlessChrome/140' },
    backend: { backend: 'wasm', adapter: 'SIMD, 2 threads' },
    imageSet: { id: 'emoji', name: 'Emoji', images: 5000, classes: 600, contentHash: 'sha-256-sheets:0123456789abcdef' },
    configuration: config,
    applied,
    step: steps.at(-1) ?? 0,
    parameters: random.int(1_000_000),
    baselines: { rawPixels: retrieval(random), ...(maybe(random) ? { untrained: retrieval(random) } : {}) },
    evaluated: [
      {
        part,
        rows: Int32Array.from({ length: n }, (_, i) => 3 * i),
        labels: Int32Array.from({ length: n }, () => random.int(7)),
        heldBack: random.int(100),
        ...(maybe(random) ? { reason: 'too few classes' } : {}),
      },
    ],
    runs,
    finalTests: Array.from({ length: random.int(3) }, (_, i) => ({
      step: random.int(400),
      times: i + 1,
      images: random.int(1000),
      classes: random.int(100),
      head: config.head,
      runs: runs.map(({ id }) => ({ id, retrieval: retrieval(random), bodyRetrieval: retrieval(random) })),
    })),
    anchor: random.int(n),
    ...(maybe(random) ? { title: 'a “title”', inForce: [{ from: 20, configuration: config }] } : {}),
    ...(maybe(random) ? { elsewhere: [{ step: 25, file: 'experiment-step-25.zip', bytes: 1000 }] } : {}),
    ...(maybe(random)
      ? {
          checkpoint: {
            config,
            applied,
            step: 3,
            sources: [
              {
                seed: 1,
                state: { sampler: { random: state(), queue: [1, 2], peeked: maybe(random) ? [3] : null }, augmentation: state() },
              },
            ],
            baselines: { rawPixels: retrieval(random), untrained: retrieval(random) },
            ...(maybe(random) ? { finalTests: random.int(3) } : {}),
            runs: config.runs.map(({ id }) => ({
              id,
              featureScale: random.next(),
              parameters: { 'blocks.0.attn.qkv.weight': moments(12), 'head/../bias': moments(3), 'head:..:bias': moments(2) },
            })),
          },
        }
      : {}),
  };
}

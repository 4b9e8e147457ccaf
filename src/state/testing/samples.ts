/** Made-up experiments for the tests of the state: small, plausible, always the same. */
import { defaultConfig } from '../../core/configuration/presets';
import { headOf, type ExperimentConfig, type RunInput } from '../../core/configuration/schema';
import type { RetrievalMetrics } from '../../core/metrics/retrieval/retrieval';
import type { WeightsBand } from '../../core/metrics/negatives/weightsBand';
import { keptSnapshot } from '../../core/record/join';
import { metricView } from '../../core/record/metricColumns';
import { RECORD_VERSION, type ExperimentRecord } from '../../core/record/schema';
import type { MeasuredSnapshot } from '../session/phase';
import { recordingOf, type Recording } from '../library/recording';

/** A sequence in [−1, 1) that is the same every time. */
function sequence(length: number, seed: number): Float32Array {
  let state = seed;
  return Float32Array.from({ length }, () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 31 - 1;
  });
}

export function sampleRetrieval(recall: number): RetrievalMetrics {
  return {
    recallAt: { 1: recall, 2: recall + 0.05, 4: recall + 0.1, 8: recall + 0.15 },
    standardError: 0.01,
    queries: 40,
    excluded: 2,
    rPrecision: recall / 2,
    mapAtR: recall / 3,
    byClassSize: ([1, 2, 3, 4] as const).map((quartile) => ({
      ...{ quartile, classes: 3, from: 2 * quartile, to: 2 * quartile + 1 },
      ...{ recallAt1: recall + quartile / 100, standardError: 0.02, queries: 10 },
    })),
    byLevel: [1, 2, 3].map((level) => ({
      ...{ level, groups: 2 * level, chance: 0.5 / level },
      ...{ recallAt1: recall + 0.3 / level, standardError: 0.02, queries: 40 },
    })),
  };
}

function sampleBand(ranks: number): WeightsBand {
  const curve = (factor: number) => Float32Array.from({ length: ranks }, (_, i) => factor / (i + 1));
  return {
    ranks: Float32Array.from({ length: ranks }, (_, i) => i + 1),
    median: curve(0.1),
    lower: curve(0.05),
    upper: curve(0.2),
    effective: 45.7,
    top1: 0.062,
    top6: 0.15,
  };
}

export function sampleSnapshot(config: ExperimentConfig, run: RunInput, step: number, { n = 6, d = 4 } = {}): MeasuredSnapshot {
  const dimensions = run.geometry === 'spherical' ? 3 : 2;
  return {
    run: run.id ?? run.name,
    geometry: run.geometry,
    head: headOf(config, run),
    measuredWith: { config, head: headOf(config, run) },
    step,
    part: config.evaluation.split,
    features: sequence(n * d, 7 + step).map((value) => value * 3),
    n,
    d,
    featureScale: 0.137,
    retrieval: sampleRetrieval(0.25 + step / 1000),
    bodyRetrieval: sampleRetrieval(0.3),
    seen: {
      images: 512,
      classes: 60,
      head: sampleRetrieval(0.45 + step / 1000),
      body: sampleRetrieval(0.5),
      unseen: sampleRetrieval(0.35 + step / 1000),
    },
    spread: { alignment: 1.1, uniformity: -2.5 },
    hyperbolicity: { relativeDelta: 0.31, deviation: 0.01, subsets: 4, size: 200 },
    projection: {
      method: dimensions === 3 ? 'sphere PCA' : 'tangent PCA',
      points: sequence(n * dimensions, 3 + step),
      dimensions,
      neighboursKept: 0.46,
      distortion: 0.3,
    },
    weights: { batch: sampleBand(Math.min(126, n)), evaluation: sampleBand(n) },
    norms: { edges: Float32Array.of(0, 1, 2, 3), counts: Float32Array.of(1, 2, n - 3), mean: 1.5, clippedShare: 0.02 },
  };
}

/** A record of one step, as one that the page opens with. */
export function sampleRecord(size: { n: number; d: number }, config: ExperimentConfig = defaultConfig, step = 300): ExperimentRecord {
  const part = config.evaluation.split;
  return {
    version: RECORD_VERSION,
    id: 'a test',
    date: '2026-11-24',
    versions: { app: '0.1.0', tfjs: '4.22.0', browser: 'none' },
    backend: { backend: 'webgpu', adapter: 'a test' },
    imageSet: { id: config.imageSet, name: 'Emoji', images: 2 * size.n, classes: 300 },
    configuration: config,
    applied: [],
    step,
    parameters: 566_000,
    baselines: { rawPixels: sampleRetrieval(0.395), untrained: sampleRetrieval(0.25) },
    evaluated: [
      {
        part,
        rows: Int32Array.from({ length: size.n }, (_, i) => i * 2),
        labels: Int32Array.from({ length: size.n }, (_, i) => i % 300),
        heldBack: 0,
      },
    ],
    anchor: 1,
    finalTests: [],
    runs: config.runs.map((run) => {
      const snapshot = sampleSnapshot(config, run, step, size);
      const { head, retrieval, bodyRetrieval, seen, spread, hyperbolicity, norms } = snapshot;
      return {
        id: run.id,
        configuration: run,
        featureScale: 0.137,
        metrics: metricView(
          Array.from({ length: step }, (_, i) => ({
            step: i + 1,
            loss: 5 - i / 100,
            accuracy: i / 512,
            gradientNorm: 2.5,
            learningRate: 1e-3,
          })),
        ),
        evaluations: [
          {
            step,
            part,
            images: size.n,
            of: size.n,
            head,
            retrieval,
            bodyRetrieval,
            seen,
            spread,
            hyperbolicity,
            clippedShare: norms.clippedShare,
          },
        ],
        snapshots: [keptSnapshot(snapshot)],
      };
    }),
  };
}

export const sampleRecording = (size: { n: number; d: number }, config?: ExperimentConfig): Recording =>
  recordingOf(sampleRecord(size, config));

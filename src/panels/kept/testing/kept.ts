/** Rows of kept records for the tests of their table: made of a real configuration, always the same. */
import { defaultConfig } from '../../../core/configuration/presets';
import { headOf, optimizerOf, seedOf, type ExperimentConfig, type Geometry, type HeadConfig } from '../../../core/configuration/schema';
import { applyPatch } from '../../../core/configuration/validate';
import type { KeptRecord, KeptRun } from '../../../core/record/kept';

export interface KeptOptions {
  /** One run of this geometry; or `config`, for several. */
  geometry?: Geometry;
  head?: Partial<HeadConfig>;
  seed?: number;
  config?: ExperimentConfig;
  recall?: number;
  tags?: string[];
  note?: string;
  state?: KeptRecord['state'];
  error?: string;
  imageSet?: string;
  sweep?: string;
  date?: string;
  step?: number;
  checkpoint?: boolean;
}

const made = new Map<string, ExperimentConfig>();

/** The default with one run; checked once, however many records have it. */
function single(geometry: Geometry, head: Partial<HeadConfig>, seed: number): ExperimentConfig {
  const key = JSON.stringify([geometry, head, seed]);
  const config = made.get(key) ?? applyPatch(defaultConfig, { head, seed, runs: [{ id: geometry, name: geometry, geometry }] });
  made.set(key, config);
  return config;
}

/** A record whose title is its id. */
export function keptRecord(id: string, options: KeptOptions = {}): KeptRecord {
  const { geometry = 'spherical', head = {}, recall = 0.4, imageSet = 'emoji', step = 300, error, sweep } = options;
  const config = options.config ?? single(geometry, head, options.seed ?? defaultConfig.seed);
  return {
    id,
    title: id,
    tags: options.tags ?? [],
    note: options.note ?? '',
    date: options.date ?? '2026-11-24T12:00:00Z',
    imageSet: { id: imageSet, name: `The ${imageSet} set`, images: 5409, classes: 868 },
    configuration: config,
    step,
    seconds: 120,
    backend: { backend: 'wasm', adapter: 'SIMD, 2 threads' },
    versions: { app: '0.1.0', tfjs: '4.22.0', browser: 'none' },
    runs: config.runs.map((run, i): KeptRun => ({
      id: run.id,
      name: run.name,
      geometry: run.geometry,
      head: headOf(config, run),
      seed: seedOf(config, run),
      learningRate: optimizerOf(config, run).learningRate,
      evaluated: {
        step,
        part: 'validation',
        images: 2683,
        of: 2683,
        metrics: { 'recall@1': recall + i / 1000, loss: 2 - recall },
        standardError: 0.01,
      },
      sparkline: Array.from({ length: 7 }, (_, at) => [(at * step) / 6, (recall * (at + 1)) / 7 + i / 100]),
      thumbnail: {
        points: Float32Array.from({ length: 120 }, (_, at) => Math.sin(at * 12.9 + i) * 0.7),
        classes: Uint16Array.from({ length: 60 }, (_, at) => at % 11),
      },
    })),
    state: options.state ?? 'complete',
    ...(error === undefined ? {} : { error }),
    ...(sweep === undefined ? {} : { sweep: { id: sweep, cell: id } }),
    checkpoint: options.checkpoint ?? true,
    bytes: 2_000_000,
  };
}

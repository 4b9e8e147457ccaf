/** An engine and an image library in the place of the workers: they answer at once and remember what they were asked. */
import type { BackendChoice, ExperimentConfig, HeadConfig } from '../../core/configuration/schema';
import { SPLIT_CODE } from '../../core/data/imageSet';
import { Emitter } from '../../engine/emitter';
import type { ClientEvents } from '../../engine/client';
import type { BackendReport } from '../../core/backend/report';
import type { RunSnapshot } from '../../core/evaluation/snapshot';
import type { AppliedHead, Checkpoint, ExperimentInfo, StepMetrics } from '../../core/training/experiment.types';
import type { ImagePort, OpenedImageSet, Ports, TrainingPort } from '../ports';
import { sampleRetrieval, sampleSnapshot } from './samples';

export class FakeTraining implements TrainingPort {
  readonly asked: string[] = [];
  readonly events = new Emitter<ClientEvents>();
  readonly refused = new Map<BackendChoice, string>();
  report: Omit<BackendReport, 'backend'> = {
    adapter: 'test adapter',
    software: false,
    reason: 'for a test',
    rejected: [],
    available: ['webgpu', 'wasm', 'cpu'],
  };
  created: ExperimentConfig | undefined;
  lastCheckpoint: Checkpoint | undefined;
  /** Resolves `create` by hand where a test needs the time between. */
  holdCreate: Promise<void> | undefined;
  #step = 0;

  on<K extends keyof ClientEvents>(event: K, handler: (payload: ClientEvents[K]) => void): () => void {
    return this.events.on(event, handler);
  }
  async open(choice: BackendChoice): Promise<BackendReport> {
    this.asked.push(`open ${choice}`);
    const reason = this.refused.get(choice);
    if (reason) throw new Error(reason);
    this.created = undefined;
    return { ...this.report, backend: choice === 'auto' ? 'webgpu' : choice };
  }
  async load(store: { info: { id: string }; pixels: Uint8Array }): Promise<void> {
    this.asked.push(`load ${store.info.id}`);
  }
  async create(config: ExperimentConfig, checkpoint?: Checkpoint): Promise<ExperimentInfo> {
    this.asked.push(`create${checkpoint ? ` at ${checkpoint.step}` : ''}`);
    await this.holdCreate;
    this.created = config;
    this.#step = checkpoint?.step ?? 0;
    return {
      evaluationRows: Int32Array.of(6, 7, 8, 9),
      parameters: 1000,
      baselines: { rawPixels: sampleRetrieval(0.39), untrained: sampleRetrieval(0.25) },
      featureScales: {},
    };
  }
  async train(): Promise<void> {
    this.asked.push('train');
    this.#status('training');
  }
  async pause(): Promise<void> {
    this.asked.push('pause');
    this.#status('paused');
  }
  async step(count: number): Promise<Record<string, StepMetrics[]>> {
    this.asked.push(`step ${count}`);
    return this.advance(count);
  }
  async apply(head: Partial<HeadConfig>): Promise<AppliedHead> {
    this.asked.push(`apply ${JSON.stringify(head)}`);
    return { step: this.#step, head };
  }
  async snapshot(run: string): Promise<RunSnapshot> {
    const { created } = this;
    const config = created?.runs.find((entry) => entry.name === run);
    if (!created || !config) throw new Error(`There is no run “${run}”.`);
    return sampleSnapshot(created, config, this.#step, { n: 4, d: 3 });
  }
  async checkpoint(): Promise<Checkpoint> {
    this.asked.push('checkpoint');
    if (!this.created) throw new Error('nothing created');
    const baselines = { rawPixels: sampleRetrieval(0.39), untrained: sampleRetrieval(0.25) };
    const checkpoint: Checkpoint = { config: this.created, applied: [], sources: [], baselines, step: this.#step, runs: [] };
    this.lastCheckpoint = checkpoint;
    return checkpoint;
  }

  /** Takes steps and reports them, as the worker does. */
  advance(count: number): Record<string, StepMetrics[]> {
    const first = this.#step + 1;
    this.#step += count;
    const steps = Array.from({ length: count }, (_, i) => ({
      step: first + i,
      loss: 5 / (first + i),
      accuracy: 0.5,
      gradientNorm: 1,
      learningRate: 1e-3,
    }));
    const metrics = Object.fromEntries((this.created?.runs ?? []).map((run) => [run.name, steps]));
    this.events.emit('metrics', metrics);
    return metrics;
  }
  #status(state: 'training' | 'paused'): void {
    this.events.emit('status', { state, step: this.#step, steps: 300, stepsPerSecond: 0, gpuBytes: 0 });
  }
}

/** Ten images of five classes: three classes to train on, two to test. */
export class FakeImages implements ImagePort {
  readonly opened: string[] = [];
  constructor(readonly classes: Record<string, number> = { emoji: 5, few: 4 }) {}

  async list() {
    return Object.keys(this.classes).map((id) => ({ id, title: id, detail: '' }));
  }
  async remove(id: string) {
    delete this.classes[id];
  }
  async open(id: string): Promise<OpenedImageSet> {
    this.opened.push(id);
    const classes = this.classes[id];
    if (classes === undefined) throw new Error(`There is no image set ${id}.`);
    const labels = Int32Array.from({ length: classes * 2 }, (_, i) => Math.floor(i / 2));
    const split = Uint8Array.from(labels, (label) => (label < classes - 2 ? SPLIT_CODE.train : SPLIT_CODE.test));
    const info = {
      id,
      title: `The ${id} set`,
      classes: Array.from({ length: classes }, (_, i) => ({ path: `group/class ${i}`, name: `class ${i}` })),
      count: labels.length,
      size: 8,
      splitRule: 'disjoint classes',
      disjointClasses: true,
    };
    return {
      info,
      labels,
      split,
      thumbnails: { size: 8, draw: () => true, onChange: () => () => undefined },
      store: async (size) => ({ info, labels, split, pixels: new Uint8Array(labels.length * size * size * 3) }),
      close: () => undefined,
    };
  }
}

export function fakePorts(training = new FakeTraining(), images = new FakeImages()): Ports & { asked: string[] } {
  return { training: async () => training, images: async () => images, asked: training.asked };
}

import { describe, expect, it, vi } from 'vitest';
import { defaultConfig } from '../../core/configuration/presets';
import { ConfigError } from '../../core/configuration/validate';
import { createIngestStore } from '../../state/library/ingest';
import { createAsk } from '../../state/views/guest/ask';
import { createRunsStore } from '../../state/library/runs';
import { MemoryRecords } from '../../state/testing/memoryRecords';
import { createLinked } from '../../state/views/linked';
import { createPins } from '../../state/views/pins';
import { createPlace } from '../../state/views/place';
import { createSweepStore } from '../../state/sweep/sweeps';
import { createProjectionStore } from '../../state/views/projections/projections';
import { MemoryImages, localConfig, localLab, until, withLocalTraining, type LocalOptions } from '../../state/testing/local';
import { sampleSnapshot } from '../../state/testing/samples';
import { createLab, labSnapshot } from './lab';

const config = localConfig();

async function open(options?: LocalOptions) {
  const { lab: store, asked } = localLab(options);
  const ingest = createIngestStore(store, { collect: async () => [], session: () => Promise.reject(new Error('no files')) });
  const ask = createAsk(store, () => Promise.reject(new Error('no pictures')));
  const projections = createProjectionStore(store, () => Promise.reject(new Error('no projections')));
  const records = new MemoryRecords();
  const runs = createRunsStore(records, store);
  const sweeps = createSweepStore(store, { records, training: () => Promise.reject(new Error('no cells')), cores: () => 1 });
  const lab = createLab(
    { lab: store, ingest, projections, ask, place: createPlace(), records, runs, pins: createPins(), sweeps, linked: createLinked() },
    store.conductor.start(),
  );
  await lab.ready;
  return { lab, asked };
}

describe('window.lab', () => {
  withLocalTraining();

  it('goes from place to place', async () => {
    const { lab } = await open();
    expect(lab.view()).toBe('train');
    expect(lab.view('runs')).toBe('runs');
    expect(() => lab.view('attic' as never)).toThrow(/no place “attic”/);
    expect(lab.view()).toBe('runs');
  });

  it('trains, pauses, steps and resets', async () => {
    const { lab, asked } = await open();
    expect(lab.status()).toEqual({ state: 'ready', step: 0, backend: 'cpu', adapter: 'JavaScript', stepsPerSecond: 0, gpuBytes: 0 });
    const last = await lab.step(4);
    expect(Object.keys(last)).toEqual(['spherical', 'hyperbolic', 'fused']);
    expect(last.fused?.step).toBe(4);
    await until(() => lab.metrics().spherical?.steps.length === 4);
    await lab.train();
    expect(lab.status().state).toBe('training');
    await lab.pause();
    await lab.reset();
    expect(lab.metrics().spherical?.steps).toHaveLength(0);
    expect(asked()).toEqual(['open', 'load', 'create', 'step', 'train', 'pause', 'checkpoint', 'create']);
    await expect(lab.step(0)).rejects.toThrow(RangeError);
  });

  it('refuses a bad value with its path, and gives copies of the configuration', async () => {
    const { lab } = await open();
    await expect(lab.configure({ head: { c: -1 } })).rejects.toThrow(ConfigError);
    await expect(lab.configure({ head: { c: -1 } })).rejects.toThrow(/head\.c/);
    const changed = await lab.configure({ head: { c: 0.4 } });
    expect(changed.head.c).toBe(0.4);
    lab.config().head.c = 9;
    expect(lab.config().head.c).toBe(0.4);
  });

  it('tells what happens until it is told to stop', async () => {
    const { lab } = await open();
    const metrics = vi.fn();
    const status = vi.fn();
    const stop = lab.on('metrics', metrics);
    lab.on('status', status);
    await lab.step(2);
    expect(metrics.mock.calls.flatMap(([steps]) => steps.hyperbolic.map(({ step }: { step: number }) => step))).toEqual([1, 2]);
    stop();
    const calls = metrics.mock.calls.length;
    await lab.step(1);
    expect(metrics).toHaveBeenCalledTimes(calls);
    await lab.train();
    expect(status.mock.calls.at(-1)?.[0].state).toBe('training');
    expect(() => lab.on('nothing' as 'status', status)).toThrow(RangeError);
  });

  it('gives the snapshot of a run with shapes, classes and paths', async () => {
    const { lab } = await open();
    const snapshot = await lab.snapshot('fused');
    expect(snapshot.features.shape).toEqual([4, 6]);
    expect(snapshot.embedding.shape).toEqual([4, 2, 6]);
    expect(snapshot.embedding.data).toHaveLength(48);
    expect(Array.from(snapshot.labels.data)).toEqual([3, 3, 4, 4]);
    expect(snapshot.paths).toEqual(['patterns/odd/class-3', 'patterns/odd/class-3', 'patterns/even/class-4', 'patterns/even/class-4']);
    await lab.step(2);
    const together = await Promise.all(['spherical', 'hyperbolic', 'fused'].map((run) => lab.snapshot(run)));
    expect(together.map(({ step }) => step)).toEqual([2, 2, 2]);
    await expect(lab.snapshot('nothing')).rejects.toThrow(/spherical, hyperbolic, fused/);
  });

  it('judges by validation images by default, and looks the test images up when asked: counted, kept, and out of the curves', async () => {
    const { lab, asked } = await open({
      config: { evaluation: { split: defaultConfig.evaluation.split, every: 2 } },
      images: new MemoryImages({ emoji: 9 }),
    });
    await expect(lab.finalTest()).rejects.toThrow(/take at least one step first/);
    expect(asked()).not.toContain('create');
    await lab.step(2);
    expect((await lab.snapshot('fused')).part).toBe('validation');
    expect(lab.finalTests()).toEqual([]);
    const first = await lab.finalTest();
    expect(first).toMatchObject({ part: 'test', step: 2, images: 4, classes: 2, times: 1 });
    expect(Object.keys(first.runs)).toEqual(['spherical', 'hyperbolic', 'fused']);
    expect(first.runs.fused!.retrieval.queries).toBe(4);
    await lab.step(2);
    await until(() => lab.metrics().fused!.evaluations.at(-1)?.step === 4);
    expect(lab.finalTests(), 'the mark stays with its step').toEqual([first]);
    for (const { evaluations } of Object.values(lab.metrics()))
      expect(new Set(evaluations.map(({ part }) => part))).toEqual(new Set(['validation']));
    expect(await lab.finalTest()).toMatchObject({ step: 4, times: 2 });
    first.runs = {};
    expect(lab.finalTests().map(({ runs }) => Object.keys(runs).length)).toEqual([3, 3]);
    await lab.reset();
    expect(lab.finalTests()).toEqual([]);
  });

  it('embeds on the sphere, in the ball, or both', () => {
    const labels = new Int32Array(6);
    const of = (i: number) => labSnapshot(sampleSnapshot(config, config.runs[i]!, 1), labels, () => '').embedding;
    const norm = (row: ArrayLike<number>) => Math.hypot(...Array.from(row));
    const [spherical, hyperbolic, fused] = [of(0), of(1), of(2)];
    for (let row = 0; row < 6; row++) {
      expect(norm(spherical.data.subarray(row * 4, row * 4 + 4))).toBeCloseTo(1, 5);
      expect(norm(hyperbolic.data.subarray(row * 4, row * 4 + 4))).toBeLessThan(1 / Math.sqrt(0.1));
      expect(fused.data.subarray(row * 8, row * 8 + 4)).toEqual(spherical.data.subarray(row * 4, row * 4 + 4));
      expect(fused.data.subarray(row * 8 + 4, row * 8 + 8)).toEqual(hyperbolic.data.subarray(row * 4, row * 4 + 4));
    }
  });
});

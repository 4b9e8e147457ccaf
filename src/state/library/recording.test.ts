import { readFile, readdir } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { defaultConfig } from '../../core/configuration/presets';
import { decodeRecord } from '../../core/record/decode';
import type { ExperimentRecord } from '../../core/record/schema';
import { RECORDING_FILE, recordingOf, withRecorded } from './recording';
import { sampleRecord, sampleRetrieval } from '../testing/samples';

const folder = new URL('../../../public/samples/stored/', import.meta.url);
const bundled = async (file: string): Promise<ExperimentRecord> => decodeRecord(new Blob([await readFile(new URL(file, folder))]), file);

describe('a recording', () => {
  const retrieved = { retrieval: sampleRetrieval(0.4), bodyRetrieval: sampleRetrieval(0.5) };
  const at = (step: number) => sampleRecord({ n: 6, d: 4 }, defaultConfig, step);

  it('is read from a record', () => {
    const record = at(300);
    const recording = recordingOf(record);
    expect(recording).toMatchObject({ step: 300, backend: 'webgpu (a test)', recordedOn: '2026-11-24', anchor: 1, config: defaultConfig });
    expect(recording.experiment).toMatchObject({ parameters: 566_000, featureScales: { spherical: 0.137 } });
    expect(recording.labels).toBe(record.evaluated[0]!.labels);
    for (const [i, run] of recording.runs.entries()) {
      expect(run.snapshot).toMatchObject({ run: defaultConfig.runs[i]!.name, geometry: defaultConfig.runs[i]!.geometry, step: 300 });
      expect(run.snapshot.features).toBe(record.runs[i]!.snapshots[0]!.features);
      expect(run.metrics).toBe(record.runs[i]!.metrics);
      expect(run.snapshot.measuredWith).toEqual({ config: defaultConfig, head: run.snapshot.head });
    }
  });

  it('says which part it was judged by, how many images were held back for it and why, whatever its configuration asks for', () => {
    const record = at(300);
    const evaluated = [{ ...record.evaluated[0]!, part: 'test' as const, heldBack: 12, reason: 'too few classes' }];
    const runs = record.runs.map((run) => ({ ...run, snapshots: run.snapshots.map((one) => ({ ...one, part: 'test' as const })) }));
    const recording = recordingOf({ ...record, evaluated, runs });
    expect(recording.config.evaluation.split).toBe('validation');
    expect(recording.experiment).toMatchObject({ part: 'test', heldBack: 12, partReason: 'too few classes' });
    expect(recording.runs.map(({ snapshot }) => snapshot.part)).toEqual(record.runs.map(() => 'test'));
  });

  it('gives its final tests by the ids of the runs, whatever they are called, each with the head it was made with', () => {
    const record = at(300);
    const head = { ...defaultConfig.head, c: 0.5 };
    const tests = [{ step: 250, times: 1, images: 6, classes: 3, head, runs: record.runs.map(({ id }) => ({ id, ...retrieved })) }];
    const renamed = record.runs.map((run) => ({ ...run, configuration: { ...run.configuration, name: `the ${run.id} run` } }));
    const [test] = recordingOf({ ...record, runs: renamed, finalTests: tests }).finalTests;
    expect(test).toMatchObject({ part: 'test', step: 250, times: 1, config: { head: { c: 0.5 } } });
    expect(test!.runs).toEqual(Object.fromEntries(record.runs.map(({ id }) => [id, retrieved])));
  });

  it('is joined by earlier steps in order, and keeps the objects it has', () => {
    const first = recordingOf(at(300));
    const joined = [at(100), at(0), { ...at(50), id: 'another' }].reduce(withRecorded, first);
    for (const [i, run] of joined.runs.entries()) {
      expect(run.earlier.map(({ step }) => step)).toEqual([0, 100]);
      expect(run.snapshot).toBe(first.runs[i]!.snapshot);
    }
    const again = withRecorded(joined, at(200));
    expect(again.runs[0]!.earlier[0]).toBe(joined.runs[0]!.earlier[0]);
    expect(withRecorded(joined, at(100))).toBe(joined);
  });

  it('is not made of a record that holds nothing to show', () => {
    expect(() => recordingOf({ ...at(300), evaluated: [] })).toThrow(/no evaluation that could be shown/);
  });
});

describe('the bundled recording', () => {
  it('is whole, and has a picture by neighbours of every step', async () => {
    const first = await bundled(RECORDING_FILE);
    const files = (await readdir(folder)).filter((file) => file !== RECORDING_FILE).sort();
    expect(first.elsewhere!.map(({ file }) => file).sort()).toEqual(files);
    let recording = recordingOf(first);
    for (const { step, file, bytes } of first.elsewhere!) {
      const part = await bundled(file);
      expect((await readFile(new URL(file, folder))).length).toBe(bytes);
      expect(part.runs.map(({ snapshots }) => snapshots.map((snapshot) => [snapshot.step, snapshot.precision]))).toEqual(
        first.runs.map(() => [[step, 'float16']]),
      );
      recording = withRecorded(recording, part);
    }
    for (const run of recording.runs) {
      const { part } = recording.experiment;
      expect(new Set([...run.evaluations, ...run.earlier, run.snapshot].map((one) => one.part)), 'one part throughout').toEqual(
        new Set([part]),
      );
      expect(run.evaluations.map(({ step }) => step)).toEqual([...run.earlier, run.snapshot].map(({ step }) => step));
      for (const { geometry, step, layouts, projection } of [...run.earlier, run.snapshot]) {
        const [layout] = layouts!;
        expect(layout!.method).toBe(geometry === 'spherical' ? 'spherical neighbours' : 'hyperbolic neighbours');
        // Of the untrained model two fifths, where there is little to keep; of a trained one more than half: about twice what PCA keeps.
        const where = `${run.snapshot.run}, step ${step}`;
        expect(layout!.neighboursKept, where).toBeGreaterThan(step === 0 ? 0.35 : 0.5);
        expect(layout!.neighboursKept / projection.neighboursKept, where).toBeGreaterThan(step === 0 ? 1.7 : 2);
      }
      expect(first.runs.every(({ snapshots }) => snapshots[0]!.precision === 'float32')).toBe(true);
    }
  });
});

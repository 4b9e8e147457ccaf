import { describe, expect, it } from 'vitest';
import { sampleStored } from './testing/samples';
import { StoredSnapshotError, decodeStored, encodeStored, withEarlier } from './storedSnapshot';

const bufferOf = (bytes: Uint8Array): ArrayBuffer => bytes.slice().buffer as ArrayBuffer;

describe('stored snapshot', () => {
  const stored = sampleStored({ n: 50, d: 16 });
  const read = decodeStored(bufferOf(encodeStored(stored)));

  it('keeps everything but features and points exactly', () => {
    for (const [i, run] of stored.runs.entries()) {
      const again = read.runs[i]!;
      const withoutLossy = ({ snapshot }: typeof run) => ({
        ...snapshot,
        features: null,
        projection: { ...snapshot.projection, points: null },
      });
      expect(withoutLossy(again)).toEqual(withoutLossy(run));
      expect(again.evaluations).toEqual(run.evaluations);
      expect(again.metrics.map((entry) => entry.step)).toEqual(run.metrics.map((entry) => entry.step));
      again.metrics.forEach((entry, j) => {
        expect(entry.loss).toBeCloseTo(run.metrics[j]!.loss, 5);
        expect(entry.accuracy).toBe(run.metrics[j]!.accuracy);
      });
    }
    expect(read.config).toEqual(stored.config);
    expect(read.experiment).toEqual(stored.experiment);
    expect(read.labels).toEqual(stored.labels);
    expect([read.step, read.backend, read.recordedOn, read.anchor]).toEqual([
      stored.step,
      stored.backend,
      stored.recordedOn,
      stored.anchor,
    ]);
  });

  it('is joined by snapshots of earlier steps of the same recording, in order', () => {
    const at = (step: number) => ({
      ...stored,
      step,
      runs: stored.runs.map((run) => ({ ...run, snapshot: { ...run.snapshot, step } })),
    });
    const joined = [at(100), at(0), at(300), { ...at(50), recordedOn: 'another day' }].reduce(withEarlier, {
      ...stored,
      earlierSteps: [0, 100],
    });
    for (const run of joined.runs) expect(run.earlier?.map(({ step }) => step)).toEqual([0, 100]);
    expect(decodeStored(bufferOf(encodeStored(joined))).earlierSteps).toEqual([0, 100]);
  });

  it('keeps each feature within half a step of its row’s largest magnitude', () => {
    const { snapshot } = stored.runs[0]!;
    const again = read.runs[0]!.snapshot;
    for (let row = 0; row < snapshot.n; row++) {
      const original = snapshot.features.subarray(row * snapshot.d, (row + 1) * snapshot.d);
      const largest = Math.max(...original.map(Math.abs));
      original.forEach((value, i) =>
        expect(Math.abs(value - again.features[row * snapshot.d + i]!)).toBeLessThanOrEqual((largest / 127) * 0.5001),
      );
    }
  });

  it('keeps points to 1/32767 and rows of zeros as zeros', () => {
    const { snapshot } = stored.runs[0]!;
    snapshot.projection.points.forEach((value, i) =>
      expect(Math.abs(value - read.runs[0]!.snapshot.projection.points[i]!)).toBeLessThanOrEqual(0.51 / 32767),
    );
    const flat = sampleStored({ n: 2, d: 4 });
    flat.runs[0]!.snapshot.features.fill(0);
    expect(decodeStored(bufferOf(encodeStored(flat))).runs[0]!.snapshot.features).toEqual(new Float32Array(8));
  });

  it('reads the format before, which lacks what was not measured then', () => {
    const bytes = encodeStored(stored);
    const length = new DataView(bytes.buffer).getUint32(4, true);
    const header = new TextDecoder().decode(bytes.subarray(8, 8 + length));
    const older = header
      .replace('"format":2', '"format":1')
      .replaceAll(/,"(rPrecision|mapAtR|bodyRPrecision|bodyMapAtR|alignment|uniformity|relativeDelta)":[-0-9.e]+/g, '')
      .replaceAll(/"accuracy":\{[^}]*\},/g, '')
      .replaceAll(/,"seen":\{.*?\}\},"spread":\{[^}]*\},"hyperbolicity":\{[^}]*\}/g, '');
    expect(older).not.toMatch(/accuracy|rPrecision|mapAtR|hyperbolicity|"seen"/);
    const json = new TextEncoder().encode(older.padEnd(older.length + ((4 - (older.length % 4)) % 4)));
    const start = 8 + Math.ceil(length / 4) * 4;
    const file = new Uint8Array(8 + Math.ceil(json.length / 4) * 4 + bytes.length - start);
    file.set(bytes.subarray(0, 4));
    new DataView(file.buffer).setUint32(4, json.length, true);
    file.set(json, 8);
    file.set(bytes.subarray(start), 8 + Math.ceil(json.length / 4) * 4);
    const again = decodeStored(file.buffer).runs[0]!;
    expect(again.metrics[3]).toMatchObject({ step: 4, accuracy: NaN });
    expect(again.metrics[3]!.loss).toBeCloseTo(stored.runs[0]!.metrics[3]!.loss, 5);
    expect(again.snapshot.retrieval).toEqual({ ...stored.runs[0]!.snapshot.retrieval, rPrecision: NaN, mapAtR: NaN });
    expect([again.snapshot.seen, again.snapshot.hyperbolicity]).toEqual([undefined, undefined]);
  });

  it('stays below 1.5 MB for three runs of the bundled set', () => {
    expect(encodeStored(sampleStored({ n: 2690, d: 128 })).byteLength).toBeLessThan(1.5 * 2 ** 20);
  });

  it('refuses what is no stored snapshot, and one that is cut off', () => {
    expect(() => decodeStored(new TextEncoder().encode('<!doctype html>').buffer as ArrayBuffer)).toThrow(StoredSnapshotError);
    expect(() => decodeStored(new ArrayBuffer(0))).toThrow(StoredSnapshotError);
    const whole = encodeStored(stored);
    expect(() => decodeStored(bufferOf(whole.subarray(0, whole.length - 100)))).toThrow(/cut off/);
  });
});

import { describe, expect, it } from 'vitest';
import { defaultConfig } from '../../core/configuration/presets';
import { KeptSnapshot, packedBytes } from './keptSnapshot';
import {
  BYTES_KEPT,
  MOST_KEPT,
  keptSteps,
  mostKept,
  nearestStep,
  placeAt,
  thinned,
  withKept,
  type SnapshotHistory,
} from './snapshotHistory';
import { sampleSnapshot } from '../testing/samples';

const run = { name: 'spherical', geometry: 'spherical' } as const;
const snapshotAt = (step: number, size = { n: 6, d: 4 }) => sampleSnapshot(defaultConfig, run, step, size);
const steps = (history: readonly { step: number }[]) => history.map(({ step }) => step);

/** A history after evaluations every `every` steps up to `last`. */
function grown(last: number, every = 1, most = 12): { step: number }[] {
  let history: { step: number }[] = [];
  for (let step = 0; step <= last; step += every) history = thinned([...history, { step }], most);
  return history;
}

describe('a snapshot that is kept', () => {
  it('is itself while it is the newest, and the same object as long as someone shows it', () => {
    const snapshot = snapshotAt(10);
    const kept = new KeptSnapshot(snapshot);
    expect(kept.open()).toBe(snapshot);
    kept.pack();
    expect(kept.open()).toBe(snapshot);
    expect(kept.step).toBe(10);
  });

  it('keeps features to a 32,767th of a row’s largest, and everything else as it was', () => {
    const snapshot = snapshotAt(10, { n: 50, d: 16 });
    const original = snapshot.features.slice();
    const kept = packedAndForgotten(snapshot);
    const { features, projection, ...rest } = kept;
    const { projection: before } = snapshot;
    expect({ ...rest, features: snapshot.features, projection: before }).toEqual(snapshot);
    expect(features).not.toBe(snapshot.features);
    for (let row = 0; row < 50; row++) {
      const largest = Math.max(...original.subarray(row * 16, row * 16 + 16).map(Math.abs));
      for (let i = row * 16; i < row * 16 + 16; i++) expect(Math.abs(features[i]! - original[i]!)).toBeLessThanOrEqual(largest / 60_000);
    }
    projection.points.forEach((value, i) => expect(value).toBeCloseTo(before.points[i]!, 4));
    expect({ ...projection, points: 0 }).toEqual({ ...before, points: 0 });
  });

  it('survives rows of zeros, and does not make numbers of what is none', () => {
    const snapshot = snapshotAt(10);
    snapshot.features.fill(0, 0, 4);
    snapshot.features[5] = Infinity;
    const { features } = packedAndForgotten(snapshot);
    expect([...features.subarray(0, 4)]).toEqual([0, 0, 0, 0]);
    expect(features.subarray(4, 8).every(Number.isFinite)).toBe(false);
    expect(features.subarray(8).every(Number.isFinite)).toBe(true);
  });
});

/** Packed and opened again as if nobody had held on to it. */
function packedAndForgotten(snapshot: ReturnType<typeof snapshotAt>) {
  const deref = WeakRef.prototype.deref;
  const kept = new KeptSnapshot(snapshot);
  kept.pack();
  try {
    WeakRef.prototype.deref = () => undefined;
    return kept.open();
  } finally {
    WeakRef.prototype.deref = deref;
  }
}

describe('how many are kept', () => {
  it('is bounded by number and by bytes of all runs together', () => {
    expect(mostKept(2167, 128, 3)).toBe(MOST_KEPT);
    const most = mostKept(10_000, 128, 8);
    expect(most).toBeLessThan(MOST_KEPT);
    expect(most).toBeGreaterThan(6);
    expect(8 * most * packedBytes(10_000, 128)).toBeLessThanOrEqual(BYTES_KEPT);
    expect(mostKept(1_000_000, 1024, 8)).toBe(3);
  });
});

describe('thinning', () => {
  it('drops nothing before it has to', () => {
    expect(steps(grown(11))).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]);
    expect(grown(12)).toHaveLength(12);
  });

  it('keeps the first and the newest, whatever comes', () => {
    for (const last of [12, 57, 400]) {
      const kept = steps(grown(last));
      expect(kept).toHaveLength(12);
      expect([kept[0], kept.at(-1)]).toEqual([0, last]);
      expect(kept).toEqual([...kept].sort((a, b) => a - b));
    }
  });

  it('thins with age, and yet leaves the beginning some', () => {
    const kept = steps(grown(400));
    const gaps = kept.slice(1).map((step, i) => step - kept[i]!);
    const half = gaps.length / 2;
    const mean = (values: number[]) => values.reduce((a, b) => a + b, 0) / values.length;
    expect(mean(gaps.slice(0, Math.floor(half)))).toBeGreaterThan(1.5 * mean(gaps.slice(Math.ceil(half))));
    expect(kept.filter((step) => step <= 200).length).toBeGreaterThanOrEqual(3);
    expect(Math.max(...gaps)).toBeLessThan(400 / 4);
  });

  it('never drops the step on show', () => {
    let history: { step: number }[] = [];
    for (let step = 0; step <= 300; step++) history = thinned([...history, { step }], 8, step >= 57 ? 57 : undefined);
    expect(steps(history)).toContain(57);
    expect(history).toHaveLength(8);
  });
});

describe('the history of a run', () => {
  const history = (...at: number[]) => at.reduce<SnapshotHistory>((before, step) => withKept(before, snapshotAt(step), 1), []);

  it('takes a step that comes late in its place, and a step that is reported again for what it was', () => {
    expect(steps(history(10, 20, 0, 30))).toEqual([0, 10, 20, 30]);
    const all = snapshotAt(0);
    const kept = withKept(withKept(history(0, 10), all, 1), snapshotAt(20), 1);
    expect(steps(kept)).toEqual([0, 10, 20]);
    expect(kept[0]!.open()).toBe(all);
  });

  it('shows a step by the last snapshot up to it', () => {
    const kept = history(10, 20, 30);
    expect([5, 10, 19, 20, 99].map((step) => placeAt(kept, step))).toEqual([0, 0, 0, 1, 2]);
    expect(placeAt([], 5)).toBe(-1);
  });

  it('gives the steps of all runs together', () => {
    expect(keptSteps([{ history: history(0, 10) }, { history: history(0, 20) }, { history: [] }])).toEqual([0, 10, 20]);
    expect(nearestStep([0, 10, 20], 14)).toBe(10);
    expect(nearestStep([0, 10, 20], 16)).toBe(20);
    expect(nearestStep([], 3)).toBeUndefined();
  });
});

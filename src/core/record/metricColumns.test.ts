import { describe, expect, it } from 'vitest';
import { createRandom } from '../random/random';
import {
  METRIC_NAMES,
  MOST_ROWS,
  MetricColumns,
  NO_METRICS,
  metricIndex,
  metricRow,
  metricRows,
  metricView,
  metricsUpTo,
  type MetricRow,
} from './metricColumns';

const rowAt = (step: number, loss = 1 / step): MetricRow => ({
  step,
  loss,
  accuracy: step / 1e6,
  gradientNorm: 3 + loss,
  learningRate: 1e-3,
});
const filled = (rows: Iterable<MetricRow>, most?: number) => {
  const columns = new MetricColumns(most);
  for (const row of rows) columns.append(row);
  return columns;
};
const noisy = (count: number, seed: number) => {
  const random = createRandom(seed);
  return Array.from({ length: count }, (_, i) => rowAt(i + 1, 5 / Math.sqrt(i + 1) + random.normal()));
};

describe('metric columns', () => {
  it('gives back every row as it came while there is room', () => {
    const rows = noisy(MOST_ROWS, 1);
    const view = filled(rows).view();
    expect(view.bucket).toBe(1);
    expect([...metricRows(view)]).toEqual(rows);
    expect(metricRow(view, -1)).toEqual(rows.at(-1));
    expect(metricRow(view, MOST_ROWS)).toBeUndefined();
    expect(metricRow(NO_METRICS, -1)).toBeUndefined();
  });

  it('keeps a million steps in bounded room: the first, the last and the extremes of every bucket, exact', () => {
    const most = 512;
    const random = createRandom(2);
    const columns = new MetricColumns(most);
    const losses = new Float64Array(1_000_001);
    let largest = 0;
    for (let step = 1; step <= 1_000_000; step++) {
      columns.append(rowAt(step, (losses[step] = random.normal())));
      largest = Math.max(largest, columns.length);
    }
    expect(largest).toBeLessThanOrEqual(most);
    const view = columns.view();
    expect(view.length).toBeGreaterThanOrEqual(most / 3);
    expect([view.step[0], view.step[view.length - 1]]).toEqual([1, 1_000_000]);
    for (let i = 0; i < view.length; i++) expect(metricRow(view, i)).toEqual(rowAt(view.step[i]!, losses[view.step[i]!]));

    let buckets = 0;
    for (let from = 0; from <= 1_000_000; from += view.bucket, buckets++) {
      const all = losses.subarray(Math.max(1, from), Math.min(1_000_001, from + view.bucket));
      const kept = view.loss.filter((_, i) => view.step[i]! >= from && view.step[i]! < from + view.bucket);
      expect([Math.min(...kept), Math.max(...kept)]).toEqual([all.reduce((a, b) => Math.min(a, b)), all.reduce((a, b) => Math.max(a, b))]);
    }
    expect(buckets).toBeGreaterThan(most / 16);
  });

  it('keeps the same of the same rows however they arrive, and where it goes on from a view', () => {
    const rows = noisy(5000, 3);
    const whole = filled(rows, 256).view();
    const random = createRandom(4);
    let parts = new MetricColumns(256);
    for (const row of rows) {
      parts.append(row);
      if (random.next() < 0.01) parts = MetricColumns.from(parts.view(), 256);
    }
    expect(parts.view()).toEqual(whole);
    expect(MetricColumns.from(metricView(rows), 256).length).toBeLessThanOrEqual(256);
  });

  it('keeps steps that are far apart: what is bounded is rows, not the span', () => {
    const view = filled(Array.from({ length: 100 }, (_, i) => rowAt(1 + i * 1_000_000))).view();
    expect(view.length).toBe(100);
    const sparse = filled([...noisy(60, 5), ...Array.from({ length: 60 }, (_, i) => rowAt(1000 * (i + 1), i))], 64).view();
    expect(sparse.length).toBeLessThanOrEqual(64);
    expect([sparse.step[0], sparse.step[sparse.length - 1]]).toEqual([1, 60_000]);
  });

  it('keeps a loss that is not finite as the highest of its bucket', () => {
    const rows = noisy(400, 6).map((row) => (row.step === 203 ? { ...row, loss: NaN } : row));
    const { step, loss } = filled(rows, 64).view();
    expect(loss[step.indexOf(203)]).toBeNaN();
  });

  it('replaces what is reported again, and what followed it', () => {
    const columns = filled(noisy(600, 7));
    const again = rowAt(301, 42);
    columns.append(again);
    expect([columns.length, columns.lastStep]).toEqual([301, 301]);
    expect(metricRow(columns.view(), -1)).toEqual(again);
    columns.truncate(0);
    expect([columns.length, columns.lastStep]).toEqual([0, 0]);
  });

  it('never changes a view that has been given out, and copies nothing to give one', () => {
    const rows = noisy(1000, 8);
    const random = createRandom(9);
    const columns = new MetricColumns(128);
    const given: { view: ReturnType<MetricColumns['view']>; copy: string }[] = [];
    for (const row of rows) {
      columns.append(row);
      if (random.next() < 0.05) columns.truncate(columns.lastStep - 3);
      const view = columns.view();
      given.push({ view, copy: JSON.stringify([...metricRows(view)]) });
    }
    for (const { view, copy } of given) expect(JSON.stringify([...metricRows(view)])).toBe(copy);
    expect(columns.view()).toBe(columns.view());

    const few = filled(rows.slice(0, 300));
    const before = few.view();
    few.append(rows[300]!);
    expect(few.view().loss.buffer).toBe(before.loss.buffer);
    expect(metricsUpTo(before, 100).loss.buffer).toBe(before.loss.buffer);
    expect(metricsUpTo(before, 100).length).toBe(100);
    expect(metricsUpTo(before, 1e6)).toBe(before);
    expect([metricIndex(before, 0), metricIndex(before, 77), metricIndex(before, 1e6)]).toEqual([-1, 76, 299]);
  });

  it('refuses a step that is none, and room for nothing', () => {
    expect(() => new MetricColumns().append(rowAt(1.5))).toThrow(/Step 1\.5 of a run/);
    expect(() => new MetricColumns().append({ ...rowAt(1), step: NaN })).toThrow(RangeError);
    expect(() => new MetricColumns(4)).toThrow(/at least 16/);
  });

  it('survives being sent to another thread', () => {
    const view = metricView(noisy(50, 10));
    const copy = structuredClone(view);
    for (const name of METRIC_NAMES) expect(copy[name]).toEqual(view[name]);
    expect(MetricColumns.from(copy).view()).toEqual(view);
  });
});

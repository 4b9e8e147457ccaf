import { describe, expect, it } from 'vitest';
import { evaluationRows } from './evaluationRows';

/** 60 test classes of 1 … 5 images, after ten training images. */
const labels: number[] = Array<number>(10).fill(99);
for (let label = 0; label < 60; label++) for (let i = 0; i <= label % 5; i++) labels.push(label);
const store = { labels: Int32Array.from(labels), split: Uint8Array.from(labels, (label) => (label === 99 ? 0 : 2)) };
const of = (images: number) => evaluationRows(store, { split: 'test', images });

describe('evaluated rows', () => {
  it('are all of the split where they are few enough', () => {
    expect(of(180)).toEqual(Int32Array.from({ length: 180 }, (_, i) => i + 10));
  });

  it('are those of whole classes, as many as fit, always the same and ascending', () => {
    const rows = of(50);
    expect(rows.length).toBeLessThanOrEqual(50);
    expect(rows.length).toBeGreaterThan(45);
    expect(of(50)).toEqual(rows);
    expect([...rows].sort((a, b) => a - b)).toEqual([...rows]);
    const taken = new Set(Array.from(rows, (row) => store.labels[row]!));
    const whole = labels.flatMap((label, row) => (taken.has(label) ? [row] : []));
    expect([...rows]).toEqual(whole);
    expect(taken.has(99)).toBe(false);
  });

  it('have two classes at least', () => {
    expect(new Set(Array.from(of(2), (row) => store.labels[row])).size).toBeGreaterThanOrEqual(2);
  });
});

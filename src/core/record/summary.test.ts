import { describe, expect, it } from 'vitest';
import { evenly } from './evenly';
import { keptOf } from './summary';
import { randomRecord } from './testing/randomRecord';

const records = Array.from({ length: 40 }, (_, seed) => randomRecord(seed));
const whole = records.find(({ runs, finalTests }) => finalTests.length > 0 && runs.length > 1 && runs[0]!.evaluations.length > 2)!;

describe('a record as a row', () => {
  it('says what it is, without its arrays', () => {
    const kept = keptOf(whole, { state: 'complete', seconds: 12 });
    expect(kept).toMatchObject({ id: whole.id, date: whole.date, step: whole.step, state: 'complete', seconds: 12, tags: [], note: '' });
    expect(kept.runs.map(({ id }) => id)).toEqual(whole.runs.map(({ id }) => id));
    const all = whole.runs[0]!.evaluations.filter(({ images, of }) => images === of);
    const evaluations = all.length > 0 ? all : whole.runs[0]!.evaluations;
    const last = evaluations.at(-1)!;
    expect(kept.runs[0]).toMatchObject({
      head: last.head,
      evaluated: { step: last.step, part: last.part, images: last.images, metrics: { 'recall@1': last.retrieval.recallAt[1] } },
      sparkline: evaluations.map(({ step, retrieval }) => [step, retrieval.recallAt[1]]),
    });
    const test = whole.finalTests.at(-1)!;
    const { retrieval } = test.runs.find(({ id }) => id === kept.runs[0]!.id)!;
    expect(kept.runs[0]!.tested).toMatchObject({ step: test.step, recallAt1: retrieval.recallAt[1] });
    const [smallest] = retrieval.byClassSize ?? [];
    expect(kept.runs[0]!.tested!.metrics).toMatchObject({
      'recall@8': retrieval.recallAt[8],
      ...(smallest?.quartile === 1 ? { 'recall@1 smallest classes': smallest.recallAt1 } : {}),
    });
  });

  it('compares evaluations of all images alone; where there are none, those of the subset', () => {
    const [first, second, third] = whole.runs[0]!.evaluations.map((one, i) => ({ ...one, of: 100, images: i === 1 ? 100 : 40 }));
    const keptWith = (evaluations: (typeof whole.runs)[number]['evaluations']) =>
      keptOf({ ...whole, runs: [{ ...whole.runs[0]!, evaluations }] }, { state: 'complete' }).runs[0]!;
    const mixed = keptWith([first!, second!, third!]);
    expect(mixed.evaluated).toMatchObject({ step: second!.step, images: 100, of: 100 });
    expect(mixed.sparkline.map(([step]) => step)).toEqual([second!.step]);
    const partial = keptWith([first!, third!]);
    expect(partial.evaluated).toMatchObject({ step: third!.step, images: 40, of: 100 });
    expect(partial.sparkline).toHaveLength(2);
  });

  it('says the learning rate that a run was trained with, its own where it has one', () => {
    const { configuration } = whole;
    const runs = configuration.runs.map((run, i) => (i === 0 ? { ...run, optimizer: { learningRate: 7e-4 } } : run));
    const kept = keptOf({ ...whole, inForce: undefined, configuration: { ...configuration, runs } }, { state: 'complete' });
    expect(kept.runs.slice(0, 2).map(({ learningRate }) => learningRate)).toEqual([7e-4, configuration.optimizer.learningRate]);
  });

  it('takes for a thumbnail the picture of the last snapshot', () => {
    const { thumbnail } = keptOf(whole, { state: 'complete' }).runs[0]!;
    const { projection, n, subset } = whole.runs[0]!.snapshots.at(-1)!;
    expect(thumbnail!.points).toHaveLength(2 * n);
    expect([...thumbnail!.points.subarray(2, 4)]).toEqual([
      ...projection.points.subarray(projection.dimensions, projection.dimensions + 2),
    ]);
    const { labels } = whole.evaluated[0]!;
    expect([...thumbnail!.classes]).toEqual(Array.from({ length: n }, (_, i) => labels[subset?.places[i] ?? i]));
  });

  it('keeps what people have noted, and what storage knows', () => {
    const first = {
      ...keptOf(whole, { state: 'under way' }),
      title: 'mine',
      tags: ['a'],
      note: 'look',
      bytes: 5,
      checkpoint: true,
      thinned: 2,
    };
    expect(keptOf({ ...whole, title: 'other' }, { state: 'complete' }, first)).toMatchObject({
      ...{ title: 'mine', tags: ['a'], note: 'look', bytes: 5, checkpoint: true, thinned: 2, state: 'complete' },
    });
    const failed = keptOf(whole, { state: 'failed', error: 'NaN' }, first);
    expect(failed.error).toBe('NaN');
    // What was said the last time is not said again.
    expect(keptOf(whole, { state: 'complete' }, failed).error).toBeUndefined();
  });

  it('has a title of its own where nobody has given it one', () => {
    for (const record of records) expect(keptOf(record, { state: 'complete' }).title).not.toBe('');
    expect(keptOf({ ...whole, title: undefined }, { state: 'complete' }).title).toMatch(/^Emoji: run 0/);
  });
});

describe('evenly', () => {
  it('keeps the first, the last and what lies evenly between', () => {
    const list = Array.from({ length: 101 }, (_, i) => i);
    expect(evenly(list, 5)).toEqual([0, 25, 50, 75, 100]);
    expect(evenly(list.slice(0, 5), 5)).toHaveLength(5);
    expect(evenly([], 5)).toEqual([]);
  });
});

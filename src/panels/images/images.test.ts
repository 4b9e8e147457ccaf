import { describe, expect, it, vi } from 'vitest';
import type { IngestOutcome, IngestPreview } from '../../state/library/ingest';
import { arranged, groupsOf } from './preview/arranged';
import { ingestOptions, seedProblem, splitOf, startingChoices } from './preview/choices';
import { asFolder, createCollection, nextName } from './bring/collection';
import { rejectedCsv, reportText, safeFileName } from './sets/reportFile';
import { classBars, logTicks, niceTop } from './preview/statisticsLayout';
import { ThumbnailQueue } from './preview/thumbnailQueue';
import { between, moved, scrollTo, toggled, windowOf } from './virtual';
import { webcamProblem } from './bring/webcam';
import { classNameParts, imageRate, patternProblem, timeLeft } from './words';

const preview: IngestPreview = {
  title: 'pets',
  classes: [
    { path: 'animals/cat 10', name: 'cat 10', count: 3, samples: [] },
    { path: 'animals/cat 2', name: 'cat 2', count: 1, samples: [] },
    { path: 'plants/trees/Éiche', name: 'Éiche', count: 9, samples: [] },
  ],
  images: 13,
  unlabelled: 0,
  unlabelledSamples: [],
  singletons: 1,
  edits: 0,
  rejected: [],
  ignored: 0,
  notes: [],
  labelSource: 'folders',
  labelSources: ['folders', 'none'],
  split: { preferred: 'images', possible: ['classes', 'images'] },
};

describe('long lists', () => {
  it('draw what can be seen and a little more', () => {
    expect(windowOf(0, 100, 20, 1000)).toEqual({ first: 0, end: 9 });
    expect(windowOf(2000, 100, 20, 1000)).toEqual({ first: 96, end: 109 });
    expect(windowOf(19_990, 100, 20, 1000)).toEqual({ first: 995, end: 1000 });
    expect(windowOf(5000, 100, 20, 3), 'a list that has become short').toEqual({ first: 3, end: 3 });
    expect(windowOf(0, 100, 20, 0)).toEqual({ first: 0, end: 0 });
  });

  it('scroll no further than needed to show a row', () => {
    expect(scrollTo(2, 0, 100, 20)).toBe(0);
    expect(scrollTo(10, 0, 100, 20)).toBe(120);
    expect(scrollTo(1, 200, 100, 20)).toBe(20);
  });

  it('follow the keys, in lists and in grids', () => {
    expect(moved(3, 'ArrowDown', 10, 1, 5)).toBe(4);
    expect(moved(9, 'ArrowDown', 10, 1, 5)).toBe(9);
    expect(moved(3, 'ArrowRight', 10, 1, 5), 'no key of a list').toBeUndefined();
    expect(moved(3, 'ArrowRight', 10, 4, 5)).toBe(4);
    expect(moved(3, 'ArrowDown', 10, 4, 5)).toBe(7);
    expect(moved(8, 'ArrowDown', 10, 4, 5), 'nothing below').toBe(8);
    expect(moved(3, 'PageDown', 100, 4, 5)).toBe(19);
    expect(moved(3, 'PageUp', 100, 4, 5)).toBe(0);
    expect(moved(3, 'End', 100, 4, 5)).toBe(99);
    expect(moved(0, 'End', 0, 1, 5)).toBeUndefined();
    expect(moved(0, 'x', 10, 1, 5)).toBeUndefined();
  });

  it('select ranges and turn single items over', () => {
    expect(between(5, 3)).toEqual([3, 4, 5]);
    expect([...toggled(new Set([1, 2]), 2)]).toEqual([1]);
    expect([...toggled(new Set([1]), 2)]).toEqual([1, 2]);
  });
});

describe('classes of a preview', () => {
  it('are found whatever the case and the accents, and put in order', () => {
    const names = (search: string, order: 'name' | 'most' | 'fewest') => arranged(preview.classes, search, order).map(({ name }) => name);
    expect(names('', 'name')).toEqual(['cat 2', 'cat 10', 'Éiche']);
    expect(names('', 'most')).toEqual(['Éiche', 'cat 10', 'cat 2']);
    expect(names('', 'fewest')).toEqual(['cat 2', 'cat 10', 'Éiche']);
    expect(names(' eiCHE', 'name')).toEqual(['Éiche']);
    expect(names('nothing', 'name')).toEqual([]);
  });

  it('stand in groups', () => {
    expect(groupsOf(preview.classes)).toEqual(['animals', 'plants', 'plants/trees']);
  });

  it('are named by parts, with what cannot be seen made visible', () => {
    expect(classNameParts('a/b/c')).toEqual({ group: 'a / b', name: 'c' });
    expect(classNameParts('<b>cat</b>\u0007')).toMatchObject({ group: '<b>cat<', name: 'b>␇' });
  });
});

describe('choices', () => {
  it('become options; a split that is no longer possible counts as none', () => {
    expect(ingestOptions(startingChoices, preview, 32)).toEqual({ title: 'pets', size: 64, fit: 'crop', split: 'images', seed: 1 });
    expect(ingestOptions({ ...startingChoices, title: '  ', seed: '7' }, preview, 32)).toMatchObject({ title: 'pets', seed: 7 });
    expect(splitOf({ ...startingChoices, split: 'own' }, preview)).toBe('images');
    expect(splitOf({ ...startingChoices, split: 'classes' }, preview)).toBe('classes');
  });

  it('refuse a seed that is none', () => {
    expect(seedProblem('12')).toBeUndefined();
    for (const wrong of ['', 'x', '1.5', '-1', '99999999999']) expect(seedProblem(wrong)).toBeTypeOf('string');
  });

  it('judge a pattern while it is typed', () => {
    expect(patternProblem('')).toBeUndefined();
    expect(patternProblem('([a-z]+)_\\d+')).toBeUndefined();
    expect(patternProblem('([a-z')).toContain('Not a regular expression');
    expect(patternProblem('[a-z]+')).toContain('group in parentheses');
  });
});

describe('words', () => {
  it('say rates and times so that they do not flicker', () => {
    expect(imageRate(0)).toBe('');
    expect(imageRate(3.14)).toBe('3.1 images/s');
    expect(imageRate(231.6)).toBe('232 images/s');
    expect(timeLeft(null)).toBe('');
    expect(timeLeft(0.2)).toBe('1\u202fs left');
    expect(timeLeft(41)).toBe('45\u202fs left');
    expect(timeLeft(130)).toBe('2\u202fmin left');
    expect(timeLeft(3 * 3600)).toBe('3.0\u202fh left');
  });

  it('say what to do where there is no webcam', () => {
    expect(webcamProblem(new DOMException('', 'NotAllowedError'))).toContain('Allow it');
    expect(webcamProblem(new DOMException('', 'NotFoundError'))).toContain('Connect one');
    expect(webcamProblem(new DOMException('', 'NotReadableError'))).toContain('another program');
    expect(webcamProblem(new Error('this page must be opened over https.'))).toContain('https');
  });
});

describe('what is captured', () => {
  it('is gathered by class and becomes a folder of folders', () => {
    const store = createCollection();
    const file = (type: string) => new File(['x'], 'frame', { type });
    store.getState().choose(' my cup ');
    store.getState().add(file('image/jpeg'));
    store.getState().add(file('image/jpeg'));
    store.getState().choose('../things//lamp');
    store.getState().add(file('image/png'));
    store.getState().choose('  ');
    store.getState().add(file('image/png'));
    expect(asFolder(store.getState().classes).map(({ path }) => path)).toEqual([
      'captured/my cup/0001.jpg',
      'captured/my cup/0002.jpg',
      'captured/things/lamp/0001.png',
      'captured/class 1/0001.png',
    ]);
    expect(nextName(store.getState().classes)).toBe('class 4');
    store.getState().removeLast('class 1');
    expect(store.getState().classes.map(({ name }) => name)).toEqual(['my cup', 'things/lamp']);
    store.getState().removeClass('my cup');
    expect(store.getState().classes).toHaveLength(1);
    store.getState().clear();
    expect(store.getState()).toMatchObject({ classes: [], current: 'class 1' });
  });
});

describe('the report as a file', () => {
  const outcome: IngestOutcome = {
    title: 'pets',
    rejected: [
      { name: 'a,"b".jpg', reason: 'it is empty' },
      { name: '=cmd()', reason: 'it is not an image' },
      { name: 'line\nbreak', reason: 'it is not an image' },
    ],
    failure: 'None could be read.',
  };

  it('is a table that no spreadsheet runs', () => {
    expect(rejectedCsv(outcome.rejected)).toBe(
      'file,reason\r\n"a,""b"".jpg",it is empty\r\n\'=cmd(),it is not an image\r\nline␊break,it is not an image\r\n',
    );
  });

  it('is a text that says everything', () => {
    const text = reportText(outcome);
    for (const part of ['pets', 'None could be read.', 'Left out: 3 files', '- a,"b".jpg: it is empty']) expect(text).toContain(part);
  });

  it('has a name that every file system takes', () => {
    expect(safeFileName('My <pets>: 2/3')).toBe('My-pets-2-3');
    expect(safeFileName('../..')).toBe('image-set');
  });
});

describe('statistics', () => {
  it('gather classes into as many bars as there is room for', () => {
    expect(classBars([1, 5, 3], 10)).toEqual([
      { first: 1, last: 1, count: 5 },
      { first: 2, last: 2, count: 3 },
      { first: 3, last: 3, count: 1 },
    ]);
    expect(classBars([4, 1, 3, 2], 2)).toEqual([
      { first: 1, last: 2, count: 3.5 },
      { first: 3, last: 4, count: 1.5 },
    ]);
    expect(classBars([], 5)).toEqual([]);
    const many = classBars(
      Array.from({ length: 11_318 }, (_, i) => i % 12),
      90,
    );
    expect(many).toHaveLength(90);
    expect(many.at(-1)?.last).toBe(11_318);
  });

  it('have round axes', () => {
    expect([1, 3, 24, 60, 100, 4000].map(niceTop)).toEqual([2, 4, 40, 60, 100, 4000]);
    expect(logTicks(90, 310)).toEqual([100, 300]);
    expect(logTicks(10, 5000)).toEqual([10, 100, 1000]);
    for (const [low, high] of [
      [28, 56],
      [500, 501],
      [1, 1e9],
    ] as const) {
      const ticks = logTicks(low, high);
      expect(ticks.length, `${low}–${high}`).toBeGreaterThanOrEqual(2);
      expect(ticks.length).toBeLessThanOrEqual(5);
    }
  });
});

describe('thumbnails of a preview', () => {
  const picture = () => ({ width: 1, height: 1, close: vi.fn() }) as unknown as ImageBitmap & { close: ReturnType<typeof vi.fn> };

  it('are asked for together, the latest wanted first, and told when they have come', async () => {
    const asked: number[][] = [];
    const queue = new ThumbnailQueue(
      async (entries) => {
        asked.push(entries);
        return entries.map((entry) => (entry === 7 ? null : picture()));
      },
      { together: 3 },
    );
    const told = vi.fn();
    queue.onChange(told);
    for (const entry of [1, 2, 3, 7]) expect(queue.get(entry)).toBeUndefined();
    await vi.waitFor(() => expect(told).toHaveBeenCalledTimes(1));
    expect(asked).toEqual([[2, 3, 7]]);
    expect(queue.get(2)).toMatchObject({ width: 1 });
    expect(queue.get(7), 'it cannot be decoded').toBeNull();
    expect(queue.get(1), 'it has to be wanted again').toBeUndefined();
    await vi.waitFor(() => expect(told).toHaveBeenCalledTimes(2));
    expect(queue.get(1)).toMatchObject({ width: 1 });
  });

  it('are let go when there are too many, and when they are done with', async () => {
    const made = new Map<number, ReturnType<typeof picture>>();
    const queue = new ThumbnailQueue(
      async (entries) =>
        entries.map((entry) => {
          made.set(entry, picture());
          return made.get(entry)!;
        }),
      { keep: 2 },
    );
    for (const entry of [1, 2, 3]) queue.get(entry);
    await vi.waitFor(() => expect(made.size).toBe(3));
    await vi.waitFor(() => expect(made.get(1)!.close).toHaveBeenCalled());
    expect(made.get(3)!.close).not.toHaveBeenCalled();
    queue.clear();
    expect(made.get(3)!.close).toHaveBeenCalled();
    expect(queue.get(3)).toBeUndefined();
  });

  it('count as broken where the session has ended', async () => {
    const queue = new ThumbnailQueue(() => Promise.reject(new Error('closed')));
    queue.get(1);
    await vi.waitFor(() => expect(queue.get(1)).toBeNull());
  });
});

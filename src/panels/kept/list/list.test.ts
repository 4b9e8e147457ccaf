import { describe, expect, it } from 'vitest';
import { defaultConfig } from '../../../core/configuration/presets';
import { applyPatch } from '../../../core/configuration/validate';
import type { ListedRecord } from '../../../core/record/kept';
import { keptRecord } from '../testing/kept';
import { NO_FILTER, choicesOf, itemsOf, matching, sorted, type Filter } from './arrange';
import { columnsOf } from './columns';
import { allOf, extended, keyOf, moved, successor, toggled, within, NOTHING_SELECTED } from './selection';
import { differences, settingsOf, valuesOf } from './settings';
import { sayBytes, sayDuration, tagsIn } from './words';

const low = keptRecord('low', { geometry: 'hyperbolic', head: { tauHyperbolic: 0.05 }, recall: 0.31, seed: 1, tags: ['paper'] });
const high = keptRecord('high', { geometry: 'hyperbolic', head: { tauHyperbolic: 0.2 }, recall: 0.45, seed: 2, note: 'looks *good*' });
const sphere = keptRecord('sphere', { geometry: 'spherical', recall: 0.44, seed: 1, state: 'failed', error: 'the loss is not finite' });
const three = keptRecord('three', { config: defaultConfig, recall: 0.4, imageSet: 'fashion-mnist', sweep: 's1' });
const newer = { id: 'later', newer: true, version: 9, date: '2027-01-01', bytes: 5 } as const;
const all: ListedRecord[] = [low, high, sphere, three, newer];

const found = (filter: Partial<Filter>) => {
  const { records, newer: later } = matching(all, { ...NO_FILTER, ...filter });
  return [...records, ...later].map(({ id }) => id);
};
const search = (text: string) => found({ search: text });

describe('a search', () => {
  it('finds words of title, tags, note, image set, runs and errors, all of them', () => {
    expect(search('paper')).toEqual(['low']);
    expect(search('GOOD*')).toEqual(['high']);
    expect(search('not finite')).toEqual(['sphere']);
    expect(search('"the loss is"')).toEqual(['sphere']);
    expect(search('fashion fused')).toEqual(['three']);
    expect(search('low nothing')).toEqual([]);
  });

  it('finds settings by symbol, word or path, with a value, a comparison or a range', () => {
    for (const query of ['τ_h 0.2', 'τₕ 0.2', 'tau_h=0.2', 'tauHyperbolic 0,2', 'head.tauHyperbolic = .2'])
      expect(search(query), query).toEqual(['high', 'three']);
    expect(search('τ_h<0.1')).toEqual(['low']);
    expect(search('τ_h ≤ 0.05')).toEqual(['low']);
    expect(search('τ_h 0.04…0.1')).toEqual(['low']);
    expect(search('tau_h 0.1..0.3 seed 2')).toEqual(['high']);
    expect(search('lr 1e-3')).toEqual(['low', 'high', 'sphere', 'three']);
    expect(search('input raw')).toEqual(['low', 'high', 'three']);
    expect(search('input=normalized')).toEqual([]);
  });

  it('finds what a run has set for its optimiser alone', () => {
    const runs = [{ name: 'slow', geometry: 'spherical' as const, optimizer: { learningRate: 1e-4, weightDecay: 0.5 } }];
    const own = keptRecord('own', { config: applyPatch(defaultConfig, { runs }) });
    expect([valuesOf(own, 'optimizer.learningRate'), valuesOf(own, 'optimizer.weightDecay')]).toEqual([[1e-4], [0.5]]);
  });

  it('asks no setting of a run to which it means nothing', () => {
    expect(valuesOf(sphere, 'head.tauHyperbolic')).toEqual([]);
    expect(search('c 0.1')).toEqual(['low', 'high', 'three']);
    expect(valuesOf(three, 'head.lambda')).toEqual([defaultConfig.head.lambda]);
  });
});

describe('filters', () => {
  it('keep what meets all of them, and newer records where nothing else is asked', () => {
    expect(found({})).toEqual(['low', 'high', 'sphere', 'three', 'later']);
    expect(found({ imageSet: 'fashion-mnist' })).toEqual(['three']);
    expect(found({ geometries: ['spherical'] })).toEqual(['sphere', 'three']);
    expect(found({ geometries: ['spherical'], state: 'failed' })).toEqual(['sphere']);
    expect(found({ sweep: 's1' })).toEqual(['three']);
    expect(found({ tag: 'paper' })).toEqual(['low']);
    expect(found({ state: 'newer' })).toEqual(['later']);
  });

  it('offer what there is', () => {
    expect(choicesOf(all)).toEqual({
      imageSets: [
        { id: 'emoji', name: 'The emoji set' },
        { id: 'fashion-mnist', name: 'The fashion-mnist set' },
      ],
      tags: ['paper'],
      sweeps: ['s1'],
      newer: true,
    });
  });
});

describe('columns', () => {
  const records = [low, high, sphere];

  it('begin with what tells the records apart, and go without what is the same where only differences are wanted', () => {
    const only = columnsOf(records, 'recall@1', true).map(({ id }) => id);
    expect(only.slice(0, 5)).toEqual(['title', 'runs', 'head.tauHyperbolic', 'seed', 'step']);
    expect(only).not.toContain('head.c');
    expect(only).not.toContain('backend');
    const every = columnsOf(records, 'recall@1', false).map(({ id }) => id);
    expect(every.slice(0, 5)).toEqual(only.slice(0, 5));
    expect(every).toEqual(expect.arrayContaining(['head.c', 'backend', 'optimizer.learningRate', 'model.width']));
    expect(new Set(every).size).toBe(every.length);
  });

  it('leave no setting of a configuration out', () => {
    // Weights are a column where some run began with them.
    const begun = { ...defaultConfig, model: { ...defaultConfig.model, weights: 'a'.repeat(64) } };
    const paths = settingsOf([defaultConfig, begun]).map(({ path }) => path);
    const known = new Set(paths);
    const leaves = (value: object, path = ''): string[] =>
      Object.entries(value).flatMap(([key, inner]: [string, unknown]) =>
        typeof inner === 'object' && inner !== null ? leaves(inner, `${path}${key}.`) : [`${path}${key}`],
      );
    const apart = /^(version|imageSet|backend|runs\.)/;
    expect(leaves(defaultConfig).filter((path) => !known.has(path) && !apart.test(path))).toEqual([]);
  });

  it('do not count as different what means nothing to some of the runs', () => {
    const { differing } = differences([low, sphere], settingsOf([low.configuration]));
    expect(differing.map(({ path }) => path)).toEqual([]);
  });
});

describe('sorting', () => {
  const columns = columnsOf([low, high, sphere, three], 'recall@1', false);
  const by = (id: string, descending: boolean) =>
    sorted(
      [low, high, sphere, three],
      columns.find((column) => column.id === id)!,
      descending,
      'recall@1',
    ).map((record) => record.id);

  it('is by any column, and what has no value comes last either way', () => {
    expect(by('metric', true)).toEqual(['high', 'sphere', 'three', 'low']);
    expect(by('metric', false)).toEqual(['low', 'three', 'sphere', 'high']);
    expect(by('head.tauHyperbolic', false)).toEqual(['low', 'high', 'three', 'sphere']);
    expect(by('head.tauHyperbolic', true)).toEqual(['high', 'three', 'low', 'sphere']);
    expect(by('note', true)).toEqual(['high', 'low', 'sphere', 'three']);
    expect(by('title', false)).toEqual(['high', 'low', 'sphere', 'three']);
  });

  it.each(columns)('takes $id', (column) => {
    expect(sorted([low, high, sphere, three], column, true, 'recall@1')).toHaveLength(4);
  });
});

describe('rows', () => {
  const arrange = (options: Partial<Parameters<typeof itemsOf>[2]> = {}) =>
    itemsOf([low, three, sphere], [newer], { shut: new Set(), open: new Set(), sweepTitle: () => undefined, ...options }).map((item) =>
      item.kind === 'group' ? `${item.label} (${item.count})` : keyOf(item),
    );

  it('are records, their runs where they are opened, and newer records last', () => {
    expect(arrange()).toEqual(['low', 'three', 'sphere', 'later']);
    expect(arrange({ open: new Set(['three', 'low']) })).toEqual([
      'low',
      'three',
      'three run spherical',
      'three run hyperbolic',
      'three run fused',
      'sphere',
      'later',
    ]);
  });

  it('stand in groups, which can be shut', () => {
    expect(arrange({ group: 'image set' })).toEqual(['The emoji set (2)', 'low', 'sphere', 'The fashion-mnist set (1)', 'three', 'later']);
    expect(arrange({ group: 'sweep', sweepTitle: () => 'Figure 4', shut: new Set(['']) })).toEqual([
      'In no sweep (2)',
      'Figure 4 (1)',
      'three',
      'later',
    ]);
    expect(arrange({ group: 'geometry' })).toEqual([
      'hyperbolic (1)',
      'low',
      'fused, hyperbolic, spherical (1)',
      'three',
      'spherical (1)',
      'sphere',
      'later',
    ]);
  });
});

describe('selecting', () => {
  const items = itemsOf([low, high, sphere, three], [newer], { shut: new Set(), open: new Set(['three']), sweepTitle: () => undefined });

  it('takes one more or one less, ranges without the runs between, and all', () => {
    const one = toggled(NOTHING_SELECTED, 'high');
    expect([...one.selected]).toEqual(['high']);
    expect([...toggled(one, 'high').selected]).toEqual([]);
    expect([...extended(one, items, 'later').selected]).toEqual(['high', 'sphere', 'three', 'later']);
    expect([...extended(one, items, 'low').selected].sort()).toEqual(['high', 'low']);
    expect(allOf(one, items).selected.size).toBe(5);
  });

  it('drops what is gone, and stands on the row that takes its place', () => {
    const selection = allOf(NOTHING_SELECTED, items);
    expect(within(selection, new Set(['low', 'high', 'sphere', 'three', 'later']))).toBe(selection);
    expect([...within(selection, new Set(['low'])).selected]).toEqual(['low']);
    expect(successor(items, new Set(['high']), 'high')).toBe('sphere');
    expect(successor(items, new Set(['sphere', 'three', 'later']), 'sphere')).toBe('high');
    expect(successor(items, new Set(['low', 'high', 'sphere', 'three', 'later']), 'low')).toBeUndefined();
  });

  it('follows the arrow keys and stops at the ends', () => {
    expect([moved(3, 'ArrowDown', 8, 5), moved(0, 'ArrowUp', 8, 5), moved(6, 'PageDown', 8, 5), moved(6, 'PageUp', 8, 5)]).toEqual([
      4, 0, 7, 2,
    ]);
    expect([moved(-1, 'ArrowDown', 8, 5), moved(3, 'End', 8, 5), moved(3, 'x', 8, 5), moved(-1, 'Home', 0, 5)]).toEqual([
      0,
      7,
      undefined,
      undefined,
    ]);
  });
});

it('numbers are written in units that can be read', () => {
  expect([0, 840_000, 12_400_000, 2_100_000_000].map(sayBytes)).toEqual(['0\u202fkB', '840\u202fkB', '12\u202fMB', '2.1\u202fGB']);
  expect([4.24, 48, 720, 12_000, undefined].map(sayDuration)).toEqual([
    '4.2\u202fs',
    '48\u202fs',
    '12\u202fmin',
    '3\u202fh 20\u202fmin',
    '–',
  ]);
  expect(tagsIn(' paper, τ study,,paper ')).toEqual(['paper', 'τ study']);
});

it('a setting that is not known yet is a column by its path', () => {
  const config = applyPatch(defaultConfig, {});
  const later = { ...config, head: { ...config.head, twist: 3 } };
  expect(settingsOf([later])).toContainEqual(expect.objectContaining({ path: 'head.twist', symbol: 'twist' }));
});

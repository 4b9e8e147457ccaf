import { describe, expect, it } from 'vitest';
import { defaultConfig } from '../../../core/configuration/presets';
import type { ConfigPatch, ExperimentConfig } from '../../../core/configuration/schema';
import { applyPatch } from '../../../core/configuration/validate';
import type { ExperimentRecord } from '../../../core/record';
import type { KeptRecord } from '../../../core/record/kept';
import { keptOf } from '../../../core/record/summary';
import { sampleRecord } from '../../../state/testing/samples';
import { byImages, comparedRuns, configurationRows, differInSeedAlone, usualValue } from './compared';

const one = (patch: ConfigPatch = {}): ExperimentConfig =>
  applyPatch(defaultConfig, { runs: [{ id: 'h', name: 'hyperbolic', geometry: 'hyperbolic' }], ...patch });

/** A record and its row. */
function record(id: string, config = one(), change: Partial<ExperimentRecord> = {}): { record: ExperimentRecord; kept: KeptRecord } {
  const made = { ...sampleRecord({ n: 6, d: 4 }, config, 20), id, title: id, ...change };
  return { record: made, kept: keptOf(made, { state: 'complete' }) };
}

function compare(...all: { record: ExperimentRecord; kept: KeptRecord }[]) {
  const compared = comparedRuns(all.map(({ kept }) => kept));
  return { compared, comparison: byImages(compared, new Map(all.map((entry) => [entry.record.id, entry.record]))) };
}

describe('runs side by side', () => {
  it('go by a letter for the record, a number for the run, and styles that keep runs of one geometry apart', () => {
    const { compared } = compare(record('a'), record('b', defaultConfig), record('c'));
    expect(compared.map(({ code }) => code)).toEqual(['A', 'B1', 'B2', 'B3', 'C']);
    expect(compared.map(({ name }) => name)).toEqual(['a', 'spherical · b', 'hyperbolic · b', 'fused · b', 'c']);
    expect(new Set(compared.filter(({ run }) => run.geometry === 'hyperbolic').map(({ style }) => style.dash)).size).toBe(3);
  });

  it('have their settings in rows, those that differ first, and what is unusual can be told', () => {
    const rows = configurationRows(compare(record('a'), record('b', one({ head: { tauHyperbolic: 0.4 } })), record('c')).compared);
    expect(rows[0]).toMatchObject({ setting: { symbol: 'τ_h' }, values: ['0.2', '0.4', '0.2'], differs: true });
    expect(rows.filter(({ differs }) => differs)).toHaveLength(1);
    expect(usualValue(['0.2', '0.4', '0.2', '–', '–', '–'])).toBe('0.2');
    expect(usualValue(['–'])).toBeUndefined();
  });
});

describe('the control', () => {
  const pair = (a: ExperimentConfig, b: ExperimentConfig, change: Partial<ExperimentRecord> = {}) => {
    const [first, second] = compare(record('a', a), record('b', b, change)).compared;
    return differInSeedAlone(first!, second!);
  };

  it('is the same setting with another seed, and nothing else', () => {
    expect(pair(one(), one({ seed: 2 }))).toBe(true);
    expect(pair(one(), one())).toBe(false);
    expect(pair(one(), one({ seed: 2, head: { tauHyperbolic: 0.4 } }))).toBe(false);
    expect(pair(one(), one({ seed: 2, optimizer: { learningRate: 3e-4 } }))).toBe(false);
    expect(pair(one(), one({ seed: 2, runs: [{ id: 'h', name: 'x', geometry: 'spherical' }] }))).toBe(false);
  });

  it('does not hang on what means nothing to the geometry, nor on how it was evaluated', () => {
    expect(pair(one(), one({ seed: 2, head: { tauSpherical: 0.7 }, evaluation: { every: 10 } }))).toBe(true);
  });

  it('is not one of other images, nor of other length', () => {
    expect(pair(one(), one({ seed: 2 }), { imageSet: { id: 'other', name: 'Other', images: 12, classes: 300 } })).toBe(false);
    const [a, b] = compare(record('a'), record('b', one({ seed: 2 }))).compared;
    expect(differInSeedAlone(a!, { ...b!, run: { ...b!.run, evaluated: { ...b!.run.evaluated!, step: 10 } } })).toBe(false);
  });

  it('is found within one record, too', () => {
    const runs = [
      { id: 's', name: 's', geometry: 'spherical' as const },
      { id: 's2', name: 's2', geometry: 'spherical' as const, seed: 2 },
    ];
    const [first, second] = compare(record('a', applyPatch(defaultConfig, { runs }))).compared;
    expect(differInSeedAlone(first!, second!)).toBe(true);
  });
});

describe('comparing by images', () => {
  it('takes the runs that looked at the same images, and the same objects each time', () => {
    const all = [record('a'), record('b', one({ seed: 2 }))] as const;
    const { compared, comparison } = compare(...all);
    expect(comparison.runs.map(({ run }) => run.code)).toEqual(['A', 'B']);
    expect(comparison.images).toMatchObject({ id: 'emoji', rows: all[0].record.evaluated[0]!.rows, anchor: 1 });
    expect(comparison.others).toEqual([]);
    const again = byImages(compared, new Map(all.map((entry) => [entry.record.id, entry.record])));
    again.runs.forEach(({ ranking }, i) => expect(ranking).toBe(comparison.runs[i]!.ranking));
  });

  it('says of each other record once why it does not take part', () => {
    const plain = record('a');
    const elsewhere = record('elsewhere', defaultConfig, { imageSet: { id: 'other', name: 'Other', images: 12, classes: 300 } });
    const bare = record('bare', one(), { runs: plain.record.runs.map((run) => ({ ...run, snapshots: [] })) });
    const fewer = record('fewer');
    fewer.record.evaluated = [{ ...fewer.record.evaluated[0]!, rows: Int32Array.of(1, 3, 5, 7, 9, 11) }];
    const sha = (hex: string) => ({ imageSet: { ...plain.record.imageSet, contentHash: `sha-256-sheets:${hex.repeat(8)}` } });
    const { comparison } = compare(record('first', one(), sha('a1')), elsewhere, bare, fewer, record('changed', one(), sha('b2')));
    expect(comparison.runs).toHaveLength(1);
    expect(comparison.others.map(({ title, why }) => `${title}: ${why}`)).toEqual([
      'elsewhere: its image set is another one, Other',
      'bare: no snapshot of it is kept',
      'fewer: it was evaluated on other images: 6 of the validation part',
      'changed: its image set had other images under the same name',
    ]);
  });
});

import { csvParse } from 'd3';
import { describe, expect, it } from 'vitest';
import { csvText } from '../../core/formats/separated';
import { exportName } from './fileName';
import { histogramTable, lineTable } from './tables';

describe('CSV', () => {
  it('quotes what has to be quoted, ends lines as RFC 4180 has it and reads back the same', () => {
    const odd = ['a,b', 'say "ah"', 'two\r\nlines', 'plain', ' spaces '];
    const text = csvText({ columns: ['class, path', 'n'], rows: odd.map((name, i) => [name, i]) });
    expect(text.startsWith('"class, path",n\r\n"a,b",0\r\n"say ""ah""",1\r\n"two\r\nlines",2\r\nplain,3\r\n')).toBe(true);
    expect(csvParse(text).map((row) => row['class, path'])).toEqual(odd);
  });

  it('lets no spreadsheet take a name for a formula, and leaves negative numbers alone', () => {
    const rows = ['=HYPERLINK("x")', '+1', '-2', '@cmd', '\tx'].map((name) => [name, -0.5]);
    const read = csvParse(csvText({ columns: ['name', 'y'], rows }));
    for (const { name } of read) expect(name).toMatch(/^'/);
    expect(read.map(({ y }) => Number(y))).toEqual([-0.5, -0.5, -0.5, -0.5, -0.5]);
  });

  it('keeps every digit of a 32-bit float and of whole numbers, and leaves out what is not there', () => {
    const values = Float32Array.from([0.1, 1 / 3, 1e-20, 16_777_215, -2.63]);
    const read = csvParse(csvText({ columns: ['x'], rows: Array.from(values, (value) => [value]) }));
    expect(Float32Array.from(read, ({ x }) => Number(x))).toEqual(values);
    expect(csvText({ columns: ['a', 'b', 'c'], rows: [[NaN, undefined, true]] })).toBe('a,b,c\r\n,,true\r\n');
    expect(csvText({ columns: ['a'], rows: [[12_345_678_901]] })).toBe('a\r\n12345678901\r\n');
  });
});

describe('tables of plots', () => {
  it('have a row for every point of every curve and every edge of a band', () => {
    const text = csvText(
      lineTable({
        x: 'step',
        y: 'loss, nats',
        series: [
          { id: 'spherical', x: [0, 50], y: [5, 4] },
          { id: 'fused', x: [0], y: [NaN] },
        ],
        bands: [{ id: 'fused', x: [0], lower: [1], upper: [2] }],
      }),
    );
    expect(text.split('\r\n')).toEqual([
      'series,step,"loss, nats",band lower,band upper',
      'spherical,0,5,,',
      'spherical,50,4,,',
      'fused,0,,,',
      'fused,0,,1,2',
      '',
    ]);
    expect(lineTable({ x: 'step', y: 'loss', series: [] }).columns).toEqual(['series', 'step', 'loss']);
  });

  it('have a row for every bin, with its edges', () => {
    expect([...histogramTable({ unit: 'norm', edges: [0, 1, 2], counts: [3, 4] }).rows]).toEqual([
      [0, 1, 3],
      [1, 2, 4],
    ]);
  });
});

describe('names of exported files', () => {
  it('say which plot, of which run, at which step, in characters that every file system takes', () => {
    expect(exportName({ plot: 'Poincaré disk', run: 'other seed / 2', step: 300 }, 'svg')).toBe(
      'negative-space_poincare-disk_other-seed-2_step300.svg',
    );
    expect(exportName({ plot: 'Sphere', run: 'a', step: 20, part: 'validation' }, 'csv')).toBe(
      'negative-space_sphere_a_validation_step20.csv',
    );
    expect(exportName({ plot: 'Recall@1' }, 'csv')).toBe('negative-space_recall@1.csv');
    expect(exportName({ plot: '../..', run: '…' }, 'png')).toBe('negative-space_plot_run.png');
  });
});

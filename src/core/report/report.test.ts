import { describe, expect, it } from 'vitest';
import { randomRecord } from '../record/testing/randomRecord';
import type { ExperimentRecord } from '../record/schema';
import { figure, html, textOf } from './html';
import { reportOf, type ReportedExperiment } from './report';
import { runsOf, settingRows } from './settings';

const HOSTILE = `<img src=x onerror=alert(1)>"'&</style><script>alert(2)</script>`;
const records = Array.from({ length: 12 }, (_, seed) => randomRecord(seed));
const of = (record: ExperimentRecord): ReportedExperiment => ({
  record,
  figures: [
    { title: 'Recall@1 against step', svg: '<svg xmlns="http://www.w3.org/2000/svg" width="4" height="3"><path d="M0,0L1,1"/></svg>' },
  ],
  link: 'https://example.org/#v1&head.c=0.5&runs=[]',
  command: `npm run lab -- train --config 'https://example.org/#v1&head.c=0.5'`,
});
const report = (...some: ExperimentRecord[]) => reportOf(some.map(of), { date: '2026-11-28' });
const tested = records.find(({ finalTests, runs }) => finalTests.length > 0 && runs[0]!.evaluations.length > 1)!;

/** A record in which whatever people, files and browsers named is hostile. */
function hostile(record: ExperimentRecord): ExperimentRecord {
  const runs = record.configuration.runs.map((run, i) => ({ ...run, name: `${HOSTILE.slice(0, 36)} ${i}` }));
  return {
    ...record,
    title: HOSTILE,
    configuration: { ...record.configuration, imageSet: HOSTILE, runs },
    runs: record.runs.map((run, i) => ({ ...run, configuration: runs[i]! })),
    imageSet: { ...record.imageSet, name: HOSTILE, id: HOSTILE },
    versions: { app: HOSTILE, tfjs: HOSTILE, browser: HOSTILE },
    backend: { ...record.backend, adapter: HOSTILE },
    evaluated: record.evaluated.map((one) => ({ ...one, reason: HOSTILE })),
  };
}

describe('a report', () => {
  it('is one document that runs nothing and asks nothing of the network', () => {
    for (const record of records) {
      const text = report(record);
      expect(text).toMatch(/^<!doctype html>/);
      expect(text).not.toMatch(/<script|<link|<iframe|@import|url\(/i);
      expect(text).toContain(`default-src 'none'`);
      expect([...text.matchAll(/(?:href|src)="([^"]*)"/g)].map(([, to]) => to)).toEqual([of(record).link.replaceAll('&', '&amp;')]);
    }
  });

  it('escapes whatever was named by others', () => {
    const text = reportOf([{ ...of(hostile(tested)), link: `x"${HOSTILE}`, command: HOSTILE }], { date: HOSTILE, title: HOSTILE });
    expect(text).not.toMatch(/<img|<script/i);
    expect(text.match(/<\/style>/g)).toHaveLength(1);
    expect(text).toContain('&lt;img src=x onerror=alert(1)&gt;&quot;&#39;&amp;&lt;/style&gt;');
  });

  it('says results with their errors and part, final tests, backend, versions, images and how to repeat', () => {
    const text = report(tested).replace(/\s+/g, ' ');
    const { retrieval, part } = tested.runs[0]!.evaluations.at(-1)!;
    expect(text).toContain(`${(100 * retrieval.recallAt[1]).toFixed(1)} ± ${(100 * retrieval.standardError).toFixed(1)} %`);
    expect(text).toContain(`${part}, `);
    const test = tested.finalTests[0]!;
    expect(text).toContain(`${test.images.toLocaleString('en')} of ${test.classes.toLocaleString('en')} classes`);
    for (const said of [
      'wasm (SIMD, 2 threads)',
      '4.22.0',
      'HeadlessChrome/140',
      'sha-256-sheets:0123456789abcdef',
      'npm run lab -- train',
    ])
      expect(text).toContain(said);
    expect(report({ ...tested, finalTests: [] })).toContain('have not been looked at');
  });

  it('marks the settings that differ, and lists each of the others once', () => {
    const { configuration } = tested;
    const [first] = configuration.runs;
    const runs = [
      { ...first!, id: 'a', name: 'a', geometry: 'hyperbolic' as const, head: { c: 0.5 } },
      { ...first!, id: 'b', name: 'b', geometry: 'hyperbolic' as const, head: { c: 0.25 } },
    ];
    const record = {
      ...tested,
      configuration: { ...configuration, runs },
      runs: runs.map((run, i) => ({ ...tested.runs[i % tested.runs.length]!, id: run.id, configuration: run })),
      applied: [{ step: 5, head: { tauHyperbolic: 0.7, c: 9 } }],
      inForce: undefined,
    };
    const rows = settingRows(runsOf([record]));
    expect(rows.filter(({ differs }) => differs).map(({ path }) => path)).toEqual(['head.c']);
    expect(rows.find(({ path }) => path === 'head.c')!.values).toEqual(['0.5', '0.25']);
    // Applied while it ran; a run's own value stays its own.
    expect(rows.find(({ path }) => path === 'head.tauHyperbolic')!.values).toEqual(['0.7', '0.7']);
    const text = report(record);
    expect(text).toContain('after step 5: head.tauHyperbolic = 0.7, head.c = 9');
    expect(text.match(/class="differs"/g)).toHaveLength(1);
    expect(text.match(/>head\.lambda</g)).toHaveLength(1);
  });

  it('puts several experiments side by side, their runs told apart', () => {
    const text = report(records[0]!, records[1]!);
    expect(text).toContain('2 experiments');
    for (const [i, { configuration }] of [records[0]!, records[1]!].entries())
      expect(text).toContain(`${i + 1}: ${configuration.runs[0]!.name}`);
    expect(() => reportOf([], { date: '' })).toThrow(/needs an experiment/);
  });

  it('takes no figure that could run or fetch', () => {
    const svg = (inside: string) => `<svg xmlns="http://www.w3.org/2000/svg">${inside}</svg>`;
    for (const inside of ['<script>1</script>', '<a href="https://x"/>', "<image href='//x'/>", '<g onload="1"/>', '<foreignObject/>'])
      expect(() => figure(svg(inside)), inside).toThrow(TypeError);
    expect(() => figure('<p>words</p>')).toThrow(/one SVG/);
    expect(textOf(html`${figure(svg('<image href="data:image/png;base64,AA=="/>'))}${'<b>'}`)).toContain('&lt;b&gt;');
  });
});

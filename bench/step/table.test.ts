import { describe, expect, it } from 'vitest';
import { modelPresets } from '../../src/core/configuration/presets';
import type { Outcome } from './comparison';
import { stepFlops } from './flops';
import { markdownTable } from './markdown';
import type { Sample } from './protocol';
import { findings, markdownOf, passed, reportOf } from './report';
import { disagreement, median, spread } from './statistics';
import { ratiosOf, rowOf, tableOf } from './table';

const sample = (ms: number, more: Partial<Sample> = {}): Sample => ({
  ...{ loss: 3, ms, script: 1, dispatches: 115, submits: 6, bytes: 2e6, tensors: 10, cpu: 2 * ms },
  ...more,
});
const outcome = (more: Partial<Outcome> = {}): Outcome => ({
  contender: 'ours',
  opened: { adapter: 'SwiftShader', software: true, variant: 'registers' },
  first: 500,
  losses: [3, 2.9],
  samples: [sample(100), sample(120), sample(90)],
  passes: { forward: 30, backward: 60 },
  ...more,
});

describe('figures', () => {
  it('median and spread', () => {
    expect(median([3, 1, 2])).toBe(2);
    expect(median([4, 1, 2, 3])).toBe(2.5);
    expect(median([])).toBeNaN();
    expect(spread([3, 1, 2])).toBe(2);
  });

  it('the disagreement of losses is relative, and of no use where one is not finite or missing', () => {
    expect(disagreement([2, 4], [2, 4.4])).toBeCloseTo(0.4 / 4.4);
    expect(disagreement([2, 4], [2])).toBe(0);
    expect(disagreement([0], [0])).toBe(0);
    expect(disagreement([2], [NaN])).toBe(Infinity);
    expect(disagreement([], [1])).toBe(Infinity);
  });
});

describe('rowOf', () => {
  it('is what was measured, the optimiser what remains of a step', () => {
    const row = rowOf(outcome(), 'webgpu', 1e9, { gflops: 20, kernel: 'k' });
    expect(row).toMatchObject({ step: 100, spread: 30, forward: 30, backward: 60, optimiser: 10, cpu: 200, script: 1 });
    expect(row).toMatchObject({ dispatches: 115, submits: 6, megabytes: 2, growth: 0, compile: 400, gflops: 10, ofLimit: 0.5 });
  });

  it('tells nothing it does not know', () => {
    const samples = [sample(100, { cpu: null })];
    const row = rowOf(outcome({ samples, passes: null }), 'wasm', 1e9, null);
    expect(row).toMatchObject({ cpu: null, script: null, dispatches: null, submits: null, forward: null, optimiser: null, ofLimit: null });
    expect(rowOf(outcome({ passes: { forward: 60, backward: 60 } }), 'webgpu', 1e9, null)).toMatchObject({ optimiser: null });
    expect(rowOf(outcome({ samples: [] }), 'wasm', 1e9, null)).toBeUndefined();
  });

  it('sees bytes and tensors that are not given back', () => {
    const growing = (more: Partial<Sample>) => rowOf(outcome({ samples: [sample(1), sample(1, more)] }), 'webgpu', 1, null)?.growth;
    expect(growing({ bytes: 2e6 + 256 })).toBe(256);
    expect(growing({ tensors: 12 })).toBe(2);
    expect(growing({ bytes: 1e6, tensors: 9 })).toBe(0);
  });
});

describe('the table', () => {
  const rows = [rowOf(outcome(), 'webgpu', 1e9, null)!, rowOf(outcome({ contender: 'jax', samples: [sample(230)] }), 'webgpu', 1e9, null)!];

  it('has a row a contender and no column without a figure', () => {
    const lines = tableOf(rows).split('\n');
    expect(lines).toHaveLength(4);
    expect(lines[0]).toMatch(
      /step ms .* forward ms .* backward ms .* optimiser ms .* CPU ms .* JS ms .* dispatches .* submits .* MB .* grows .* compile ms .* GFLOP\/s/,
    );
    expect(lines[0]).not.toContain('of limit');
    expect(lines[3]).toMatch(/^\| jax-js +\| +230 /);
    expect(new Set(lines.map(({ length }) => length)).size).toBe(1);
  });

  it('lines figures up at the right', () => {
    expect(markdownTable(['a', 'b'], [['x', '1000']])).toBe('| a   |    b |\n| --- | ---: |\n| x   | 1000 |');
  });

  it('gives ratios to ours, by the clock and by processor time', () => {
    expect(ratiosOf(rows)).toEqual([{ contender: 'jax', time: 2.3, cpu: 2.3 }]);
    expect(ratiosOf(rows.slice(1))).toEqual([]);
  });
});

describe('the report', () => {
  const jax = outcome({ contender: 'jax', failure: 'The device was lost: out of memory', samples: [] });
  const report = reportOf('webgpu', 'micro', 16, { outcomes: [outcome(), jax], disagreement: 1e-5, limit: { gflops: 20, kernel: 'k' } });

  it('names backend, adapter, model and batch, and why a contender failed', () => {
    const text = markdownOf(report);
    const work = (stepFlops(modelPresets.micro, 16) / 1e9).toFixed(2);
    expect(text).toContain(`WebGPU on SwiftShader (kernels: registers), model micro, batch 16, ${work} GFLOP a step`);
    expect(text).toContain('- jax-js failed: The device was lost: out of memory');
    expect(text).toContain('A large matrix product alone: 20.00 GFLOP/s (k).');
  });

  it('passes only when all were measured and ours does not grow', () => {
    expect(passed(report)).toBe(false);
    expect(passed({ ...report, failures: [] })).toBe(true);
    const growing = { ...report, failures: [], rows: report.rows.map((row) => ({ ...row, growth: 256 })) };
    expect(passed(growing)).toBe(false);
    expect(findings(growing).join()).toContain('Ours grows: 256 bytes');
  });
});

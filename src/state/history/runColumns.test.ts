import { describe, expect, it } from 'vitest';
import { MOST_ROWS } from '../../core/record/metricColumns';
import { metricRows, metricsUpTo } from '../../core/record/metricColumns';
import { RunColumns } from './runColumns';

const row = (step: number) => ({ step, loss: 5 + Math.sin(step), accuracy: 0.5, gradientNorm: 1, learningRate: 1e-3 });
const rows = (from: number, count: number) => Array.from({ length: count }, (_, i) => row(from + i));

describe('metrics of long runs', () => {
  it('take bounded room, and are not copied each time they are handed on', () => {
    const columns = new RunColumns();
    const runs = Array.from({ length: 8 }, (_, i) => `run ${i}`);
    const buffers = new Set<ArrayBufferLike>();
    const [steps, flush] = [1_000_000, 500];
    let most = 0;
    for (let step = 1; step < steps; step += flush) {
      const taken = rows(step, flush);
      const views = columns.append(Object.fromEntries(runs.map((run) => [run, taken])));
      for (const view of Object.values(views)) {
        most = Math.max(most, view.length, view.step.buffer.byteLength / 4);
        buffers.add(view.step.buffer);
      }
    }
    expect(most).toBeLessThanOrEqual(MOST_ROWS);
    const [view] = Object.values(columns.append({ 'run 0': [row(steps + 1)] }));
    expect(view!.step.at(-1)).toBe(steps + 1);
    // New room only where the steps are thinned: far more seldom than they are handed on.
    expect(buffers.size).toBeLessThan((runs.length * steps) / flush / 4);
  });

  it('end where the experiment stands again, in what has been handed on and in what comes', () => {
    const columns = new RunColumns();
    const { fused: before } = columns.append({ fused: rows(1, 10) });
    expect(Array.from(metricsUpTo(before!, 4).step)).toEqual([1, 2, 3, 4]);
    columns.truncate(4);
    const { fused: after } = columns.append({ fused: [{ ...row(5), loss: 9 }] });
    expect([...metricRows(after!)].map(({ step, loss }) => [step, Math.round(loss)]).slice(-2)).toEqual([
      [4, Math.round(5 + Math.sin(4))],
      [5, 9],
    ]);
    expect(before!.step).toHaveLength(10);
    expect(before!.loss[4]).toBeCloseTo(5 + Math.sin(5));
  });
});

import { describe, expect, it } from 'vitest';
import { modelPresets } from '../../src/core/configuration/presets';
import { stepFlops } from '../step/flops';
import type { Ask, Kind } from '../step/protocol';
import { sweepSvg } from './file';
import { fitOverhead } from './fit';
import { dimensions, distinctShapes, sweepPoints } from './points';
import { sweep } from './sweep';
import { fitInWords, sweepMarkdown } from './words';

const { micro, small } = modelPresets;

describe('sweepPoints', () => {
  it('changes one size at a time around the model', () => {
    const points = sweepPoints(micro, 16, 'few');
    for (const { dimension, value, model, batch, flops } of points) {
      const changed = { ...micro, ...(dimension === 'batch' ? {} : { [dimension]: value }) };
      expect([model, batch]).toEqual([changed, dimension === 'batch' ? value : 16]);
      expect(flops).toBe(stepFlops(model, batch));
    }
    expect(new Set(points.map(({ dimension }) => dimension))).toEqual(new Set(dimensions));
    expect(sweepPoints(micro, 16, 'many').length).toBeGreaterThan(points.length);
  });

  it('leaves out what cannot be', () => {
    expect(
      sweepPoints(micro, 6, 'many')
        .filter(({ dimension }) => dimension === 'batch')
        .map(({ value }) => value),
    ).toEqual([6, 12, 24, 48]);
    // One patch is no sequence, so that not even the model itself can be; half of one block is none; half of a width of 4 is none for 4 heads.
    const thin = { ...micro, width: 4, depth: 1, image: 8, patch: 8 };
    expect(sweepPoints(thin, 16, 'few').map(({ dimension, value }) => `${dimension} ${value}`)).toEqual(['image 16']);
    const two = { ...thin, image: 16 };
    expect(
      sweepPoints(two, 16, 'few')
        .filter(({ dimension }) => dimension === 'depth')
        .map(({ value }) => value),
    ).toEqual([1, 2]);
    expect(
      sweepPoints(two, 16, 'few')
        .filter(({ dimension }) => dimension === 'width')
        .map(({ value }) => value),
    ).toEqual([4, 8]);
  });

  it('measures the model itself once, the cheapest shapes first', () => {
    const shapes = distinctShapes(sweepPoints(small, 64, 'few'));
    const flops = shapes.map((shape) => shape.flops);
    expect(shapes.filter(({ model, batch }) => batch === 64 && JSON.stringify(model) === JSON.stringify(small))).toHaveLength(1);
    expect(flops).toEqual([...flops].sort((a, b) => a - b));
  });
});

describe('fitOverhead', () => {
  const timed = (overhead: number, rate: number) =>
    [1, 2, 5, 20, 100].map((work) => ({ flops: work * 1e9, ms: overhead + (1000 * work) / rate }));

  it('finds overhead, rate and where the one gives way to the other', () => {
    const fit = fitOverhead(timed(30, 50))!;
    expect(fit.overhead).toBeCloseTo(30);
    expect(fit.rate).toBeCloseTo(50);
    expect(fit.knee).toBeCloseTo(1.5e9, -3);
  });

  it('finds no overhead where there is none, and nothing where work takes no time', () => {
    const none = fitOverhead([1, 2, 4].map((work) => ({ flops: work * 1e9, ms: work ** 1.2 })))!;
    expect([none.overhead, none.knee]).toEqual([0, 0]);
    expect(none.rate).toBeGreaterThan(700);
    expect(fitOverhead([1, 2, 4].map((work) => ({ flops: work * 1e9, ms: 10 - work })))).toBeNull();
    expect(fitOverhead(timed(1, 1).slice(0, 2))).toBeNull();
  });
});

describe('sweep', () => {
  const open = (fails: (batch: number) => boolean) => async () => {
    let work = 0;
    const ask = async (kind: Kind, give: unknown) => {
      if (kind === 'prepare') {
        const { model, batch } = give as { model: typeof micro; batch: number };
        if (fails(batch)) throw new Error('no memory');
        work = stepFlops(model, batch) / 1e9;
      }
      if (kind === 'limit') return { gflops: 100, kernel: 'k' };
      return { loss: 1, ms: 5 + 20 * work, script: 1, dispatches: 1, submits: 1, bytes: 1, tensors: 1, cpu: null };
    };
    return { session: { ask: ask as Ask, close: async () => undefined }, opened: { adapter: 'fake', software: true, variant: null } };
  };
  const plan = { contenders: ['ours'] as const, points: () => sweepPoints(micro, 16, 'few'), steps: 2 };

  it('gives every dimension its points, the fit, the limit and a picture', async () => {
    const result = await sweep(plan, { open: open(() => false) });
    expect(result.points).toHaveLength(sweepPoints(micro, 16, 'few').length);
    expect(result.fits[0]!.fit.overhead).toBeCloseTo(5);
    expect(result.fits[0]!.fit.rate).toBeCloseTo(50);
    expect(fitInWords('ours', result.fits[0]!.fit, result.limit)).toBe(
      'ours: 5 ms a step are overhead; below 0.25 GFLOP a step they are most of it, beyond it the arithmetic runs at 50 GFLOP/s, 50 % of the limit.',
    );
    expect(sweepMarkdown(result)).toMatch(/\| batch size +\| +4 \|/);
    const svg = sweepSvg(result, 'micro');
    expect(svg.match(/class="mark"/g)!.length).toBe(result.points.length + dimensions.length);
    expect(svg).toContain('limit: 100 GFLOP/s');
    expect(svg).toContain('overhead ends: 0.25 GFLOP');
    expect(svg).not.toMatch(/NaN|undefined|https?:(?!\/\/www\.w3\.org)/);
  });

  it('keeps what it has where the product alone cannot be measured', async () => {
    const opening = open(() => false);
    const result = await sweep(plan, {
      open: async () => {
        const { session, opened } = await opening();
        const ask = ((kind, give) => (kind === 'limit' ? Promise.reject(new Error('lost')) : session.ask(kind, give))) as Ask;
        return { session: { ...session, ask }, opened };
      },
    });
    expect(result.limit).toBeNull();
    expect(result.points).toHaveLength(sweepPoints(micro, 16, 'few').length);
    expect(sweepSvg(result, 'micro')).not.toContain('limit:');
  });

  it('reports a shape that fails and goes on with the others', async () => {
    const result = await sweep(plan, { open: open((batch) => batch === 32) });
    expect(result.failures).toMatchObject([{ contender: 'ours', batch: 32, reason: 'no memory' }]);
    expect(result.points.every(({ batch }) => batch !== 32)).toBe(true);
    expect(result.points.length).toBe(sweepPoints(micro, 16, 'few').length - 1);
  });
});

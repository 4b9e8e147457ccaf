import { describe, expect, it } from 'vitest';
import type { StepMetrics } from '../core/training/experiment.types';
import { MetricsGatherer } from './trainingMetrics';

const at = (step: number): Record<string, StepMetrics> => ({ run: { step, loss: 1, accuracy: 0.5, gradientNorm: 1, learningRate: 1 } });

describe('metrics on their way to the page', () => {
  it('are sent at most ten times a second, all of them, in order', () => {
    let now = 0;
    const sent: number[][] = [];
    const gatherer = new MetricsGatherer(
      ({ run }) => sent.push(run!.map(({ step }) => step)),
      () => now,
    );
    gatherer.begin();
    for (let step = 1; step <= 100; step++) {
      now += 10;
      gatherer.add([at(step)]);
    }
    gatherer.flush();
    expect(sent.length).toBeLessThanOrEqual(11);
    expect(sent.flat()).toEqual(Array.from({ length: 100 }, (_, i) => i + 1));
    gatherer.flush();
    expect(sent.flat()).toHaveLength(100);
  });

  it('give the rate of the last steps, without the time of interruptions', () => {
    let now = 0;
    const gatherer = new MetricsGatherer(
      () => undefined,
      () => now,
    );
    expect(gatherer.rate).toBe(0);
    const steps = (count: number, duration: number) => {
      gatherer.begin();
      for (let i = 0; i < count; i++) {
        now += duration;
        gatherer.add([at(i)]);
      }
      gatherer.interrupt();
    };
    steps(30, 50);
    expect(gatherer.rate).toBeCloseTo(20, 6);
    now += 10_000;
    steps(5, 50);
    expect(gatherer.rate).toBeCloseTo(20, 6);
    steps(20, 100);
    expect(gatherer.rate).toBeCloseTo(10, 6);
  });

  it('give a rate that one slow step does not move', () => {
    let now = 0;
    const gatherer = new MetricsGatherer(
      () => undefined,
      () => now,
    );
    gatherer.begin();
    for (const duration of [100, 100, 2000, 100, 100]) {
      now += duration;
      gatherer.add([at(1)]);
    }
    expect(gatherer.rate).toBeCloseTo(10, 6);
  });

  it('count steps that were read back together as equally long: the last of them has not taken no time', () => {
    let now = 0;
    const gatherer = new MetricsGatherer(
      () => undefined,
      () => now,
    );
    for (let stretch = 0; stretch < 3; stretch++) {
      gatherer.begin();
      now += 16_000;
      gatherer.add([at(1), at(2)]);
      gatherer.interrupt();
    }
    expect(gatherer.rate).toBeCloseTo(1 / 8, 6);
  });

  it('look back over seconds only where steps are slow', () => {
    let now = 0;
    const gatherer = new MetricsGatherer(
      () => undefined,
      () => now,
    );
    gatherer.begin();
    for (const duration of [4000, 4000, 2000, 2000]) {
      now += duration;
      gatherer.add([at(1)]);
    }
    expect(gatherer.rate).toBeCloseTo(0.5, 6);
  });
});

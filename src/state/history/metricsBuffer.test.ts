import { afterEach, describe, expect, it, vi } from 'vitest';
import { MetricsBuffer } from './metricsBuffer';

const step = (at: number) => ({ step: at, loss: 1, accuracy: 0.5, gradientNorm: 1, learningRate: 1e-3 });

afterEach(() => vi.useRealTimers());

describe('metrics on their way to the page', () => {
  it('are gathered and handed on together', () => {
    vi.useFakeTimers();
    const take = vi.fn();
    const buffer = new MetricsBuffer(take);
    buffer.add({ a: [step(1)], b: [step(1)] });
    buffer.add({ a: [step(2), step(3)] });
    expect(take).not.toHaveBeenCalled();
    vi.advanceTimersByTime(1000);
    expect(take).toHaveBeenCalledOnce();
    expect(take).toHaveBeenCalledWith({ a: [step(1), step(2), step(3)], b: [step(1)] });
  });

  it('are handed on at once when asked for, and only once', () => {
    vi.useFakeTimers();
    const take = vi.fn();
    const buffer = new MetricsBuffer(take);
    buffer.add({ a: [step(1)] });
    buffer.flush();
    buffer.flush();
    vi.advanceTimersByTime(1000);
    expect(take).toHaveBeenCalledOnce();
  });

  it('can be forgotten', () => {
    vi.useFakeTimers();
    const take = vi.fn();
    const buffer = new MetricsBuffer(take);
    buffer.add({ a: [step(1)] });
    buffer.clear();
    vi.advanceTimersByTime(1000);
    expect(take).not.toHaveBeenCalled();
  });
});

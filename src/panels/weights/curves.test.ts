import { describe, expect, it } from 'vitest';
import { defaultConfig } from '../../core/configuration/presets';
import { runStyle } from '../../plots/runStyle';
import { LINEAR_RANKS, ranksShown, sayWhatIf, weightRange, weightSeries } from './curves';

const style = runStyle('hyperbolic', 0);

describe('curves of triplet weights', () => {
  it('keep every rank that can be read singly, and the last one', () => {
    const weights = Float64Array.from({ length: 2683 }, (_, i) => 1 / (i + 1));
    const { x, y } = weightSeries('h', 'hyperbolic', weights, style);
    for (let i = 0; i < LINEAR_RANKS; i++) expect([x[i], y[i]]).toEqual([i + 1, 100 * weights[i]!]);
    expect(x[x.length - 1]).toBe(2683);
    expect(y[y.length - 1]).toBe(100 * weights[2682]!);
    expect(x.length).toBeLessThan(200);
  });

  it('keep the ranks of the part that is looked at', () => {
    const shown = ranksShown(2683, [700, 800]);
    for (let rank = 700; rank <= 800; rank++) expect(shown).toContain(rank - 1);
    expect(shown[0]).toBe(0);
    expect(shown.at(-1)).toBe(2682);
    const wide = ranksShown(10_000, [1, 10_000]);
    expect(wide.length).toBeLessThan(400);
    expect(Math.max(...wide.map((rank, i) => rank - (wide[i - 1] ?? 0)))).toBeLessThan(80);
    expect(ranksShown(0)).toEqual([]);
  });

  it('span from the largest value to the smallest above zero', () => {
    const series = [
      { x: [1, 2, 3], y: [0.1, 0.01, 0] },
      { x: [1, 90], y: [0.06, 1e-9] },
    ];
    expect(weightRange(series, [1, 60])).toEqual({ low: 0.01, high: 0.1 });
    expect(weightRange(series, [2, 90])).toEqual({ low: 1e-9, high: 0.01 });
    expect(weightRange([], [1, 60])).toEqual({ low: Infinity, high: 0 });
  });

  it('say what is different in a what-if', () => {
    const { head } = defaultConfig;
    expect(sayWhatIf(head, { ...head, tauHyperbolic: 0.13 })).toBe('what if τ 0.13');
    expect(sayWhatIf(head, { ...head, tauSpherical: 0.05, tauHyperbolic: 0.1, lambda: 2 })).toBe('what if τₛ 0.05, τₕ 0.1, λ 2');
    expect(sayWhatIf(head, { ...head, hyperbolicInput: 'normalized' })).toBe('what if normalized input');
  });
});

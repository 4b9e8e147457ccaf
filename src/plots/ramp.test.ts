import { interpolateViridis, lab, rgb } from 'd3';
import { describe, expect, it } from 'vitest';
import { RAMP_STEPS, rampColours, rampShare, rampStep, type Ramp } from './ramp';
import { viridis } from './viridis';

describe('a ramp', () => {
  const decades: Ramp = { scale: 'log', domain: [1e-4, 1], label: 'p' };

  it('goes by decades where it is logarithmic, and either way', () => {
    expect(rampShare(decades, 0.01)).toBeCloseTo(0.5);
    expect(rampShare({ scale: 'log', domain: [1000, 1], label: 'rank' }, 10)).toBeCloseTo(2 / 3);
    expect(rampShare({ scale: 'linear', domain: [1, 3], label: 'norm' }, 1.5)).toBeCloseTo(0.25);
  });

  it('keeps what lies outside at its ends, zero too', () => {
    expect([0, 1e-9, 5].map((value) => rampStep(decades, value))).toEqual([0, 0, RAMP_STEPS - 1]);
    expect(rampShare({ scale: 'linear', domain: [2, 2], label: 'norm' }, 2)).toBe(1);
  });

  it.each([
    ['light', -1],
    ['dark', 1],
  ] as const)('changes in lightness all the way, away from the %s ground', (theme, sign) => {
    const lightness = rampColours(theme).map((colour) => lab(colour).l);
    expect(lightness).toHaveLength(RAMP_STEPS);
    for (let i = 1; i < RAMP_STEPS; i++) expect((lightness[i]! - lightness[i - 1]!) * sign).toBeGreaterThan(0);
    // The faint end can still be told from the ground: #f0eeea has 94, #24272b 15.
    expect(Math.abs(lightness[0]! - (theme === 'light' ? 94 : 15))).toBeGreaterThan(9);
  });

  it('is made of viridis', () => {
    for (let share = -0.01; share < 1.02; share += 1 / 997) expect(viridis(share)).toBe(rgb(interpolateViridis(share)).formatHex());
  });
});

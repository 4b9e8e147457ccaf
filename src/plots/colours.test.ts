import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { GROUP_COLOURS } from './groups';
import { rampColours } from './ramp';
import { colourDistance, lightness, type Vision } from './testing/colourVision';

const VISIONS: Vision[] = ['normal', 'protanopia', 'deuteranopia', 'tritanopia'];

/** Tokens of a theme, from the style sheet that the page uses. */
function tokens(theme: 'light' | 'dark'): Record<string, string> {
  const sheet = readFileSync(new URL('../app/theme.css', import.meta.url), 'utf8');
  const [, block = ''] = new RegExp(`:root\\[data-theme='${theme}'\\] \\{([^}]*)\\}`).exec(sheet) ?? [];
  return Object.fromEntries([...block.matchAll(/--([\w-]+): (#[0-9a-f]{6});/g)].map(([, name = '', value = '']) => [name, value]));
}

const closest = (colours: readonly string[], vision: Vision) =>
  Math.min(...colours.flatMap((a, i) => colours.slice(i + 1).map((b) => colourDistance(a, b, vision))));

describe('distance of colours', () => {
  it('is what is known of it: red and green fall together for red-green-blind eyes, blue and yellow do not', () => {
    expect(colourDistance('#000000', '#ffffff', 'normal')).toBeCloseTo(100, 1);
    const [red, green] = ['#b06000', '#5f7f00'];
    expect(colourDistance(red, green, 'normal')).toBeGreaterThan(10);
    expect(colourDistance(red, green, 'deuteranopia')).toBeLessThan(6);
    expect(colourDistance('#3060d0', '#c0a000', 'deuteranopia')).toBeGreaterThan(25);
  });
});

/** To red-green-blind eyes, one man in twelve; blind to blue is one in ten thousand. */
const LEAST: Record<Vision, number> = { normal: 12, protanopia: 6, deuteranopia: 6, tritanopia: 2.5 };

describe.each(['light', 'dark'] as const)('in the %s theme', (theme) => {
  const all = tokens(theme);
  const token = (name: string): string => {
    const found = all[name];
    if (!found) throw new Error(`no token ${name} in the ${theme} theme`);
    return found;
  };

  it.each(VISIONS)('the three geometries keep apart, and from their grounds and the ink: %s', (vision) => {
    const accents = ['spherical', 'hyperbolic', 'fused'].map(token);
    expect(closest(accents, vision)).toBeGreaterThan(LEAST[vision]);
    for (const accent of accents)
      for (const other of ['panel', 'inset', 'ground', 'ink'])
        expect(colourDistance(accent, token(other), vision), other).toBeGreaterThan(15);
  });

  it.each(VISIONS)('groups of classes are seen on the ground of their plots: %s', (vision) => {
    for (const colour of GROUP_COLOURS) expect(colourDistance(colour, token('inset'), vision), colour).toBeGreaterThan(18);
  });

  it('no group looks like what means absent or positive', () => {
    for (const colour of GROUP_COLOURS)
      for (const meaning of ['absent', 'positive'])
        expect(colourDistance(colour, token(meaning), 'normal'), `${colour} ${meaning}`).toBeGreaterThan(8);
  });
});

describe('colours of plots', () => {
  it.each(['normal', 'protanopia', 'deuteranopia'] as const)('groups of classes keep apart: %s', (vision) => {
    expect(closest(GROUP_COLOURS, vision)).toBeGreaterThan(LEAST[vision]);
  });

  it.each(VISIONS)('a ramp goes one way in lightness, so that its order is seen: %s', (vision) => {
    for (const theme of ['light', 'dark']) {
      const steps = rampColours(theme).map((colour) => lightness(colour, vision));
      const ways = new Set(steps.slice(1).map((step, i) => Math.sign(step - (steps[i] ?? 0))));
      expect(ways.size, theme).toBe(1);
    }
  });
});

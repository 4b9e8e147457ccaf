import { describe, expect, it } from 'vitest';
import { diskSpace } from './spaces/disk';
import { svgOf } from '../export/markup';
import { PRESENCE, STRENGTH, strengths, type Ink, type ScatterScene } from './scene';
import { sphereSpace } from './spaces/sphere';
import { scatterTable, scatterSvg } from './svg';
import { homeView } from './spaces/view';

const ink: Ink = {
  ink: '#111111',
  second: '#555555',
  third: '#777777',
  panel: '#ffffff',
  inset: '#eeeeee',
  line: '#cccccc',
  accent: '#c65100',
  positive: '#3f8f2e',
  focus: '#1a6fff',
  white: '#ffffff',
  font: 'Inter',
  size: 11,
};
const space = diskSpace({ c: 0.1, clipRadius: 2.3 });
const scene: ScatterScene = {
  space,
  points: Float32Array.of(0.1, 0.2, -0.3, 0.1, 0.2, -0.4, 0, 0, 0.3, 0.3),
  n: 5,
  colourOf: Uint8Array.of(0, 0, 1, 1, 0),
  colours: ['#5b86c4', '#d98a2b'],
  rows: [10, 11, 12, 13, 14],
  anchor: 0,
  positives: [1],
  negatives: [{ index: 2, weight: 0.25 }],
  describe: (index) => [index === 2 ? 'cat, "tabby" & <co>' : 'dog'],
  theme: 'light',
};
const size = { width: 240, height: 240 };
const draw = (change: Partial<ScatterScene> = {}, view = homeView(space)) =>
  svgOf(scatterSvg({ ...scene, ...change }, view, size, ink, () => undefined));
const count = (text: string, what: RegExp) => (text.match(what) ?? []).length;

describe('strengths of points', () => {
  it('put the selection before the others, and what is hidden or aside behind in any case', () => {
    expect([...strengths({ n: 3 })]).toEqual([STRENGTH.normal, STRENGTH.normal, STRENGTH.normal]);
    const presence = Uint8Array.of(PRESENCE.full, PRESENCE.hidden, PRESENCE.aside, PRESENCE.full);
    expect([...strengths({ n: 4, presence, selected: new Set([0, 1, 9]) })]).toEqual([
      STRENGTH.selected,
      STRENGTH.hidden,
      STRENGTH.aside,
      STRENGTH.dimmed,
    ]);
  });
});

describe('the plot as SVG', () => {
  it('draws boundary, rings, points and arcs as vectors with their colours', () => {
    const svg = draw();
    expect(svg).toMatch(/^<svg xmlns="http:\/\/www.w3.org\/2000\/svg" width="240" height="240"/);
    expect(count(svg, /stroke-dasharray="3 4"/g)).toBe(4);
    expect(svg).toContain('>clip 2.3</text>');
    // Points that stand alone are thumbnails: white squares with the colour of their dot.
    expect(count(svg, /<circle [^>]*fill="#5b86c4"|<rect [^>]*stroke="#5b86c4"/g)).toBe(3);
    expect(svg).toMatch(/<path [^>]*stroke="#c65100"[^>]*d="M[\d.,]+A/);
    expect(svg).toMatch(/<path [^>]*stroke="#3f8f2e"/);
    // A quarter of the weight: 0.75 + 6·√0.25 pixels.
    expect(svg).toContain('stroke-width="3.75"');
  });

  it('leaves out what is hidden, and holds images where they are to be had', () => {
    const hidden = draw({ presence: Uint8Array.of(0, 0, 0, 2, 0) });
    expect(count(hidden, /fill="#d98a2b"|stroke="#d98a2b"/g)).toBe(count(draw(), /fill="#d98a2b"|stroke="#d98a2b"/g) - 1);
    const images = svgOf(scatterSvg(scene, homeView(space), size, ink, (row) => `data:image/png;base64,${row}`));
    expect(images).toContain('href="data:image/png;base64,10"');
  });

  it('follows the view', () => {
    const centred = { ...homeView(space), pose: space.centred(space.home, [0.1, 0.2]) };
    // The anchor is in the middle: a thumbnail around (120, 120).
    const side = Number(/<rect x="([\d.]+)" y="\1"[^>]*stroke="#111111"/.exec(draw({}, centred))?.[1]);
    expect(side).toBeGreaterThan(100);
    expect(side).toBeLessThan(120);
  });

  it('draws the sphere with its far side', () => {
    const sphere = sphereSpace();
    const points = Float32Array.of(1, 0, 0, -1, 0, 0);
    const svg = svgOf(
      scatterSvg(
        { ...scene, space: sphere, points, n: 2, anchor: undefined, positives: [], negatives: [] },
        homeView(sphere),
        size,
        ink,
        () => undefined,
      ),
    );
    expect(svg).toContain('opacity="0.3"');
    expect(svg).not.toContain('NaN');
  });
});

it('is a table with a row for each point, shown or not', () => {
  const { columns, rows } = scatterTable({ ...scene, selected: new Set([3]), presence: Uint8Array.of(0, 0, 0, 0, 1) });
  expect(columns).toEqual(['index', 'image', 'class', 'x', 'y', 'role', 'selected', 'shown']);
  const all = [...rows];
  expect(all).toHaveLength(5);
  expect(all[0]).toEqual([0, 10, 'dog', expect.closeTo(0.1, 6), expect.closeTo(0.2, 6), 'anchor', 0, 1]);
  expect(all[2]).toEqual([2, 12, 'cat, "tabby" & <co>', expect.closeTo(0.2, 6), expect.closeTo(-0.4, 6), 'hard negative', 0, 1]);
  expect(all[3]).toEqual([3, 13, 'dog', 0, 0, '', 1, 1]);
  expect(all[4]?.slice(-2)).toEqual([0, 0]);
});

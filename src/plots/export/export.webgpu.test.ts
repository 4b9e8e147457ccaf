/** Sheets and PNGs as a real browser makes them. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { svgIn } from './exported';
import { plainColour } from './inlined';
import { withFonts } from './fonts';
import { element } from './markup';
import { DOTS_PER_INCH, pixelsAUnit, pngOf } from './png';
import { sheetOf } from './sheet';

let host: HTMLElement;
let style: HTMLStyleElement;

beforeEach(() => {
  style = document.createElement('style');
  style.textContent = `
    :root { --ink: #1d1c1a; --ink-2: #5c5952; --panel: #fefefe; }
    .host { --accent: #0072b2; font: 12px sans-serif; }
    .host .curve { stroke: var(--accent); stroke-width: 2px; fill: none; }
    .host .mixed { fill: color-mix(in oklab, var(--accent) 50%, white); }
    .host text { fill: var(--ink-2); font-size: 10px; }
    .host .gone { display: none; }`;
  document.head.append(style);
  host = document.createElement('div');
  host.className = 'host panel';
  host.innerHTML = `
    <svg role="img" aria-label="Loss against step. Falls." width="200" height="100">
      <g class="axes"><text x="10" y="20">loss &amp; more\u0007</text></g>
      <path class="curve" d="M0 0L200 100" />
      <rect class="mixed" x="10" y="10" width="20" height="20"><title>a bar</title></rect>
      <rect x="0" y="0" width="200" height="100" fill="transparent"><title>only to hover</title></rect>
      <g class="crosshair"><line x1="0" x2="9" y1="0" y2="9" stroke="red" /></g>
      <text class="gone">hidden</text>
    </svg>`;
  document.body.append(host);
});
afterEach(() => {
  host.remove();
  style.remove();
});

const sheet = () =>
  sheetOf(
    {
      detail: 'step 300',
      pictures: [{ picture: svgIn(host) }],
      legend: [
        { label: 'spherical', colour: 'var(--accent)' },
        { label: 'a run with a very long name that takes a line of its own', colour: '#d3003f', dash: '7 3', mark: 'line' },
      ],
    },
    'Loss <against> step',
    host,
  );

describe('a sheet', () => {
  it('is well-formed, needs no style sheet and holds title, legend and all that was drawn', () => {
    const { text, width, height } = sheet();
    const read = new DOMParser().parseFromString(text, 'image/svg+xml');
    expect(read.querySelector('parsererror')).toBeNull();
    expect(text).not.toMatch(/var\(|color-mix|oklab|class=|style=|transparent|only to hover|hidden|crosshair/);
    const words = [...read.querySelectorAll('text')].map((element) => element.textContent);
    expect(words).toEqual([
      'Loss <against> step',
      'step 300',
      'spherical',
      'a run with a very long name that takes a line of its own',
      'loss & more',
    ]);
    const path = read.querySelector('path');
    expect([path?.getAttribute('stroke'), path?.getAttribute('stroke-width'), path?.getAttribute('fill')]).toEqual([
      '#0072b2',
      '2',
      'none',
    ]);
    expect(read.querySelector('rect title')?.textContent).toBe('a bar');
    const [root] = read.getElementsByTagName('svg');
    expect(Number(root?.getAttribute('width'))).toBe(width);
    // Two entries that do not fit in one line stand under each other, within the sheet.
    const lines = [...read.querySelectorAll('text')].slice(2, 4).map((element) => Number(element.getAttribute('y')));
    expect(lines[1]).toBeGreaterThan(lines[0]!);
    expect(lines[1]).toBeLessThan(height);
  });

  it('looks as it did on the page: the same colours with tokens resolved', () => {
    expect(plainColour('rgb(1 2 3)')).toBe('#010203');
    expect(plainColour('transparent')).toBe('none');
    const mixed = getComputedStyle(host.querySelector('.mixed')!).fill;
    expect(sheet().text).toContain(`fill="${plainColour(mixed)}"`);
  });

  it('takes pictures made for the purpose as well, and leaves nothing of it on the page', () => {
    const before = host.children.length;
    const picture = { width: 50, height: 40, content: [element('circle', { r: 5, fill: '#0072b2' })] };
    const pictures = [
      { picture, caption: 'first' },
      { picture, caption: 'second' },
    ];
    const { text, width } = sheetOf({ pictures }, 'Two', host);
    expect(text.match(/#0072b2/g)).toHaveLength(2);
    expect(text).toMatch(/>first<[^]*>second</);
    expect(width, 'side by side').toBeGreaterThan(2 * 50);
    expect(host.children.length).toBe(before);
  });

  it('carries what it was measured with under the picture and within it', () => {
    const caption = [
      'hyperbolic: τ 0.2, c 0.1, clip radius 2.3, seed 1; projection: tangent PCA, neighbours kept 46 %.',
      'Negative Space 1.',
    ];
    const picture = { width: 50, height: 40, content: [] };
    const data = { version: '1', note: '<τ & "c">' };
    const bare = sheetOf({ pictures: [{ picture }] }, 'A plot', host);
    const { text, height } = sheetOf({ pictures: [{ picture }] }, 'A plot', host, { caption, data });
    const read = new DOMParser().parseFromString(text, 'image/svg+xml');
    expect(read.querySelector('parsererror')).toBeNull();
    const words = [...read.querySelectorAll('text')].map((element) => element.textContent ?? '');
    expect(words.slice(1).join(' ')).toBe(caption.join(' '));
    expect(words.length, 'in lines that fit').toBeGreaterThan(3);
    expect(height).toBeGreaterThan(bare.height);
    expect(JSON.parse(read.querySelector('metadata')?.textContent ?? '')).toEqual(data);
    expect(read.querySelector('desc')?.textContent).toBe(caption.join(' '));
  });

  it('has the fonts of its texts in it', async () => {
    style.textContent += `@font-face { font-family: Own; src: url("data:font/woff2;base64,AAAA"); unicode-range: U+41-5A }
      @font-face { font-family: Greek; src: url("data:font/woff2;base64,BBBB"); unicode-range: U+3B1-3C9 }`;
    const { svg: dressed } = await withFonts('<svg xmlns="http://www.w3.org/2000/svg"><text x="1">ABC</text></svg>');
    expect(dressed).toMatch(/^<svg[^>]*><style>@font-face\{font-family:"?Own/);
    expect(dressed).toContain('base64,AAAA');
    expect(dressed, 'what no text needs').not.toContain('BBBB');
  });

  it('says that a plot is not there', () => {
    expect(() => svgIn(document.createElement('div'))).toThrow(/not on the page/);
  });
});

describe('a PNG', () => {
  it('has the width of a column in print at twice the usual resolution, its picture in it, and what it says of itself', async () => {
    const made = sheet();
    const blob = await pngOf(made, { Description: 'τ 0.1, seed 1' });
    expect(new Uint8Array(await blob.arrayBuffer()).slice(0, 8)).toEqual(Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a));
    const bitmap = await createImageBitmap(blob);
    expect(bitmap.width).toBe(Math.round((88 / 25.4) * DOTS_PER_INCH));
    expect(bitmap.height).toBe(Math.round(made.height * pixelsAUnit(made)));
    expect(await blob.text()).toContain('Description\u0000\u0000\u0000\u0000\u0000τ 0.1, seed 1');
    const context = new OffscreenCanvas(bitmap.width, bitmap.height).getContext('2d')!;
    context.drawImage(bitmap, 0, 0);
    const pixels = context.getImageData(0, 0, bitmap.width, bitmap.height).data;
    expect([...pixels.slice(0, 4)], 'the ground').toEqual([0xfe, 0xfe, 0xfe, 0xff]);
    let accent = 0;
    for (let i = 0; i < pixels.length; i += 4) if (pixels[i] === 0 && pixels[i + 1] === 0x72 && pixels[i + 2] === 0xb2) accent++;
    expect(accent, 'pixels of the curve').toBeGreaterThan(200);
  });
});

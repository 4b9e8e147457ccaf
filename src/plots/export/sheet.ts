/** A drawing with what lets it stand on its own: ground, title, what it shows, and a legend. */
import { SVG, inlined, parsed, plainColour } from './inlined';

export interface LegendEntry {
  label: string;
  /** Any CSS colour, tokens of the theme among them. */
  colour: string;
  dash?: string;
  /** How it is drawn in the plot; a line unless told. */
  mark?: 'line' | 'dot' | 'box' | 'ring';
}

export interface Drawing {
  /** What was chosen: the anchor, the source. */
  detail?: string;
  /** As they stand on the page, or as markup in plain colours; several stand side by side, each under its caption. */
  pictures: readonly { picture: SVGSVGElement | string; caption?: string }[];
  legend?: readonly LegendEntry[];
}

export interface Sheet {
  /** Well-formed XML without references to anything outside. */
  text: string;
  width: number;
  height: number;
}

const PAD = 16;
const LINE = 16;
const MARK = 18;
const BETWEEN = 14;

type Attributes = Record<string, string | number>;

function element(name: string, attributes: Attributes, ...children: (Node | string)[]): SVGElement {
  const made = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, String(value));
  made.append(...children);
  return made;
}

/** What colours mean where the plot stands: the accent of its panel, the tokens of the theme. */
function resolved(colours: readonly string[], host: Element): string[] {
  const probe = document.createElement('span');
  host.append(probe);
  const plain = colours.map((colour) => {
    probe.style.color = colour;
    return plainColour(getComputedStyle(probe).color);
  });
  probe.remove();
  return plain;
}

/** How wide a text of the page's font is, pixels. */
function measure(text: string, font: string): number {
  const context = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
  if (!context) return text.length * 7;
  context.font = font;
  return context.measureText(text).width;
}

function markOf({ mark = 'line', dash }: LegendEntry, colour: string, x: number, y: number): SVGElement {
  if (mark === 'dot') return element('circle', { cx: x + MARK / 2, cy: y, r: 4, fill: colour });
  if (mark === 'ring') return element('circle', { cx: x + MARK / 2, cy: y, r: 4, fill: 'none', stroke: colour, 'stroke-width': 2 });
  if (mark === 'box')
    return element('rect', { x: x + 4, y: y - 5, width: 10, height: 10, rx: 2, fill: 'none', stroke: colour, 'stroke-width': 2 });
  return element('line', {
    x1: x,
    x2: x + MARK,
    y1: y,
    y2: y,
    stroke: colour,
    'stroke-width': 2,
    ...(dash ? { 'stroke-dasharray': dash } : {}),
  });
}

/** Without what XML cannot hold, however it is written: control characters. */
const legal = (text: string) =>
  // eslint-disable-next-line no-control-regex
  text.replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, '');

interface Placed {
  parts: SVGElement[];
  width: number;
  height: number;
}

/** Pictures side by side from (x, y) on. */
function sideBySide(pictures: Drawing['pictures'], x: number, y: number, caption: Attributes): Placed {
  const made = pictures.map(({ picture, caption: words }) => ({
    content: typeof picture === 'string' ? parsed(picture) : inlined(picture),
    words,
  }));
  const under = made.some(({ words }) => words) ? LINE : 0;
  const parts: SVGElement[] = [];
  let [at, height] = [x, 0];
  for (const { content, words } of made) {
    if (words) parts.push(element('text', { ...caption, x: at, y: y + 10 }, words));
    content.setAttribute('x', String(at));
    content.setAttribute('y', String(y + under));
    parts.push(content);
    at += Number(content.getAttribute('width')) + BETWEEN;
    height = Math.max(height, under + Number(content.getAttribute('height')));
  }
  return { parts, width: Math.max(0, at - BETWEEN - x), height };
}

/**
 * The drawing as a file.
 * @param host an element of the panel it belongs to: tokens and accents are read there
 */
export function sheetOf({ detail, pictures, legend = [] }: Drawing, title: string, host: Element): Sheet {
  const family = getComputedStyle(host).fontFamily;
  const [ink = '', second = '', ground = '', ...colours] = resolved(
    ['var(--ink)', 'var(--ink-2)', 'var(--panel)', ...legend.map(({ colour }) => colour)],
    host,
  );
  const small = { 'font-size': 11, fill: second };
  const words = [element('text', { x: PAD, y: PAD + 12, 'font-size': 14, 'font-weight': 600, fill: ink }, title)];
  if (detail) words.push(element('text', { x: PAD, y: PAD + 12 + LINE, ...small }, detail));
  const top = PAD + (detail ? LINE : 0) + 24;
  const shown = sideBySide(pictures, PAD, top, small);
  const needed = Math.max(measure(title, `600 14px ${family}`), detail ? measure(detail, `400 11px ${family}`) : 0);
  const width = Math.ceil(Math.max(shown.width, needed, 160) + 2 * PAD);

  // The legend under the pictures, in as many lines as it takes.
  let [x, line] = [PAD, top + shown.height + 20];
  for (const [i, entry] of legend.entries()) {
    const taken = MARK + 6 + measure(entry.label, `400 11px ${family}`);
    if (x > PAD && x + taken > width - PAD) [x, line] = [PAD, line + LINE];
    words.push(markOf(entry, colours[i] ?? second, x, line - 4));
    words.push(element('text', { x: x + MARK + 6, y: line, ...small }, entry.label));
    x += taken + BETWEEN;
  }
  const height = Math.ceil((legend.length > 0 ? line : top + shown.height) + PAD);
  const sheet = element(
    'svg',
    { width, height, viewBox: `0 0 ${width} ${height}`, 'font-family': family.replaceAll('"', "'") },
    element('title', {}, [title, detail].filter(Boolean).join('. ')),
    element('rect', { width, height, fill: ground }),
    ...words,
    ...shown.parts,
  );
  return { text: `<?xml version="1.0" encoding="UTF-8"?>\n${legal(new XMLSerializer().serializeToString(sheet))}\n`, width, height };
}

/** A drawing with what lets it stand on its own: ground, title, what it shows, and a legend. */
import { inlined, plainColour } from './inlined';
import { wrapped, type Provenance } from './provenance';
import { element, serialized, svgOf, text, words, type Attributes, type Markup, type Picture } from './markup';

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
  /** As they stand on the page, or made for the purpose; several stand side by side, each under its caption. */
  pictures: readonly { picture: SVGSVGElement | Picture; caption?: string }[];
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
function measure(line: string, font: string): number {
  const context = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
  if (!context) return line.length * 7;
  context.font = font;
  return context.measureText(line).width;
}

function markOf({ mark = 'line', dash }: LegendEntry, colour: string, x: number, y: number): Markup {
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
    'stroke-dasharray': dash,
  });
}

interface Placed {
  parts: Markup[];
  width: number;
  height: number;
}

interface Placeable {
  width: number;
  height: number;
  at(x: number, y: number): Markup;
}

function placeable(picture: SVGSVGElement | Picture): Placeable {
  if (!(picture instanceof SVGSVGElement)) return { ...picture, at: (x, y) => svgOf(picture, { x, y }) };
  const copy = inlined(picture);
  return {
    width: Number(copy.getAttribute('width')),
    height: Number(copy.getAttribute('height')),
    at: (x, y) => {
      copy.setAttribute('x', String(x));
      copy.setAttribute('y', String(y));
      return serialized(copy);
    },
  };
}

/** Pictures side by side from (x, y) on. */
function sideBySide(pictures: Drawing['pictures'], x: number, y: number, look: Attributes): Placed {
  const made = pictures.map(({ picture, caption }) => ({ ...placeable(picture), caption }));
  const under = made.some(({ caption }) => caption) ? LINE : 0;
  const parts: Markup[] = [];
  let [at, highest] = [x, 0];
  for (const { width, height, caption, at: drawnAt } of made) {
    if (caption) parts.push(text(at, y + 10, caption, look));
    parts.push(drawnAt(at, y + under));
    at += width + BETWEEN;
    highest = Math.max(highest, under + height);
  }
  return { parts, width: Math.max(0, at - BETWEEN - x), height: highest };
}

/**
 * The drawing as a file.
 * @param host an element of the panel it belongs to: tokens and accents are read there
 * @param provenance what it was measured with: a caption under it, and metadata in it
 */
export function sheetOf({ detail, pictures, legend = [] }: Drawing, title: string, host: Element, provenance?: Provenance): Sheet {
  const family = getComputedStyle(host).fontFamily;
  const [ink = '', second = '', ground = '', ...colours] = resolved(
    ['var(--ink)', 'var(--ink-2)', 'var(--panel)', ...legend.map(({ colour }) => colour)],
    host,
  );
  const small = { 'font-size': 11, fill: second };
  const around = [text(PAD, PAD + 12, title, { 'font-size': 14, 'font-weight': 600, fill: ink })];
  if (detail) around.push(text(PAD, PAD + 12 + LINE, detail, small));
  const top = PAD + (detail ? LINE : 0) + 24;
  const shown = sideBySide(pictures, PAD, top, small);
  const needed = Math.max(measure(title, `600 14px ${family}`), detail ? measure(detail, `400 11px ${family}`) : 0);
  const width = Math.ceil(Math.max(shown.width, needed, 160) + 2 * PAD);

  // The legend under the pictures, in as many lines as it takes.
  let [x, line] = [PAD, top + shown.height + 20];
  for (const [i, entry] of legend.entries()) {
    const taken = MARK + 6 + measure(entry.label, `400 11px ${family}`);
    if (x > PAD && x + taken > width - PAD) [x, line] = [PAD, line + LINE];
    around.push(markOf(entry, colours[i] ?? second, x, line - 4));
    around.push(text(x + MARK + 6, line, entry.label, small));
    x += taken + BETWEEN;
  }
  // Under everything what it was measured with.
  let bottom = legend.length > 0 ? line : top + shown.height;
  const caption = provenance ? wrapped(provenance.caption, width - 2 * PAD, (words) => measure(words, `400 11px ${family}`)) : [];
  caption.forEach((words, i) => around.push(text(PAD, bottom + 22 + i * LINE, words, small)));
  if (caption.length > 0) bottom += 22 + (caption.length - 1) * LINE;
  const height = Math.ceil(bottom + PAD);
  const sheet = svgOf({
    width,
    height,
    attributes: { viewBox: `0 0 ${width} ${height}`, 'font-family': family.replaceAll('"', "'") },
    content: [
      element('title', {}, words([title, detail].filter(Boolean).join('. '))),
      ...(provenance
        ? [element('desc', {}, words(provenance.caption.join(' '))), element('metadata', {}, words(JSON.stringify(provenance.data)))]
        : []),
      element('rect', { width, height, fill: ground }),
      ...around,
      ...shown.parts,
    ],
  });
  return { text: `<?xml version="1.0" encoding="UTF-8"?>\n${sheet}\n`, width, height };
}

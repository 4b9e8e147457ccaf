/** The fonts of a drawing within it: a file, or an image, cannot ask the page for them. */

import { context2d } from '../context';
import { svgOf, text } from './markup';

async function dataAddress(blob: Blob): Promise<string> {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(String(reader.result));
    reader.onerror = () => reject(reader.error ?? new Error('The font cannot be read.'));
    reader.readAsDataURL(blob);
  });
}

const inRange = (code: number, range: string): boolean =>
  range.split(',').some((part) => {
    const [from = '', to = from] = part.trim().replace(/^U\+/i, '').split('-');
    return code >= parseInt(from.replaceAll('?', '0'), 16) && code <= parseInt(to.replaceAll('?', 'F'), 16);
  });

interface Face {
  family: string;
  /** As a rule with its file in it. */
  rule: string;
  /** A character of the text that it has. */
  sample: string;
}

/** The page's own font faces that hold a character of the text. */
async function fontFaces(text: string): Promise<Face[]> {
  const characters = [...new Set(text)].filter((character) => character.trim() !== '');
  const faces: Promise<Face>[] = [];
  for (const sheet of document.styleSheets)
    for (const rule of sheet.cssRules) {
      if (!(rule instanceof CSSFontFaceRule)) continue;
      const { style } = rule;
      const [range, source] = [style.getPropertyValue('unicode-range'), style.getPropertyValue('src')];
      const address = /url\("?([^")]+)"?\)/.exec(source)?.[1];
      const sample = characters.find((character) => !range || inRange(character.codePointAt(0) ?? 0, range));
      if (!address || sample === undefined) continue;
      const [family, weight] = [style.getPropertyValue('font-family'), style.getPropertyValue('font-weight')];
      const face = fetch(new URL(address, sheet.href ?? document.baseURI))
        .then((answer) => answer.blob())
        .then(dataAddress)
        .then((data) => ({
          family,
          sample,
          rule: `@font-face{font-family:${family};font-weight:${weight};src:url(${data});${range ? `unicode-range:${range}` : ''}}`,
        }));
      faces.push(face);
    }
  return Promise.all(faces);
}

/** What is read of a drawing: its texts, not its markup. */
const wordsOf = (svg: string): string => unescaped(Array.from(svg.matchAll(/<text[^>]*>([^<]*)</g), ([, text]) => text).join(''));
const unescaped = (text: string): string =>
  text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&quot;', '"').replaceAll('&amp;', '&');

export interface Dressed {
  /** The drawing with the fonts of its texts in it. */
  svg: string;
  /** Resolves when a browser that draws it as an image has taken the fonts up: until then it leaves the texts out. */
  ready(): Promise<void>;
}

/** The drawing with the fonts of its texts in it. Without them it is drawn in the system's. */
export async function withFonts(svg: string): Promise<Dressed> {
  const faces = await fontFaces(wordsOf(svg)).catch(() => []);
  if (faces.length === 0) return { svg, ready: () => Promise.resolve() };
  const rules = faces.map(({ rule }) => rule).join('');
  return { svg: svg.replace(/(<svg[^>]*>)/, (start) => `${start}<style>${rules}</style>`), ready: () => takenUp(faces, rules) };
}

/** Weights that drawings are written in. */
const WEIGHTS = [400, 500, 600, 700];
const LINE = 24;
/** Milliseconds between two looks, and how often: a font that is not there by then will not come. */
const LOOK_EVERY = 40;
const MOST_LOOKS = 75;

/** An image decodes its fonts after it says that it has been decoded: here a small one is drawn until each of its lines has ink. */
async function takenUp(faces: readonly Face[], rules: string): Promise<void> {
  const lines = faces.flatMap(({ family, sample }) => WEIGHTS.map((weight) => ({ family, sample, weight })));
  const height = LINE * lines.length;
  const texts = lines.map(({ family, sample, weight }, i) =>
    text(2, LINE * i + 18, sample, { 'font-family': family.replaceAll('"', "'"), 'font-weight': weight, 'font-size': 18 }),
  );
  const markup = svgOf({ width: LINE, height, content: texts }).replace(/(<svg[^>]*>)/, (start) => `${start}<style>${rules}</style>`);
  const address = URL.createObjectURL(new Blob([markup], { type: 'image/svg+xml' }));
  try {
    for (let look = 0; look < MOST_LOOKS; look++) {
      const image = new Image(LINE, height);
      image.src = address;
      await image.decode();
      const context = context2d(Object.assign(document.createElement('canvas'), { width: LINE, height }));
      if (!context) return;
      context.drawImage(image, 0, 0);
      const inked = (i: number) => context.getImageData(0, LINE * i, LINE, LINE).data.some((value) => value > 0);
      if (lines.every((_, i) => inked(i))) return;
      await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY));
    }
  } finally {
    URL.revokeObjectURL(address);
  }
}

/**
 * An SVG made ready to be drawn: in whatever form of Unicode it came, with a size of its own, and without what it refers to elsewhere, in whose
 * place browsers would draw the sign of a missing image. It is parsed without a window: nothing in it runs or is fetched.
 */
import { svgText, unicodeForm } from '../core/ingest/image/svgText';

export interface PreparedSvg {
  /** Of the drawing, CSS pixels. */
  width: number;
  height: number;
  /** References to other files, which have been left out. */
  left: number;
  /** The drawing at a size in pixels. */
  text(width: number, height: number): string;
}

interface Box {
  x: number;
  y: number;
  width: number;
  height: number;
}

const SVG = 'http://www.w3.org/2000/svg';
const XLINK = 'http://www.w3.org/1999/xlink';
/** What browsers take for a drawing that says nothing and shows nothing. */
const EMPTY: Box = { x: 0, y: 0, width: 300, height: 150 };
/** Of HTML within a drawing: what shows something from elsewhere. */
const FOREIGN = 'img, iframe, object, embed, video, audio, link, script';

/** @param size its own, where it says one @returns null where it is no well-formed XML */
export async function prepareSvg(bytes: Uint8Array, size?: { width: number; height: number }): Promise<PreparedSvg | null> {
  const parsed = new DOMParser().parseFromString(svgText(bytes, unicodeForm(bytes)), 'image/svg+xml');
  const root = parsed.documentElement as Element as SVGSVGElement;
  if (root.localName !== 'svg' || parsed.querySelector('parsererror')) return null;
  // Without a namespace it is a tree of unknown elements, which browsers do not draw.
  if (root.namespaceURI !== SVG) return null;
  const left = leaveOut(parsed);
  const box = size ? { x: 0, y: 0, ...size } : await extentOf(root);
  if (!root.hasAttribute('viewBox')) root.setAttribute('viewBox', `${box.x} ${box.y} ${box.width} ${box.height}`);
  return {
    ...{ width: box.width, height: box.height, left },
    text: (width, height) => {
      root.setAttribute('width', String(width));
      root.setAttribute('height', String(height));
      return new XMLSerializer().serializeToString(root);
    },
  };
}

const isElsewhere = (address: string) => address.trim() !== '' && !/^\s*(#|data:)/iu.test(address);

/** Takes references to other files out. @returns how many there were */
function leaveOut(parsed: Document): number {
  let left = 0;
  for (const element of parsed.querySelectorAll('image, feImage, use'))
    for (const [space, name] of [
      [null, 'href'],
      [XLINK, 'href'],
    ] as const) {
      const address = element.getAttributeNS(space, name);
      if (address === null || !isElsewhere(address)) continue;
      element.removeAttributeNS(space, name);
      left++;
    }
  for (const element of parsed.querySelectorAll(FOREIGN)) {
    const address = element.getAttribute('src') ?? element.getAttribute('data') ?? element.getAttribute('href') ?? '';
    if (!isElsewhere(address)) continue;
    element.remove();
    if (element.localName !== 'script') left++;
  }
  const styles = [
    ...[...parsed.querySelectorAll('style')].map((style) => style.textContent ?? ''),
    ...[...parsed.querySelectorAll('[style], [fill], [stroke], [filter], [mask], [clip-path]')].flatMap((element) =>
      ['style', 'fill', 'stroke', 'filter', 'mask', 'clip-path'].map((name) => element.getAttribute(name) ?? ''),
    ),
  ];
  for (const style of styles) {
    left += [...style.matchAll(/url\(\s*["']?([^"')]{0,2000})/giu)].filter(([, address]) => isElsewhere(address!)).length;
    left += (style.match(/@import\s+["']/giu) ?? []).length;
  }
  for (const node of parsed.childNodes)
    if (node.nodeType === Node.PROCESSING_INSTRUCTION_NODE && node.nodeName === 'xml-stylesheet') left++;
  return left;
}

/**
 * What a drawing without a size covers: the box of all that is drawn, with its strokes. It is measured in a frame in which nothing runs and
 * nothing is fetched.
 */
async function extentOf(root: SVGSVGElement): Promise<Box> {
  const frame = document.createElement('iframe');
  frame.setAttribute('sandbox', 'allow-same-origin');
  frame.setAttribute('aria-hidden', 'true');
  frame.tabIndex = -1;
  frame.style.cssText = 'position: fixed; left: -9999px; width: 300px; height: 150px; border: 0; visibility: hidden';
  frame.srcdoc = `<!doctype html><meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; img-src data:">`;
  try {
    await new Promise<void>((resolve) => {
      frame.onload = () => resolve();
      document.body.append(frame);
    });
    const inner = frame.contentDocument;
    if (!inner) return EMPTY;
    const drawing = inner.importNode(root, true);
    inner.body.append(drawing);
    const { x, y, width, height } = drawing.getBBox();
    if (!(width > 0 || height > 0)) return EMPTY;
    const around = strokeOf(drawing, inner) / 2;
    return { x: x - around, y: y - around, width: Math.max(1, width + 2 * around), height: Math.max(1, height + 2 * around) };
  } finally {
    frame.remove();
  }
}

/** The widest stroke. */
function strokeOf(drawing: SVGSVGElement, { defaultView }: Document): number {
  let widest = 0;
  for (const element of [...drawing.querySelectorAll('*')].slice(0, 5000)) {
    const style = defaultView?.getComputedStyle(element);
    if (style && style.stroke !== 'none') widest = Math.max(widest, parseFloat(style.strokeWidth) || 0);
  }
  return widest;
}

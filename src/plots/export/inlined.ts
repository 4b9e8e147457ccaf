/**
 * A drawing taken off the page: what style sheets and theme tokens give it is written on its elements, in plain colours, so that it
 * looks the same wherever it is opened.
 */
import { context2d } from '../context';

/** Handed down from parent to child. */
const INHERITED: Record<string, string> = {
  fill: 'rgb(0, 0, 0)',
  'fill-opacity': '1',
  'fill-rule': 'nonzero',
  stroke: 'none',
  'stroke-opacity': '1',
  'stroke-width': '1px',
  'stroke-dasharray': 'none',
  'stroke-linecap': 'butt',
  'stroke-linejoin': 'miter',
  'font-family': '',
  'font-size': '',
  'font-weight': '400',
  'font-style': 'normal',
  'text-anchor': 'start',
  'paint-order': 'normal',
  'shape-rendering': 'auto',
};
/** Of an element alone. */
const OWN: Record<string, string> = { opacity: '1', 'dominant-baseline': 'auto', 'mix-blend-mode': 'normal' };
const PAINTS = new Set(['fill', 'stroke']);

/** Shown only while someone points, or meant for the pointer. */
const FOR_THE_POINTER = '.crosshair, .brush-mark, [data-export="skip"], foreignObject, script';

let pixel: CanvasRenderingContext2D | null = null;
const fetched = new Map<string, string>();

/** Any colour that the browser understands (`color-mix`, `oklab`, names) as `#rrggbb` or `rgba(…)`. */
export function plainColour(colour: string): string {
  const found = fetched.get(colour);
  if (found !== undefined) return found;
  pixel ??= context2d(Object.assign(document.createElement('canvas'), { width: 1, height: 1 }));
  if (!pixel) return colour;
  pixel.clearRect(0, 0, 1, 1);
  pixel.fillStyle = colour;
  pixel.fillRect(0, 0, 1, 1);
  const [r = 0, g = 0, b = 0, a = 0] = pixel.getImageData(0, 0, 1, 1).data;
  const hex = `#${[r, g, b].map((part) => part.toString(16).padStart(2, '0')).join('')}`;
  const plain = a === 255 ? hex : a === 0 ? 'none' : `rgba(${r},${g},${b},${Number((a / 255).toFixed(3))})`;
  if (fetched.size > 4096) fetched.clear();
  fetched.set(colour, plain);
  return plain;
}

const paint = (value: string) => (value === 'none' || value.startsWith('url(') ? value : plainColour(value));
const length = (value: string) => value.replace(/(\d)px/g, '$1');

/** The families as a file can name them: one of its own or the reader's. */
const families = (value: string) => value.replaceAll('"', "'");

function write(element: Element, property: string, value: string): void {
  if (PAINTS.has(property)) element.setAttribute(property, paint(value));
  else element.setAttribute(property, property === 'font-family' ? families(value) : length(value));
}

/** Nothing to see in it: hidden, or a transparent area that catches the pointer. */
function unseen(style: CSSStyleDeclaration, element: Element): boolean {
  if (style.display === 'none' || style.visibility === 'hidden') return true;
  const shape = /^(rect|circle|ellipse|path|polygon)$/.test(element.tagName);
  const clear = (value: string) => value === 'none' || plainColour(value) === 'none';
  return shape && element.closest('clipPath, mask') === null && clear(style.fill) && clear(style.stroke);
}

function copy(original: Element, handed: Record<string, string>): Element | null {
  if (original.matches(FOR_THE_POINTER)) return null;
  const style = getComputedStyle(original);
  if (unseen(style, original)) return null;
  const clone = original.cloneNode(false) as Element;
  for (const name of clone.getAttributeNames())
    if (/^(class|style|tabindex|role|on\w+|data-.*|aria-.*)$/.test(name)) clone.removeAttribute(name);
  const here = { ...handed };
  if (original.tagName !== 'title') {
    for (const property of Object.keys(INHERITED)) {
      const value = style.getPropertyValue(property);
      here[property] = value;
      if (value !== handed[property]) write(clone, property, value);
      else clone.removeAttribute(property);
    }
    for (const [property, initial] of Object.entries(OWN)) {
      const value = style.getPropertyValue(property);
      clone.removeAttribute(property);
      if (value !== initial) write(clone, property, value);
    }
  }
  for (const child of original.childNodes) {
    if (child.nodeType === Node.TEXT_NODE) clone.append(child.textContent ?? '');
    if (child.nodeType !== Node.ELEMENT_NODE) continue;
    const made = copy(child as Element, here);
    if (made) clone.append(made);
  }
  return clone;
}

/** A copy of a drawing on the page that needs no style sheet; the drawing itself stays as it is. */
export function inlined(drawing: SVGSVGElement): SVGSVGElement {
  const clone = copy(drawing, INHERITED);
  if (!clone) throw new Error('This plot is not on the page at the moment.');
  const { width, height } = drawing.getBoundingClientRect();
  clone.setAttribute('width', String(width));
  clone.setAttribute('height', String(height));
  clone.setAttribute('overflow', 'visible');
  return clone as SVGSVGElement;
}

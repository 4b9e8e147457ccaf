/**
 * SVG as text. Everything that the plots write by themselves is made here, so that escaping is done in one place: words become markup
 * by `words` alone, and elements take nothing else.
 */

declare const checked: unique symbol;
/** Well-formed markup. Made by the functions of this file. */
export type Markup = string & { readonly [checked]: true };

/** A value that is undefined leaves its attribute out. */
export type Attributes = Readonly<Record<string, string | number | undefined>>;

export const SVG = 'http://www.w3.org/2000/svg';

const SIGNS: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

/** Control characters are what XML cannot hold, however they are written. */
// eslint-disable-next-line no-control-regex
const ILLEGAL = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g;

/** Any text as what stands between tags, or in an attribute. */
export const words = (text: string): Markup => text.replace(ILLEGAL, '').replace(/[&<>"]/g, (sign) => SIGNS[sign] ?? sign) as Markup;

/** A hundredth of a pixel is finer than can be seen. */
const written = (value: string | number): string => words(typeof value === 'number' ? String(Math.round(value * 100) / 100) : value);

export function element(name: string, attributes: Attributes, ...children: readonly Markup[]): Markup {
  const all = Object.entries(attributes).flatMap(([key, value]) => (value === undefined ? [] : [` ${key}="${written(value)}"`]));
  const inside = children.join('\n');
  return (inside ? `<${name}${all.join('')}>${inside}</${name}>` : `<${name}${all.join('')}/>`) as Markup;
}

export const text = (x: number, y: number, content: string, attributes: Attributes): Markup =>
  element('text', { x, y, ...attributes }, words(content));

/** An element of the page as it stands, its own words escaped by the browser. */
export const serialized = (node: Element): Markup => new XMLSerializer().serializeToString(node).replace(ILLEGAL, '') as Markup;

/** A drawing in plain colours, made for the purpose. */
export interface Picture {
  width: number;
  height: number;
  content: readonly Markup[];
  /** Of the `svg` around it. */
  attributes?: Attributes;
}

/** A picture as an `svg` element; `attributes` go before its own. */
export const svgOf = ({ width, height, content, attributes = {} }: Picture, more: Attributes = {}): Markup =>
  element('svg', { xmlns: SVG, width, height, ...attributes, ...more }, ...content);

/**
 * HTML as text. Everything between tags and in attributes comes through here: words are escaped, and only what was made here, or by
 * `figure`, is taken as markup.
 */

const SIGNS: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

/** Marks what is markup already: a string alone cannot say so. */
class Made {
  constructor(readonly text: string) {}
}

type Part = Made | string | number | undefined | false | readonly Part[];

const escaped = (text: string): string => text.replace(/[&<>"']/g, (sign) => SIGNS[sign]!);

function written(part: Part): string {
  if (part === undefined || part === false) return '';
  if (part instanceof Made) return part.text;
  if (typeof part === 'number') return String(part);
  return typeof part === 'string' ? escaped(part) : part.map(written).join('');
}

/** A template whose values are words, numbers, markup made by this tag, or lists of these. */
export const html = (literals: TemplateStringsArray, ...parts: readonly Part[]): Made =>
  new Made(literals.reduce((all, literal, i) => all + written(parts[i - 1]) + literal));

export type Markup = Made;
export const textOf = (markup: Made): string => markup.text;

/** What runs, or reaches out of the document. */
const ACTIVE = /<script|<foreignObject|<iframe|\son\w+\s*=|javascript:|(?:href|src)\s*=\s*["'](?!#|data:image\/)/i;

/**
 * A picture as it stands in the document.
 * @throws TypeError where it is no SVG, or holds something that runs or is fetched
 */
export function figure(svg: string): Made {
  if (!/^\s*<svg[\s>]/.test(svg) || !/<\/svg>\s*$/.test(svg)) throw new TypeError('A figure of a report must be one SVG element.');
  if (ACTIVE.test(svg)) throw new TypeError('A figure of a report must not hold anything that runs or is fetched.');
  return new Made(svg);
}

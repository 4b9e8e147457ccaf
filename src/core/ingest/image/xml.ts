/**
 * As much of XML as finding the root of a drawing takes: what may stand before it, its name, its attributes. Every scanner goes forward only,
 * so that its time is that of the text's length, whatever the text is.
 */

export interface RootElement {
  /** As written: `svg`, `svg:svg`. */
  name: string;
  /** Values by name as written, small letters; references are not resolved. */
  attributes: Map<string, string>;
  /** The tag ends with `/>`. */
  empty: boolean;
}

/** The root's tag, after declarations, comments and a document type. null where the text is no XML or ends before the tag does. */
export function rootElement(text: string): RootElement | null {
  const at = afterProlog(text);
  return at === null ? null : readTag(text, at);
}

/** The name of the root alone, also where the text ends within its tag; null where there is none. */
export function rootName(text: string): string | null {
  const at = afterProlog(text);
  return at === null ? null : nameAt(text, at + 1);
}

/** Where the first tag begins; null where something else comes first, or the text ends. */
function afterProlog(text: string): number | null {
  let at = 0;
  for (;;) {
    at = afterSpace(text, at);
    let end: number;
    if (text.startsWith('<?', at)) end = after(text, '?>', at + 2);
    else if (text.startsWith('<!--', at)) end = after(text, '-->', at + 4);
    else if (text.startsWith('<!', at)) end = afterDeclaration(text, at + 2);
    else return text[at] === '<' ? at : null;
    if (end < 0) return null;
    at = end;
  }
}

/** `<!DOCTYPE svg [ … ]>`: quoted stretches and what stands in brackets may hold `>`. */
function afterDeclaration(text: string, from: number): number {
  let depth = 0;
  for (let at = from; at < text.length; at++) {
    const character = text[at]!;
    if (character === '"' || character === "'") {
      at = text.indexOf(character, at + 1);
      if (at < 0) return -1;
    } else if (character === '[') depth++;
    else if (character === ']') depth--;
    else if (character === '>' && depth <= 0) return at + 1;
  }
  return -1;
}

function readTag(text: string, start: number): RootElement | null {
  const name = nameAt(text, start + 1);
  if (name === null) return null;
  const attributes = new Map<string, string>();
  let at = start + 1 + name.length;
  for (;;) {
    at = afterSpace(text, at);
    if (at >= text.length) return null;
    if (text[at] === '>') return { name, attributes, empty: false };
    if (text.startsWith('/>', at)) return { name, attributes, empty: true };
    const key = nameAt(text, at);
    if (key === null) {
      at++;
      continue;
    }
    at = afterSpace(text, at + key.length);
    if (text[at] !== '=') continue;
    at = afterSpace(text, at + 1);
    const quote = text[at];
    if (quote !== '"' && quote !== "'") continue;
    const end = text.indexOf(quote, at + 1);
    if (end < 0) return null;
    attributes.set(key.toLowerCase(), text.slice(at + 1, end));
    at = end + 1;
  }
}

const after = (text: string, mark: string, from: number): number => {
  const at = text.indexOf(mark, from);
  return at < 0 ? -1 : at + mark.length;
};

function afterSpace(text: string, from: number): number {
  let at = from;
  while (at < text.length && isSpace(text.charCodeAt(at))) at++;
  return at;
}

/** White space of XML, and the mark of Unicode. */
const isSpace = (code: number) => code === 32 || (code >= 9 && code <= 13) || code === 0xfeff;

function nameAt(text: string, from: number): string | null {
  let at = from;
  while (at < text.length && /[\p{L}\p{N}:_.-]/u.test(text[at]!)) at++;
  return at === from ? null : text.slice(from, at);
}

/** Without its prefix: `svg:svg` → `svg`. Small letters. */
export function localName(name: string): string {
  return name.slice(name.indexOf(':') + 1).toLowerCase();
}

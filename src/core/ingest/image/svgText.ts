/** The text of an XML file in the form of Unicode that its first bytes show (Extensible Markup Language 1.0, appendix F). */

export type UnicodeForm = 'utf-8' | 'utf-16le' | 'utf-16be';

/** By the mark of Unicode, or by how `<` stands there. */
export function unicodeForm(head: Uint8Array): UnicodeForm {
  const [a, b, c, d] = head;
  if ((a === 0xff && b === 0xfe) || (a === 0x3c && b === 0 && c !== 0 && d === 0)) return 'utf-16le';
  if ((a === 0xfe && b === 0xff) || (a === 0 && b === 0x3c && c === 0 && d !== 0)) return 'utf-16be';
  return 'utf-8';
}

/** @param part of the file; its end may begin within a character */
export function svgText(part: Uint8Array, form: UnicodeForm): string {
  return new TextDecoder(form).decode(part);
}

/** Text files as text, whatever wrote them. */
import { bytesInWords } from '../limits';
import { FileError } from '../rejection';
import { startsWith } from '../sniff';
import type { SourceFile } from '../source';

const MAX_TEXT_BYTES = 128 * 2 ** 20;

/** UTF-8, UTF-16 with its mark, or what old spreadsheets write. @throws FileError */
export async function readText(source: SourceFile): Promise<string> {
  if (source.size > MAX_TEXT_BYTES)
    throw new FileError(source.path, `it has ${bytesInWords(source.size)}; tables of at most ${bytesInWords(MAX_TEXT_BYTES)} are read`);
  const bytes = await source.bytes();
  if (startsWith(bytes, 0, '\xff\xfe')) return new TextDecoder('utf-16le').decode(bytes);
  if (startsWith(bytes, 0, '\xfe\xff')) return new TextDecoder('utf-16be').decode(bytes);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder('windows-1252').decode(bytes);
  }
}

/** The lines that have something in them. */
export function linesOf(text: string): string[] {
  return text.split(/\r\n|\n|\r/u).filter((line) => line.trim() !== '');
}

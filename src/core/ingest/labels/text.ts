/** Text files as text, whatever wrote them. */
import { decodeAs, guessEncoding, isUtf8, type Encoding } from '../encoding';
import { bytesInWords } from '../limits';
import { FileError } from '../rejection';
import { startsWith } from '../image/sniff';
import type { SourceFile } from '../source';

const MAX_TEXT_BYTES = 128 * 2 ** 20;

/** Text and the encoding it was in, where that had to be guessed. */
export interface DecodedText {
  text: string;
  encoding?: Encoding;
}

/** As text in whatever encoding it is: UTF-16 by its mark or its zeros, UTF-8, or the one by which it makes words. @throws FileError */
export async function readText(source: SourceFile): Promise<string> {
  return (await readTextAs(source)).text;
}

/** @param told what to take it for if it is not Unicode */
export async function readTextAs(source: SourceFile, told?: Encoding): Promise<DecodedText> {
  if (source.size > MAX_TEXT_BYTES)
    throw new FileError(source.path, `it has ${bytesInWords(source.size)}; tables of at most ${bytesInWords(MAX_TEXT_BYTES)} are read`);
  const bytes = await source.bytes();
  if (startsWith(bytes, 0, '\xff\xfe')) return { text: new TextDecoder('utf-16le').decode(bytes) };
  if (startsWith(bytes, 0, '\xfe\xff')) return { text: new TextDecoder('utf-16be').decode(bytes) };
  const zeros = zerosOf(bytes);
  if (zeros !== null) return { text: new TextDecoder(zeros).decode(bytes) };
  if (isUtf8(bytes)) return { text: new TextDecoder().decode(bytes) };
  const encoding =
    told && told !== 'utf-8' ? told : guessEncoding(bytes, ['windows-1252', 'shift_jis', 'gbk', 'big5', 'euc-kr', 'windows-1251']);
  return { text: decodeAs(bytes, encoding), encoding };
}

/** UTF-16 without a mark: every second byte of plain text is zero. */
function zerosOf(bytes: Uint8Array): 'utf-16le' | 'utf-16be' | null {
  const length = Math.min(bytes.length & ~1, 512);
  if (length < 4) return null;
  const zeros = [0, 0];
  for (let at = 0; at < length; at++) if (bytes[at] === 0) zeros[at & 1]!++;
  if (zeros[1]! > 0.35 * length && zeros[0]! === 0) return 'utf-16le';
  return zeros[0]! > 0.35 * length && zeros[1]! === 0 ? 'utf-16be' : null;
}

/** The lines that have something in them. */
export function linesOf(text: string): string[] {
  return text.split(/\r\n|\n|\r/u).filter((line) => line.trim() !== '');
}

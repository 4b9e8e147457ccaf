/** Huffman codes of a JPEG (ITU-T T.81, annex C), for looking symbols up. */

/** Data are missing or make no sense. */
export class Damaged extends Error {}

export const QUICK_BITS = 9;

/** Codes by their first bits: length and symbol, `length << 8 | symbol`; 0 where the code is longer. */
export interface Codes {
  quick: Uint16Array;
  /** [17] by length: the largest code, -1 where there is none, and what is added to a code to find its symbol. */
  largest: Int32Array;
  offset: Int32Array;
  symbols: Uint8Array;
}

export function codesOf(counts: Uint8Array, symbols: Uint8Array): Codes {
  const quick = new Uint16Array(1 << QUICK_BITS);
  const largest = new Int32Array(18).fill(-1);
  const offset = new Int32Array(18);
  let code = 0;
  let at = 0;
  for (let length = 1; length <= 16; length++) {
    const count = counts[length - 1]!;
    offset[length] = at - code;
    for (let i = 0; i < count; i++, code++, at++) {
      if (length > QUICK_BITS) continue;
      const from = code << (QUICK_BITS - length);
      quick.fill((length << 8) | symbols[at]!, from, from + (1 << (QUICK_BITS - length)));
    }
    if (count > 0) largest[length] = code - 1;
    if (code > 1 << length) throw new Damaged();
    code <<= 1;
  }
  return { quick, largest, offset, symbols };
}

/** @returns length and symbol of a code that is longer than what is looked up */
export function longCode({ largest, offset, symbols }: Codes, buffer: number, bits: number): number {
  for (let length = QUICK_BITS + 1; length <= 16; length++) {
    const code = (buffer >>> (bits - length)) & ((1 << length) - 1);
    if (code <= largest[length]!) return (length << 8) | symbols[code + offset[length]!]!;
  }
  throw new Damaged();
}

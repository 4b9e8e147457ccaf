import { Damaged, longCode, QUICK_BITS } from './codes';
import { afterData, restartAt, unitsOf, type Frame, type Scan } from './scan';

/**
 * Walks a baseline or extended sequential scan: one function with everything in local variables, since it sees every code of every photograph.
 * @returns where the data end
 */
export function walkSequential(bytes: Uint8Array, start: number, frame: Frame, scan: Scan, restart: number): number {
  const units = unitsOf(frame, scan);
  const single = scan.parts.length === 1;
  // The tables of each block of an MCU, in order.
  const blocks = scan.parts.flatMap(({ component: { h, v }, dc, ac }) => {
    if (!dc || !ac) throw new Damaged();
    return Array.from({ length: single ? 1 : h * v }, () => ({ dc, ac }));
  });
  const { length } = bytes;
  let at = start;
  let buffer = 0;
  let bits = 0;
  /** Bits of the buffer that stand for what is not there. */
  let padded = 0;
  let restarts = 0;
  for (let unit = 0; unit < units; unit++) {
    if (restart > 0 && unit > 0 && unit % restart === 0) {
      at = restartAt(bytes, at, restarts++);
      buffer = bits = padded = 0;
    }
    for (let block = 0; block < blocks.length; block++) {
      const { dc, ac } = blocks[block]!;
      for (let k = 0; k < 64; k++) {
        const codes = k === 0 ? dc : ac;
        while (bits <= 24) {
          const byte = at < length ? bytes[at]! : 0xff;
          if (byte !== 0xff) {
            buffer = (buffer << 8) | byte;
            at++;
          } else if (at + 1 < length && bytes[at + 1] === 0) {
            buffer = (buffer << 8) | 0xff;
            at += 2;
          } else {
            buffer <<= 8;
            padded += 8;
          }
          bits += 8;
        }
        let found = codes.quick[(buffer >>> (bits - QUICK_BITS)) & ((1 << QUICK_BITS) - 1)]!;
        if (found === 0) found = longCode(codes, buffer, bits);
        bits -= found >> 8;
        const symbol = found & 255;
        let size = symbol & 15;
        if (k > 0) {
          if (size === 0) {
            if (symbol !== 0xf0) break;
            k += 15;
            continue;
          }
          k += symbol >> 4;
          if (k > 63) throw new Damaged();
        } else size = symbol;
        if (size > 16) throw new Damaged();
        if (size > bits) {
          while (bits <= 24) {
            const byte = at < length ? bytes[at]! : 0xff;
            if (byte !== 0xff) {
              buffer = (buffer << 8) | byte;
              at++;
            } else if (at + 1 < length && bytes[at + 1] === 0) {
              buffer = (buffer << 8) | 0xff;
              at += 2;
            } else {
              buffer <<= 8;
              padded += 8;
            }
            bits += 8;
          }
        }
        bits -= size;
      }
    }
    // Bits have been used that are not there.
    if (padded > bits) throw new Damaged();
  }
  return afterData(bytes, at);
}

import { Damaged, longCode, QUICK_BITS } from './codes';
import { afterData, nextMarker, restartAt, unitsOf, type Frame, type Scan } from './scan';

const QUICK_MASK = (1 << QUICK_BITS) - 1;

/** Of a block with every sample at an end, times the transform's 8, with room for encoders that overshoot on purpose. */
const MOST_CONSTANT = 1024 * 1.5;

/** Zero bytes in a row that codes cannot be. */
const MOST_ZEROS = 16;

/** Whether there are so many before the next marker that is no restart. */
function hasZeros(bytes: Uint8Array, start: number): boolean {
  for (let at = start + MOST_ZEROS - 1; at < bytes.length; at += MOST_ZEROS) {
    if (bytes[at] !== 0) continue;
    let [from, to] = [at, at];
    while (from > start && bytes[from - 1] === 0) from--;
    while (to - from < MOST_ZEROS && bytes[to] === 0) to++;
    if (to - from >= MOST_ZEROS) return nextMarker(bytes, start) > from;
  }
  return false;
}

/**
 * Walks a baseline or extended sequential scan: one function with everything in local variables, since it sees every code of every photograph.
 * @returns where the data end
 */
export function walkSequential(bytes: Uint8Array, start: number, frame: Frame, scan: Scan, restart: number): number {
  const units = unitsOf(frame, scan);
  const single = scan.parts.length === 1;
  // The tables of each block of an MCU, in order, and which component it is of.
  const blocks = scan.parts.flatMap(({ component: { h, v, quantisation, sizes }, dc, ac }, part) => {
    if (!dc || !ac) throw new Damaged();
    const most = quantisation ? Math.ceil(((frame.deep ? 16 : 1) * MOST_CONSTANT) / quantisation[0]!) + 1 : Infinity;
    return Array.from({ length: single ? 1 : h * v }, () => ({ dc, ac, part, most, sizes }));
  });
  // Zeros are one code over and over. Where that is not the end of a block, no picture has so many: they stand for what is lost.
  if (blocks.some(({ ac }) => ac.symbols[0] !== 0) && hasZeros(bytes, start)) throw new Damaged();
  const { length } = bytes;
  const count = blocks.length;
  const constants = new Int32Array(scan.parts.length);
  let at = start;
  let buffer = 0;
  let bits = 0;
  /** Bits of the buffer that stand for what is not there. */
  let padded = 0;
  let restarts = 0;
  for (let unit = 0; unit < units; unit++) {
    if (restart > 0 && unit > 0 && unit % restart === 0) {
      if (bits - padded >= 8) throw new Damaged();
      at = restartAt(bytes, at, restarts++);
      buffer = bits = padded = 0;
      constants.fill(0);
    }
    for (let block = 0; block < count; block++) {
      const { dc, ac, part, most, sizes } = blocks[block]!;
      let codes = dc;
      let { quick } = dc;
      for (let k = 0; k < 64; k++) {
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
        let found = quick[(buffer >>> (bits - QUICK_BITS)) & QUICK_MASK]!;
        if (found === 0) found = longCode(codes, buffer, bits);
        bits -= found >> 8;
        const symbol = found & 255;
        if (k === 0) {
          codes = ac;
          ({ quick } = ac);
          if (symbol > sizes[0]!) throw new Damaged();
          if (symbol > 0) {
            if (symbol > bits) {
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
            bits -= symbol;
            const raw = (buffer >>> bits) & ((1 << symbol) - 1);
            const constant = constants[part]! + (raw < 1 << (symbol - 1) ? raw - (1 << symbol) + 1 : raw);
            if (constant > most || constant < -most) throw new Damaged();
            constants[part] = constant;
          }
          continue;
        }
        const size = symbol & 15;
        if (size === 0) {
          if (symbol !== 0xf0) break;
          k += 15;
          continue;
        }
        k += symbol >> 4;
        if (k > 63 || size > sizes[k]!) throw new Damaged();
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
  return afterData(bytes, at, Math.max(0, bits - padded) >> 3);
}

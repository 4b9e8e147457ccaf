import { Damaged, longCode, QUICK_BITS, type Codes } from './codes';
import { afterData, restartAt, unitsOf, type Frame, type Scan } from './scan';

/** Bits one after another, for progressive scans. */
class Bits {
  #buffer = 0;
  #bits = 0;
  #padded = 0;

  constructor(
    private readonly bytes: Uint8Array,
    public at: number,
  ) {}

  #fill(): void {
    const { bytes } = this;
    while (this.#bits <= 24) {
      const byte = this.at < bytes.length ? bytes[this.at]! : 0xff;
      if (byte !== 0xff) {
        this.#buffer = (this.#buffer << 8) | byte;
        this.at++;
      } else if (this.at + 1 < bytes.length && bytes[this.at + 1] === 0) {
        this.#buffer = (this.#buffer << 8) | 0xff;
        this.at += 2;
      } else {
        this.#buffer <<= 8;
        this.#padded += 8;
      }
      this.#bits += 8;
    }
  }

  symbol(codes: Codes): number {
    if (this.#bits < 16) this.#fill();
    const found =
      codes.quick[(this.#buffer >>> (this.#bits - QUICK_BITS)) & ((1 << QUICK_BITS) - 1)]! || longCode(codes, this.#buffer, this.#bits);
    this.#bits -= found >> 8;
    return found & 255;
  }

  /** At most 16 bits as a number. */
  take(count: number): number {
    if (count === 0) return 0;
    if (this.#bits < count) this.#fill();
    this.#bits -= count;
    return (this.#buffer >>> this.#bits) & ((1 << count) - 1);
  }

  /** Whether bits have been used that are not there. */
  get short(): boolean {
    return this.#padded > this.#bits;
  }

  /** Bytes that have been looked at and not used. */
  get ahead(): number {
    return Math.max(0, this.#bits - this.#padded) >> 3;
  }

  restart(number: number): void {
    this.at = restartAt(this.bytes, this.at, number);
    this.#buffer = this.#bits = this.#padded = 0;
  }
}

/** @returns where the data end */
export function walkProgressive(bytes: Uint8Array, start: number, frame: Frame, scan: Scan, restart: number): number {
  const { parts, first } = scan;
  const bits = new Bits(bytes, start);
  const units = unitsOf(frame, scan);
  const run = { blocks: 0 };
  let restarts = 0;
  const [only] = parts;
  for (let unit = 0; unit < units; unit++) {
    if (restart > 0 && unit > 0 && unit % restart === 0) {
      bits.restart(restarts++);
      run.blocks = 0;
    }
    if (first === 0) {
      // Only the number of blocks counts: of constant terms no later scan needs to know.
      for (const { component, dc } of parts)
        for (let block = parts.length === 1 ? 1 : component.h * component.v; block > 0; block--) {
          if (scan.high > 0) bits.take(1);
          else if (!dc) throw new Damaged();
          else {
            const size = bits.symbol(dc);
            if (size > 16) throw new Damaged();
            bits.take(size);
          }
        }
    } else {
      const { component, ac } = only!;
      if (!ac) throw new Damaged();
      const block = Math.floor(unit / component.columns) * component.stride + (unit % component.columns);
      const known = component.known!.subarray(64 * block, 64 * block + 64);
      if (scan.high === 0) firstPass(bits, ac, known, scan, run);
      else refine(bits, ac, known, scan, run);
    }
    if (bits.short) throw new Damaged();
  }
  return afterData(bytes, bits.at, bits.ahead);
}

function firstPass(bits: Bits, ac: Codes, known: Uint8Array, { first, last }: Scan, run: { blocks: number }): void {
  if (run.blocks > 0) return void run.blocks--;
  for (let k = first; k <= last; k++) {
    const symbol = bits.symbol(ac);
    const size = symbol & 15;
    const zeros = symbol >> 4;
    if (size === 0) {
      if (zeros < 15) {
        run.blocks = (1 << zeros) - 1 + bits.take(zeros);
        return;
      }
      k += 15;
      continue;
    }
    k += zeros;
    if (k > 63) throw new Damaged();
    bits.take(size);
    known[k] = 1;
  }
}

function refine(bits: Bits, ac: Codes, known: Uint8Array, { first, last }: Scan, run: { blocks: number }): void {
  let k = first;
  if (run.blocks === 0) {
    for (; k <= last; k++) {
      const symbol = bits.symbol(ac);
      const size = symbol & 15;
      let zeros = symbol >> 4;
      if (size > 1) throw new Damaged();
      if (size === 0 && zeros < 15) {
        run.blocks = (1 << zeros) + bits.take(zeros);
        break;
      }
      if (size === 1) bits.take(1);
      for (; k <= last; k++) {
        if (known[k] === 1) bits.take(1);
        else if (zeros-- === 0) break;
      }
      if (size === 1 && k <= last) known[k] = 1;
    }
  }
  if (run.blocks > 0) {
    for (; k <= last; k++) if (known[k] === 1) bits.take(1);
    run.blocks--;
  }
}

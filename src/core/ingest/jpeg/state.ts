/**
 * Whether a JPEG's compressed data are all there. Decoders fill what is missing with grey and say nothing, so the codes are walked here without
 * making a picture of them. (ITU-T T.81: Huffman-coded sequential and progressive scans, annexes F.2 and G.2; markers, annex B.)
 */
import { codesOf, Damaged, type Codes } from './codes';
import { walkProgressive } from './progressive';
import { sizesOf, type Component, type Frame, type Scan } from './scan';
import { walkSequential } from './sequential';

/**
 * `whole`; `unended`: whole, but for the marker at its end; `damaged`: data are missing or make no sense; `unknown`: of a kind that is not
 * walked (arithmetic coding, lossless, a height that comes later).
 */
export type JpegState = 'whole' | 'unended' | 'damaged' | 'unknown';

/** Coefficients that are kept track of: a progressive image of 27 million pixels. */
const MOST_COEFFICIENTS = 40_000_000;

class Unknown extends Error {}

/** @param bytes of the whole file, from its start marker on */
export function jpegState(bytes: Uint8Array): JpegState {
  try {
    return new Walk(bytes).all();
  } catch (error) {
    if (error instanceof Unknown) return 'unknown';
    if (error instanceof Damaged) return 'damaged';
    throw error;
  }
}

class Walk {
  #at = 2;
  #frame: Frame | undefined;
  #restart = 0;
  readonly #dc: (Codes | undefined)[] = [];
  readonly #ac: (Codes | undefined)[] = [];
  readonly #steps: (Uint16Array | undefined)[] = [];
  #scans = 0;
  readonly #scanned = new Set<Component>();

  constructor(private readonly bytes: Uint8Array) {}

  all(): JpegState {
    for (;;) {
      const marker = this.#marker();
      if (marker === null || marker === 0xd9) {
        if (!this.#complete()) throw new Damaged();
        return marker === null ? 'unended' : 'whole';
      }
      if (marker === 0x01 || (marker >= 0xd0 && marker <= 0xd8)) continue;
      const { bytes } = this;
      if (this.#at + 2 > bytes.length) throw new Damaged();
      const length = (bytes[this.#at]! << 8) | bytes[this.#at + 1]!;
      const end = this.#at + length;
      if (length < 2 || end > bytes.length) throw new Damaged();
      const body = bytes.subarray(this.#at + 2, end);
      this.#at = end;
      if (marker === 0xc4) this.#tables(body);
      else if (marker === 0xdb) this.#quantisation(body);
      else if (marker === 0xdd) this.#restart = ((body[0] ?? 0) << 8) | (body[1] ?? 0);
      else if (marker === 0xda) this.#scan(body);
      else if (marker >= 0xc0 && marker <= 0xc2) this.#takeFrame(marker, body);
      else if (marker === 0xcc || (marker >= 0xc3 && marker <= 0xcf && marker !== 0xc8)) throw new Unknown();
    }
  }

  /** The next marker; null at the end of the file. Other bytes before it are passed over, as decoders do. */
  #marker(): number | null {
    const { bytes } = this;
    for (;;) {
      const found = bytes.indexOf(0xff, this.#at);
      if (found < 0) return null;
      this.#at = found + 1;
      while (bytes[this.#at] === 0xff) this.#at++;
      const marker = bytes[this.#at];
      if (marker === undefined) return null;
      this.#at++;
      if (marker !== 0) return marker;
    }
  }

  /** Every component has been scanned, down to the last bit. */
  #complete(): boolean {
    const frame = this.#frame;
    if (!frame || this.#scans === 0) return false;
    return frame.components.every((component) => (component.precision ? component.precision[0]! >= 0 : this.#scanned.has(component)));
  }

  #takeFrame(marker: number, body: Uint8Array): void {
    if (this.#frame || body.length < 6) throw new Damaged();
    const height = (body[1]! << 8) | body[2]!;
    const width = (body[3]! << 8) | body[4]!;
    const count = body[5]!;
    if (height === 0) throw new Unknown();
    if (width === 0 || count === 0 || body.length < 6 + 3 * count) throw new Damaged();
    const raw = Array.from({ length: count }, (_, i) => {
      const [id, sampling] = [body[6 + 3 * i]!, body[7 + 3 * i]!];
      return { id, h: sampling >> 4, v: sampling & 15, table: body[8 + 3 * i]! };
    });
    if (raw.some(({ h, v }) => h < 1 || h > 4 || v < 1 || v > 4)) throw new Damaged();
    const mostH = Math.max(...raw.map(({ h }) => h));
    const mostV = Math.max(...raw.map(({ v }) => v));
    const mcuColumns = Math.ceil(width / (8 * mostH));
    const mcuRows = Math.ceil(height / (8 * mostV));
    const progressive = marker === 0xc2;
    const deep = body[0]! > 8;
    if (progressive && raw.reduce((sum, { h, v }) => sum + h * v, 0) * mcuColumns * mcuRows * 64 > MOST_COEFFICIENTS) throw new Unknown();
    this.#frame = {
      ...{ progressive, deep, mcuColumns, mcuRows },
      components: raw.map(({ id, h, v, table }) => ({
        ...{ id, h, v, table, sizes: sizesOf(undefined, deep) },
        columns: Math.ceil(Math.ceil((width * h) / mostH) / 8),
        rows: Math.ceil(Math.ceil((height * v) / mostV) / 8),
        stride: mcuColumns * h,
        ...(progressive ? { known: new Uint8Array(mcuColumns * h * mcuRows * v * 64), precision: new Int8Array(64).fill(-1) } : {}),
      })),
    };
  }

  #tables(body: Uint8Array): void {
    for (let at = 0; at < body.length;) {
      const kind = body[at]!;
      const counts = body.subarray(at + 1, at + 17);
      const symbols = counts.reduce((sum, count) => sum + count, 0);
      at += 17;
      if (counts.length < 16 || at + symbols > body.length || symbols > 256 || (kind & 15) > 3) throw new Damaged();
      (kind >> 4 === 0 ? this.#dc : this.#ac)[kind & 15] = codesOf(counts, body.subarray(at, at + symbols));
      at += symbols;
    }
  }

  #quantisation(body: Uint8Array): void {
    for (let at = 0; at < body.length;) {
      const wide = body[at]! >> 4 > 0;
      const place = body[at]! & 15;
      const end = at + 1 + (wide ? 128 : 64);
      if (place > 3 || end > body.length) throw new Damaged();
      const own = body.subarray(at + 1, end);
      this.#steps[place] = Uint16Array.from({ length: 64 }, (_, k) => Math.max(1, wide ? (own[2 * k]! << 8) | own[2 * k + 1]! : own[k]!));
      at = end;
    }
  }

  #scan(header: Uint8Array): void {
    const frame = this.#frame;
    const count = header[0] ?? 0;
    if (!frame || count < 1 || count > 4 || header.length < 4 + 2 * count) throw new Damaged();
    const parts = Array.from({ length: count }, (_, i) => {
      const component = frame.components.find(({ id }) => id === header[1 + 2 * i]);
      if (!component) throw new Damaged();
      const tables = header[2 + 2 * i]!;
      const steps = this.#steps[component.table];
      // A table may come with the scan that it is needed for.
      if (steps && component.quantisation !== steps) {
        component.quantisation = steps;
        component.sizes = sizesOf(steps, frame.deep);
      }
      return { component, dc: this.#dc[tables >> 4], ac: this.#ac[tables & 15] };
    });
    const [first, last, approximation] = [header[1 + 2 * count]!, header[2 + 2 * count]!, header[3 + 2 * count]!];
    const scan: Scan = { parts, first, last, high: approximation >> 4, low: approximation & 15 };
    if (frame.progressive && (last > 63 || first > last || (first === 0 && last !== 0) || (first > 0 && count > 1))) throw new Damaged();
    this.#at = frame.progressive
      ? walkProgressive(this.bytes, this.#at, frame, scan, this.#restart)
      : walkSequential(this.bytes, this.#at, frame, scan, this.#restart);
    this.#scans++;
    for (const { component } of parts) {
      this.#scanned.add(component);
      component.precision?.fill(scan.low, first, last + 1);
    }
  }
}

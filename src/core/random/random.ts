/**
 * Seeded random numbers: the only source of chance in the project, so that one seed gives one experiment.
 *
 * Generator: sfc32 ("small fast counting", C. Doty-Humphrey, PractRand): 128 bits of state, 32 bits of it a counter, so the
 * period is at least 2³² from any seed. Seeds of any kind are spread over the state by a string hash.
 */

/** All that a generator needs to go on exactly: four words of state and the normal deviate it has in hand, if any. */
export interface RandomState {
  words: [number, number, number, number];
  spare: number | null;
}

export interface Random {
  /** Uniform in [0, 1), 32 random bits. */
  next(): number;
  /** Standard normal. */
  normal(): number;
  /** Uniform whole number in [0, n), free of modulo bias. Throws RangeError unless n is a whole number in 1 … 2³². */
  int(n: number): number;
  /** Puts the items in random order, in place (Fisher–Yates), and returns them. */
  shuffle<T extends Shufflable>(items: T): T;
  /** An independent stream named by `label`; depends on the seed and the label only, not on what has been drawn. */
  fork(label: string): Random;
  state(): RandomState;
  /** Goes back to a state that `state()` gave. Throws RangeError if it is not one. */
  restore(state: RandomState): void;
}

type Shufflable = unknown[] | Int32Array | Uint32Array | Uint8Array | Float32Array | Float64Array;

/** A generator seeded by a finite number or a string; 1 and '1' are the same seed. */
export function createRandom(seed: number | string): Random {
  if (typeof seed === 'number' && !Number.isFinite(seed)) throw new RangeError(`A seed must be a finite number or a string, not ${seed}`);
  return new Sfc32(String(seed));
}

const TWO_32 = 2 ** 32;

class Sfc32 implements Random {
  readonly #seed: string;
  #a: number;
  #b: number;
  #c: number;
  #counter: number;
  #spare: number | null = null;

  constructor(seed: string) {
    this.#seed = seed;
    const words = hashWords(seed);
    this.#a = words[0];
    this.#b = words[1];
    this.#c = words[2];
    this.#counter = words[3];
    // Related seeds start from unrelated hashes already; these rounds also mix the counter into the other words.
    for (let i = 0; i < 12; i++) this.#bits();
  }

  #bits(): number {
    const sum = (this.#a + this.#b + this.#counter) | 0;
    this.#counter = (this.#counter + 1) | 0;
    this.#a = this.#b ^ (this.#b >>> 9);
    this.#b = (this.#c + (this.#c << 3)) | 0;
    this.#c = (((this.#c << 21) | (this.#c >>> 11)) + sum) | 0;
    return sum >>> 0;
  }

  next(): number {
    return this.#bits() / TWO_32;
  }

  normal(): number {
    if (this.#spare !== null) {
      const spare = this.#spare;
      this.#spare = null;
      return spare;
    }
    // Marsaglia's polar method makes two independent deviates at a time.
    for (;;) {
      const x = 2 * this.next() - 1;
      const y = 2 * this.next() - 1;
      const square = x * x + y * y;
      if (square > 0 && square < 1) {
        const scale = Math.sqrt((-2 * Math.log(square)) / square);
        this.#spare = y * scale;
        return x * scale;
      }
    }
  }

  int(n: number): number {
    if (!Number.isInteger(n) || n < 1 || n > TWO_32) throw new RangeError(`int(n) needs a whole number between 1 and 2^32, not ${n}`);
    const limit = TWO_32 - (TWO_32 % n);
    for (;;) {
      const bits = this.#bits();
      if (bits < limit) return bits % n;
    }
  }

  shuffle<T extends Shufflable>(items: T): T {
    const list = items as unknown[];
    for (let i = list.length - 1; i > 0; i--) {
      const j = this.int(i + 1);
      const held = list[i];
      list[i] = list[j];
      list[j] = held;
    }
    return items;
  }

  fork(label: string): Random {
    // The length keeps ('a', 'b:c') and ('a:b', 'c') apart.
    return new Sfc32(`${this.#seed.length}:${this.#seed}/${label}`);
  }

  state(): RandomState {
    return { words: [this.#a, this.#b, this.#c, this.#counter], spare: this.#spare };
  }

  restore({ words, spare }: RandomState): void {
    if (!Array.isArray(words) || words.length !== 4 || !words.every(Number.isInteger) || (spare !== null && !Number.isFinite(spare)))
      throw new RangeError('This is not the state of a random generator: it needs four whole numbers and a spare deviate or null');
    this.#a = words[0] | 0;
    this.#b = words[1] | 0;
    this.#c = words[2] | 0;
    this.#counter = words[3] | 0;
    this.#spare = spare;
  }
}

/** Four 32-bit words from a string: FNV-1a over its UTF-16 units from four offsets, each finished by murmur3's mixer. */
function hashWords(text: string): [number, number, number, number] {
  const hash = (offset: number) => {
    let h = offset | 0;
    for (let i = 0; i < text.length; i++) h = Math.imul(h ^ text.charCodeAt(i), 0x01000193);
    h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
    h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
    return (h ^ (h >>> 16)) | 0;
  };
  return [hash(0x811c9dc5), hash(0x9e3779b9), hash(0x243f6a88), hash(0xb7e15162)];
}

/**
 * Python's pickles, read as data: dictionaries, lists, numbers, text, and what the caller knows to make of a few named things. A pickle is
 * a program for a small machine (pickletools.py describes it); here it can put values together and nothing else. What it names and the
 * caller does not know is refused; nothing of Python exists that could be called.
 */

/** A thing of a Python module that a pickle names. */
export class Named {
  constructor(
    readonly module: string,
    readonly name: string,
  ) {}

  get path(): string {
    return `${this.module}.${this.name}`;
  }
}

export class PickleError extends Error {
  override name = 'PickleError';
}

export interface PickleCallbacks {
  /** Whether this is a thing that may be named. */
  knows(named: Named): boolean;
  /** What calling it with these gives. */
  call(named: Named, given: readonly unknown[]): unknown;
  /** What lies outside of the pickle, by its id. */
  persistent(id: unknown): unknown;
}

/** Lists and tuples; dictionaries. */
type Items = unknown[];
type Dictionary = Map<unknown, unknown>;

/** A state dict of a thousand tensors makes some 30,000. */
const MOST_VALUES = 4_000_000;
const MARK = Symbol('mark');

/**
 * The value of a pickle: numbers, text, booleans, null, arrays (lists and tuples), maps (dictionaries), and what the callbacks give.
 * @throws PickleError for damaged ones, and for those that name what is not known
 */
export function unpickle(bytes: Uint8Array, callbacks: PickleCallbacks): unknown {
  return new Machine(bytes, callbacks).run();
}

class Machine {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  readonly #callbacks: PickleCallbacks;
  readonly #stack: unknown[] = [];
  readonly #memo = new Map<number, unknown>();
  #at = 0;
  #made = 0;

  constructor(bytes: Uint8Array, callbacks: PickleCallbacks) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#callbacks = callbacks;
  }

  run(): unknown {
    for (;;) {
      const code = this.#bytes[this.#take(1)]!;
      if (code === 0x2e) return this.#pop();
      this.#step(code);
    }
  }

  /** Where the next `count` bytes begin. */
  #take(count: number): number {
    const at = this.#at;
    if (!(count >= 0 && at + count <= this.#bytes.length)) throw new PickleError('it breaks off');
    this.#at += count;
    return at;
  }

  #push(value: unknown): void {
    if (++this.#made > MOST_VALUES) throw new PickleError(`it makes more than ${MOST_VALUES.toLocaleString('en')} values`);
    this.#stack.push(value);
  }

  #pop(): unknown {
    if (this.#stack.length === 0) throw new PickleError('it takes a value where there is none');
    return this.#stack.pop();
  }

  #top(): unknown {
    if (this.#stack.length === 0) throw new PickleError('it takes a value where there is none');
    return this.#stack.at(-1);
  }

  /** What stands above the last mark, which goes too. */
  #popToMark(): unknown[] {
    const mark = this.#stack.lastIndexOf(MARK);
    if (mark < 0) throw new PickleError('it takes values where there are none');
    const taken = this.#stack.splice(mark);
    return taken.slice(1);
  }

  #popSome(count: number): unknown[] {
    if (this.#stack.length < count) throw new PickleError('it takes values where there are none');
    return this.#stack.splice(this.#stack.length - count);
  }

  #text(length: number): string {
    const at = this.#take(length);
    return new TextDecoder().decode(this.#bytes.subarray(at, at + length));
  }

  #line(): string {
    const end = this.#bytes.indexOf(10, this.#at);
    if (end < 0) throw new PickleError('it breaks off');
    const text = this.#text(end - this.#at);
    this.#at++;
    return text;
  }

  /** Whole numbers in two's complement, of up to eight bytes. */
  #long(length: number): number {
    if (length > 8) throw new PickleError(`it holds a whole number of ${length} bytes`);
    const at = this.#take(length);
    let value = 0n;
    for (let i = length - 1; i >= 0; i--) value = (value << 8n) | BigInt(this.#bytes[at + i]!);
    return Number(BigInt.asIntN(8 * length, value));
  }

  #length64(): number {
    return Number(this.#view.getBigUint64(this.#take(8), true));
  }

  #remember(slot: number): void {
    if (this.#memo.size > MOST_VALUES) throw new PickleError('it remembers too much');
    this.#memo.set(slot, this.#top());
  }

  #recall(slot: number): void {
    if (!this.#memo.has(slot)) throw new PickleError('it recalls what it never had');
    this.#push(this.#memo.get(slot));
  }

  #named(module: unknown, name: unknown): void {
    if (typeof module !== 'string' || typeof name !== 'string') throw new PickleError('it names a thing by what is no text');
    const named = new Named(module, name);
    if (!this.#callbacks.knows(named)) throw new UnknownName(named);
    this.#push(named);
  }

  #append(items: readonly unknown[]): void {
    const list = this.#top();
    if (!Array.isArray(list)) throw new PickleError('it appends to what is no list');
    for (const item of items) (list as Items).push(item);
  }

  #set(pairs: readonly unknown[]): void {
    const dictionary = this.#top();
    if (!(dictionary instanceof Map) || pairs.length % 2 !== 0) throw new PickleError('it sets an entry of what is no dictionary');
    for (let i = 0; i < pairs.length; i += 2) (dictionary as Dictionary).set(pairs[i], pairs[i + 1]);
  }

  #reduce(): void {
    const given = this.#pop();
    const named = this.#pop();
    if (!(named instanceof Named) || !Array.isArray(given)) throw new PickleError('it calls what cannot be called');
    this.#push(this.#callbacks.call(named, given as unknown[]));
  }

  /** State of an object: of ordered dictionaries there is some (versions of layers), which means nothing for the weights. */
  #build(): void {
    this.#pop();
    if (!(this.#top() instanceof Map)) throw new PickleError('it gives a state to what is no dictionary');
  }

  #step(code: number): void {
    switch (code) {
      case 0x80: // PROTO
        this.#take(1);
        return;
      case 0x95: // FRAME
        this.#take(8);
        return;
      case 0x28:
        this.#stack.push(MARK);
        return;
      case 0x7d: // EMPTY_DICT
        return this.#push(new Map());
      case 0x5d: // EMPTY_LIST
      case 0x29: // EMPTY_TUPLE
        return this.#push([]);
      case 0x6c: // LIST
      case 0x74: // TUPLE
        return this.#push(this.#popToMark());
      case 0x85:
      case 0x86:
      case 0x87: // TUPLE1 … TUPLE3
        return this.#push(this.#popSome(code - 0x84));
      case 0x4e:
        return this.#push(null);
      case 0x88:
        return this.#push(true);
      case 0x89:
        return this.#push(false);
      case 0x4b: // BININT1
        return this.#push(this.#bytes[this.#take(1)]);
      case 0x4d: // BININT2
        return this.#push(this.#view.getUint16(this.#take(2), true));
      case 0x4a: // BININT
        return this.#push(this.#view.getInt32(this.#take(4), true));
      case 0x8a: // LONG1
        return this.#push(this.#long(this.#bytes[this.#take(1)]!));
      case 0x47: // BINFLOAT, which alone is big-endian
        return this.#push(this.#view.getFloat64(this.#take(8)));
      case 0x8c: // SHORT_BINUNICODE
      case 0x43: // SHORT_BINBYTES
      case 0x55: // SHORT_BINSTRING
        return this.#push(this.#text(this.#bytes[this.#take(1)]!));
      case 0x58: // BINUNICODE
      case 0x42: // BINBYTES
      case 0x54: // BINSTRING
        return this.#push(this.#text(this.#view.getUint32(this.#take(4), true)));
      case 0x8d: // BINUNICODE8
        return this.#push(this.#text(this.#length64()));
      case 0x61: // APPEND
        return this.#append([this.#pop()]);
      case 0x65: // APPENDS
        return this.#append(this.#popToMark());
      case 0x73: // SETITEM
        return this.#set(this.#popSome(2));
      case 0x75: // SETITEMS
        return this.#set(this.#popToMark());
      case 0x63: // GLOBAL
        return this.#named(this.#line(), this.#line());
      case 0x93: {
        // STACK_GLOBAL
        const [module, name] = this.#popSome(2);
        return this.#named(module, name);
      }
      case 0x52:
        return this.#reduce();
      case 0x62:
        return this.#build();
      case 0x51: // BINPERSID
        return this.#push(this.#callbacks.persistent(this.#pop()));
      case 0x71: // BINPUT
        return this.#remember(this.#bytes[this.#take(1)]!);
      case 0x72: // LONG_BINPUT
        return this.#remember(this.#view.getUint32(this.#take(4), true));
      case 0x94: // MEMOIZE
        return this.#remember(this.#memo.size);
      case 0x68: // BINGET
        return this.#recall(this.#bytes[this.#take(1)]!);
      case 0x6a: // LONG_BINGET
        return this.#recall(this.#view.getUint32(this.#take(4), true));
      case 0x30: // POP
        this.#pop();
        return;
      default:
        throw new PickleError(`it holds the instruction 0x${code.toString(16).padStart(2, '0')}, which no state dict needs`);
    }
  }
}

/** A pickle names a thing that is not known. */
export class UnknownName extends PickleError {
  override name = 'UnknownName';

  constructor(readonly named: Named) {
    super(`it names ${named.path}`);
  }
}

/** Where the values of a plan lie. */

/** Storage bindings start at multiples of this many f32 (256 bytes, which every device allows). */
export const ALIGNMENT = 64;

export const align = (size: number): number => Math.ceil(size / ALIGNMENT) * ALIGNMENT;

/** A buffer, or a place in the arena that gets its buffer when the plan is built. Lengths in f32. */
export interface Home {
  size: number;
  buffer?: GPUBuffer;
  /** Dispatches between which the values must stay; a home of its own buffer lives for ever. */
  first: number;
  last: number;
}

/** Values on the device: a stretch of a home. */
export class Region {
  constructor(
    readonly home: Home,
    readonly offset: number,
    readonly size: number,
    /** true: two values of half precision in the place of one f32. */
    readonly half = false,
  ) {
    if (offset % ALIGNMENT !== 0) throw new RangeError(`A region cannot begin at ${offset}: bindings begin at multiples of ${ALIGNMENT}`);
    if (offset + size > home.size) throw new RangeError(`A region of ${size} at ${offset} leaves its home of ${home.size}`);
  }

  /** @param offset and size in values */
  part(offset: number, size: number): Region {
    const [at, length] = this.half ? [offset / 2, Math.ceil(size / 2)] : [offset, size];
    return new Region(this.home, this.offset + at, length, this.half);
  }

  binding(): GPUBufferBinding {
    if (!this.home.buffer) throw new Error('This region has no buffer yet: the plan has not been built');
    return { buffer: this.home.buffer, offset: 4 * this.offset, size: 4 * this.size };
  }
}

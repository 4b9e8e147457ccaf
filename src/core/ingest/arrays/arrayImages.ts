/** Images that come as one array of numbers, as data sets for programs do. */
import type { IngestSplit } from '../splits/splits';

export interface ArrayImages {
  /** Which array, in words: `x_train in mnist.npz`. */
  name: string;
  /** The file it came in, and what stands in for a folder where it has no labels. */
  path: string;
  n: number;
  height: number;
  width: number;
  channels: 1 | 3 | 4;
  /** One image, [height, width, channels] row-major. Read only: it may be a view of the data. */
  pixels(row: number): Uint8Array;
  /** [n] a number for each class, not necessarily from 0 on; null without labels. */
  labels: Int32Array | null;
  /** Class path by label, where the data set names its classes. */
  classNames?: ReadonlyMap<number, string>;
  /** Where the data set itself has a split. */
  split?: IngestSplit;
  /** What was decided in reading: `values from 0 to 1 taken times 255`. */
  notes: string[];
}

/** Kinds of numbers that arrays come in. */
export type Numbers =
  | Uint8Array
  | Int8Array
  | Uint16Array
  | Int16Array
  | Uint32Array
  | Int32Array
  | BigInt64Array
  | BigUint64Array
  | Float32Array
  | Float64Array;

/** How far apart neighbours stand in the data. */
export interface Strides {
  row: number;
  y: number;
  x: number;
  channel: number;
}

export interface Layout {
  n: number;
  height: number;
  width: number;
  channels: 1 | 3 | 4;
  offset: number;
  strides: Strides;
}

/**
 * How one image is cut out of data in any order.
 * @param convert number → byte; null where the data are the bytes already
 */
export function pixelReader(data: Numbers, layout: Layout, convert: ((value: number) => number) | null): (row: number) => Uint8Array {
  const { height, width, channels, offset, strides } = layout;
  const { row, y, x, channel } = strides;
  const length = height * width * channels;
  if (data instanceof Uint8Array && convert === null && channel === 1 && x === channels && y === width * channels)
    return (index) => data.subarray(offset + index * row, offset + index * row + length);
  return (index) => {
    const out = new Uint8Array(length);
    let to = 0;
    for (let i = 0; i < height; i++)
      for (let j = 0; j < width; j++)
        for (let k = 0; k < channels; k++) {
          const value = Number(data[offset + index * row + i * y + j * x + k * channel]);
          out[to++] = convert ? convert(value) : value;
        }
    return out;
  };
}

/** Sides listed in a message. */
const MOST_SIDES = 8;

/** `[60000, 28, 28]`; no longer than can be read, whatever a header says. */
export function shapeInWords(shape: readonly number[]): string {
  return `[${shape.slice(0, MOST_SIDES).join(', ')}${shape.length > MOST_SIDES ? ', …' : ''}]`;
}

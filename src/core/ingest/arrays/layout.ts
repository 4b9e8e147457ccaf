/** From an array of any shape, order and type to images, or to labels; what is ambiguous is refused, never guessed. */
import { FileError } from '../rejection';
import { pixelReader, shapeInWords, type ArrayImages, type Layout, type Numbers } from './arrayImages';

export interface NamedArray {
  /** In words: `x_train in mnist.npz`. */
  name: string;
  path: string;
  type: string;
  shape: number[];
  fortran: boolean;
  data: Numbers | string[];
}

/** What is accepted, for every message about a wrong shape. */
export const ACCEPTED = 'images are read as [n, height, width, 1, 3 or 4], [n, 1, 3 or 4, height, width] or [n, height, width]';

const isChannels = (side: number | undefined): side is 1 | 3 | 4 => side === 1 || side === 3 || side === 4;

/** The order of the axes, or why there is none. */
export function findAxes(shape: readonly number[]): { axes: 'NHWC' | 'NCHW' | 'NHW' | 'HWC' } | { reason: string } {
  const told = `its shape ${shapeInWords(shape)}`;
  if (shape.some((side) => side === 0)) return { reason: `${told} holds nothing` };
  if (shape.length === 3) {
    // One colour picture; as n × height × width it would be a stack of lines three pixels wide.
    if (shape[2]! <= 4 && isChannels(shape[2]) && shape[0]! > 4 && shape[1]! > 4) return { axes: 'HWC' };
    return shape[1]! < 2 || shape[2]! < 2 ? { reason: `${told} gives images less than two pixels wide; ${ACCEPTED}` } : { axes: 'NHW' };
  }
  if (shape.length !== 4) {
    const flat = shape.length === 2 ? '; if each row is an image laid flat, reshape it to [n, height, width]' : '';
    return { reason: `${told} has ${shape.length} ${shape.length === 1 ? 'axis' : 'axes'}; ${ACCEPTED}${flat}` };
  }
  const last = isChannels(shape[3]);
  const second = isChannels(shape[1]);
  if (last && second) return { reason: `${told} can be read in two ways (channels second or last); save it with height and width above 4` };
  if (last) return { axes: 'NHWC' };
  return second ? { axes: 'NCHW' } : { reason: `${told} has no axis of 1, 3 or 4 channels; ${ACCEPTED}` };
}

/**
 * The images of an array, without labels.
 * @throws FileError naming the array, its shape or its range, and what is accepted
 */
export function imagesFrom(array: NamedArray): ArrayImages {
  const { name, path, shape, fortran, data, type } = array;
  if (Array.isArray(data)) throw new FileError(path, `${name} holds text, not images`);
  const found = findAxes(shape);
  if ('reason' in found) throw new FileError(path, `${name}: ${found.reason}`);
  const layout = layoutOf(shape, fortran, found.axes);
  const { convert, note } = conversion(data, type, array);
  const { n, height, width, channels } = layout;
  const notes = note === null ? [] : [`${name}: ${note}.`];
  return { name, path, n, height, width, channels, pixels: pixelReader(data, layout, convert), labels: null, notes };
}

function layoutOf(shape: readonly number[], fortran: boolean, axes: 'NHWC' | 'NCHW' | 'NHW' | 'HWC'): Layout {
  const strides = new Array<number>(shape.length);
  let step = 1;
  for (let i = 0; i < shape.length; i++) {
    const axis = fortran ? i : shape.length - 1 - i;
    strides[axis] = step;
    step *= shape[axis]!;
  }
  const side = (letter: string) => (axes.includes(letter) ? shape[axes.indexOf(letter)]! : 1);
  const stride = (letter: string) => (axes.includes(letter) ? strides[axes.indexOf(letter)]! : 0);
  return {
    n: side('N'),
    height: side('H'),
    width: side('W'),
    channels: side('C') as 1 | 3 | 4,
    offset: 0,
    // A single channel has no neighbour; 1 is what makes whole images plain stretches of the data.
    strides: { row: stride('N'), y: stride('H'), x: stride('W'), channel: stride('C') || 1 },
  };
}

interface Conversion {
  convert: ((value: number) => number) | null;
  note: string | null;
}

/** Bits of a camera's or scanner's numbers, of which sixteen have room for all. */
const BIT_DEPTHS = [10, 12, 14, 16];
/** Fractions that are a little over 1 come of sharpening and resizing: they are cut off. */
const LITTLE_OVER = 0.1;
/** Fractions up to here are brightness and no bytes, which would be all but black. */
const MOST_FRACTION = 4;

/**
 * Bytes stay, unless they are 0 and 1 alone; other numbers must lie in 0 … 255, 0 … 1 or −1 … 1 or a little beyond, or be those of a sensor;
 * all of them. What has been stretched is said.
 */
function conversion(data: Numbers, type: string, { name, path }: NamedArray): Conversion {
  if (type.endsWith('b1')) return { convert: (value) => value * 255, note: 'true and false taken as white and black' };
  const { least, most, finite, whole } = rangeOf(data);
  const refuse = (why: string): never => {
    throw new FileError(path, `${name}: its values (${type}) ${why}; save it as uint8, 0 to 255, or as floats from 0 to 1`);
  };
  if (!finite) return refuse('are not all finite');
  if (whole && least === 0 && most === 1) return { convert: (value) => value * 255, note: 'values 0 and 1 taken as black and white' };
  if (data instanceof Uint8Array) return { convert: null, note: null };
  const real = data instanceof Float32Array || data instanceof Float64Array;
  const byte = (value: number) => Math.round(Math.min(255, Math.max(0, value)));
  const cut = (from: number, to: number) => (least < from || most > to ? ', what is beyond cut off' : '');
  if (real && !whole && least >= -LITTLE_OVER && most <= 1 + LITTLE_OVER)
    return { convert: (value) => byte(value * 255), note: `values from 0 to 1 taken times 255${cut(0, 1)}` };
  if (least < 0) {
    if (real && least >= -1 - LITTLE_OVER && most <= 1 + LITTLE_OVER)
      return { convert: (value) => byte((value + 1) * 127.5), note: `values from −1 to 1 taken as black to white${cut(-1, 1)}` };
    return refuse(`run from ${least} to ${most}`);
  }
  if (real && !whole && most <= MOST_FRACTION)
    return { convert: (value) => byte((value * 255) / most), note: `values from 0 to ${most.toPrecision(3)} stretched to black to white` };
  if (most <= 255) return { convert: byte, note: `${type} values from ${least} to ${most} taken as bytes` };
  const bits = BIT_DEPTHS.find((depth) => most < 2 ** depth);
  if (whole && !real && bits !== undefined)
    return {
      convert: (value) => byte((value * 255) / (2 ** bits - 1)),
      note: `${type} values up to ${most} taken as ${bits} bits a value`,
    };
  return refuse(`run from ${least} to ${most}`);
}

function rangeOf(data: Numbers): { least: number; most: number; finite: boolean; whole: boolean } {
  let whole = true;
  let least = Infinity;
  let most = -Infinity;
  for (let i = 0; i < data.length; i++) {
    const value = Number(data[i]);
    // Also false for NaN, which no comparison finds.
    if (!(value - value === 0)) return { least, most, finite: false, whole };
    if (whole && !Number.isInteger(value)) whole = false;
    if (value < least) least = value;
    if (value > most) most = value;
  }
  return { least, most, finite: true, whole };
}

/** Whether an array can hold the labels of so many images: [n] or [n, 1] of whole numbers or text. */
export function canBeLabels({ shape, type }: { shape: readonly number[]; type: string }, n: number): boolean {
  const flat = shape.length === 1 || (shape.length === 2 && shape[1] === 1);
  return flat && shape[0] === n && !/[cmMO]/u.test(type);
}

/** Whether it can be [n, classes] with one 1 in each row. */
export function canBeOneHot({ shape, type }: { shape: readonly number[]; type: string }, n: number): boolean {
  return shape.length === 2 && shape[0] === n && shape[1]! > 1 && /[biuf]\d/u.test(type);
}

/** The places of the ones; null where a row has none or several, or other numbers. */
function onesOf({ data, shape, fortran }: NamedArray): Int32Array | null {
  const [n = 0, classes = 0] = shape;
  const labels = new Int32Array(n).fill(-1);
  for (let row = 0; row < n; row++)
    for (let k = 0; k < classes; k++) {
      const value = Number(data[fortran ? k * n + row : row * classes + k]);
      if (value !== 0 && value !== 1) return null;
      if (value === 1 && labels[row] !== -1) return null;
      if (value === 1) labels[row] = k;
    }
  return labels.includes(-1) ? null : labels;
}

/** Labels as numbers, and what they are called where they are text. @throws FileError for numbers that are no labels */
export function labelsFrom(array: NamedArray): { labels: Int32Array; classNames?: Map<number, string> } {
  const { name, path, data, shape } = array;
  if (shape.length === 2 && shape[1]! > 1) {
    const labels = onesOf(array);
    if (labels) return { labels };
    throw new FileError(
      path,
      `${name} has the shape ${shapeInWords(shape)} and is not one-hot (one 1 in each row); one whole number or text an image is needed: [${shape[0]!}] or [${shape[0]!}, 1]`,
    );
  }
  if (!Array.isArray(data)) {
    const labels = Int32Array.from({ length: data.length }, (_, i) => Number(data[i]));
    const wrong = labels.findIndex((label, i) => label !== Number(data[i]));
    if (wrong >= 0)
      throw new FileError(path, `${name}: value ${wrong} is ${String(data[wrong])}, but labels are whole numbers; save them as integers`);
    return { labels };
  }
  const numbers = new Map<string, number>();
  const labels = Int32Array.from(data, (text) => {
    const trimmed = text.trim();
    if (!numbers.has(trimmed)) numbers.set(trimmed, numbers.size);
    return numbers.get(trimmed)!;
  });
  return { labels, classNames: new Map([...numbers].map(([text, label]) => [label, text])) };
}

/**
 * Between a tree with typed arrays in it and JSON with the arrays beside it. In the JSON an array's place is taken by
 * `{ "$array": { entry, dtype, shape } }`, and a number that JSON lacks by `{ "$number": "NaN" }`.
 */
import { z } from 'zod';
import { NPY_BYTES, encodeNpy, type NpyType } from '../formats/npy';
import { toHalf } from './half';

export type RecordArray = Float32Array | Float64Array | Int32Array | Uint16Array | Uint8Array;

const TYPES = { float32: Float32Array, float64: Float64Array, int32: Int32Array, uint16: Uint16Array, uint8: Uint8Array } as const;

/** Arrays that half precision is for. */
const HALVED = new Set(['features', 'points']);

export const arrayPlaceSchema = z.strictObject({
  entry: z
    .string()
    .max(1000)
    .regex(/^arrays\/(?!.*\.\.)[\w.-]+(\/[\w.-]+)*\.npy$/, 'must be a path below arrays/'),
  dtype: z.enum(['float16', 'float32', 'float64', 'int32', 'uint16', 'uint8']),
  shape: z
    .array(
      z
        .int()
        .min(0)
        .max(2 ** 31 - 1),
    )
    .max(4),
});
export type ArrayPlace = z.infer<typeof arrayPlaceSchema>;

/** Bytes that an array declares. */
export const declaredBytes = ({ dtype, shape }: ArrayPlace): number => shape.reduce((product, side) => product * side, NPY_BYTES[dtype]);

export interface SeparatedArray {
  place: ArrayPlace;
  /** The array as a `.npy` file. */
  encode(): Uint8Array<ArrayBuffer>;
}

const typeOf = (value: unknown): NpyType | undefined =>
  (Object.keys(TYPES) as (keyof typeof TYPES)[]).find((type) => value instanceof TYPES[type]);
const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value);

/**
 * JSON of a tree, and its arrays one by one. Within an object that says `precision: 'float16'`, features and points are kept in half precision.
 * An object's `n`, `d` and `dimensions` give the shapes of its features and points; other arrays are flat.
 */
export function separate(tree: unknown): { json: unknown; arrays: SeparatedArray[] } {
  const arrays: SeparatedArray[] = [];
  const taken = new Set<string>();
  const entryOf = (path: readonly string[]): string => {
    const parts = path.map((part) => part.replace(/[^\w.-]|^\.+|\.(?=\.)/g, '_'));
    const base = `arrays/${parts.join('/')}`;
    let entry = `${base}.npy`;
    for (let i = 2; taken.has(entry); i++) entry = `${base}-${i}.npy`;
    taken.add(entry);
    return entry;
  };

  const walk = (value: unknown, path: readonly string[], parent: Record<string, unknown> | undefined, half: boolean): unknown => {
    const type = typeOf(value);
    if (type) {
      const array = value as RecordArray;
      const key = path.at(-1)!;
      const dtype = half && type === 'float32' && HALVED.has(key) ? 'float16' : type;
      const place: ArrayPlace = { entry: entryOf(path), dtype, shape: shapeOf(array.length, key, parent) };
      arrays.push({ place, encode: () => encodeNpy(dtype, place.shape, dtype === 'float16' ? toHalf(array) : array) });
      return { $array: place };
    }
    if (typeof value === 'number' && (!Number.isFinite(value) || Object.is(value, -0)))
      return { $number: Object.is(value, -0) ? '-0' : String(value) };
    if (Array.isArray(value)) return value.map((item, i) => walk(item, [...path, String(i)], undefined, half));
    if (!isObject(value)) return value;
    const halved = half || value.precision === 'float16';
    return Object.fromEntries(
      Object.entries(value)
        .filter(([, item]) => item !== undefined)
        .map(([key, item]) => [key, walk(item, [...path, key], value, halved)]),
    );
  };
  return { json: walk(tree, [], undefined, false), arrays };
}

function shapeOf(length: number, key: string, parent: Record<string, unknown> | undefined): number[] {
  const columns = key === 'features' ? parent?.d : key === 'points' ? parent?.dimensions : undefined;
  return typeof columns === 'number' && columns > 0 && length % columns === 0 ? [length / columns, columns] : [length];
}

/** The place that a value of the JSON names. @throws ZodError where it is none that is allowed */
const placeIn = (value: Record<string, unknown>): ArrayPlace | undefined =>
  '$array' in value ? arrayPlaceSchema.parse(value.$array) : undefined;

/** Every array that JSON names, each once. @throws ZodError */
export function placesIn(json: unknown): ArrayPlace[] {
  const places = new Map<string, ArrayPlace>();
  const waiting: unknown[] = [json];
  for (let value = waiting.pop(); value !== undefined; value = waiting.pop()) {
    if (Array.isArray(value)) waiting.push(...value.filter((item) => typeof item === 'object' && item !== null));
    else if (isObject(value)) {
      const place = placeIn(value);
      if (place) places.set(place.entry, place);
      else waiting.push(...Object.values(value).filter((item) => typeof item === 'object' && item !== null));
    }
  }
  return [...places.values()];
}

const NUMBERS: Record<string, number> = { NaN: NaN, Infinity: Infinity, '-Infinity': -Infinity, '-0': -0 };

/** The tree again. @param arrays by entry */
export function join(json: unknown, arrays: ReadonlyMap<string, RecordArray>): unknown {
  if (Array.isArray(json)) return json.map((item) => join(item, arrays));
  if (!isObject(json)) return json;
  const place = placeIn(json);
  if (place) return arrays.get(place.entry);
  if (typeof json.$number === 'string') return NUMBERS[json.$number];
  return Object.fromEntries(Object.entries(json).map(([key, item]) => [key, join(item, arrays)]));
}

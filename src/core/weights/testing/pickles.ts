/** Pickles as `torch.save` writes them, for tests: protocol 2, nothing memorised. */
import { bytesOf } from '../../ingest/testing/images';
import { zip } from '../../ingest/testing/archives';
import type { SourceFile } from '../../ingest/source';
import { fromBlob } from '../../ingest/source';

type Bytes = Uint8Array<ArrayBuffer>;
export interface TestTensor {
  shape: number[];
  data: Float32Array;
  /** Default: row after row. */
  strides?: number[];
}
/** What a test can put into a pickle: `global` is named, and called with nothing. */
export type Picklable = TestTensor | { global: string } | { [key: string]: Picklable } | number | string;

const le32 = (value: number) => [value & 255, (value >> 8) & 255, (value >> 16) & 255, (value >>> 24) & 255];
const text = (value: string) => {
  const bytes = new TextEncoder().encode(value);
  return [0x58, ...le32(bytes.length), ...bytes];
};
const int = (value: number) => [0x4a, ...le32(value)];
const tuple = (items: readonly number[][]) => [0x28, ...items.flat(), 0x74];
const named = (path: string) => {
  const dot = path.lastIndexOf('.');
  return [0x63, ...new TextEncoder().encode(`${path.slice(0, dot)}\n${path.slice(dot + 1)}\n`)];
};

const isTensor = (value: Picklable): value is TestTensor =>
  typeof value === 'object' && 'data' in value && value.data instanceof Float32Array;

/** The pickle, and the storages that it speaks of. */
export function pickled(value: Picklable): { pickle: Bytes; storages: Float32Array[] } {
  const storages: Float32Array[] = [];
  const write = (inner: Picklable): number[] => {
    if (typeof inner === 'number') return int(inner);
    if (typeof inner === 'string') return text(inner);
    if (isTensor(inner)) {
      const { shape, data } = inner;
      const key = String(storages.push(data) - 1);
      const strides = inner.strides ?? shape.map((_, axis) => shape.slice(axis + 1).reduce((size, side) => size * side, 1));
      const id = tuple([text('storage'), named('torch.FloatStorage'), text(key), text('cpu'), int(data.length)]);
      const hooks = [...named('collections.OrderedDict'), 0x29, 0x52];
      const given = tuple([[...id, 0x51], int(0), tuple(shape.map(int)), tuple(strides.map(int)), [0x89], hooks]);
      return [...named('torch._utils._rebuild_tensor_v2'), ...given, 0x52];
    }
    if ('global' in inner && typeof inner.global === 'string') return [...named(inner.global), 0x29, 0x52];
    return [0x7d, 0x28, ...Object.entries(inner).flatMap(([key, each]) => [...text(key), ...write(each)]), 0x75];
  };
  const body = write(value);
  return { pickle: bytesOf(new Uint8Array([0x80, 2, ...body, 0x2e])), storages };
}

/** A file as `torch.save` writes it. */
export function torchFile(value: Picklable, name = 'weights.pth'): SourceFile {
  const { pickle, storages } = pickled(value);
  const bytes = zip([
    { name: 'weights/data.pkl', data: pickle, method: 0 },
    { name: 'weights/byteorder', data: bytesOf('little'), method: 0 },
    ...storages.map((data, key) => ({ name: `weights/data/${key}`, data: new Uint8Array(data.slice().buffer), method: 0 })),
  ]);
  return fromBlob(new Blob([bytes]), name);
}

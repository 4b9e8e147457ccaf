/**
 * `.pth`, `.pt`, `.bin` of PyTorch since 1.6: a zip with a pickle, `data.pkl`, that describes the tensors, and their values in a file each
 * under `data/`. Of Python's things only those are known that a state dict is made of.
 */
import { openZipEntry } from '../../ingest/archives/zip';
import { readDirectory, type ZipEntry } from '../../ingest/archives/zipDirectory';
import { DEFAULT_LIMITS } from '../../ingest/limits';
import { showName } from '../../ingest/names';
import type { SourceFile } from '../../ingest/source';
import { assertFloats, decodeFloats, FLOAT_BYTES, weightsError, type TensorFile, type TensorInfo } from './tensorFile';
import { Named, PickleError, unpickle, UnknownName } from './unpickle';

/** The pickle of the largest vision transformers takes some 100 kB. */
const MOST_PICKLE_BYTES = 64 * 2 ** 20;
/** Names that are made of nested dictionaries, and how deep these lie. */
const MOST_TENSORS = 100_000;
const DEEPEST = 16;

/** PyTorch's kinds of storage as safetensors' types. */
const STORAGES: Readonly<Record<string, string>> = {
  DoubleStorage: 'F64',
  FloatStorage: 'F32',
  HalfStorage: 'F16',
  BFloat16Storage: 'BF16',
  LongStorage: 'I64',
  IntStorage: 'I32',
  ShortStorage: 'I16',
  CharStorage: 'I8',
  ByteStorage: 'U8',
  BoolStorage: 'BOOL',
};
const DTYPE = /^(float|double|half|bfloat|int|uint|long|short|bool)\d*$/;
const CALLABLE = new Set(['collections.OrderedDict', 'torch.Size', 'torch._utils._rebuild_tensor_v2', 'torch._utils._rebuild_parameter']);

/** Values in a file of their own, which tensors are views of. */
class Storage {
  constructor(
    readonly key: string,
    readonly type: string,
    readonly count: number,
  ) {}
}

/** A tensor as the pickle describes it: a view of a storage, in values. */
class View implements TensorInfo {
  constructor(
    readonly storage: Storage,
    readonly offset: number,
    readonly shape: readonly number[],
    readonly strides: readonly number[],
  ) {}

  get type(): string {
    return this.storage.type;
  }

  get count(): number {
    return this.shape.reduce((product, side) => product * side, 1);
  }
}

/** @throws FileError where the archive is damaged, WeightsFileError where what is in it is, or names a thing that a state dict does not need */
export async function openTorch(source: SourceFile): Promise<TensorFile> {
  const { path } = source;
  const entries = new Map((await readDirectory(source, DEFAULT_LIMITS)).map((entry) => [entry.name, entry]));
  const pickle = [...entries.keys()].find((name) => name === 'data.pkl' || name.endsWith('/data.pkl'));
  if (pickle === undefined)
    throw weightsError(path, 'it is a zip without data.pkl, which PyTorch writes; save the state dict with torch.save');
  const root = pickle.slice(0, -'data.pkl'.length);
  if ([...entries.keys()].some((name) => name.startsWith(`${root}code/`)))
    throw weightsError(
      path,
      'it is a TorchScript program, which is not run; save its weights: torch.save(model.state_dict(), "weights.pth")',
    );
  const archive = await source.blob();
  const open = (name: string) => openEntry(archive, path, entries.get(name)!);
  const order = entries.has(`${root}byteorder`) ? new TextDecoder().decode(await open(`${root}byteorder`).slice(0, 8)) : 'little';
  if (order.trim() !== 'little') throw weightsError(path, `its byte order is ${showName(order, 12)}; save it on a little-endian machine`);
  if (entries.get(pickle)!.size > MOST_PICKLE_BYTES)
    throw weightsError(path, 'its description takes more than 64 MiB: it is no state dict');
  const tensors = tensorsIn(path, readPickle(path, await open(pickle).bytes()));
  return {
    path,
    tensors,
    metadata: {},
    async read(name) {
      const view = tensors.get(name);
      if (!view) throw new RangeError(`${path} holds no ${name}`);
      assertFloats(path, name, view.type);
      const place = `${root}data/${view.storage.key}`;
      if (!entries.has(place)) throw weightsError(path, `the values of ${showName(name)} are missing; copy or download it again`);
      return readView(path, name, view, open(place));
    },
  };
}

function openEntry(archive: Blob, path: string, { name, headerAt, packed, size, crc32, method, encrypted }: ZipEntry): SourceFile {
  // PyTorch packs nothing. What is as large as it says can be no bomb.
  if (method !== 0 || encrypted || packed !== size)
    throw weightsError(path, `${showName(name)} in it is packed, as PyTorch never does; save it again with torch.save`);
  return openZipEntry({ kind: 'zipEntry', path, archive, headerAt, packed, size, crc32, deflated: false });
}

function readPickle(path: string, bytes: Uint8Array): unknown {
  try {
    return unpickle(bytes, {
      knows: ({ module, name, path: full }) =>
        CALLABLE.has(full) || (module === 'torch' && (Object.hasOwn(STORAGES, name) || DTYPE.test(name))),
      call,
      persistent: storageOf,
    });
  } catch (error) {
    if (error instanceof UnknownName)
      throw weightsError(
        path,
        `it asks for ${showName(error.named.path)}, which a state dict does not need, and nothing in such a file is ever run. ` +
          'If you trust the file, load it in PyTorch and save the weights alone: torch.save(model.state_dict(), "weights.pth")',
        error,
      );
    if (error instanceof PickleError)
      throw weightsError(path, `it is damaged, or not a state dict: ${error.message}; copy it again, or save it with torch.save`, error);
    throw error;
  }
}

function call(named: Named, given: readonly unknown[]): unknown {
  switch (named.path) {
    case 'collections.OrderedDict':
      if (given.length === 0) return new Map();
      break;
    case 'torch.Size':
      if (Array.isArray(given[0])) return given[0];
      break;
    case 'torch._utils._rebuild_parameter':
      if (given[0] instanceof View) return given[0];
      break;
    case 'torch._utils._rebuild_tensor_v2':
      return viewOf(given);
  }
  throw new PickleError(`it calls ${named.path} with something unexpected`);
}

const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0;
const areCounts = (value: unknown): value is number[] => Array.isArray(value) && value.length <= 16 && value.every(isCount);

function viewOf([storage, offset, shape, strides]: readonly unknown[]): View {
  if (!(storage instanceof Storage) || !isCount(offset) || !areCounts(shape) || !areCounts(strides) || shape.length !== strides.length)
    throw new PickleError('a tensor in it is not described as PyTorch does');
  const view = new View(storage, offset, shape, strides);
  const last = view.count === 0 ? -1 : shape.reduce((at, side, axis) => at + (side - 1) * strides[axis]!, offset);
  // The second: one value under many places would make much out of little.
  if (!(last < storage.count) || !(view.count <= storage.count))
    throw new PickleError(`a tensor ${`[${shape.join(', ')}]`} in it goes beyond its ${storage.count} values`);
  return view;
}

function storageOf(id: unknown): Storage {
  if (Array.isArray(id) && id[0] === 'storage') {
    const [, kind, key, , count] = id as unknown[];
    if (kind instanceof Named && Object.hasOwn(STORAGES, kind.name) && typeof key === 'string' && isCount(count))
      return new Storage(key, STORAGES[kind.name]!, count);
  }
  throw new PickleError('a storage in it is not described as PyTorch does');
}

/** Tensors of nested dictionaries, by names joined with dots. */
function tensorsIn(path: string, value: unknown): Map<string, View> {
  const found = new Map<string, View>();
  let looked = 0;
  const visit = (inner: unknown, name: string, depth: number): void => {
    if (++looked > 10 * MOST_TENSORS) throw weightsError(path, 'it holds too many things to be a state dict');
    if (inner instanceof View) found.set(name, inner);
    else if (inner instanceof Map && depth < DEEPEST)
      for (const [key, each] of inner as Map<unknown, unknown>)
        if (typeof key === 'string' || typeof key === 'number') visit(each, name === '' ? String(key) : `${name}.${key}`, depth + 1);
  };
  visit(value, '', 0);
  if (found.size === 0)
    throw weightsError(path, 'it holds no tensors by name; save a state dict: torch.save(model.state_dict(), "weights.pth")');
  return found;
}

async function readView(path: string, name: string, view: View, file: SourceFile): Promise<Float32Array<ArrayBuffer>> {
  const { shape, strides, offset, count, storage, type } = view;
  const width = FLOAT_BYTES[type]!;
  if (file.size < storage.count * width) throw weightsError(path, `${showName(name)} is cut short; copy or download the file again`);
  let dense = 1;
  const contiguous = shape.every((_, back) => {
    const axis = shape.length - 1 - back;
    const fits = shape[axis] === 1 || strides[axis] === dense;
    dense *= shape[axis]!;
    return fits;
  });
  // Without its checksum, which some programs leave out.
  if (contiguous) return decodeFloats(type, await file.slice(offset * width, (offset + count) * width));
  const values = decodeFloats(type, await file.slice(0, storage.count * width));
  const out = new Float32Array(count);
  const index = shape.map(() => 0);
  for (let i = 0, at = offset; i < count; i++) {
    out[i] = values[at]!;
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      at += strides[axis]!;
      if (++index[axis]! < shape[axis]!) break;
      at -= strides[axis]! * shape[axis]!;
      index[axis] = 0;
    }
  }
  return out;
}

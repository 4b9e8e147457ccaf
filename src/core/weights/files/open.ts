/** What was dropped, sorted by content: files of tensors, as one, and descriptions that came along. */
import { extensionOf, fileName, showName } from '../../ingest/names';
import { DEFAULT_LIMITS } from '../../ingest/limits';
import { readDirectory } from '../../ingest/archives/zipDirectory';
import { startsWith } from '../../ingest/image/sniff';
import type { SourceFile } from '../../ingest/source';
import { openNumpy } from './numpyFile';
import { openSafetensors } from './safetensorsFile';
import { weightsError, type TensorFile, type TensorInfo } from './tensorFile';
import { openTorch } from './torchFile';

export interface OpenedFiles {
  tensors: TensorFile;
  /** `config.json`, `preprocessor_config.json`, by whatever name they came. */
  descriptions: Description[];
}

export interface Description {
  path: string;
  content: Record<string, unknown>;
}

/** Of a description or an index. */
const MOST_JSON_BYTES = 32 * 2 ** 20;
const WHAT_IS_READ = 'what is read are .safetensors, .pth, .pt and .bin of PyTorch, and .npz of Google’s ViT';
/** How the shards of one model are called. */
const SHARD = /-(\d{5})-of-(\d{5})\.(safetensors|bin)$/u;

/** Whether a file may hold weights, by its name. */
export const isWeightsName = (name: string): boolean => /^(safetensors|pth|pt|bin|ckpt|npz)$/u.test(extensionOf(name));

/** @throws WeightsFileError or FileError that names the file at fault and what to do */
export async function openFiles(files: readonly SourceFile[]): Promise<OpenedFiles> {
  const described = files.filter(({ path }) => extensionOf(path) === 'json');
  const stored = files.filter((file) => !described.includes(file));
  const json = await Promise.all(described.map(readJson));
  const descriptions = json.filter(({ content }) => !isRecord(content.weight_map));
  const indexes = json.filter(({ content }) => isRecord(content.weight_map));
  if (stored.length === 0) throw weightsError(files[0]?.path ?? 'nothing', `it holds no weights: ${WHAT_IS_READ}`);
  const parts = await Promise.all(stored.map(openOne));
  if (indexes.length > 1) throw weightsError(indexes[1]!.path, 'it is a second index; add one model at a time');
  return { tensors: together(parts, indexes[0]), descriptions };
}

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value);

async function readJson(file: SourceFile): Promise<Description> {
  if (file.size > MOST_JSON_BYTES) throw weightsError(file.path, 'it is too large to be the description of a model');
  try {
    const content: unknown = JSON.parse(new TextDecoder().decode(await file.bytes()));
    if (isRecord(content)) return { path: file.path, content };
  } catch (cause) {
    throw weightsError(file.path, 'it is not JSON; leave it out, or download it again', cause);
  }
  throw weightsError(file.path, 'it describes no model; leave it out');
}

async function openOne(source: SourceFile): Promise<TensorFile> {
  const { path } = source;
  const head = await source.slice(0, 16);
  if (startsWith(head, 0, 'PK\x03\x04')) return (await holdsArrays(source)) ? openNumpy(source) : openTorch(source);
  if (startsWith(head, 8, '{') || extensionOf(path) === 'safetensors') return openSafetensors(source);
  // Before 1.6 PyTorch wrote pickles one after another; the first is of a long number.
  if (head[0] === 0x80 && head[2] === 0x8a)
    throw weightsError(
      path,
      'it is in the format that PyTorch wrote before 1.6. Load it there and save it again, which makes a zip: ' +
        `torch.save(torch.load("${showName(fileName(path), 60)}", weights_only=True), "weights.pth")`,
    );
  throw weightsError(path, `it is no file of weights that is known here: ${WHAT_IS_READ}`);
}

const holdsArrays = async (source: SourceFile): Promise<boolean> =>
  (await readDirectory(source, DEFAULT_LIMITS)).some(({ name }) => name.endsWith('.npy'));

/** Shards as one file. What an index lists, or the numbers in the names say, must be there. */
function together(parts: readonly TensorFile[], index: Description | undefined): TensorFile {
  const names = new Set(parts.map(({ path }) => fileName(path)));
  const listed = index ? new Set(Object.values(index.content.weight_map as Record<string, unknown>).map(String)) : numbered(names);
  const missing = [...listed].find((name) => !names.has(name));
  if (missing !== undefined)
    throw weightsError(index?.path ?? parts[0]!.path, `${showName(missing)} belongs to it and is missing; add all parts together`);
  const [first] = parts;
  if (parts.length === 1) return first!;
  const stray = parts.find(({ path }) => !listed.has(fileName(path)));
  if (stray) throw weightsError(stray.path, 'it is a model of its own; add one model at a time');
  const owners = new Map<string, TensorFile>();
  const tensors = new Map<string, TensorInfo>();
  for (const part of parts)
    for (const [name, info] of part.tensors) {
      if (owners.has(name)) throw weightsError(part.path, `${showName(name)} is in another part too; download the parts again`);
      owners.set(name, part);
      tensors.set(name, info);
    }
  const metadata = Object.assign({}, ...parts.map((part) => part.metadata)) as Record<string, string>;
  return { path: index?.path ?? first!.path, tensors, metadata, read: (name) => owners.get(name)!.read(name) };
}

/** All shards of the model whose shards are among these. */
function numbered(names: ReadonlySet<string>): Set<string> {
  const all = new Set<string>();
  for (const name of names) {
    const match = SHARD.exec(name);
    if (!match) continue;
    const stem = name.slice(0, match.index);
    const count = Math.min(Number(match[2]), 1000);
    for (let i = 1; i <= count; i++) all.add(`${stem}-${String(i).padStart(5, '0')}-of-${match[2]!}.${match[3]!}`);
  }
  return all;
}

/** What lies beside the record in an archive and tells what its images are: names of their classes, and small pictures of them. */
import { expandZip } from '../ingest/archives/zip';
import { DEFAULT_LIMITS } from '../ingest/limits';
import { createPace } from '../ingest/pace';
import { fromBlob, type SourceFile } from '../ingest/source';
import { messageOf } from '../errors';
import type { ClassInfo } from '../data/imageSet';
import { atHand } from '../record/memoryBlob';
import type { SpriteSheet } from './contents';

export interface Companions {
  /** By number of the class, as far as the archive names them. */
  classes: ReadonlyMap<number, ClassInfo>;
  /** Of the evaluated images, row after row. */
  sprites?: SpriteSheet;
  /** What could not be read, and why. */
  notes: string[];
}

const MOST_BYTES = 2 ** 26;
const LARGEST_SIDE = 1024;
const PNG = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];

async function textOf(file: SourceFile): Promise<string> {
  return new TextDecoder('utf-8', { fatal: true }).decode(await file.bytes());
}

/** Rows of `metadata.tsv`, as `contents.ts` writes it. */
async function classesIn(file: SourceFile): Promise<Map<number, ClassInfo>> {
  const [head = '', ...rows] = (await textOf(file)).split('\n');
  const columns = head.split('\t');
  const [name, number, path] = ['class', 'class number', 'path'].map((column) => columns.indexOf(column)) as [number, number, number];
  if (name < 0 || number < 0 || path < 0) throw new Error(`it has the columns ${columns.join(', ')}, not class, class number and path`);
  const classes = new Map<number, ClassInfo>();
  for (const row of rows) {
    const cells = row.split('\t');
    const label = Number(cells[number]);
    if (cells.length > 1 && Number.isInteger(label) && label >= 0) classes.set(label, { path: cells[path] ?? '', name: cells[name] ?? '' });
  }
  return classes;
}

/** Side of one picture, as `projector_config.json` says it. */
async function sideIn(file: SourceFile): Promise<number> {
  const { embeddings } = JSON.parse(await textOf(file)) as { embeddings?: { sprite?: { singleImageDim?: unknown[] } }[] };
  const side = embeddings?.[0]?.sprite?.singleImageDim?.[0];
  if (typeof side !== 'number' || !Number.isInteger(side) || side < 1 || side > LARGEST_SIDE)
    throw new Error('projector_config.json does not say how large one picture is');
  return side;
}

/** The sheet with its place for each of so many pictures: its width and height are in the PNG's first block. */
async function spritesIn(sheet: SourceFile, config: SourceFile | undefined, count: number): Promise<SpriteSheet> {
  if (sheet.size > MOST_BYTES) throw new Error('it is larger than any sheet that this page makes');
  if (!config) throw new Error('projector_config.json, which says how large one picture is, is missing');
  const [side, png] = [await sideIn(config), await sheet.bytes()];
  if (png.length < 24 || PNG.some((byte, i) => png[i] !== byte)) throw new Error('it is no PNG');
  const view = new DataView(png.buffer, png.byteOffset);
  const [width, height] = [view.getUint32(16), view.getUint32(20)];
  const columns = Math.ceil(Math.sqrt(count));
  if (width !== columns * side || height < Math.ceil(count / columns) * side)
    throw new Error(`${width} × ${height} pixels hold no ${count} pictures of ${side} × ${side}`);
  return { png, side };
}

/**
 * Whatever of it cannot be used is left out and said: the record can be looked at without.
 * @param count evaluated images
 * @param folder of the record in the archive; default: the top
 */
export async function companionsOf(
  blob: Blob,
  file: string,
  { count, folder, signal }: { count: number; folder?: string | undefined; signal?: AbortSignal },
): Promise<Companions> {
  const { files } = await expandZip(fromBlob(await atHand(blob), file), { ...DEFAULT_LIMITS, maxRatio: Infinity }, createPace({ signal }));
  const start = folder === undefined || folder === '' ? '' : `${folder}/`;
  const named = (name: string) => files.find(({ path }) => path === `${file}/${start}${name}`);
  const notes: string[] = [];
  const tried = async <T>(what: string, read: Promise<T>): Promise<T | undefined> => {
    try {
      return await read;
    } catch (error) {
      notes.push(`${what} cannot be used: ${messageOf(error)}.`);
      return undefined;
    }
  };
  const [metadata, sheet] = [named('metadata.tsv'), named('sprites.png')];
  const classes = metadata && (await tried('metadata.tsv, which names the classes,', classesIn(metadata)));
  const sprites =
    sheet && (await tried('sprites.png, the small pictures of the images,', spritesIn(sheet, named('projector_config.json'), count)));
  return { classes: classes ?? new Map(), ...(sprites ? { sprites } : {}), notes };
}

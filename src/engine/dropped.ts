/**
 * Files out of whatever the page is given: dropped items, file inputs, handles of the file system. Folders are walked; nothing is read.
 */
import { createPace, type Pace, type PaceOptions } from '../core/ingest/pace';
import { fromBlob, separateRoots, type SourceFile } from '../core/ingest/source';
import type { IngestFile } from './ingest.protocol';

export type { IngestFile };

/** Everything that files come in. A mixture of files and handles is taken too. */
export type FileSource = DataTransferItemList | FileList | readonly (File | FileSystemHandle)[];

/** Files of one folder that are asked for at the same time. */
const ASKED_AT_ONCE = 64;
const ACTIVITY = 'Looking for files';

interface Root {
  name: string;
  files: SourceFile[];
}

/**
 * All files of a drop, a file input or a list of handles, with their paths. Two dropped folders of one name stay apart: the second
 * `cat` becomes `cat (2)`. Call it within the event of the drop: the list of items is empty afterwards.
 * @param options `onProgress` hears how many files have been found; `signal` stops the walk (AbortError)
 */
export function collectFiles(source: FileSource, options: PaceOptions = {}): Promise<IngestFile[]> {
  // Taken now, before anything is awaited.
  const things = isItemList(source) ? thingsOf(source) : source;
  return collect(things, options);
}

type Thing = File | FileSystemHandle | FileSystemEntry;

async function collect(things: ArrayLike<Thing>, options: PaceOptions): Promise<IngestFile[]> {
  options.signal?.throwIfAborted();
  const walk = new Walk(createPace(options));
  const roots: Root[] = [];
  for (let i = 0; i < things.length; i++) {
    const thing = things[i]!;
    roots.push(thing instanceof File ? rootOfFile(thing) : await walk.root(thing));
    const turn = thing instanceof File ? walk.count(1) : undefined;
    if (turn) await turn;
  }
  // Files of one chosen folder come one by one, each with the whole path: together they are one root.
  const files = separateRoots(joinSameFolder(roots));
  return files.map(({ path, ref }) => ({ path, file: fileOf(ref) }));
}

function isItemList(source: FileSource): source is DataTransferItemList {
  return typeof DataTransferItemList !== 'undefined' && source instanceof DataTransferItemList;
}

function thingsOf(items: DataTransferItemList): Thing[] {
  return [...items]
    .filter(({ kind }) => kind === 'file')
    .map((item): Thing | null => item.webkitGetAsEntry?.() ?? item.getAsFile())
    .filter((thing) => thing !== null);
}

function rootOfFile(file: File): Root {
  const path = file.webkitRelativePath || file.name;
  return { name: path.split('/', 1)[0]!, files: [fromBlob(file, path)] };
}

function joinSameFolder(roots: readonly Root[]): Root[] {
  const joined: Root[] = [];
  const picked = new Map<string, Root>();
  for (const root of roots) {
    const [only] = root.files;
    const isPicked = root.files.length === 1 && only!.ref.kind === 'blob' && (only!.ref.blob as File).webkitRelativePath === only!.path;
    const known = isPicked ? picked.get(root.name) : undefined;
    if (known) known.files.push(only!);
    else {
      joined.push(root);
      if (isPicked) picked.set(root.name, root);
    }
  }
  return joined;
}

function fileOf(ref: SourceFile['ref']): File {
  if (ref.kind === 'blob' && ref.blob instanceof File) return ref.blob;
  throw new TypeError(`${ref.path} is no file of the page`);
}

/** Walks folders, letting others have a turn. */
class Walk {
  readonly #pace: Pace;
  #found = 0;

  constructor(pace: Pace) {
    this.#pace = pace;
  }

  async root(thing: FileSystemHandle | FileSystemEntry): Promise<Root> {
    const files: SourceFile[] = [];
    if ('getAsFileSystemHandle' in thing || 'kind' in thing) await this.#handle(thing as FileSystemHandle, '', files);
    else await this.#entry(thing, '', files);
    return { name: thing.name, files };
  }

  /** Waits only when a turn is over. @throws the signal's reason when cancelled */
  count(more: number): Promise<void> | void {
    this.#found += more;
    return this.#pace.tick(ACTIVITY, this.#found, 0);
  }

  async #handle(handle: FileSystemHandle, folder: string, files: SourceFile[]): Promise<void> {
    const path = folder + handle.name;
    if (handle.kind === 'file') return this.#add([fileBehind(handle as FileSystemFileHandle)], [path], files);
    const folders: FileSystemHandle[] = [];
    let pending: FileSystemFileHandle[] = [];
    const flush = async () => {
      const asked = pending;
      pending = [];
      await this.#add(
        asked.map(fileBehind),
        asked.map(({ name }) => `${path}/${name}`),
        files,
      );
    };
    for await (const inner of childrenOf(handle as FileSystemDirectoryHandle)) {
      if (inner.kind === 'directory') folders.push(inner);
      else if (pending.push(inner as FileSystemFileHandle) >= ASKED_AT_ONCE) await flush();
    }
    await flush();
    for (const inner of folders) await this.#handle(inner, `${path}/`, files);
  }

  async #entry(entry: FileSystemEntry, folder: string, files: SourceFile[]): Promise<void> {
    const path = folder + entry.name;
    if (entry.isFile) return this.#add([fileOfEntry(entry as FileSystemFileEntry)], [path], files);
    const folders: FileSystemEntry[] = [];
    const reader = (entry as FileSystemDirectoryEntry).createReader();
    // A folder comes in parts of a hundred entries: it is over when nothing more comes.
    for (;;) {
      const part = await new Promise<FileSystemEntry[]>((resolve, reject) => reader.readEntries(resolve, reject));
      if (part.length === 0) break;
      const plain = part.filter(({ isFile }) => isFile);
      folders.push(...part.filter(({ isFile }) => !isFile));
      for (let first = 0; first < plain.length; first += ASKED_AT_ONCE) {
        const asked = plain.slice(first, first + ASKED_AT_ONCE);
        await this.#add(
          asked.map((inner) => fileOfEntry(inner as FileSystemFileEntry)),
          asked.map(({ name }) => `${path}/${name}`),
          files,
        );
      }
    }
    for (const inner of folders) await this.#entry(inner, `${path}/`, files);
  }

  async #add(asked: Promise<File>[], paths: string[], files: SourceFile[]): Promise<void> {
    const found = await Promise.all(asked);
    found.forEach((file, i) => files.push(fromBlob(file, paths[i]!)));
    await this.count(found.length);
  }
}

/** A file that has gone since the folder was listed must not end the walk: an empty one in its place is rejected by name later. */
async function fileBehind(handle: FileSystemFileHandle): Promise<File> {
  return handle.getFile().catch(() => new File([], handle.name));
}

function fileOfEntry(entry: FileSystemFileEntry): Promise<File> {
  return new Promise((resolve) => entry.file(resolve, () => resolve(new File([], entry.name))));
}

/** TypeScript's library does not know yet that folders can be iterated. */
function childrenOf(folder: FileSystemDirectoryHandle): AsyncIterable<FileSystemHandle> {
  return (folder as unknown as { values(): AsyncIterable<FileSystemHandle> }).values();
}

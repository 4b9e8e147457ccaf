/**
 * A file to read images from, wherever it lies: dropped on the page, or inside an archive. Nothing is read before it is asked for.
 */
import { FileError } from './rejection';

type Bytes = Uint8Array<ArrayBuffer>;

/** An entry of a zip archive. Where its data begin is known only when its local header, at `headerAt`, is read. */
export interface ZipEntryRef {
  kind: 'zipEntry';
  path: string;
  archive: Blob;
  headerAt: number;
  /** Bytes, packed and unpacked. */
  packed: number;
  size: number;
  crc32: number;
  deflated: boolean;
}

/** All that is needed to open a source again (`openSource`), in another worker too: it survives structured cloning, which copies no content. */
export type SourceRef = { kind: 'blob'; path: string; blob: Blob } | ZipEntryRef;

export interface SourceFile {
  /** Folders and name joined by `/`, an archive counting as a folder: `photos.zip/cat/1.jpg`. Text as it came: show it with `showName`. */
  readonly path: string;
  /** Bytes, unpacked. */
  readonly size: number;
  readonly ref: SourceRef;
  /** Bytes from `from` up to and without `to`, fewer where the file ends before. */
  slice(from: number, to: number): Promise<Bytes>;
  /** All of it. @throws FileError that names the file, if it cannot be read or is damaged */
  bytes(): Promise<Bytes>;
  /** As `bytes`; for a file that is not packed nothing is read. */
  blob(): Promise<Blob>;
}

/** A file of the page, or a stretch of one. */
export function fromBlob(blob: Blob, path: string): SourceFile {
  const read = async (part: Blob): Promise<Bytes> => {
    try {
      return new Uint8Array(await part.arrayBuffer());
    } catch (cause) {
      throw unreadable(path, cause);
    }
  };
  return {
    path,
    size: blob.size,
    ref: { kind: 'blob', path, blob },
    slice: (from, to) => read(blob.slice(from, to)),
    bytes: () => read(blob),
    blob: () => Promise.resolve(blob),
  };
}

/** A file with the path that the browser gives it: that within the chosen folder, or else its name. */
export function fromFile(file: File): SourceFile {
  const within: unknown = 'webkitRelativePath' in file ? file.webkitRelativePath : '';
  return fromBlob(file, typeof within === 'string' && within !== '' ? within : file.name);
}

/**
 * Files of several dropped folders. Folders of one name from different places stay apart: the second `cat` becomes `cat (2)`.
 * @param roots for each dropped thing its name, and its files with paths that begin with that name (or are it, for a single file)
 */
export function separateRoots(roots: readonly { name: string; files: readonly SourceFile[] }[]): SourceFile[] {
  const taken = new Set<string>();
  return roots.flatMap(({ name, files }) => {
    let unique = name;
    for (let i = 2; taken.has(unique); i++) unique = `${name} (${i})`;
    const isFolder = files.some(({ path }) => path.startsWith(`${name}/`));
    // Single files may share a name without any harm: each is an image of its own.
    if (!isFolder) return files;
    taken.add(unique);
    return unique === name ? files : files.map((file) => renamed(file, unique + file.path.slice(name.length)));
  });
}

/** The same content under another path. */
export function renamed(file: SourceFile, path: string): SourceFile {
  return { ...file, path, ref: { ...file.ref, path } };
}

function unreadable(path: string, cause: unknown): FileError {
  const why = cause instanceof Error ? `${cause.name}: ${cause.message}` : String(cause);
  return new FileError(
    path,
    `it can't be read (${why}). Look whether it was moved, changed or is still being downloaded, and add it again`,
    { cause },
  );
}

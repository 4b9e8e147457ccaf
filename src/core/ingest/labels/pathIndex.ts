/**
 * Finds the image that a list means: lists name files relative to somewhere, often without saying where, and sometimes with another case,
 * extension or number of zeros. What could mean several images means none.
 */
import { fileName } from '../names';
import { splitOf } from '../splits/splits';

/** How a listed name differs from the image's path; the first that finds an image is taken. */
export const MATCHES = ['path', 'case', 'extension', 'zeros'] as const;
export type MatchKind = (typeof MATCHES)[number];

export interface Match {
  /** Index into the list of paths. */
  image: number;
  kind: MatchKind;
  /** Folders of the listed name were not found: `/home/u/data/img/1.png` for `img/1.png`. */
  shortened: boolean;
}

export interface PathIndex {
  /**
   * The place of an image in the list of paths; null if there is none, or several that it could be.
   * @param near the folder of the list itself
   */
  resolve(listed: string, near: string): number | null;
  /** The same with how it was found, or `ambiguous`. */
  match(listed: string, near: string): Match | 'ambiguous' | null;
}

export interface PathIndexOptions {
  /** Whether a list may differ in case, extension and leading zeros. Default: false. */
  loose?: boolean;
  /** The images that can be meant, if not all. */
  among?: readonly number[];
}

/** Marks a tail that several paths end with. */
const SEVERAL = -1;

/** @param paths of all images */
export function createPathIndex(paths: readonly string[], { loose = false, among }: PathIndexOptions = {}): PathIndex {
  const indices = among ?? Array.from(paths.keys());
  const exact = lazy(() => new Map(indices.toReversed().map((index) => [paths[index]!, index])));
  const tails = FORMS.map((form) => lazy(() => tailsOf(paths, indices, form)));

  function byTail(path: string, level: number): Match | 'ambiguous' | null {
    const form = FORMS[level]!;
    const key = form(path);
    if (key === null) return null;
    const found = tails[level]!();
    for (let at = 0; ;) {
      const image = found.get(key.slice(at));
      if (image === SEVERAL) return 'ambiguous';
      if (image !== undefined)
        return contradicts(path, key.slice(at), paths[image]!) ? null : { image, kind: MATCHES[level]!, shortened: at > 0 };
      const slash = key.indexOf('/', at);
      if (slash < 0) return null;
      at = slash + 1;
    }
  }

  const match: PathIndex['match'] = (listed, near) => {
    const path = plainPath(listed);
    if (path === '') return null;
    const beside = exact().get(near === '' ? path : `${near}/${path}`);
    if (beside !== undefined) return { image: beside, kind: 'path', shortened: false };
    for (let level = 0; level < (loose ? FORMS.length : 1); level++) {
      const found = byTail(path, level);
      if (found !== null) return found;
    }
    return null;
  };
  return {
    match,
    resolve: (listed, near) => {
      const found = match(listed, near);
      return found === null || found === 'ambiguous' ? null : found.image;
    },
  };
}

/** A listed name as a path from somewhere: without drive, address, `./` and `../`, and with `/` between its parts. */
export function plainPath(listed: string): string {
  let path = listed.trim();
  if (/^[a-z][a-z+.-]{1,15}:\/\//iu.test(path)) {
    path = path.slice(path.indexOf('//') + 2).split(/[?#]/u, 1)[0]!;
    try {
      path = decodeURIComponent(path);
    } catch {
      // A stray % is part of the name.
    }
  }
  return path
    .replaceAll('\\', '/')
    .replace(/^[a-z]:/iu, '')
    .normalize('NFC')
    .split('/')
    .filter((part) => part !== '' && part !== '.' && part !== '..')
    .join('/');
}

const withoutSuffix = (path: string) => {
  const dot = path.lastIndexOf('.');
  return dot > path.lastIndexOf('/') + 1 && /^[A-Za-z][A-Za-z0-9]{1,4}$/u.test(path.slice(dot + 1)) ? path.slice(0, dot) : path;
};

/** Names as they are compared, one form for each of MATCHES; null where a form does not apply. */
const FORMS: readonly ((path: string) => string | null)[] = [
  (path) => path,
  (path) => path.toLowerCase(),
  (path) => withoutSuffix(path).toLowerCase(),
  (path) => {
    const bare = withoutSuffix(path);
    const name = fileName(bare);
    // Spreadsheets take `000123` for a number.
    return /^\d{1,40}$/u.test(name) ? `${bare.slice(0, bare.length - name.length)}${name.replace(/^0+(?=\d)/u, '')}`.toLowerCase() : null;
  },
];

/** Every end of every path, from its whole length down to the name. */
function tailsOf(paths: readonly string[], indices: readonly number[], form: (path: string) => string | null): Map<string, number> {
  const found = new Map<string, number>();
  for (const index of indices) {
    const key = form(paths[index]!);
    if (key === null) continue;
    for (let at = 0; ;) {
      const tail = key.slice(at);
      const known = found.get(tail);
      // Of two images with one path neither is meant more than the other: the first stands for both.
      if (known === undefined) found.set(tail, index);
      else if (known !== SEVERAL && paths[known] !== paths[index]) found.set(tail, SEVERAL);
      const slash = key.indexOf('/', at);
      if (slash < 0) break;
      at = slash + 1;
    }
  }
  return found;
}

/** `test/cat/1.png` is not `train/cat/1.png`, although no other path ends like it. */
function contradicts(listed: string, tail: string, path: string): boolean {
  const depth = tail.split('/').length;
  const listedFolders = listed.split('/').slice(0, -depth);
  if (listedFolders.length === 0) return false;
  const said = listedFolders.map(splitOf).filter((split) => split !== undefined);
  if (said.length === 0) return false;
  const own = path
    .split('/')
    .slice(0, -1)
    .map(splitOf)
    .filter((split) => split !== undefined);
  return own.length > 0 && !own.some((split) => said.includes(split));
}

function lazy<T>(make: () => T): () => T {
  let made: { value: T } | null = null;
  return () => (made ??= { value: make() }).value;
}

/** Finds the image that a list means: lists name files relative to somewhere, often without saying where. */
import { cleanPath, fileName } from '../names';

export interface PathIndex {
  /**
   * The place of an image in the list of paths; null if there is none, or several that it could be.
   * @param near the folder of the list itself
   */
  resolve(listed: string, near: string): number | null;
}

/** Candidates of one name that are compared by their folders; In-Shop has thousands of `02_1_front.jpg`. */
const MOST_CANDIDATES = 20_000;

/**
 * @param paths of all images
 * @param withoutExtension whether a list may leave extensions out
 */
export function createPathIndex(paths: readonly string[], withoutExtension = false): PathIndex {
  const exact = indexBy(paths, (path) => path);
  const names = lazy(() => groupBy(paths, fileName));
  const bare = lazy(() => groupBy(paths, (path) => withoutSuffix(fileName(path))));
  // Folders that earlier names of the same list were found below.
  const bases = new Set<string>();
  let compared = 0;

  function bySuffix(listed: string, groups: Map<string, number[]>, shown: (path: string) => string): number | null {
    const candidates = groups.get(fileName(listed)) ?? [];
    // Names that occur thousands of times are compared a few times only: then the folder is known, or never will be.
    compared += candidates.length;
    if (candidates.length > 64 && compared > MOST_CANDIDATES * 4) return null;
    const found = candidates.filter((index) => `/${shown(paths[index]!)}`.endsWith(`/${listed}`));
    if (found.length !== 1) return null;
    const path = shown(paths[found[0]!]!);
    bases.add(path.slice(0, path.length - listed.length));
    return found[0]!;
  }

  return {
    resolve(listed, near) {
      const clean = cleanPath(listed.trim().replace(/^\/+/u, ''));
      if ('reason' in clean) return null;
      const { path } = clean;
      const beside = exact.get(near === '' ? path : `${near}/${path}`);
      if (beside !== undefined) return beside;
      for (const base of bases) {
        const found = exact.get(base + path);
        if (found !== undefined) return found;
      }
      const found = bySuffix(path, names(), (shown) => shown);
      return found === null && withoutExtension ? bySuffix(path, bare(), withoutSuffix) : found;
    },
  };
}

const withoutSuffix = (path: string) => path.replace(/\.[A-Za-z0-9]{2,5}$/u, '');

/** Of two images with one path neither is meant more than the other: the first stands for both. */
function indexBy(paths: readonly string[], key: (path: string) => string): Map<string, number> {
  const index = new Map<string, number>();
  paths.forEach((path, i) => {
    if (!index.has(key(path))) index.set(key(path), i);
  });
  return index;
}

function groupBy(paths: readonly string[], key: (path: string) => string): Map<string, number[]> {
  const groups = new Map<string, number[]>();
  paths.forEach((path, i) => {
    const own = groups.get(key(path));
    if (own) own.push(i);
    else groups.set(key(path), [i]);
  });
  return groups;
}

function lazy<T>(make: () => T): () => T {
  let made: { value: T } | null = null;
  return () => (made ??= { value: make() }).value;
}

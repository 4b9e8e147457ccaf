/** What a source of labels has to say about a list of images. */
import type { IngestSplit } from '../splits/splits';

export interface Labelling {
  /** For each image its class path, parts joined by `/`; null where there is no label. */
  classPaths: (string | null)[];
  /** For each image the split it belongs to, where the source says so. */
  splits?: (IngestSplit | undefined)[];
  /** Class path → name for people, where it is not the path's last part. */
  names?: Map<string, string>;
  notes: string[];
}

/** A label as a class path: parts trimmed, empty ones dropped; null where nothing is left. */
export function classPathOf(label: string): string | null {
  const parts = label
    .normalize('NFC')
    .split('/')
    .map((part) => part.trim())
    .filter((part) => part !== '');
  return parts.length === 0 ? null : parts.join('/');
}

/** `1 image`, `12,345 images`. */
export function counted(count: number, one: string, many = `${one}s`): string {
  return `${count.toLocaleString('en')} ${count === 1 ? one : many}`;
}

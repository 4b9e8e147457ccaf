/** Images captured or pasted one by one, by class, until they are brought in together. Kept while the dialog is closed: nothing is lost by Escape. */
import { createStore, useStore, type StoreApi } from 'zustand';
import type { IngestFile } from '../../../state/library/ingest';

export interface CollectedClass {
  name: string;
  files: readonly File[];
}

export interface Collection {
  classes: readonly CollectedClass[];
  /** Name of the class that images go to. */
  current: string;
  choose(name: string): void;
  /** @param name default: the current class */
  add(file: File, name?: string): void;
  /** Takes the last image of a class back. */
  removeLast(name: string): void;
  removeClass(name: string): void;
  clear(): void;
}

export function createCollection(): StoreApi<Collection> {
  return createStore<Collection>()((set, get) => ({
    classes: [],
    current: 'class 1',
    choose: (current) => set({ current }),
    add: (file, name = get().current) => {
      const label = tidy(name);
      const { classes } = get();
      const exists = classes.some((own) => own.name === label);
      set({
        classes: exists
          ? classes.map((own) => (own.name === label ? { ...own, files: [...own.files, file] } : own))
          : [...classes, { name: label, files: [file] }],
      });
    },
    removeLast: (name) =>
      set({
        classes: get()
          .classes.map((own) => (own.name === name ? { ...own, files: own.files.slice(0, -1) } : own))
          .filter(({ files }) => files.length > 0),
      }),
    removeClass: (name) => set({ classes: get().classes.filter((own) => own.name !== name) }),
    clear: () => set({ classes: [], current: 'class 1' }),
  }));
}

/** A class always has a name; parts of a path may not be empty. */
function tidy(name: string): string {
  const parts = name
    .split('/')
    .map((part) => part.trim())
    .filter((part) => part !== '' && part !== '.' && part !== '..');
  return parts.length > 0 ? parts.join('/') : 'class 1';
}

const EXTENSIONS: Record<string, string> = {
  'image/jpeg': 'jpg',
  'image/png': 'png',
  'image/webp': 'webp',
  'image/svg+xml': 'svg',
  'image/gif': 'gif',
};

/** As if they were a folder of class folders. */
export function asFolder(classes: readonly CollectedClass[]): IngestFile[] {
  return classes.flatMap(({ name, files }) =>
    files.map((file, i) => ({ path: `captured/${name}/${String(i + 1).padStart(4, '0')}.${EXTENSIONS[file.type] ?? 'png'}`, file })),
  );
}

/** A name that is not taken yet: `class 3`. */
export function nextName(classes: readonly CollectedClass[]): string {
  for (let i = classes.length + 1; ; i++) if (!classes.some(({ name }) => name === `class ${i}`)) return `class ${i}`;
}

export const collection = createCollection();

export function useCollection<T>(selector: (state: Collection) => T): T {
  return useStore(collection, selector);
}

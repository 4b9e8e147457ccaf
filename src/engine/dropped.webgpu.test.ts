/** Files out of folders and drops, on handles of the browser's own file system and on entries made as browsers make them. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { collectFiles } from './dropped';

const ROOT = 'dropped-test';

async function folder(tree: Record<string, string[]>): Promise<FileSystemDirectoryHandle> {
  const root = await navigator.storage.getDirectory();
  const base = await root.getDirectoryHandle(ROOT, { create: true });
  for (const [path, names] of Object.entries(tree)) {
    let at = base;
    for (const part of path.split('/')) at = await at.getDirectoryHandle(part, { create: true });
    for (const name of names) {
      const writable = await (await at.getFileHandle(name, { create: true })).createWritable();
      await writable.write(name);
      await writable.close();
    }
  }
  return base;
}

/** A folder as a drop gives it: entries come a hundred at a time. */
function entryOf(name: string, files: number, folders: FileSystemEntry[] = []): FileSystemEntry {
  const own = Array.from({ length: files }, (_, i) => ({
    ...{ isFile: true, isDirectory: false, name: `${i}.jpg` },
    file: (found: (file: File) => void, failed: (error: Error) => void) =>
      i === 3 ? failed(new Error('gone')) : found(new File(['x'], `${i}.jpg`)),
  }));
  const all = [...own, ...folders];
  return {
    ...{ isFile: false, isDirectory: true, name },
    createReader() {
      let at = 0;
      return { readEntries: (found: (part: unknown[]) => void) => found(all.slice(at, (at += 100))) };
    },
  } as unknown as FileSystemEntry;
}

const clear = async () => (await navigator.storage.getDirectory()).removeEntry(ROOT, { recursive: true }).catch(() => undefined);
beforeAll(clear);
afterAll(clear);

describe('collectFiles', () => {
  it('walks handles of folders, and keeps two folders of one name apart', async () => {
    const base = await folder({ 'one/cat': ['1.jpg', '2.jpg'], 'one/cat/old': ['1.jpg'], 'two/cat': ['1.jpg'] });
    const first = await (await base.getDirectoryHandle('one')).getDirectoryHandle('cat');
    const second = await (await base.getDirectoryHandle('two')).getDirectoryHandle('cat');
    const single = await first.getFileHandle('1.jpg');
    const found = await collectFiles([first, second, single, new File(['x'], 'plain.png')]);
    expect(found.map(({ path }) => path).sort()).toEqual([
      '1.jpg',
      'cat (2)/1.jpg',
      'cat/1.jpg',
      'cat/2.jpg',
      'cat/old/1.jpg',
      'plain.png',
    ]);
    expect(await found.find(({ path }) => path === 'cat/old/1.jpg')!.file.text()).toBe('1.jpg');
  });

  it('reads all of a dropped folder, a hundred at a time, a file that has gone as an empty one', async () => {
    const entry = entryOf('birds', 350, [entryOf('old', 120)]);
    const found = await collectFiles([entry as unknown as FileSystemHandle]);
    expect(found).toHaveLength(470);
    expect(found.filter(({ path }) => path.startsWith('birds/old/'))).toHaveLength(120);
    expect(found.find(({ path }) => path === 'birds/3.jpg')!.file.size).toBe(0);
  });

  it('takes 60,000 files in turns with others, says how far it is, and can be cancelled', async () => {
    const files = Array.from({ length: 60_000 }, (_, i) => {
      const file = new File(['x'], `${i}.jpg`);
      Object.defineProperty(file, 'webkitRelativePath', { value: `set/class ${i % 500}/${i}.jpg` });
      return file;
    });
    const seen: number[] = [];
    const { port1, port2 } = new MessageChannel();
    /** How often others had their turn. */
    let turns = 0;
    port1.onmessage = () => (turns++, port2.postMessage(null));
    port2.postMessage(null);
    const turnsAt: number[] = [];
    const found = await collectFiles(files, {
      onProgress: ({ done }) => {
        seen.push(done);
        turnsAt.push(turns);
      },
    });
    port1.close();
    expect(found).toHaveLength(60_000);
    expect(found[1]!.path).toBe('set/class 1/1.jpg');
    expect(seen.length).toBeGreaterThan(1);
    // Each word of progress ends a turn of work: the page did other things before the next.
    turnsAt.slice(1).forEach((count, i) => expect(count).toBeGreaterThan(turnsAt[i]!));

    const cancel = new AbortController();
    const cancelled = collectFiles(files, { signal: cancel.signal, onProgress: () => cancel.abort() });
    await expect(cancelled).rejects.toMatchObject({ name: 'AbortError' });
  });
});

import { describe, expect, it } from 'vitest';
import { createPace, mapBounded } from './pace';
import { FileError, rejectedBy } from './rejection';
import { fromBlob, fromFile, renamed } from './source';

describe('sources', () => {
  it('take the path that the browser gives', () => {
    const file = new File(['abc'], 'a.png');
    expect(fromFile(file).path).toBe('a.png');
    Object.defineProperty(file, 'webkitRelativePath', { value: 'set/cat/a.png' });
    expect(fromFile(file)).toMatchObject({ path: 'set/cat/a.png', size: 3 });
  });

  it('read slices, and keep their content under another path', async () => {
    const source = renamed(fromBlob(new Blob(['abcdef']), 'a'), 'b');
    expect(source.ref.path).toBe('b');
    expect(Array.from(await source.slice(4, 9))).toEqual([101, 102]);
    expect(await (await source.blob()).text()).toBe('abcdef');
  });

  it('name the file that cannot be read', async () => {
    const gone = new Blob(['x']);
    gone.arrayBuffer = () => Promise.reject(new DOMException('A requested file could not be found', 'NotFoundError'));
    const reading = fromBlob(gone, 'gone.png').bytes();
    await expect(reading).rejects.toBeInstanceOf(FileError);
    await expect(reading).rejects.toThrow(/^gone\.png: it can't be read \(NotFoundError.*add it again$/);
  });
});

describe('rejectedBy', () => {
  it('makes lines of failures, but none of cancelling', () => {
    expect(rejectedBy('a', new FileError('b', 'bad'))).toEqual({ name: 'b', reason: 'bad' });
    expect(rejectedBy('a', new TypeError('odd'))).toEqual({ name: 'a', reason: 'odd' });
    expect(() => rejectedBy('a', new DOMException('stop', 'AbortError'))).toThrow('stop');
  });
});

describe('pace', () => {
  it('lets others have a turn', async () => {
    const pace = createPace();
    let turns = 0;
    const timer = setInterval(() => turns++, 0);
    const end = performance.now() + 100;
    for (let i = 1; performance.now() < end; i++) await pace.tick('counting', i, Infinity);
    clearInterval(timer);
    expect(turns).toBeGreaterThan(2);
  });

  it('maps a few at a time, in order, and stops at a failure', async () => {
    let now = 0;
    let most = 0;
    const work = async (value: number) => {
      most = Math.max(most, ++now);
      await new Promise((resolve) => setTimeout(resolve, value % 3));
      now--;
      return value * 2;
    };
    const values = Array.from({ length: 20 }, (_, i) => i);
    expect(await mapBounded(values, 4, work)).toEqual(values.map((value) => value * 2));
    expect(most).toBe(4);
    let begun = 0;
    const failing = mapBounded(values, 2, async (value) => {
      begun++;
      await Promise.resolve();
      if (value === 1) throw new Error('one');
    });
    await expect(failing).rejects.toThrow('one');
    expect(begun).toBeLessThan(6);
  });
});

import { describe, expect, it } from 'vitest';
import { cleanPath, compareNames, extensionOf, folderTitle, isJunk, showName, stemOf } from './names';

describe('cleanPath', () => {
  it('makes paths uniform and keeps odd names as the text they are', () => {
    expect(cleanPath('./a//b\\c.png')).toEqual({ path: 'a/b/c.png' });
    expect(cleanPath('cafe\u0301/1.png')).toEqual({ path: 'café/1.png' });
    for (const name of ['<img src=x onerror=alert(1)>.png', '🐈‍⬛/1.png', 'a\u0007b.png', '…/x.png', 'a..b/c.png'])
      expect(cleanPath(name)).toEqual({ path: name });
  });

  it.each(['../evil.png', 'a/../../evil.png', 'a\\..\\evil.png', '/etc/passwd', '\\\\server\\x', 'C:\\x.png', 'c:x.png', '', './'])(
    'refuses %j',
    (raw) => {
      expect(cleanPath(raw)).toHaveProperty('reason');
    },
  );
});

describe('isJunk', () => {
  it('knows what operating systems leave behind', () => {
    for (const path of ['.DS_Store', 'a/.git/config', '__MACOSX/a/1.png', 'a/Thumbs.db', 'a/desktop.ini', 'a/._1.png'])
      expect(isJunk(path)).toBe(true);
    for (const path of ['a/b.png', 'a.b/c', 'thumbs/1.png']) expect(isJunk(path)).toBe(false);
  });
});

describe('names', () => {
  it('are shown without what would act on the page or turn the line', () => {
    expect(showName('a\nb\0\x7f')).toBe('a␊b␀␡');
    expect(showName('gnp.\u202Eexe')).toBe('gnp.[U+202E]exe');
    expect(showName('👩‍👧 <b>')).toBe('👩‍👧 <b>');
    expect([...showName('x'.repeat(500))]).toHaveLength(119);
  });

  it('are taken apart', () => {
    expect(extensionOf('a.b/c.JPG')).toBe('jpg');
    expect(extensionOf('a.b/c')).toBe('');
    expect(stemOf('a/c.tar.gz')).toBe('c.tar');
    expect(folderTitle(' cats.tar.gz ')).toBe('cats');
    expect(folderTitle('.zip')).toBe('.zip');
  });

  it('are ordered as people count', () => {
    expect(['cat 10', 'cat 2', 'Cat 1'].sort(compareNames)).toEqual(['Cat 1', 'cat 2', 'cat 10']);
  });
});

import { describe, expect, it } from 'vitest';
import { labelByFolders } from './folders';
import { guessFromNames, labelByPattern } from './names';
import { createPathIndex } from './pathIndex';
import { labelByTable } from './table';

describe('labels from folders', () => {
  it('take the path as hierarchy and strip what all have in common', () => {
    const found = labelByFolders([
      'set.zip/data/animals/mammals/cat/1.jpg',
      'set.zip/data/animals/ bat /1.jpg',
      'set.zip/data/sports/bat/1.jpg',
      'set.zip/data/2.jpg',
    ]);
    expect(found!.classPaths).toEqual(['animals/mammals/cat', 'animals/bat', 'sports/bat', null]);
    expect(found!.common).toEqual(['set', 'data']);
  });

  it('take train, val and test as the split', () => {
    const found = labelByFolders(['d/train/images/cat/1.jpg', 'd/train/images/dog/2.jpg', 'd/val/images/cat/1.jpg']);
    expect(found!.classPaths).toEqual(['cat', 'dog', 'cat']);
    expect(found!.splits).toEqual(['train', 'train', 'validation']);
    expect(labelByFolders(['train/1.jpg', 'plane/2.jpg'])!.classPaths).toEqual(['train', 'plane']);
  });

  it('are none where all images lie in one folder', () => {
    expect(labelByFolders(['holiday/1.jpg', 'holiday/2.jpg'])).toBeNull();
    expect(labelByFolders(['1.jpg'])).toBeNull();
    expect(labelByFolders([])).toBeNull();
  });

  it('take archives dropped together as folders', () => {
    expect(labelByFolders(['cats.zip/1.jpg', 'dogs.tar.gz/1.jpg'])!.classPaths).toEqual(['cats', 'dogs']);
  });
});

describe('labels from file names', () => {
  it('are what stands before the number', () => {
    expect(guessFromNames(['cat_001.jpg', 'cat (3).jpg', 'red fox-1.png', 'red fox2.png'])!.classPaths).toEqual([
      'cat',
      'cat',
      'red fox',
      'red fox',
    ]);
  });

  it('are not guessed from cameras, dates and single images', () => {
    for (const names of [
      ['IMG_0001.jpg', 'IMG_0002.jpg', 'DSC_1.jpg', 'DSC_2.jpg'],
      ['20240101.jpg', '20240102.jpg'],
      ['cat.jpg', 'dog.jpg'],
      ['cat_1.jpg', 'cat_2.jpg'],
      ['a1.png', 'b1.png', 'c1.png'],
    ])
      expect(guessFromNames(names)).toBeNull();
  });

  it('come from a pattern of the user’s', () => {
    const found = labelByPattern(['a/p12_cat.jpg', 'a/p13_dog.jpg', 'a/other.jpg'], '_(\\w+)\\.');
    expect(found.classPaths).toEqual(['cat', 'dog', null]);
    expect(found.notes[1]).toBe('1 image did not match the pattern and has no label.');
    expect(labelByPattern(['test-cat-1.png'], '(?<split>\\w+)-(?<label>\\w+)-').splits).toEqual(['test']);
  });

  it('refuse a bad pattern with an example', () => {
    expect(() => labelByPattern([], '(cat')).toThrow(/“\(cat” is not a regular expression .* Example/);
    expect(() => labelByPattern([], 'cat')).toThrow(/no group in parentheses/);
  });
});

describe('labels from tables', () => {
  const paths = ['set/img/a 1.jpg', 'set/img/b.jpg', 'set/img/c.png'];
  const read = (text: string, path = 'set/labels.csv', own = paths) => labelByTable(text, path, own.length, createPathIndex(own, true));

  it.each([
    ['CSV with headings', 'file,label\nimg/a 1.jpg,cat\nimg/b.jpg,dog\n'],
    ['quoted CSV with a mark of Unicode', '\uFEFF"filename","id","class"\r\n"img/a 1.jpg","1"," cat "\r\n"img/b.jpg","2","dog"\r\n'],
    ['semicolons', 'Image;Label ID;Label name\nb.jpg;1;dog\na 1.jpg;0;cat\n'],
    ['TSV without headings', 'img/a 1.jpg\tcat\nimg/b.jpg\tdog'],
    ['the label first', 'cat,a 1.jpg\ndog,b.jpg'],
    ['names without extension', 'id,breed\na 1,cat\nb,dog'],
    ['an unknown heading', 'picture,what it shows\na 1.jpg,cat\nb.jpg,dog'],
    ['JSON records', '[{"file": "a 1.jpg", "label": "cat"}, {"file": "b.jpg", "label": "dog"}]'],
    ['JSON by file', '{"img/a 1.jpg": "cat", "img/b.jpg": "dog"}'],
    ['JSON by label', '{"cat": ["a 1.jpg"], "dog": ["b.jpg"]}'],
    ['JSON pairs below a key', '{"labels": [["img/a 1.jpg", "cat"], ["img/b.jpg", "dog"]]}'],
  ])('reads %s', (_, text) => {
    const found = read(text);
    expect(found).toMatchObject({ classPaths: ['cat', 'dog', null] });
  });

  it('reads splits, hierarchies and unnamed columns of both', () => {
    expect(read('path,label,split\na 1.jpg,animals/cat,train\nb.jpg,animals/dog,TEST\n')).toMatchObject({
      classPaths: ['animals/cat', 'animals/dog', null],
      splits: ['train', 'test', undefined],
    });
    expect(read('a 1.jpg,train,cat\nb.jpg,test,dog')).toMatchObject({
      classPaths: ['cat', 'dog', null],
      splits: ['train', 'test', undefined],
    });
  });

  it('says which rows name files that are not here', () => {
    expect(read('file,label\nb.jpg,dog\nzzz.jpg,emu\nyyy.jpg,emu')).toMatchObject({
      notes: ['Labels were read from labels.csv.', '2 rows of labels.csv name files that are not here, “zzz.jpg” first.'],
    });
  });

  it.each([
    ['about something else', 'city,people\nBonn,300000\n', /none of its columns names images/],
    ['prose', 'hello', /no table/],
    ['two unknown headings', 'file,colour,mood\nb.jpg,red,good', /\(file, colour, mood\) is called “label”/],
    ['broken JSON', '[{"file": ', /not valid JSON/],
    ['other JSON', '{"version": [{"a": 1}]}', /no table of files and labels/],
    ['nothing', '', /no table/],
  ])('says why %s is of no use', (_, text, reason) => {
    expect(read(text)).toEqual({ reason: expect.stringMatching(reason) as string });
  });

  it('prefers the image beside the table where several have its name', () => {
    const own = ['a/1.jpg', 'b/1.jpg'];
    expect(read('file,label\n1.jpg,cat', 'b/labels.csv', own)).toMatchObject({ classPaths: [null, 'cat'] });
    expect(read('file,label\n1.jpg,cat', 'labels.csv', own)).toHaveProperty('reason');
  });
});

import { describe, expect, it } from 'vitest';
import { labelByFolders } from './folders';
import { guessFromNames, labelByPattern } from './names';

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

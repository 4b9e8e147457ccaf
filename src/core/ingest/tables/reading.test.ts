import { describe, expect, it } from 'vitest';
import { createPathIndex } from '../labels/pathIndex';
import { folderOf } from '../names';
import { parseJsonLines, parseJsonTable } from './json';
import { readTable, type TableAnswer } from './reading';
import { parseSeparated } from './separated';
import type { LabelOptions } from '../labels/question';

const PATHS = ['set/img/a 1.jpg', 'set/img/b.jpg', 'set/img/c.png'];

function read(
  text: string,
  { path = 'set/labels.csv', paths = PATHS, options = {} as LabelOptions, classes = [] as string[] } = {},
): TableAnswer {
  const table = path.endsWith('l') ? parseJsonLines(text) : /^[[{]/u.test(text) ? parseJsonTable(text) : parseSeparated(text);
  if ('reason' in table) return table;
  const index = createPathIndex(paths, { loose: true });
  return readTable(table, {
    path,
    count: paths.length,
    match: (listed) => index.match(listed, folderOf(path)),
    isClass: (name) => classes.includes(name),
    options,
  });
}

const many = Array.from({ length: 6 }, (_, i) => `img/${String(i).padStart(3, '0')}.png`);
/** A table of the six images: a cell for each column by the row. */
const table = (head: string, row: (i: number) => string) => `${head}\n${many.map((_, i) => row(i)).join('\n')}\n`;
const labels = (text: string, more: Parameters<typeof read>[1] = {}) => {
  const answer = read(text, { paths: many, ...more });
  return 'reading' in answer ? answer.reading.classPaths : answer;
};
const animal = (i: number) => ['cat', 'dog'][i % 2]!;
const ANIMALS = many.map((_, i) => animal(i));
const name = (i: number) => many[i]!.slice(4);

describe('labels from tables', () => {
  it.each([
    ['CSV with headings', 'file,label\nimg/a 1.jpg,cat\nimg/b.jpg,dog\n'],
    ['quoted CSV with a mark of Unicode', '"filename","id","class"\r\n"img/a 1.jpg","1"," cat "\r\n"img/b.jpg","2","dog"\r\n'],
    ['semicolons', 'Image;Label ID;Label name\nb.jpg;1;dog\na 1.jpg;0;cat\n'],
    ['TSV without headings', 'img/a 1.jpg\tcat\nimg/b.jpg\tdog'],
    ['the label first', 'cat,a 1.jpg\ndog,b.jpg'],
    ['names without extension', 'id,breed\na 1,cat\nb,dog'],
    ['an unknown heading', 'picture,what it shows\na 1.jpg,cat\nb.jpg,dog'],
    ['JSON records', '[{"file": "a 1.jpg", "label": "cat"}, {"file": "b.jpg", "label": "dog"}]'],
    ['JSON by file', '{"img/a 1.jpg": "cat", "img/b.jpg": "dog"}'],
    ['JSON by label', '{"cat": ["a 1.jpg"], "dog": ["b.jpg"]}'],
    ['JSON pairs below a key', '{"labels": [["img/a 1.jpg", "cat"], ["img/b.jpg", "dog"]]}'],
    ['JSON records by file', '{"a 1.jpg": {"label": "cat", "who": "me"}, "b.jpg": {"label": "dog", "who": "me"}}'],
    ['commas in quotes', 'file;label;note\n"a 1.jpg";cat;"x, y"\n"b.jpg";dog;"z, w, v"'],
    ['a told separator', 'sep=|\nfile|label\na 1.jpg|cat\nb.jpg|dog'],
    ['comments', '# made by hand\nfile,label\n# the first\na 1.jpg,cat\nb.jpg,dog'],
    ['lines within quotes', 'file,caption,label\na 1.jpg,"one\n\n""two"", three",cat\nb.jpg,"x\r\ny",dog'],
    ['a quote that is never closed', 'file,label\na 1.jpg,cat\nb.jpg,dog\n"c,'],
  ])('reads %s', (_, text) => {
    expect(read(text)).toMatchObject({ reading: { classPaths: ['cat', 'dog', null] } });
  });

  it('reads splits, hierarchies and unnamed columns of both', () => {
    expect(read('path,label,split\na 1.jpg,animals/cat,train\nb.jpg,animals/dog,TEST\n')).toMatchObject({
      reading: { classPaths: ['animals/cat', 'animals/dog', null], splits: ['train', 'test', undefined] },
    });
    expect(read('a 1.jpg,train,cat\nb.jpg,test,dog')).toMatchObject({
      reading: { classPaths: ['cat', 'dog', null], splits: ['train', 'test', undefined] },
    });
  });

  it('says which rows name files that are not here', () => {
    expect(read('file,label\nb.jpg,dog\nzzz.jpg,emu\nyyy.jpg,emu')).toMatchObject({
      reading: {
        notes: [
          'Labels were read from column “label” of labels.csv.',
          '2 rows of labels.csv name files that are not here, “zzz.jpg” first.',
        ],
      },
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
    expect(read(text)).toMatchObject({ reason: expect.stringMatching(reason) as string });
  });

  it('prefers the image beside the table where several have its name', () => {
    const paths = ['a/1.jpg', 'b/1.jpg'];
    expect(read('file,label\n1.jpg,cat', { path: 'b/labels.csv', paths })).toMatchObject({ reading: { classPaths: [null, 'cat'] } });
    expect(read('file,label\n1.jpg,cat', { path: 'labels.csv', paths })).toMatchObject({
      reason: expect.stringMatching(/“1\.jpg” is the name of pictures in several folders/) as string,
    });
  });
});

describe('the file column', () => {
  it.each([
    ['a row number without heading', table(',image,label', (i) => `${(i * 5) % 6},${name(i)},${animal(i)}`)],
    ['a row number called id', table('id,image,label', (i) => `${(i * 5) % 6},${name(i)},${animal(i)}`)],
    ['a row number from 1', table('no,label,picture', (i) => `${i + 1},${animal(i)},${name(i)}`)],
    ['another number', table('label,image_id,size', (i) => `${animal(i)},${i},${i * 7}`)],
    ['a mask beside it', table('mask,image,label', (i) => `m_${name(i)},${name(i)},${animal(i)}`)],
  ])('is not %s', (_, text) => {
    expect(labels(text)).toEqual(ANIMALS);
  });

  it('is asked for where only row numbers fit', () => {
    expect(
      read(
        table(',label', (i) => `${i},${animal(i)}`),
        { paths: many },
      ),
    ).toMatchObject({ question: { about: 'file column' } });
  });

  it('names files that are not here rather than letting a row number stand in', () => {
    expect(
      read(
        table(',image,label', (i) => `${i},other_${i}.jpg,${animal(i)}`),
        { paths: many },
      ),
    ).toMatchObject({
      reason: expect.stringMatching(/column “image” names files that are not here, “other_0\.jpg” first/) as string,
    });
  });

  it.each([
    ['absolute', (i: number) => `/home/u/data/img/${name(i)}`],
    ['of Windows', (i: number) => `C:\\data\\img\\${name(i)}`],
    ['upwards', (i: number) => `../other/../img/${name(i)}`],
    ['an address', (i: number) => `https://a.example/x/img/${name(i)}?size=2`],
    ['in capitals with another extension', (i: number) => `IMG/${name(i).replace('.png', '.JPEG')}`],
    ['a number without its zeros', (i: number) => String(i)],
  ])('can be %s', (_, path) => {
    const answer = read(
      table('file,label', (i) => `${path(i)},${animal(i)}`),
      { paths: many },
    );
    expect(answer).toMatchObject({ reading: { classPaths: ANIMALS } });
    expect('reading' in answer && answer.reading.notes.length).toBe(2);
  });

  it('does not take the picture of another part of the split', () => {
    const paths = ['train/cat/1.png', 'train/cat/2.png'];
    expect(read('file,label\ntest/cat/1.png,dog\ntrain/cat/2.png,cat', { paths })).toMatchObject({
      reading: { classPaths: [null, 'cat'] },
    });
  });
});

describe('the label column', () => {
  it.each([
    ['checksums', (i: number) => `${i}${'a'.repeat(31)}`],
    ['widths', (i: number) => String(640 + (i % 2))],
    ['addresses', (i: number) => `https://a.example/${i % 2}`],
    ['sentences', (i: number) => `"a picture of a ${animal(i)} that sits on its mat"`],
    ['fractions', (i: number) => String(0.25 * (1 + (i % 3)))],
    ['numbers that are all different', (i: number) => String(1000 + i)],
    ['dates', (i: number) => `2024-01-0${1 + (i % 2)}`],
    ['one value', () => 'x'],
  ])('is not one of %s', (_, cell) => {
    const answer = read(
      table('file,what', (i) => `${name(i)},${cell(i)}`),
      { paths: many },
    );
    expect(answer).toHaveProperty('reason');
    expect(labels(table('file,what,label', (i) => `${name(i)},${cell(i)},${animal(i)}`))).toEqual(ANIMALS);
  });

  it.each(['ClassId', 'CLASS-ID', 'Category', 'class name', 'dx', 'target', 'labels'])('can be called %s', (heading) => {
    expect(labels(table(`file,${heading},sex`, (i) => `${name(i)},${animal(i)},${'mf'[i % 3 === 0 ? 0 : 1]}`))).toEqual(ANIMALS);
  });

  it('is asked for where several could be, and taken from where the answer says', () => {
    const text = table('file,colour,shape', (i) => `${name(i)},${['red', 'blue'][i % 2]},${['round', 'flat', 'long'][i % 3]}`);
    expect(read(text, { paths: many })).toMatchObject({
      question: {
        about: 'label column',
        images: [0, 1, 2, 3, 4, 5],
        choices: [
          { title: 'column “colour”', option: { labelColumn: 'colour' }, labels: ['red', 'blue', 'red', 'blue', 'red', 'blue'] },
          { title: 'column “shape”', option: { labelColumn: 'shape' }, labels: ['round', 'flat', 'long', 'round', 'flat', 'long'] },
        ],
      },
    });
    expect(labels(text, { options: { labelColumn: 'Shape' } })).toEqual(['round', 'flat', 'long', 'round', 'flat', 'long']);
    expect(labels(text, { options: { labelColumn: 'colour/shape' } })).toMatchObject({ 0: 'red/round', 5: 'blue/long' });
  });

  it('is any of those that say the same, names before numbers', () => {
    expect(labels(table('file,class_id,class_name', (i) => `${name(i)},${i % 2},${animal(i)}`))).toEqual(ANIMALS);
  });

  it('can be several of 0 and 1, for one class each', () => {
    expect(labels(table('image, cat, dog', (i) => `${name(i)},${1 - (i % 2)},${i % 2}`))).toEqual(ANIMALS);
    expect(labels(table('image,cat,dog', (i) => `${name(i)},${i === 0 ? '1.0,1.0' : i % 2 ? '0.0,1.0' : '1.0,0.0'}`))).toEqual([
      null,
      ...ANIMALS.slice(1),
    ]);
  });

  it('may have spaces where columns have them', () => {
    expect(labels(many.map((_, i) => `${name(i)} ${['golden retriever', 'red fox'][i % 2]}`).join('\n'))).toMatchObject({
      0: 'golden retriever',
      5: 'red fox',
    });
    expect(labels(many.map((_, i) => `${name(i)} ${['golden retriever', 'fox'][i % 2]}`).join('\n'))).toMatchObject({
      0: 'golden retriever',
      5: 'fox',
    });
  });

  it('is a number only where there are no boxes', () => {
    expect(labels(many.map((_, i) => `${name(i)} ${i % 2}`).join('\n'))).toEqual(['0', '1', '0', '1', '0', '1']);
    expect(read(many.map((_, i) => `${name(i)} ${i % 2} 4 ${9 + (i % 3)} 12`).join('\n'), { paths: many })).toHaveProperty('reason');
  });

  it('may repeat in none of few rows where the classes are known', () => {
    const text = many.map((_, i) => `${name(i)}\tn0${i}\t1\t2\t${3 + i}\t4`).join('\n');
    expect(read(text, { paths: many })).toHaveProperty('reason');
    expect(labels(text, { classes: many.map((_, i) => `n0${i}`) })).toEqual(many.map((_, i) => `n0${i}`));
  });
});

describe('odd values', () => {
  it('are said: two labels for one image, none, whole numbers as fractions', () => {
    const text = table('file,label', (i) => `${name(i)},${['NaN', '', '1.0', '2.0', '2.0', '1.0'][i]}`) + `${name(5)},2.0\n`;
    const answer = read(text, { paths: many });
    expect(answer).toMatchObject({ reading: { classPaths: [null, null, '1', '2', '2', null] } });
    expect('reading' in answer && answer.reading.notes).toEqual([
      'Labels were read from column “label” of labels.csv.',
      '1 image has two labels in labels.csv and is taken with neither.',
      '2 rows of labels.csv have no label.',
    ]);
  });

  it('are several objects: the largest is the label', () => {
    const rows = [`${name(0)},cat,0,0,5,5`, `${name(0)},dog,0,0,9,9`, `${name(1)},cat,0,0,2,2`, `${name(2)},dog,0,0,2,2`];
    const answer = read(`filename,class,xmin,ymin,xmax,ymax\n${rows.join('\n')}`, { paths: many });
    expect(answer).toMatchObject({ reading: { classPaths: ['dog', 'cat', 'dog', null, null, null] } });
    expect('reading' in answer && answer.reading.notes).toContain('1 image shows several objects: the largest is the label.');
  });
});

describe('what does not matter', () => {
  /** Numbers that look random and are the same every time. */
  const random = (seed: number) => () => (seed = (seed * 16_807) % 2_147_483_647) / 2_147_483_647;

  it.each([1, 2, 3, 4, 5])('shuffled rows, renamed files, one more column change no label (%i)', (seed) => {
    const next = random(seed * 7919);
    const shuffled = many.map((_, i) => i).sort(() => next() - 0.5);
    const stem = (i: number) => `${String.fromCharCode(97 + Math.floor(next() * 26))}${seed}x${i * 37}`;
    const renamed = many.map((_, i) => `img/${stem(i)}.png`);
    const columns = [
      ['file', (i: number) => renamed[i]!.slice(4)],
      ['label', animal],
      [['note', 'width', 'md5', 'index'][seed % 4]!, (i: number) => ['fine', '640', 'f'.repeat(32), String(i)][seed % 4]!],
    ] as [string, (i: number) => string][];
    columns.sort(() => next() - 0.5);
    const text = [columns.map(([head]) => head), ...shuffled.map((i) => columns.map(([, cell]) => cell(i)))]
      .map((row) => row.join(','))
      .join('\n');
    expect(labels(text, { paths: renamed })).toEqual(ANIMALS);
  });
});

import { describe, expect, it } from 'vitest';
import { planIngest, UNLABELLED, type PlanOptions } from '../plan';
import { fromBlob } from '../source';

const image = new Blob(['x']);

async function read(paths: readonly string[], texts: Record<string, string> = {}, options: PlanOptions = {}) {
  const plan = await planIngest(
    [...paths.map((path) => fromBlob(image, path)), ...Object.entries(texts).map(([path, text]) => fromBlob(new Blob([text]), path))],
    options,
  );
  const of = new Map(
    plan.entries.map(({ name, classIndex, split }) => [
      name,
      `${classIndex === UNLABELLED ? '-' : plan.classes[classIndex]!.path} ${split ?? '-'}`,
    ]),
  );
  return { plan, rows: paths.map((path) => of.get(path)), options: plan.question?.choices.map(({ option }) => option) };
}

/** `count` images in each folder. */
const inFolders = (folders: readonly string[], count: number) =>
  folders.flatMap((folder) => Array.from({ length: count }, (_, i) => `d/${folder}/${folder.replaceAll('/', '-')}-${i}x.png`));

describe('folders that may be parts of a split or classes', () => {
  const beside = inFolders(['cat', 'dog', 'train', 'test'], 3);

  it.each([
    ['beside as many others', beside],
    ['beside more', [...beside, ...inFolders(['emu'], 9)]],
    ['without a label anywhere', inFolders(['train', 'test'], 4)],
  ])('are asked about: %s', async (_, paths) => {
    const { plan, rows, options } = await read(paths);
    expect(plan.question).toMatchObject({ about: 'split', text: 'Are the folders “train” and “test” parts of a split, or classes?' });
    expect(options).toEqual([{ split: 'folders' }, { split: 'none' }]);
    expect(plan.question!.images).toHaveLength(6);
    expect(rows.every((row) => row!.startsWith('- '))).toBe(true);
    for (const { labels } of plan.question!.choices) expect(labels).toHaveLength(6);
  });

  it('are what the answer says', async () => {
    const classes = await read(beside, {}, { split: 'none' });
    expect(classes.plan.question).toBeUndefined();
    expect([...new Set(classes.rows)]).toEqual(['cat -', 'dog -', 'train -', 'test -']);
    const parts = await read(inFolders(['train', 'test'], 4), {}, { split: 'folders' });
    expect(parts.plan.question).toBeUndefined();
    expect(parts.plan.entries.map(({ name, split }) => name.split('/')[1] === split)).toEqual(Array<boolean>(8).fill(true));
    expect(parts.plan.labelSource).toBe('none');
  });

  it('are the split without a question where their folders are the same, whatever lies beside', async () => {
    const { plan, rows } = await read([
      ...inFolders(['train/cat', 'train/dog', 'test/cat', 'test/dog'], 1),
      ...inFolders(['unlabelled'], 20),
    ]);
    expect(plan.question).toBeUndefined();
    expect(rows.slice(0, 5)).toEqual(['cat train', 'dog train', 'cat test', 'dog test', '- -']);
  });

  it('need no question where file names say the classes', async () => {
    const names = ['train', 'test'].flatMap((part) => ['cat', 'dog'].flatMap((name) => [0, 1].map((i) => `d/${part}/${name}.${i}.png`)));
    const { plan, rows } = await read(names);
    expect(plan.question).toBeUndefined();
    expect(rows[0]).toBe('cat train');
  });
});

describe('two folders that mean one part', () => {
  const paths = inFolders(['train/cat', 'train/dog', 'val/cat', 'val/dog', 'valid/cat', 'valid/dog'], 2);

  it('are asked about, with what each could be', async () => {
    const { plan, options } = await read(paths);
    expect(plan.question).toMatchObject({ about: 'split' });
    expect(plan.question!.text).toContain('“val” and “valid”');
    expect(options).toEqual([
      { split: 'folders' },
      { split: { val: 'test' } },
      { split: { valid: 'test' } },
      { split: { val: 'none' } },
      { split: { valid: 'none' } },
    ]);
    expect(new Set(plan.question!.choices[2]!.labels)).toEqual(new Set(['validation', 'test']));
  });

  it.each([
    [{ split: 'folders' }, 'cat validation'],
    [{ split: { valid: 'test' } }, 'cat test'],
    [{ split: { valid: 'none' } }, '- -'],
    // Then it makes no difference what they are.
    [{ split: 'classes' }, 'cat validation'],
  ] as const)('are what the answer says: %j', async (options, valid) => {
    const { plan, rows } = await read(paths, {}, options);
    expect(plan.question).toBeUndefined();
    expect(rows[0]).toBe('cat train');
    expect(rows[4]).toBe('cat validation');
    expect(rows[8]).toBe(valid);
  });

  it('are not asked about where a test part is there to be left alone, as “test” or by number', async () => {
    const numbered = await read(inFolders(['train1/cat', 'train2/cat', 'train2/dog', 'test/cat', 'test/dog'], 1));
    expect(numbered.plan.question).toBeUndefined();
    expect(numbered.rows[1]).toBe('cat train');
    const { options } = await read([...paths, ...inFolders(['test/cat', 'test/dog'], 1)]);
    expect(options).toEqual([{ split: 'folders' }, { split: { val: 'none' } }, { split: { valid: 'none' } }]);
  });
});

describe('folders and tables that contradict one another', () => {
  const paths = inFolders(['train/cat', 'train/dog', 'test/cat', 'test/dog'], 2);
  const table = (part: (path: string, i: number) => string) =>
    `file,label,split\n${paths.map((path, i) => `${path},${path.split('/')[2]!},${part(path, i)}`).join('\n')}\n`;

  it('are asked about', async () => {
    const texts = { 'd/labels.csv': table((_, i) => (i % 2 ? 'train' : 'test')) };
    const { plan, options } = await read(paths, texts);
    expect(plan.question).toMatchObject({
      about: 'split',
      text: 'The folders and column “split” of labels.csv put 4 images into different parts of the split. Which is right?',
    });
    expect(options).toEqual([{ split: 'folders' }, { split: 'table' }]);
    expect(plan.question!.choices.map(({ labels }) => labels.join())).toEqual(['test,test,train,train', 'train,train,test,test']);
    expect((await read(paths, texts, { split: 'folders' })).rows[0]).toBe('cat train');
    expect((await read(paths, texts, { split: 'table' })).rows[0]).toBe('cat test');
    expect((await read(paths, texts, { split: 'images' })).plan.question).toBeUndefined();
  });

  it('agree where one says more than the other', async () => {
    const { plan, rows } = await read(paths, {
      'd/labels.csv': table((path, i) => (path.includes('train') ? 'train' : i % 2 ? 'query' : 'gallery')),
    });
    expect(plan.question).toBeUndefined();
    expect(rows.slice(4, 6)).toEqual(['cat gallery', 'cat query']);
  });

  it('are asked about where two tables do, and two columns of one', async () => {
    const flat = Array.from({ length: 8 }, (_, i) => `d/${i}.png`);
    const label = (i: number) => (i % 2 ? 'cat' : 'dog');
    const columns = `file,label,split1,split2\n${flat.map((path, i) => `${path},${label(i)},${i < 4 ? 'train' : 'test'},${i < 6 ? 'train' : 'test'}`).join('\n')}`;
    const one = await read(flat, { 'd/meta.csv': columns });
    expect(one.plan.question).toMatchObject({ about: 'split', text: 'Which column of meta.csv is the split?' });
    expect(one.plan.question!.images).toEqual([4, 5]);
    expect(one.options).toEqual([{ split: 'split1' }, { split: 'split2' }]);
    const taken = await read(flat, { 'd/meta.csv': columns }, { split: 'split2' });
    expect(taken.rows.slice(3, 7)).toEqual(['cat train', 'dog train', 'cat train', 'dog test']);
    expect(taken.plan.notes).toContain('The split was read from column “split2” of meta.csv.');

    const list = (from: number, to: number) =>
      `file,label\n${flat
        .slice(from, to)
        .map((path, i) => `${path},${label(from + i)}`)
        .join('\n')}`;
    const two = { 'd/train.csv': list(0, 6), 'd/test.csv': list(4, 8) };
    const asked = await read(flat, two);
    expect(asked.plan.question).toMatchObject({ about: 'split', images: [4, 5] });
    expect(asked.options).toContainEqual({ split: 'd/test.csv' });
    expect((await read(flat, two, { split: 'test.csv' })).rows[4]).toBe('dog test');
  });

  it('is no contradiction where trainval.txt lists what val.txt does', async () => {
    const flat = Array.from({ length: 8 }, (_, i) => `d/${i}.png`);
    const list = (from: number, to: number) =>
      `file,label\n${flat
        .slice(from, to)
        .map((path, i) => `${path},${(from + i) % 2 ? 'a' : 'b'}`)
        .join('\n')}`;
    const { plan, rows } = await read(flat, { 'd/trainval.csv': list(0, 6), 'd/val.csv': list(4, 6), 'd/test.csv': list(6, 8) });
    expect(plan.question).toBeUndefined();
    expect(rows.map((row) => row!.split(' ')[1])).toEqual([...Array<string>(4).fill('train'), 'validation', 'validation', 'test', 'test']);
    expect(plan.notes.join(' ')).toMatch(/The split was read from the names of .*trainval\.csv/);
  });
});

describe('a table of the split alone', () => {
  it('goes with class folders', async () => {
    const paths = inFolders(['cat', 'dog'], 3);
    const { plan, rows } = await read(paths, {
      'd/split.csv': `file,split\n${paths.map((path, i) => `${path},${i % 3 ? 'train' : 'test'}`).join('\n')}`,
    });
    expect(plan.question).toBeUndefined();
    expect(rows).toEqual(['cat test', 'cat train', 'cat train', 'dog test', 'dog train', 'dog train']);
    expect(plan.notes).toContain('The split was read from column “split” of split.csv.');
    expect(plan.rejected).toEqual([]);
    expect(plan.labelSource).toBe('folders');
  });
});

it('an option that means nothing here is refused by name', async () => {
  const paths = inFolders(['train/cat', 'test/cat'], 1);
  await expect(read(paths, {}, { split: 'fold' })).rejects.toThrow(
    /“fold” says nothing of the split: it is neither a column nor a table here/,
  );
  await expect(read(paths, {}, { split: { dev: 'test' } })).rejects.toThrow(/no folder “dev”/);
  await expect(read(paths, {}, { split: { test: 'other' as 'test' } })).rejects.toThrow(/“other” is no part of a split/);
});

/** What does not matter for labels: the order of files and rows, names, a column or a file that has nothing to do with it. */
import { describe, expect, it } from 'vitest';
import { fromBlob, renamed, type SourceFile } from './source';
import { cases, filesOf, stored, type Case } from './testing/cases';

/** Numbers that look random and are the same every time. */
const random = (seed: number) => () => (seed = (seed * 16_807) % 2_147_483_647) / 2_147_483_647;

function shuffled<T>(values: readonly T[], next: () => number): T[] {
  return values
    .map((value) => [next(), value] as const)
    .sort(([a], [b]) => a - b)
    .map(([, value]) => value);
}

async function labelsOf(files: readonly SourceFile[], { options = {} }: Case) {
  const { images } = await stored(files, options);
  return Object.fromEntries([...images].map(([path, { label, split }]) => [path, `${label} ${split}`]).sort());
}

const text = (path: string, content: string) => fromBlob(new Blob([content]), path);
const root = ({ files }: Case) => (files[0]!.path.includes('/') ? `${files[0]!.path.split('/')[0]!}/` : '');

describe.each(cases)('$name', (own) => {
  it('has the same labels in another order, beside files that have nothing to do with it', async () => {
    const beside = [
      text(`${root(own)}README.md`, '# A set\n\nlabel: cat\n'),
      text(`${root(own)}LICENSE.txt`, 'MIT\n'),
      text(`${root(own)}requirements.txt`, 'numpy==1.26\npandas==2.1\n'),
      text(`${root(own)}config.json`, '{"epochs": 10, "seed": 1}'),
      text(`${root(own)}.DS_Store`, 'x'),
    ];
    const expected = await labelsOf(filesOf(own), own);
    expect(await labelsOf(shuffled([...filesOf(own), ...beside], random(17)), own)).toEqual(expected);
  });
});

/** Tables with headings, whose cells hold no separators: rows may be shuffled and columns added by taking lines apart. */
const plain = cases.filter(({ files }) =>
  files.some(({ path, text: own }) => path.endsWith('.csv') && own !== undefined && !own.includes('"')),
);

describe.each(plain)('$name', (own) => {
  it.each([1, 2])('has the same labels with its rows shuffled and a column more (%i)', async (seed) => {
    const next = random(7919 * seed);
    const changed = own.files.map((file) => {
      if (!file.path.endsWith('.csv') || file.text === undefined) return file;
      const [head, ...rows] = file.text.trimEnd().split(/\r?\n/u);
      const added = shuffled(rows, next).map((row, i) => `${row},${['fine', String(640 + (i % 3))][seed - 1]!}`);
      return { ...file, text: [`${head!},${['remark', 'width'][seed - 1]!}`, ...added].join('\n') };
    });
    expect(await labelsOf(filesOf({ ...own, files: changed }), own)).toEqual(await labelsOf(filesOf(own), own));
  });
});

describe('names of files', () => {
  const folders = ['train/cat', 'train/dog', 'test/cat', 'test/dog'];
  it.each([1, 2, 3])('change no label in class folders (%i)', async (seed) => {
    const next = random(104_729 * seed);
    const own = {
      name: '',
      why: '',
      files: folders.flatMap((folder, k) => [0, 1, 2].map((i) => ({ path: `s/${folder}/${i}.png`, picture: 3 * k + i }))),
    };
    const named = filesOf(own).map((file) =>
      renamed(file, file.path.replace(/[^/]+$/u, `${['IMG_', 'dog.', 'x-'][seed - 1]!}${Math.floor(next() * 1e6)}.png`)),
    );
    const found = Object.entries(await labelsOf(named, own));
    expect(found).toHaveLength(12);
    for (const [path, said] of found) expect(said).toBe(path.split('/').slice(1, 3).reverse().join(' '));
  });
});

/** Sets of fine-grained classes with lists of their own: aircraft, pets, flowers, dogs. */
import { readMat, type MatValue } from '../arrays/mat';
import { fileName, folderOf, stemOf } from '../names';
import { FileError } from '../rejection';
import type { SourceFile } from '../source';
import { splitOf, type IngestSplit } from '../splits/splits';
import { filesCalled, filesTogether, LayoutCollector, listLines, singleLevel, type LayoutRecogniser } from './layout';

const AIRCRAFT = /^images_(manufacturer|family|variant)_(train|val|trainval|test)\.txt$/iu;
const LEVELS = ['manufacturer', 'family', 'variant'];

/** FGVC-Aircraft (Maji et al., 2013): lists `images_family_train.txt` with a name and the rest of the line, for up to three levels. */
export const recogniseAircraft: LayoutRecogniser = async (context) => {
  const lists = filesCalled(context.others, AIRCRAFT);
  if (lists.length === 0) return null;
  const collector = new LayoutCollector(context);
  const levels = context.paths.map((): (string | undefined)[] => []);
  for (const file of lists) {
    const [, level = '', part = ''] = AIRCRAFT.exec(fileName(file.path))!;
    const rows = (await listLines(file)).map(nameAndRest);
    const index = context.scopes(file.path, { rows: rows.map(([name]) => [name, `images/${name}`]) });
    for (const [name, label] of rows) {
      const image = collector.find(index, name, folderOf(file.path));
      if (image === null || label === '') continue;
      levels[image]![LEVELS.indexOf(level.toLowerCase())] = singleLevel(label);
      // `trainval` is both of the others, and says less than either.
      const split: IngestSplit | undefined = splitOf(part);
      if (!/trainval/iu.test(part) || collector.splits[image] === undefined) collector.splits[image] = split;
    }
  }
  levels.forEach((own, image) => {
    const path = own.filter((label) => label !== undefined);
    if (path.length > 0) collector.classPaths[image] = path.join('/');
  });
  const others = filesCalled(context.others, /^(images_box|images_(train|val|test|trainval)|variants|families|manufacturers)\.txt$/iu);
  const found = LEVELS.filter((level) => lists.some(({ path }) => fileName(path).toLowerCase().includes(`_${level}_`)));
  return collector.finish('FGVC-Aircraft', [...lists, ...others], [`Levels of its classes: ${found.join(', ')}.`]);
};

function nameAndRest(line: string): [string, string] {
  const trimmed = line.trim();
  const space = trimmed.search(/\s/u);
  return space < 0 ? [trimmed, ''] : [trimmed.slice(0, space), trimmed.slice(space).trim()];
}

/** Oxford-IIIT Pet (Parkhi et al., 2012): `list.txt` with `Image CLASS-ID SPECIES BREED-ID`; the breed is what the file's name begins with. */
export const recognisePets: LayoutRecogniser = async (context) => {
  const lists = filesCalled(context.others, /^(list|trainval|test)\.txt$/iu);
  const rows = await Promise.all(
    lists.map(async (file) => ({ file, rows: (await listLines(file)).map((line) => line.trim().split(/\s+/u)) })),
  );
  const own = rows.filter(({ rows: lines }) => lines.length > 0 && lines.every((line) => line.length === 4 || line.length === 5));
  const breedOf = (name: string) => /^(\p{L}.*)_\d{1,6}$/u.exec(stemOf(name.includes('.') ? name : `${name}.jpg`))?.[1];
  if (
    own.length === 0 ||
    !own.every(({ rows: lines }) => lines.every(([name = '', id = '']) => breedOf(name) !== undefined && /^\d+$/u.test(id)))
  )
    return null;
  // The number of the class and the name must say the same; else these are other lists.
  const names = new Map<string, string>();
  for (const { rows: lines } of own)
    for (const [name, id] of lines) {
      const breed = breedOf(name!)!;
      if ((names.get(id!) ?? breed) !== breed) return null;
      names.set(id!, breed);
    }
  if (names.size < 2) return null;
  const collector = new LayoutCollector(context);
  for (const { file, rows: lines } of own) {
    const index = context.scopes(file.path, { rows: lines.map(([name]) => [name!, `../${name!}`]) });
    for (const [name] of lines) {
      const image = collector.find(index, name!, folderOf(file.path));
      if (image === null) continue;
      collector.classPaths[image] = breedOf(name!)!;
      collector.splits[image] ??= splitOf(stemOf(file.path));
    }
  }
  return collector.finish(
    'Oxford-IIIT Pet',
    own.map(({ file }) => file),
    ['The breed is what stands before the number in the file’s name.'],
  );
};

/** Oxford Flowers-102 (Nilsback & Zisserman, 2008): labels of `image_00001.jpg` and on in imagelabels.mat, the split in setid.mat. */
export const recogniseFlowers: LayoutRecogniser = async (context) => {
  const [file] = filesCalled(context.others, /^imagelabels\.mat$/iu);
  if (!file) return null;
  const { labels } = await readMat(await file.bytes(), file.path);
  if (labels?.kind !== 'numbers') throw new FileError(file.path, 'it has no list “labels”; download it again');
  const [sets] = filesCalled(context.others, /^setid\.mat$/iu);
  const variables = sets ? await readMat(await sets.bytes(), sets.path) : {};
  const collector = new LayoutCollector(context);
  const places = new Map<number, number>();
  context.paths.forEach((path, image) => {
    const number = /^image_(\d{5})$/iu.exec(stemOf(path))?.[1];
    const label = number === undefined ? undefined : labels.values[Number(number) - 1];
    if (label === undefined) return;
    places.set(Number(number), image);
    collector.classPaths[image] = String(label);
  });
  const parts = { trnid: 'train', valid: 'validation', tstid: 'test' } as const;
  for (const [name, split] of Object.entries(parts))
    for (const number of numbersOf(variables[name])) {
      const image = places.get(number);
      if (image !== undefined) collector.splits[image] = split;
    }
  return collector.finish('Oxford Flowers-102', [file, ...(sets ? [sets] : [])], ['Its classes have numbers, as its lists do.']);
};

/** Stanford Dogs (Khosla et al., 2011): folders `n02085620-Chihuahua`, the split in train_list.mat and test_list.mat. */
export const recogniseDogs: LayoutRecogniser = async (context) => {
  const lists = filesTogether(context.others, [/^train_list\.mat$/iu, /^test_list\.mat$/iu]);
  if (!lists) return null;
  const collector = new LayoutCollector(context);
  for (const file of lists) {
    const { file_list: listed } = await readMat(await file.bytes(), file.path);
    if (listed?.kind !== 'cells') throw new FileError(file.path, 'it has no list “file_list”; download it again');
    const names = listed.cells.map(textOf).filter((name) => name !== undefined);
    const index = context.scopes(file.path, { rows: names.map((name) => [name]) });
    for (const name of names) {
      const image = collector.find(index, name, folderOf(file.path));
      if (image === null) continue;
      const breed = name.split('/')[0]!;
      collector.classPaths[image] = breed.replace(/^n\d{8}-/u, '').replaceAll('_', ' ');
      collector.splits[image] = /^train/iu.test(fileName(file.path)) ? 'train' : 'test';
    }
  }
  const others: SourceFile[] = filesCalled(context.others, /^file_list\.mat$/iu);
  return collector.finish('Stanford Dogs', [...lists, ...others]);
};

const textOf = (value: MatValue | undefined) => (value?.kind === 'text' ? value.text.trim() : undefined);
const numbersOf = (value: MatValue | undefined): ArrayLike<number> & Iterable<number> =>
  value?.kind === 'numbers' ? Array.from(value.values) : [];

/** Sets whose folders' names are a hierarchy of their own, and sets whose labels are files beside the images. */
import { readText } from '../labels/text';
import { extensionOf, fileName, folderOf } from '../names';
import { mapBounded } from '../pace';
import type { IngestSplit } from '../splits/splits';
import { isRecord } from '../tables/json';
import { LayoutCollector, singleLevel, type LayoutRecogniser } from './layout';

/** Paths that say whether it is worth looking at all of them. */
const FIRST = 100;

/** iNaturalist 2021: folders `00017_Animalia_Arthropoda_Insecta_Coleoptera_Carabidae_Amara_aenea`: a number and seven ranks. */
export const recogniseINaturalist: LayoutRecogniser = (context) => {
  const ranks = /^\d{4,6}_([^_]+)_([^_]+)_([^_]+)_([^_]+)_([^_]+)_([^_]+)_([^_]+)$/u;
  if (!context.paths.slice(0, FIRST).some((path) => ranks.test(fileName(folderOf(path))))) return null;
  const taxa = context.paths.map((path) => ranks.exec(fileName(folderOf(path))));
  if (taxa.filter((found) => found !== null).length < 0.9 * taxa.length) return null;
  const collector = new LayoutCollector(context);
  taxa.forEach((found, image) => {
    if (found) collector.classPaths[image] = [...found.slice(1, 7), `${found[6]!} ${found[7]!}`].join('/');
  });
  return collector.finish('iNaturalist', [], ['Kingdom, phylum, class, order, family, genus and species are the levels of its classes.']);
};

/** Omniglot (Lake et al., 2015): `images_background` and `images_evaluation`, alphabets, characters. */
export const recogniseOmniglot: LayoutRecogniser = (context) => {
  const place =
    /(^|\/)images_(background|evaluation)(?:_small\d)?\/(?:images_(?:background|evaluation)(?:_small\d)?\/)?([^/]+\/character\d{2})\/[^/]+$/iu;
  if (!context.paths.slice(0, FIRST).some((path) => place.test(path))) return null;
  const found = context.paths.map((path) => place.exec(path));
  if (found.filter((match) => match !== null).length < 0.9 * found.length) return null;
  const collector = new LayoutCollector(context);
  found.forEach((match, image) => {
    if (!match) return;
    collector.classPaths[image] = match[3]!;
    const part: IngestSplit = match[2]!.toLowerCase() === 'background' ? 'train' : 'test';
    collector.splits[image] = part;
  });
  return collector.finish('Omniglot', [], ['The background set trains, the evaluation set tests.']);
};

/** WebDataset: files of one sample share their name up to the first dot: `000.jpg`, `000.cls`. Source: the WebDataset documentation. */
export const recogniseWebDataset: LayoutRecogniser = async (context) => {
  const files = context.others.filter(({ path }) => extensionOf(path) === 'cls');
  if (files.length === 0) return null;
  const keyOf = (path: string) => `${folderOf(path)}/${fileName(path).split('.', 1)[0]!}`;
  const samples = new Map(context.paths.map((path, image) => [keyOf(path), image]));
  const collector = new LayoutCollector(context);
  await mapBounded(files, 16, async (file) => {
    const image = samples.get(keyOf(file.path));
    const label = singleLevel((await readText(file)).trim());
    if (image !== undefined && label !== '') collector.classPaths[image] = label;
  });
  const extras = context.others.filter((file) => extensionOf(file.path) === 'json' && samples.has(keyOf(file.path)));
  await mapBounded(extras, 16, async (file) => {
    const image = samples.get(keyOf(file.path))!;
    const name = nameIn(await readText(file));
    if (name !== null && collector.classPaths[image] !== null) collector.classPaths[image] = singleLevel(name);
  });
  return collector.finish('WebDataset', [...files, ...extras]);
};

function nameIn(text: string): string | null {
  try {
    const data: unknown = JSON.parse(text);
    const name = isRecord(data) ? (data.class_name ?? data.label_name ?? data.cls_name) : undefined;
    return typeof name === 'string' && name.trim() !== '' ? name : null;
  } catch {
    return null;
  }
}

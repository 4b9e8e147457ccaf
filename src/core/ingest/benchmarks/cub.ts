/**
 * CUB-200-2011 (Wah et al., 2011): 200 birds, 11,788 images. Metric learning trains on the first 100 classes and retrieves among the rest
 * (Oh Song et al., "Deep Metric Learning via Lifted Structured Feature Embedding", 2016).
 */
import { linesOf, readText } from '../labels/text';
import { folderOf } from '../names';
import { FileError } from '../rejection';
import { createCollector, filesTogether, lastFolders, type Recognised, type Recogniser } from './benchmark';

const TRAIN_CLASSES = 100;
const PROTOCOL = {
  name: 'CUB-200-2011',
  note: 'CUB-200-2011, published protocol: the first 100 classes (5,864 images) train, the other 100 (5,924) test; no class is in both.',
};

export const recogniseCub: Recogniser = async (around) => {
  const lists = filesTogether(around.others, ['images.txt', 'image_class_labels.txt', 'classes.txt']);
  if (lists) {
    const listed = await fromLists(lists, around);
    if (listed) return listed;
  }
  return fromFolders(around.paths);
};

async function fromLists(
  [images, labels, classes]: Parameters<typeof readText>[0][],
  around: Parameters<Recogniser>[0],
): Promise<Recognised | null> {
  const [imageLines, labelLines, classLines] = [await pairs(images!), await pairs(labels!), await pairs(classes!)];
  const classOf = new Map(labelLines);
  const nameOf = new Map(classLines);
  const near = folderOf(images!.path);
  const collector = createCollector(around);
  const names = new Map<string, string>();
  for (const [id, path] of imageLines) {
    const number = classOf.get(id);
    const folder = number === undefined ? undefined : nameOf.get(number);
    if (number === undefined || folder === undefined)
      throw new FileError(labels!.path, `it does not say which class image ${id} has; download it again`);
    names.set(folder, nameInWords(folder));
    collector.add(`images/${path}`, near, folder, splitOf(Number(number)));
  }
  return collector.finish(PROTOCOL, names);
}

/** Lines `number rest`. */
async function pairs(file: Parameters<typeof readText>[0]): Promise<[string, string][]> {
  return linesOf(await readText(file)).map((line) => {
    const space = line.trim().indexOf(' ');
    return [
      line.trim().slice(0, space),
      line
        .trim()
        .slice(space + 1)
        .trim(),
    ];
  });
}

const FOLDER = /^(\d{3})\.\p{Lu}[\p{L}_.'-]+$/u;
/** Kinds of birds with many classes each: other sets number their folders in the same way. */
const BIRD =
  /_(albatross|auklet|blackbird|bunting|cormorant|cuckoo|finch|flycatcher|gull|hummingbird|jay|kingfisher|oriole|sparrow|swallow|tern|thrasher|vireo|warbler|woodpecker|wren|yellowthroat)$/iu;

function fromFolders(paths: readonly string[]): Recognised | null {
  const { own, distinct } = lastFolders(paths);
  const numbers = distinct.map((folder) => Number(FOLDER.exec(folder)?.[1] ?? NaN));
  if (distinct.length < 2 || !numbers.every((number) => number >= 1 && number <= 200)) return null;
  if (distinct.filter((folder) => BIRD.test(folder)).length < 0.3 * distinct.length) return null;
  if (!numbers.some((number) => number <= TRAIN_CLASSES) || !numbers.some((number) => number > TRAIN_CLASSES)) return null;
  return {
    classPaths: own,
    splits: own.map((folder) => splitOf(Number(folder.slice(0, 3)))),
    names: new Map(distinct.map((folder) => [folder, nameInWords(folder)])),
    notes: ['CUB-200-2011 was recognised by its numbered class folders.'],
    protocol: PROTOCOL,
  };
}

const splitOf = (number: number) => (number <= TRAIN_CLASSES ? 'train' : 'test');

/** `001.Black_footed_Albatross` → `Black footed Albatross`. */
const nameInWords = (folder: string) => folder.replace(/^\d+\./u, '').replaceAll('_', ' ');

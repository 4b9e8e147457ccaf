/**
 * Cars-196 (Krause et al., 2013): 196 models, 16,185 images. Metric learning pools the set's own halves, trains on the first 98 classes
 * and retrieves among the rest (Oh Song et al., 2016).
 */
import { readMat, type MatValue } from '../arrays/mat';
import { fileName, folderOf } from '../names';
import { FileError } from '../rejection';
import type { SourceFile } from '../source';
import { createCollector, filesNamed, lastFolders, type Recognised, type Recogniser } from './benchmark';

const TRAIN_CLASSES = 98;
/** Class 98. The official numbers follow the makes in order of their letters, capitals first, so this name divides folders as well. */
const LAST_TRAIN_CLASS = 'FIAT 500 Abarth 2012';
const PROTOCOL = {
  name: 'Cars-196',
  note: 'Cars-196, published protocol: the first 98 classes (8,054 images) train, the other 98 (8,131) test; no class is in both.',
};

export const recogniseCars: Recogniser = async (around) => (await fromAnnotations(around)) ?? fromFolders(around.paths);

async function fromAnnotations(around: Parameters<Recogniser>[0]): Promise<Recognised | null> {
  // `cars_annos.mat` of the whole set; `cars_train_annos.mat` and `cars_test_annos_withlabels.mat` of its development kit.
  const files = filesNamed(around.others, /^cars_(train_|test_)?annos(_withlabels)?\.mat$/iu);
  if (files.length === 0) return null;
  let names = await classNames(filesNamed(around.others, 'cars_meta.mat')[0]);
  const collector = createCollector(around);
  const own = files.some(({ path }) => /^cars_annos\.mat$/iu.test(fileName(path))) ? filesNamed(files, 'cars_annos.mat') : files;
  for (const file of own) {
    const variables = await readMat(await file.bytes(), file.path);
    names ??= namesIn(variables.class_names);
    const { annotations } = variables;
    if (annotations?.kind !== 'structs') throw new FileError(file.path, 'it has no list “annotations”; download it again');
    const folder = /test/iu.test(fileName(file.path)) ? 'cars_test/' : 'cars_train/';
    for (const record of annotations.records) {
      const path = textOf(record.relative_im_path) ?? (record.fname ? folder + (textOf(record.fname) ?? '') : undefined);
      const number = numberOf(record.class);
      // The kit's list of test images comes without classes, too; those images have no label then.
      if (path === undefined || number === undefined) continue;
      collector.add(path, folderOf(file.path), names?.[number - 1] ?? `class ${number}`, number <= TRAIN_CLASSES ? 'train' : 'test');
    }
  }
  return collector.finish(PROTOCOL);
}

async function classNames(file: SourceFile | undefined): Promise<string[] | null> {
  return file ? namesIn((await readMat(await file.bytes(), file.path)).class_names) : null;
}

/** `Ram C/V Cargo Van` is one name and no folder in another. */
function namesIn(value: MatValue | undefined): string[] | null {
  return value?.kind === 'cells' ? value.cells.map((cell, index) => (textOf(cell) ?? `class ${index + 1}`).replaceAll('/', '-')) : null;
}

const textOf = (value: MatValue | undefined) => (value?.kind === 'text' ? value.text.trim() : undefined);
const numberOf = (value: MatValue | undefined) => (value?.kind === 'numbers' ? value.values[0] : undefined);

const CAR =
  /^(\d+[. _-])?(AM General|Acura|Aston Martin|Audi|BMW|Bentley|Bugatti|Buick|Cadillac|Chevrolet|Chrysler|Daewoo|Dodge|Eagle|FIAT|Ferrari|Fisker|Ford|GMC|Geo|HUMMER|Honda|Hyundai|Infiniti|Isuzu|Jaguar|Jeep|Lamborghini|Land Rover|Lincoln|MINI|Maybach|Mazda|McLaren|Mercedes-Benz|Mitsubishi|Nissan|Plymouth|Porsche|Ram|Rolls-Royce|Scion|Spyker|Suzuki|Tesla|Toyota|Volkswagen|Volvo|smart)[ _].*[ _](19|20)\d\d$/u;

function fromFolders(paths: readonly string[]): Recognised | null {
  const { own, distinct } = lastFolders(paths);
  if (distinct.length < 2 || !distinct.every((folder) => CAR.test(folder))) return null;
  const bare = (folder: string) => folder.replace(/^\d+[. _-]/u, '').replaceAll('_', ' ');
  const isTrain = (folder: string) => bare(folder) <= LAST_TRAIN_CLASS;
  if (!distinct.some(isTrain) || distinct.every(isTrain)) return null;
  return {
    classPaths: own,
    splits: own.map((folder) => (isTrain(folder) ? 'train' : 'test')),
    names: new Map(distinct.map((folder) => [folder, bare(folder)])),
    notes: ['Cars-196 was recognised by its class folders; folders train and test above them were not used.'],
    protocol: PROTOCOL,
  };
}

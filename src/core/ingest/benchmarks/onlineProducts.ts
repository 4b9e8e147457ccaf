/**
 * Stanford Online Products (Oh Song et al., 2016): 120,053 images of 22,634 products in 12 super-classes, split by the authors' two lists
 * with lines `image_id class_id super_class_id path`.
 */
import { linesOf, readText } from '../labels/text';
import { folderOf } from '../names';
import { FileError } from '../rejection';
import { createCollector, filesTogether, type Recogniser } from './benchmark';

const PROTOCOL = {
  name: 'Stanford Online Products',
  note: 'Stanford Online Products, published protocol: 11,318 products (59,551 images) train, the other 11,316 (60,502) test; super-classes are the hierarchy.',
};

export const recogniseOnlineProducts: Recogniser = async (around) => {
  const lists = filesTogether(around.others, ['Ebay_train.txt', 'Ebay_test.txt']);
  if (!lists) return null;
  const collector = createCollector(around);
  const names = new Map<string, string>();
  for (const [list, split] of [
    [lists[0]!, 'train'],
    [lists[1]!, 'test'],
  ] as const) {
    const near = folderOf(list.path);
    linesOf(await readText(list)).forEach((line, index) => {
      const [image, product, superClass, path] = line.trim().split(/\s+/u);
      if (index === 0 && image === 'image_id') return;
      if (path === undefined)
        throw new FileError(list.path, `line ${index + 1} is not “image_id class_id super_class_id path”; download it again`);
      // `bicycle_final/111085122871_0.JPG`
      const group = path.includes('/') ? path.split('/')[0]!.replace(/_final$/u, '') : superClass!;
      const classPath = `${group}/${product!}`;
      names.set(classPath, `${group} ${product!}`);
      collector.add(path, near, classPath, split);
    });
  }
  return collector.finish(PROTOCOL, names);
};

/**
 * In-Shop Clothes Retrieval (Liu et al., "DeepFashion", 2016): `list_eval_partition.txt` gives each image an item and one of train, query
 * and gallery; queries are looked up in the gallery.
 */
import { classPathOf } from '../labels/labelling';
import { linesOf, readText } from '../labels/text';
import { folderOf } from '../names';
import { FileError } from '../rejection';
import { splitOf } from '../splits/splits';
import { createCollector, filesNamed, type Recogniser } from './benchmark';

const PROTOCOL = {
  name: 'In-Shop Clothes Retrieval',
  note: 'In-Shop Clothes Retrieval, published protocol: 3,997 items (25,882 images) train; 14,218 queries of 3,985 other items are looked up in a gallery of 12,612 images.',
};

export const recogniseInShop: Recogniser = async (around) => {
  const list = filesNamed(around.others, 'list_eval_partition.txt')[0];
  if (!list) return null;
  const lines = linesOf(await readText(list));
  const first = lines.findIndex((line) => /^image_name\s+item_id\s+evaluation_status/u.test(line.trim()));
  // Other benchmarks of DeepFashion have a list of this name with two columns.
  if (first < 0) return null;
  const near = folderOf(list.path);
  const collector = createCollector(around);
  const names = new Map<string, string>();
  for (const [index, line] of lines.slice(first + 1).entries()) {
    const [path, item, status] = line.trim().split(/\s+/u);
    const split = splitOf(status ?? '');
    if (!path || !item || !split)
      throw new FileError(list.path, `line ${first + index + 2} is not “image_name item_id evaluation_status”; download it again`);
    // `img/WOMEN/Dresses/id_00000002/02_1_front.jpg`: the folders above the item are the hierarchy.
    const folders = folderOf(path).split('/');
    const above = folders.slice(folders[0]?.startsWith('img') ? 1 : 0, folders.at(-1) === item ? -1 : undefined);
    const classPath = classPathOf([...above, item].join('/'))!;
    names.set(classPath, item);
    collector.add(path, near, classPath, split);
  }
  return collector.finish(PROTOCOL, names);
};

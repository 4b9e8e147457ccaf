/** COCO: one JSON file with `images`, `annotations` and `categories`, joined by their ids. Source: cocodataset.org, "Data format". */
import { readText } from '../labels/text';
import { extensionOf, fileName, folderOf } from '../names';
import { splitInName } from '../splits/splits';
import { isRecord } from '../tables/json';
import { LargestObject, LayoutCollector, singleLevel, type LayoutContext, type LayoutRecogniser } from './layout';

export const recogniseCoco: LayoutRecogniser = async (context) => {
  const collector = new LayoutCollector(context);
  const largest = new LargestObject(collector);
  const used = [];
  for (const file of context.others.filter(({ path }) => extensionOf(path) === 'json')) {
    const head = new TextDecoder().decode(await file.slice(0, 4096));
    // Cheap to ask first: records in other JSON files may be many.
    if (!/^\s{0,100}\{/u.test(head)) continue;
    let data: unknown;
    try {
      data = JSON.parse((await readText(file)).replace(/^\uFEFF/u, ''));
    } catch {
      continue;
    }
    const set = cocoOf(data);
    if (!set) continue;
    used.push(file);
    addSet(set, file.path, context, collector, largest);
  }
  return used.length > 0 ? collector.finish('COCO', used) : null;
};

interface Coco {
  images: Record<string, unknown>[];
  annotations: Record<string, unknown>[];
  categories: Record<string, unknown>[];
}

function cocoOf(data: unknown): Coco | null {
  if (!isRecord(data)) return null;
  const [images, annotations, categories] = [data.images, data.annotations, data.categories].map((list) =>
    Array.isArray(list) ? list.filter(isRecord) : null,
  );
  if (!images || !annotations || !categories) return null;
  const joined = images.some(({ id, file_name: name }) => id !== undefined && typeof name === 'string');
  return joined && annotations.some(({ image_id: image }) => image !== undefined) ? { images, annotations, categories } : null;
}

function addSet(
  { images, annotations, categories }: Coco,
  path: string,
  context: LayoutContext,
  collector: LayoutCollector,
  largest: LargestObject,
): void {
  const names = categoryPaths(categories);
  const listed = images.filter(({ file_name: name }) => typeof name === 'string');
  const index = context.scopes(path, { rows: listed.map(({ file_name: name }) => [name as string]) });
  const split = splitInName(fileName(path)) ?? splitInName(fileName(folderOf(path)));
  const places = new Map<unknown, number>();
  for (const { id, file_name: name } of listed) {
    const image = collector.find(index, name as string, folderOf(path));
    if (image === null) continue;
    places.set(id, image);
    collector.splits[image] ??= split;
  }
  for (const annotation of annotations) {
    const image = places.get(annotation.image_id);
    const label = names.get(annotation.category_id);
    if (image !== undefined && label !== undefined) largest.add(image, label, areaOf(annotation));
  }
}

/** Supercategories are a level where they divide. */
function categoryPaths(categories: readonly Record<string, unknown>[]): Map<unknown, string> {
  const above = categories.map(({ supercategory }) => (typeof supercategory === 'string' ? supercategory.trim() : ''));
  const levels =
    above.every((name) => name !== '' && name !== 'none') && new Set(above).size > 1 && new Set(above).size < categories.length;
  return new Map(
    categories.map(({ id, name }, i) => {
      const own = singleLevel(typeof name === 'string' || typeof name === 'number' ? String(name) : `class ${String(id)}`);
      return [id, levels ? `${singleLevel(above[i]!)}/${own}` : own];
    }),
  );
}

function areaOf({ bbox, area }: Record<string, unknown>): number {
  if (Array.isArray(bbox) && bbox.length >= 4) return Number(bbox[2]) * Number(bbox[3]);
  return typeof area === 'number' ? area : 0;
}

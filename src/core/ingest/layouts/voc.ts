/**
 * Pascal VOC: an XML file an image with its objects, and lists of images in ImageSets/Main. Without the XML files the lists by class,
 * `cat_train.txt`, say what is in an image. Source: the VOC2012 development kit, sections 8 and 9.
 */
import { readText } from '../labels/text';
import { extensionOf, fileName, folderOf, stemOf } from '../names';
import { mapBounded } from '../pace';
import type { SourceFile } from '../source';
import { splitOf } from '../splits/splits';
import {
  LargestObject,
  LayoutCollector,
  listLines,
  singleLevel,
  type LayoutContext,
  type LayoutReading,
  type LayoutRecogniser,
} from './layout';

const READ_AT_ONCE = 16;

export const recogniseVoc: LayoutRecogniser = async (context) => (await fromXml(context)) ?? fromLists(context);

async function fromXml(context: LayoutContext): Promise<LayoutReading | null> {
  const files = context.others.filter(({ path }) => extensionOf(path) === 'xml');
  const read = await mapBounded(files, READ_AT_ONCE, async (file) => ({ file, ...annotationOf(await readText(file)) }));
  const annotated = read.filter(({ objects }) => objects.length > 0);
  if (annotated.length === 0) return null;
  const collector = new LayoutCollector(context);
  const largest = new LargestObject(collector);
  for (const { file, name, objects } of annotated) {
    const stem = stemOf(file.path);
    const index = context.scopes(file.path, { rows: [[stem], [name ?? stem], [`../${stem}`]] });
    // The name in the file is often that of an image that has been renamed since.
    const image =
      index.resolve(stem, folderOf(file.path)) ?? (name === undefined ? null : collector.find(index, name, folderOf(file.path)));
    if (image !== null) for (const { label, area } of objects) largest.add(image, singleLevel(label), area);
  }
  const lists = await addSplits(context, collector);
  return collector.finish('Pascal VOC', [...files, ...lists]);
}

interface Annotation {
  name?: string;
  objects: { label: string; area: number }[];
}

/** @returns no objects for XML that is something else */
export function annotationOf(xml: string): Annotation {
  const objects: Annotation['objects'] = [];
  for (let at = xml.indexOf('<object>'); at >= 0; at = xml.indexOf('<object>', at + 1)) {
    const end = xml.indexOf('</object>', at);
    if (end < 0) break;
    const object = xml.slice(at, end);
    const label = contentOf(object, 'name');
    if (label === undefined) continue;
    const [x1, y1, x2, y2] = ['xmin', 'ymin', 'xmax', 'ymax'].map((side) => Number(contentOf(object, side) ?? 0));
    objects.push({ label, area: (x2! - x1!) * (y2! - y1!) });
  }
  const name = contentOf(xml, 'filename');
  return { objects, ...(name === undefined ? {} : { name }) };
}

const ENTITIES: Record<string, string> = { '&amp;': '&', '&lt;': '<', '&gt;': '>', '&quot;': '"', '&apos;': "'" };

function contentOf(xml: string, tag: string): string | undefined {
  const at = xml.indexOf(`<${tag}>`);
  const end = at < 0 ? -1 : xml.indexOf(`</${tag}>`, at);
  if (end < 0) return undefined;
  const text = xml.slice(at + tag.length + 2, end).trim();
  return text === '' ? undefined : text.replace(/&(?:amp|lt|gt|quot|apos);/gu, (entity) => ENTITIES[entity]!);
}

/** `train.txt`, `val.txt`: a name a line. */
async function addSplits(context: LayoutContext, collector: LayoutCollector): Promise<SourceFile[]> {
  const lists = listsIn(context.others).filter(({ path }) => splitOf(stemOf(path)) !== undefined);
  for (const file of lists) {
    // `trainval` is both, and says less than either.
    if (/trainval/iu.test(fileName(file.path))) continue;
    const lines = (await listLines(file)).map((line) => line.trim().split(/\s+/u)[0]!);
    const index = context.scopes(file.path, { rows: lines.map((line) => [line, `../${line}`]) });
    for (const line of lines) {
      const image = index.resolve(line, folderOf(file.path));
      if (image !== null) collector.splits[image] ??= splitOf(stemOf(file.path));
    }
  }
  return lists;
}

const listsIn = (others: readonly SourceFile[]) => others.filter(({ path }) => /(^|\/)ImageSets\/\w+\/[^/]+\.txt$/iu.test(path));

const CLASS_LIST = /^(.+)_(train|val|trainval|test)\.txt$/iu;

async function fromLists(context: LayoutContext): Promise<LayoutReading | null> {
  const lists = listsIn(context.others).filter(({ path }) => CLASS_LIST.test(fileName(path)));
  if (lists.length === 0) return null;
  const collector = new LayoutCollector(context);
  const several = new Set<number>();
  for (const file of lists) {
    const [, label = '', part = ''] = CLASS_LIST.exec(fileName(file.path))!;
    const rows = (await listLines(file)).map((line) => line.trim().split(/\s+/u));
    const index = context.scopes(file.path, { rows: rows.map((row) => [row[0]!, `../${row[0]!}`]) });
    for (const [name = '', sign] of rows) {
      const image = sign === '1' ? index.resolve(name, folderOf(file.path)) : null;
      if (image === null) continue;
      if (collector.classPaths[image] !== null && collector.classPaths[image] !== label) several.add(image);
      collector.classPaths[image] = label;
      if (!/trainval/iu.test(part)) collector.splits[image] ??= splitOf(part);
    }
  }
  // Without boxes nothing says which of several classes an image is of.
  for (const image of several) collector.classPaths[image] = null;
  const notes = several.size > 0 ? [`${several.size} images are of several classes by the lists, and are left out.`] : [];
  return collector.finish('Pascal VOC', [...lists, ...(await addSplits(context, collector))], notes);
}

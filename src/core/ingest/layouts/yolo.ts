/**
 * YOLO: beside every image, or in a folder `labels` parallel to `images`, a text with a line an object: class and box, relative to the image.
 * Names in `data.yaml`, `classes.txt` or a file `.names`. Source: the Ultralytics documentation, "Object Detection Datasets".
 */
import { readText } from '../labels/text';
import { extensionOf, fileName, folderOf, stemOf } from '../names';
import { mapBounded } from '../pace';
import type { SourceFile } from '../source';
import { LargestObject, LayoutCollector, listLines, singleLevel, type LayoutRecogniser } from './layout';

const READ_AT_ONCE = 16;
/** Texts that are looked at before the layout is taken for this one. */
const TRIED = 20;
/** Class, then four numbers of a box or more of an outline. */
const OBJECT = /^\d{1,6}(\s+-?[\d.]{1,24}(e-?\d{1,2})?){4,}$/iu;

export const recogniseYolo: LayoutRecogniser = async (context) => {
  const { paths, others } = context;
  const texts = new Map(others.filter(({ path }) => extensionOf(path) === 'txt').map((file) => [file.path, file]));
  if (texts.size === 0) return null;
  const pairs = paths.flatMap((path, image) => {
    const text = textOf(path, texts);
    return text ? [{ image, text }] : [];
  });
  if (pairs.length === 0 || pairs.length < paths.length / 4) return null;
  const step = Math.ceil(pairs.length / TRIED);
  for (const { text } of pairs.filter((_, i) => i % step === 0)) {
    const lines = await listLines(text);
    if (lines.some((line) => !OBJECT.test(line.trim()))) return null;
  }
  const naming = await classNames(others);
  const collector = new LayoutCollector(context);
  const largest = new LargestObject(collector);
  await mapBounded(pairs, READ_AT_ONCE, async ({ image, text }) => {
    for (const line of await listLines(text)) {
      const [number, , , width, height] = line.trim().split(/\s+/u);
      const label = naming.names.get(Number(number)) ?? `class ${number!}`;
      largest.add(image, singleLevel(label), Number(width) * Number(height));
    }
  });
  const used = [...pairs.map(({ text }) => text), ...naming.used];
  const notes = naming.names.size > 0 ? [] : ['There is no data.yaml or classes.txt, so classes have numbers.'];
  return collector.finish('YOLO', used, notes);
};

/** The text of an image: beside it, or where a folder of its path is `labels` instead of `images`. */
function textOf(path: string, texts: ReadonlyMap<string, SourceFile>): SourceFile | undefined {
  const bare = `${folderOf(path) === '' ? '' : `${folderOf(path)}/`}${stemOf(path)}.txt`;
  const beside = texts.get(bare);
  if (beside) return beside;
  const parts = bare.split('/');
  for (let at = parts.length - 2; at >= 0; at--) {
    if (!/^(images?|imgs?|jpegimages)$/iu.test(parts[at]!)) continue;
    for (const folder of ['labels', 'label', 'Labels']) {
      const found = texts.get([...parts.slice(0, at), folder, ...parts.slice(at + 1)].join('/'));
      if (found) return found;
    }
  }
  return undefined;
}

async function classNames(others: readonly SourceFile[]): Promise<{ names: Map<number, string>; used: SourceFile[] }> {
  for (const file of others) {
    const lower = fileName(file.path).toLowerCase();
    if (/\.ya?ml$/u.test(lower)) {
      const names = namesInYaml(await readText(file));
      if (names.size > 0) return { names, used: [file] };
    }
    if (/^(classes|labels|predefined_classes)\.txt$|\.names$/u.test(lower)) {
      const lines = await listLines(file);
      return { names: new Map(lines.map((line, i) => [i, line.trim()])), used: [file] };
    }
  }
  return { names: new Map(), used: [] };
}

/** `names: [cat, dog]`, `names:` with lines `- cat`, or with lines `0: cat`. No more of YAML is read. */
export function namesInYaml(text: string): Map<number, string> {
  const lines = text.split(/\r\n|\n|\r/u).map((line) => withoutComment(line).trimEnd());
  const at = lines.findIndex((line) => /^names\s{0,20}:/u.test(line));
  const names = new Map<number, string>();
  if (at < 0) return names;
  let first = lines[at]!.slice(lines[at]!.indexOf(':') + 1).trim();
  let next = at + 1;
  if (first.startsWith('[') || first.startsWith('{')) {
    while (!/[\]}]$/u.test(first) && next < lines.length) first += ` ${lines[next++]!.trim()}`;
    first
      .slice(1, -1)
      .split(',')
      .map((item) => item.trim())
      .filter((item) => item !== '')
      .forEach((item, i) => {
        const pair = /^(\d{1,6})\s{0,20}:(.*)$/u.exec(item);
        names.set(pair ? Number(pair[1]) : i, unquoted(pair ? pair[2]! : item));
      });
    return names;
  }
  for (; next < lines.length; next++) {
    const line = lines[next]!.trim();
    if (line === '') continue;
    const item = line.startsWith('- ') ? line.slice(2) : null;
    const pair = /^(\d{1,6})\s{0,20}:(.*)$/u.exec(line);
    if (item === null && !pair) break;
    names.set(pair ? Number(pair[1]) : names.size, unquoted(item ?? pair![2]!));
  }
  return names;
}

const unquoted = (text: string) => {
  const own = text.trim();
  const quote = own[0];
  return own.length > 1 && (quote === '"' || quote === "'") && own.endsWith(quote) ? own.slice(1, -1) : own;
};

function withoutComment(line: string): string {
  const at = line.startsWith('#') ? 0 : line.indexOf(' #');
  return at < 0 ? line : line.slice(0, at);
}

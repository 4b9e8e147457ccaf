/**
 * The manifest of a bundled image set: what its classes are, how they are split, and where in its sheets the images stand.
 * Row order of the store: sheet by sheet, tile by tile, left to right and top to bottom.
 */
import { z } from 'zod';
import { ImageSetError } from '../errors';
import { CONTENT_HASH } from './contentHash';
import { SPLIT_CODE, type ImageSetInfo, type Split } from './imageSet';

export const MANIFEST_VERSION = 1;

const text = z.string().min(1);
/** A file beside the manifest or below it: never elsewhere on the server, never another server. */
const file = z.string().regex(/^(?!.*\.\.)[\w-][\w.-]*(\/[\w-][\w.-]*)*$/, 'must be a file name without "..", scheme or leading slash');
const version = z.literal(MANIFEST_VERSION, `must be ${MANIFEST_VERSION}`);

const classSchema = z.object({
  path: z.string().regex(/^[^/]+(\/[^/]+)*$/, 'must be parts joined by single slashes'),
  name: text,
  split: z.enum(['train', 'validation', 'test']),
});

const sheetSchema = z.object({
  file,
  artist: text,
  /** Name of the work the images are from, and where it is published. */
  work: text,
  link: z.url({ protocol: /^https$/ }),
  licence: z.object({ name: text, url: z.url({ protocol: /^https$/ }) }),
  /** Tiles in a row of the sheet. */
  columns: z.int().min(1).max(1024),
  /** Class index of each tile, in row order. */
  images: z.array(z.int().min(0)).min(1),
});

const manifestSchema = z.object({
  version,
  id: z.string().regex(/^[a-z0-9-]+$/, 'must be small letters, digits and hyphens'),
  title: text,
  /** One line for a list of sets. */
  detail: text,
  /** Side of a tile, pixels. */
  tile: z.int().min(1).max(1024),
  /** Colour around the motif. */
  ground: z.string().regex(/^#[0-9a-f]{6}$/, 'must be a colour like #ffffff'),
  split: z.object({ rule: text, disjointClasses: z.boolean(), seed: z.int() }),
  /** Of classes, split and sheets. */
  contentHash: z.string().regex(CONTENT_HASH, 'must be algorithm:hex').optional(),
  classes: z.array(classSchema).min(1),
  sheets: z.array(sheetSchema).min(1),
});
export type Manifest = z.infer<typeof manifestSchema>;
export type Sheet = Manifest['sheets'][number];

const indexSchema = z.object({ version, sets: z.array(z.object({ id: text, title: text, detail: text, manifest: file })) });
export type SetIndex = z.infer<typeof indexSchema>;
export type IndexEntry = SetIndex['sets'][number];

/** Checks a manifest. @param where its address, for messages. @throws ImageSetError naming every place that is wrong. */
export function parseManifest(json: unknown, where: string): Manifest {
  const manifest = parse(manifestSchema, json, where);
  const wrong: string[] = [];
  const paths = new Set<string>();
  manifest.classes.forEach(({ path }, index) => {
    if (paths.has(path)) wrong.push(`classes[${index}].path "${path}" is there twice`);
    paths.add(path);
  });
  const used = new Uint8Array(manifest.classes.length);
  for (const { file, images } of manifest.sheets)
    images.forEach((label, tile) => {
      if (label < manifest.classes.length) used[label] = 1;
      else wrong.push(`tile ${tile} of ${file} has class ${label}, but there are ${manifest.classes.length} classes`);
    });
  const empty = used.indexOf(0);
  if (empty >= 0) wrong.push(`classes[${empty}] "${manifest.classes[empty]!.path}" has no image`);
  if (wrong.length > 0) throw refusal(where, wrong);
  return manifest;
}

/** Checks the index of the bundled sets. @throws ImageSetError naming every place that is wrong. */
export function parseIndex(json: unknown, where: string): SetIndex {
  return parse(indexSchema, json, where);
}

/** What is known of an image set before any image has been decoded. */
export interface Described {
  /** `size` is the side of a tile. */
  info: ImageSetInfo;
  labels: Int32Array;
  /** Codes of SPLIT_CODE. */
  split: Uint8Array;
}

/** Labels and split of every image, in row order. */
export function describe({ id, title, tile, split, classes, sheets, contentHash }: Manifest): Described {
  const labels = Int32Array.from(sheets.flatMap(({ images }) => images));
  return {
    info: {
      id,
      title,
      classes: classes.map(({ path, name }) => ({ path, name })),
      count: labels.length,
      size: tile,
      splitRule: split.rule,
      disjointClasses: split.disjointClasses,
      ...(contentHash === undefined ? {} : { contentHash }),
    },
    labels,
    split: Uint8Array.from(labels, (label) => SPLIT_CODE[classes[label]!.split satisfies Split]),
  };
}

function parse<T>(schema: z.ZodType<T>, json: unknown, where: string): T {
  const read = schema.safeParse(json);
  if (read.success) return read.data;
  throw refusal(
    where,
    read.error.issues.map(({ path, message }) => `${placeOf(path)} ${message}`),
  );
}

function placeOf(path: PropertyKey[]): string {
  if (path.length === 0) return 'it';
  return path.map((part, i) => (typeof part === 'number' ? `[${part}]` : `${i > 0 ? '.' : ''}${String(part)}`)).join('');
}

const SHOWN = 5;

function refusal(where: string, wrong: string[]): ImageSetError {
  const more = wrong.length > SHOWN ? ` and ${wrong.length - SHOWN} more` : '';
  return new ImageSetError(
    `${where} does not describe an image set: ${wrong.slice(0, SHOWN).join('; ')}${more}. Reload the page; if it stays so, build the set again with tools/samples.`,
  );
}

/**
 * Draws the bundled image set "emoji": one class an emoji, one sheet an artist, into public/samples/emoji.
 *
 *     npm run emoji
 */
import { readFileSync } from 'node:fs';
import { messageOf } from '../../src/core/errors';
import { splitByClasses } from '../../src/core/data/split';
import { SPLIT_CODE, type Split } from '../../src/core/data/imageSet';
import { MANIFEST_VERSION, type Manifest } from '../../src/core/data/manifest';
import { ARTISTS, type Artist } from './artists';
import { openIconSet } from './icons';
import { encodeSheet, isBlank, rasterise, reduceColours, type Tile } from './sheet';
import { writeImageSet } from './write';

const TILE = 64;
const COLUMNS = 32;
const SEED = 1;
/** Looked at: at 60 no banding shows in the gradients of noto, and the set stays under 4 MB. */
const COLOUR_QUALITY = 60;

interface EmojiClass {
  codePoint: string;
  label: string;
  group: string;
  subgroup: string;
  /** Icon set → names of the icons in it that show this class. */
  icons: Record<string, string[]>;
}

const { classes } = JSON.parse(readFileSync(new URL('./emoji-classes.json', import.meta.url), 'utf8')) as { classes: EmojiClass[] };

/** `woman’s clothes` → `womans-clothes`: paths are typed, matched and put into file names. */
function slug(label: string): string {
  return label
    .normalize('NFD')
    .replace(/[\p{M}’']/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '');
}

async function drawArtist(artist: Artist, left: string[]): Promise<{ tiles: Tile[]; images: number[] }> {
  const icons = openIconSet(artist.set);
  const { spdx } = icons.info.license;
  if (spdx !== artist.packageLicence)
    throw new Error(
      `@iconify-json/${artist.set} now says it is under ${spdx}, not ${artist.packageLicence}: check the licence, then artists.ts and NOTICE.md`,
    );
  const tiles: Tile[] = [];
  const images: number[] = [];
  for (const [index, { label, icons: names }] of classes.entries()) {
    for (const name of names[artist.set] ?? []) {
      try {
        const tile = await rasterise((side) => icons.svg(name, side), TILE);
        if (isBlank(tile)) throw new Error('nothing to be seen on white');
        tiles.push(await reduceColours(tile, TILE, COLOUR_QUALITY));
        images.push(index);
      } catch (error) {
        left.push(`${artist.set}/${name} (${label}): ${messageOf(error)}`);
      }
    }
  }
  return { tiles, images };
}

const infos = classes.map(({ group, subgroup, label }) => ({ path: `${group}/${subgroup}/${slug(label)}`, name: label }));
const made = splitByClasses(infos, Int32Array.from(infos.keys()), SEED);
const nameOf = Object.fromEntries(Object.entries(SPLIT_CODE).map(([name, code]) => [code, name as Split]));

const leftOut: string[] = [];
const files = new Map<string, Uint8Array>();
const sheets: Manifest['sheets'] = [];
for (const artist of ARTISTS) {
  const { tiles, images } = await drawArtist(artist, leftOut);
  const file = `${artist.set}.webp`;
  const bytes = await encodeSheet(tiles, TILE, COLUMNS, 255);
  files.set(file, bytes);
  sheets.push({ file, artist: artist.artist, work: artist.work, link: artist.link, licence: artist.licence, columns: COLUMNS, images });
  console.log(`${artist.set}: ${tiles.length} images, ${bytes.length.toLocaleString('en')} bytes`);
}

const count = sheets.reduce((sum, { images }) => sum + images.length, 0);
const bytes = await writeImageSet(
  {
    version: MANIFEST_VERSION,
    id: 'emoji',
    title: 'Emoji by seven artists',
    detail: `${count.toLocaleString('en')} images, ${classes.length} classes, ${new Set(classes.map(({ group }) => group)).size} groups`,
    tile: TILE,
    ground: '#ffffff',
    split: { rule: made.rule, disjointClasses: made.disjointClasses, seed: SEED },
    classes: infos.map((info, index) => ({ ...info, split: nameOf[made.split[index]!]! })),
    sheets,
  },
  files,
);
console.log(`emoji: ${count} images of ${classes.length} classes, ${bytes.toLocaleString('en')} bytes; left out: ${leftOut.length}`);
for (const line of leftOut) console.log(`  ${line}`);

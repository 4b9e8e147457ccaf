/**
 * Makes the bundled image set "fashion-mnist": 200 images a class of the training set, into public/samples/fashion-mnist.
 *
 *     npm run fashion-mnist -- [folder with the IDX files, /usr/share/datasets/fashion-mnist by default]
 */
import { join } from 'node:path';
import { SPLIT_CODE, type Split } from '../../src/core/data/imageSet';
import { MANIFEST_VERSION } from '../../src/core/data/manifest';
import { splitByClasses } from '../../src/core/data/split';
import { createRandom } from '../../src/core/random/random';
import { readIdx } from './idx';
import { encodeSheet, type Tile } from './sheet';
import { writeImageSet } from './write';

const PER_CLASS = 200;
const SEED = 1;
const COLUMNS = 50;
/** 28 pixels of image and two of black, the images' own ground, around it: patches of 4 and 8 divide 32. */
const TILE = 32;

/** In the order of the labels. */
const CLASSES = [
  { path: 'clothing/t-shirt-top', name: 'T-shirt/top' },
  { path: 'clothing/trouser', name: 'Trouser' },
  { path: 'clothing/pullover', name: 'Pullover' },
  { path: 'clothing/dress', name: 'Dress' },
  { path: 'clothing/coat', name: 'Coat' },
  { path: 'footwear/sandal', name: 'Sandal' },
  { path: 'clothing/shirt', name: 'Shirt' },
  { path: 'footwear/sneaker', name: 'Sneaker' },
  { path: 'accessories/bag', name: 'Bag' },
  { path: 'footwear/ankle-boot', name: 'Ankle boot' },
];

/**
 * A tenth of ten classes would be one validation class, and retrieval within one class is always right: two validate, three test.
 */
const SHARES = { train: 0.5, validation: 0.2, test: 0.3 };

const folder = process.argv[2] ?? '/usr/share/datasets/fashion-mnist';
const images = readIdx(join(folder, 'train-images-idx3-ubyte.gz'));
const labels = readIdx(join(folder, 'train-labels-idx1-ubyte.gz'));
const [count, side] = images.shape;
if (images.shape.length !== 3 || labels.shape[0] !== count || side !== images.shape[2] || !side || side > TILE)
  throw new Error(`${folder}: images are ${images.shape.join('×')} and labels ${labels.shape.join('×')}; expected n×28×28 and n`);

/** Image `row`, grey to RGB, in the middle of a black tile. */
function tileOf(row: number, from: number): Tile {
  const tile = new Uint8Array(TILE * TILE * 3);
  const margin = (TILE - from) / 2;
  for (let y = 0; y < from; y++)
    for (let x = 0; x < from; x++) {
      const at = ((y + margin) * TILE + x + margin) * 3;
      tile.fill(images.data[(row * from + y) * from + x]!, at, at + 3);
    }
  return tile;
}

const random = createRandom(SEED).fork('fashion-mnist');
const tiles: Tile[] = [];
const classOf: number[] = [];
for (const [index, { path }] of CLASSES.entries()) {
  const rows: number[] = [];
  labels.data.forEach((label, row) => label === index && rows.push(row));
  if (rows.length < PER_CLASS) throw new Error(`${folder}: ${rows.length} images are labelled ${index} (${path}); ${PER_CLASS} are needed`);
  const chosen = random.fork(path).shuffle(rows).slice(0, PER_CLASS);
  for (const row of chosen.sort((a, b) => a - b)) {
    tiles.push(tileOf(row, side));
    classOf.push(index);
  }
}

const made = splitByClasses(CLASSES, Int32Array.from(CLASSES.keys()), SEED, SHARES);
const nameOf = Object.fromEntries(Object.entries(SPLIT_CODE).map(([name, code]) => [code, name as Split]));
const sheet = await encodeSheet(tiles, TILE, COLUMNS, 0);
const bytes = await writeImageSet(
  {
    version: MANIFEST_VERSION,
    id: 'fashion-mnist',
    title: 'Fashion-MNIST, 200 a class',
    detail: `${tiles.length.toLocaleString('en')} images, ${CLASSES.length} classes, grey on black`,
    tile: TILE,
    ground: '#000000',
    split: { rule: `${made.rule}, 5 train, 2 validation, 3 test`, disjointClasses: made.disjointClasses, seed: SEED },
    classes: CLASSES.map((info, index) => ({ ...info, split: nameOf[made.split[index]!]! })),
    sheets: [
      {
        file: 'fashion-mnist.webp',
        artist: 'Zalando SE',
        work: 'Fashion-MNIST',
        link: 'https://github.com/zalandoresearch/fashion-mnist',
        licence: { name: 'MIT', url: 'https://github.com/zalandoresearch/fashion-mnist/blob/master/LICENSE' },
        columns: COLUMNS,
        images: classOf,
      },
    ],
  },
  new Map([['fashion-mnist.webp', sheet]]),
);
console.log(`fashion-mnist: ${tiles.length} images of ${CLASSES.length} classes, ${bytes.toLocaleString('en')} bytes`);
for (const [name, code] of Object.entries(SPLIT_CODE))
  console.log(
    `  ${name}: ${CLASSES.filter((_, index) => made.split[index] === code)
      .map((info) => info.name)
      .join(', ')}`,
  );

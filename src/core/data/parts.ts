/**
 * What an experiment trains on and what it is judged by. Settings are chosen on validation images, so that the test images stay unseen
 * until a final test; where an image set has no validation part, some of its training images are held back.
 */
import { createRandom } from '../random/random';
import { rowsOf, SPLIT_CODE, type ImageSetInfo, type ImageStore } from './imageSet';

export type EvaluatedPart = 'validation' | 'test';

/** What is asked of an image set to tell its parts. */
export interface SplitImages extends Pick<ImageStore, 'labels' | 'split'> {
  info: Pick<ImageSetInfo, 'disjointClasses'>;
}

/** As in the configuration. */
export interface PartsWanted {
  evaluation: { split: EvaluatedPart; validationShare: number };
  batch: { classes: number };
}

export interface PartsInForce {
  /** [count] codes of SPLIT_CODE; images that are held back have the code of validation. */
  split: Uint8Array;
  /** The part that is judged by while training. */
  part: EvaluatedPart;
  /** Training images that are held back. */
  heldBack: number;
  /** Why it is another part than the one asked for, in words. */
  reason?: string;
}

/** Retrieval needs a positive for every query, and a class to tell it from. */
const LEAST_CLASSES = 2;
const LEAST_IMAGES = 2;

/**
 * The parts that a configuration works with. A validation part of the set's own is taken as it is. Otherwise a share of the training
 * classes is held back (at least 2, and so many that a batch still finds its classes), or of the images of each training class where
 * the set is split by image. Which ones depends on the set alone: the same for every seed, geometry and setting that is compared.
 * Where too few are left, the test part is judged by, and `reason` says so.
 */
export function partsInForce(images: SplitImages, { evaluation, batch }: PartsWanted): PartsInForce {
  const { split } = images;
  if (evaluation.split === 'test') return { split, part: 'test', heldBack: 0 };
  if (canBeJudged(images, split)) return { split, part: 'validation', heldBack: 0 };
  const { validationShare } = evaluation;
  const held = images.info.disjointClasses ? heldClasses(images, validationShare, batch.classes) : heldImages(images, validationShare);
  const changed = split.slice();
  for (const row of held) changed[row] = SPLIT_CODE.validation;
  if (canBeJudged(images, changed)) return { split: changed, part: 'validation', heldBack: held.length };
  const few = images.info.disjointClasses
    ? `Of the training classes none can be held back for validation beside the ${batch.classes} of a batch`
    : 'The training classes have too few images for any to be held back for validation';
  return { split, part: 'test', heldBack: 0, reason: `${few}: the test images are judged by.` };
}

/** Whether the validation part of a split holds two classes with two images each. */
function canBeJudged({ labels }: SplitImages, split: Uint8Array): boolean {
  const counts = new Map<number, number>();
  for (const row of rowsOf({ split }, 'validation')) counts.set(labels[row]!, (counts.get(labels[row]!) ?? 0) + 1);
  return [...counts.values()].filter((count) => count >= LEAST_IMAGES).length >= LEAST_CLASSES;
}

/** Training rows by class, classes ascending. */
function trainingClasses({ labels, split }: SplitImages): Map<number, number[]> {
  const found = new Map<number, number[]>();
  for (const row of rowsOf({ split }, 'train')) {
    const own = found.get(labels[row]!);
    if (own) own.push(row);
    else found.set(labels[row]!, [row]);
  }
  return new Map([...found].sort(([a], [b]) => a - b));
}

/** Rows of whole classes that can be retrieved from; none where fewer than two can be spared. */
function heldClasses(images: SplitImages, share: number, perBatch: number): number[] {
  const classes = trainingClasses(images);
  const spare = classes.size - Math.max(perBatch, LEAST_CLASSES);
  const wanted = Math.min(Math.max(LEAST_CLASSES, Math.round(share * classes.size)), spare);
  if (wanted < LEAST_CLASSES) return [];
  const candidates = [...classes.values()].filter((rows) => rows.length >= LEAST_IMAGES);
  return createRandom('classes held back').shuffle(candidates).slice(0, wanted).flat();
}

/** Rows of a share of each class's images; classes keep what a batch draws pairs from. */
function heldImages(images: SplitImages, share: number): number[] {
  const random = createRandom('images held back');
  return [...trainingClasses(images)].flatMap(([label, rows]) => {
    const wanted = Math.max(LEAST_IMAGES, Math.round(share * rows.length));
    return rows.length - wanted < LEAST_IMAGES ? [] : random.fork(String(label)).shuffle(rows).slice(0, wanted);
  });
}

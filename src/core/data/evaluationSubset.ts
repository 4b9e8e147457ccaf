/**
 * The sample of the evaluation images that an evaluation begins with where all of them would take too long: a model in training is then
 * seen soon and often, and all images are looked at when there is time.
 */
import { createRandom } from '../random/random';
import { ROLE_CODE } from './imageSet';

/** Embedding them takes about as long as three steps on a batch of 64; Recall@1 of so many queries stands to ± 3.5 points. */
export const SUBSET_IMAGES = 192;
/** Where it would hold more than this share of the images, it would save too little to be worth another kind of number. */
const MOST_SHARE = 2 / 3;

/** A part of the images that were evaluated, as whoever shows its numbers has to say. */
export interface EvaluationSubset {
  /** Places among all evaluation images, ascending. */
  places: Int32Array;
  /** How many there are in all. */
  of: number;
}

/**
 * The sample: classes take turns, two images at the first, then one, until `limit` are taken, so that each class taken has at least two
 * (a query and what it can find, where images have roles) and all have about as many. Which ones depends on the images alone: the same at
 * every step, for every seed and setting. Its queries have fewer
 * positives and fewer negatives than among all images: on the bundled set (6 images a class) Recall@1 is about half of that of all images,
 * and compares with nothing but the same sample.
 * @param labels [n] classes of the evaluation images, and their roles where they have any
 * @returns undefined where it is not worth it: the images are few
 */
export function evaluationSubset(
  { labels, role }: { labels: Int32Array; role?: Uint8Array },
  limit: number = SUBSET_IMAGES,
): EvaluationSubset | undefined {
  if (limit > MOST_SHARE * labels.length) return undefined;
  const random = createRandom('evaluated first');
  const members = new Map<number, number[]>();
  for (const place of random.shuffle([...labels.keys()])) {
    const own = members.get(labels[place]!);
    if (own) own.push(place);
    else members.set(labels[place]!, [place]);
  }
  const classes = random.shuffle([...members.keys()].sort((a, b) => a - b)).flatMap((label) => queue(members.get(label)!, role) ?? []);
  const taken: number[] = [];
  for (let turn = 0; taken.length < limit; turn++) {
    const before = taken.length;
    for (const own of classes) {
      const more = turn === 0 ? own.slice(0, 2) : own.slice(turn + 1, turn + 2);
      if (taken.length + more.length <= limit) taken.push(...more);
    }
    if (taken.length === before) break;
  }
  const kinds = new Set(taken.map((place) => labels[place]!)).size;
  return kinds < 2 ? undefined : { places: Int32Array.from(taken).sort(), of: labels.length };
}

/** The images of a class in the order they are taken: first one to look up and one to find. undefined where it has no such two. */
function queue(own: readonly number[], role: Uint8Array | undefined): number[][] | undefined {
  if (own.length < 2) return undefined;
  if (!role) return [own.slice()];
  const query = own.find((place) => role[place] !== ROLE_CODE.gallery);
  const found = own.find((place) => place !== query && role[place] !== ROLE_CODE.query);
  if (query === undefined || found === undefined) return undefined;
  return [[query, found, ...own.filter((place) => place !== query && place !== found)]];
}

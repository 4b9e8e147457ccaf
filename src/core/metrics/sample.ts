/** A bounded sample of images for retrieval: whole classes rather than single images, so that every query has something to find. */
import type { Random } from '../random/random';

/** Images of one class in a sample, at most, while there are classes enough to fill it. */
const CLASS_SHARE = 16;

/**
 * Indices into `labels`, ascending, at most `limit`: of classes in random order the images, at most 16 of each (more where there
 * are too few classes to fill the sample so). Classes of one image are left out. The same for the same seed.
 */
export function sampleClasses(labels: ArrayLike<number>, limit: number, random: Random): Int32Array {
  const members = new Map<number, number[]>();
  for (let i = 0; i < labels.length; i++) {
    const own = members.get(labels[i]!);
    if (own) own.push(i);
    else members.set(labels[i]!, [i]);
  }
  const classes = random.shuffle([...members.values()].filter((own) => own.length > 1));
  const most = Math.max(CLASS_SHARE, Math.floor(limit / classes.length));
  const taken: number[] = [];
  for (const own of classes) {
    const count = Math.min(own.length, most, limit - taken.length);
    if (count < 2) break;
    taken.push(...random.shuffle(own).slice(0, count));
  }
  return Int32Array.from(taken).sort();
}

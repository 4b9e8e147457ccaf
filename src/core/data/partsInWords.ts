/** What a configuration holds out of an image set, in words: for settings, where it is chosen. */
import { rowsOf, type Split } from './imageSet';
import { partsInForce, type PartsWanted, type SplitImages } from './parts';

const integer = (count: number) => count.toLocaleString('en');

/** `validation: 12 of 60 training classes held back`; with the reason where it is another part than the one asked for. */
export function partsInWords(images: SplitImages, wanted: PartsWanted): string {
  const { split, part, heldBack, reason } = partsInForce(images, wanted);
  const count = (parts: Uint8Array, of: Split): number => {
    const rows = rowsOf({ split: parts }, of);
    return images.info.disjointClasses ? new Set(Array.from(rows, (row) => images.labels[row]!)).size : rows.length;
  };
  const what = images.info.disjointClasses ? 'classes' : 'images';
  const judged = integer(count(split, part));
  if (heldBack > 0) return `${part}: ${judged} of ${integer(count(images.split, 'train'))} training ${what} held back.`;
  return `${part}: ${judged} ${what} of the set’s own.${reason === undefined ? '' : ` ${reason}`}`;
}

/**
 * `Images repeat in a batch: 40 of 434 classes have fewer than 8 training images.`; undefined where every class has as many as a batch
 * takes of it.
 */
export function repeatsInWords(images: SplitImages, wanted: PartsWanted & { batch: { samplesPerClass: number } }): string | undefined {
  const { split } = partsInForce(images, wanted);
  const { samplesPerClass } = wanted.batch;
  const counts = new Map<number, number>();
  for (const row of rowsOf({ split }, 'train')) counts.set(images.labels[row]!, (counts.get(images.labels[row]!) ?? 0) + 1);
  const few = [...counts.values()].filter((count) => count < samplesPerClass);
  if (few.length === 0) return undefined;
  const of =
    few.length === counts.size
      ? counts.size === 1
        ? 'the only class has'
        : 'all classes have'
      : `${integer(few.length)} of ${integer(counts.size)} classes have`;
  return `Images repeat in a batch: ${of} fewer than ${integer(samplesPerClass)} training images.`;
}

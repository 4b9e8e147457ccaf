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

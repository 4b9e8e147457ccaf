/** What may be noted of a record. Pure. */
import type { Annotations } from '../../core/record/kept';

const MOST = { title: 500, note: 20_000, tag: 100, tags: 50 };

/** A change of notes as it is kept: tags trimmed, each once. @throws RangeError naming what is too long */
export function checkedNotes({ title, tags, note }: Partial<Annotations>): Partial<Annotations> {
  const within = (what: string, text: string, most: number) => {
    if (text.length > most) throw new RangeError(`${what} of ${text.length} characters: at most ${most} are kept.`);
    return text;
  };
  const checked: Partial<Annotations> = {};
  if (title !== undefined) checked.title = within('A title', title.trim(), MOST.title);
  if (note !== undefined) checked.note = within('A note', note, MOST.note);
  if (tags !== undefined) {
    checked.tags = [...new Set(tags.map((tag) => within('A tag', tag.trim(), MOST.tag)).filter((tag) => tag !== ''))];
    if (checked.tags.length > MOST.tags) throw new RangeError(`${checked.tags.length} tags: at most ${MOST.tags} are kept.`);
  }
  return checked;
}

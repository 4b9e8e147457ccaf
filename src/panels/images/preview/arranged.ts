/** The classes of a preview as a list shows them. Pure. */
import { compareNames } from '../../../core/ingest/names';
import type { IngestPreview } from '../../../state/library/ingest';

export type ClassOrder = 'name' | 'most' | 'fewest';
type Classes = IngestPreview['classes'];

/** Those whose path contains what is searched for, whatever the case and the accents, in order. */
export function arranged(classes: Classes, search: string, order: ClassOrder): Classes {
  const plain = (text: string) => text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();
  const wanted = plain(search.trim());
  const found = wanted === '' ? [...classes] : classes.filter(({ path }) => plain(path).includes(wanted));
  const sign = order === 'most' ? -1 : order === 'fewest' ? 1 : 0;
  return found.sort((a, b) => sign * (a.count - b.count) || compareNames(a.path, b.path));
}

/** Every group that classes stand in, for suggestions. */
export function groupsOf(classes: Classes): string[] {
  const groups = new Set<string>();
  for (const { path } of classes)
    for (let slash = path.lastIndexOf('/'); slash > 0; slash = path.lastIndexOf('/', slash - 1)) groups.add(path.slice(0, slash));
  return [...groups].sort(compareNames);
}

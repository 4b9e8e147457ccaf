/**
 * Classes gathered under the top level of their hierarchy, and a colour for each group.
 * The colours are of middle lightness, so that the same ones serve on both grounds, keep apart for colour-blind eyes
 * (they differ in lightness as well as hue) and stay clear of the reds that mean "absent" and the greens that mean "positive".
 */
export const GROUP_COLOURS = ['#5b86c4', '#d98a2b', '#3fa39a', '#c9729b', '#b9a52f', '#8a72b5', '#7b9aa8', '#a8764f'] as const;
/** For what belongs to no group that has a colour of its own. */
export const REST_COLOUR = '#8c8a85';

export interface ClassGroup {
  /** First part of the class paths. */
  key: string;
  /** For people. */
  name: string;
  colour: string;
  classes: number;
}

export interface Grouping {
  groups: ClassGroup[];
  /** Group of each class, by class index. */
  groupOf: Uint8Array;
}

/** `animals-nature` → `animals nature`. */
export const readable = (part: string) => part.replace(/[-_]+/g, ' ');

/**
 * Groups by the first part of the path. A flat image set of few classes has each class as its own group; where there are more
 * groups than colours, the largest ones get the colours and the others share a grey named `other`.
 */
export function groupClasses(classes: readonly { path: string }[]): Grouping {
  const keys = classes.map(({ path }) => path.split('/')[0] ?? path);
  const counts = new Map<string, number>();
  for (const key of keys) counts.set(key, (counts.get(key) ?? 0) + 1);
  const inOrder = [...counts.keys()];
  const coloured =
    inOrder.length <= GROUP_COLOURS.length
      ? inOrder
      : inOrder.sort((a, b) => (counts.get(b) ?? 0) - (counts.get(a) ?? 0)).slice(0, GROUP_COLOURS.length - 1);
  const groups: ClassGroup[] = coloured.map((key, i) => ({
    key,
    name: readable(key),
    colour: GROUP_COLOURS[i] ?? REST_COLOUR,
    classes: counts.get(key) ?? 0,
  }));
  const place = new Map(groups.map((group, i) => [group.key, i]));
  const rest = keys.filter((key) => !place.has(key)).length;
  if (rest > 0) groups.push({ key: '', name: 'other', colour: REST_COLOUR, classes: rest });
  return { groups, groupOf: Uint8Array.from(keys, (key) => place.get(key) ?? groups.length - 1) };
}

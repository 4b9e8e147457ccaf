/**
 * Classes gathered at a level of their hierarchy, and a colour for each group.
 * The colours were searched for the largest of the smallest distances between any two, to normal and to red-green-blind eyes, on both
 * grounds, and clear of the reds that mean "absent" and the greens that mean "positive" (colours.test.ts).
 */
export const GROUP_COLOURS = ['#0488e5', '#d26123', '#13a098', '#b24fa8', '#b39f23', '#604fbf', '#806e6e', '#aa92fc'] as const;
/** For what belongs to no group. */
export const REST_COLOUR = '#8c8a85';

/** Where more groups than colours are to be told apart: the same hues paler and deeper, so that a colour returns late. */
const MORE_COLOURS: readonly string[] = [
  ...GROUP_COLOURS,
  ...['#69b2f9', '#ed956d', '#73c4bd', '#d084c7', '#d7c979', '#857ed4', '#a49696', '#d0c7fd'],
  ...['#025fa2', '#9a3e01', '#0e716c', '#802b79', '#857501', '#3c2889', '#564748', '#7f6ac5'],
];

export interface ClassGroup {
  /** Beginning of the class paths that it gathers: `animals-nature/animal-bird`. */
  key: string;
  /** For people. */
  name: string;
  colour: string;
  classes: number;
}

export interface Grouping {
  groups: ClassGroup[];
  /** Group of each class, by class index. */
  groupOf: Uint16Array;
}

/** `animals-nature` → `animals nature`. */
export const readable = (part: string) => part.replace(/[-_]+/g, ' ');

const partsOf = (path: string) => path.split('/');

/** Levels of the hierarchy above the classes themselves: 0 where every class stands by itself. */
export const hierarchyDepth = (classes: readonly { path: string }[]): number =>
  classes.reduce((most, { path }) => Math.max(most, partsOf(path).length - 1), 0);

/** Beginning of a path down to a level, 0 = the outermost; the whole path where it ends before. */
export const pathDownTo = (path: string, level: number): string =>
  partsOf(path)
    .slice(0, level + 1)
    .join('/');

/**
 * Groups at a level of the hierarchy, 0 = the outermost, in the order of their first classes; `Infinity` = every class by itself.
 * Colours come back where there are more groups than colours: neighbours in the hierarchy still differ.
 */
export function groupClasses(classes: readonly { path: string; name?: string }[], level = 0): Grouping {
  const places = new Map<string, number>();
  const groups: ClassGroup[] = [];
  const groupOf = Uint16Array.from(classes, ({ path, name }) => {
    const key = pathDownTo(path, level);
    let place = places.get(key);
    if (place === undefined) {
      places.set(key, (place = groups.length));
      groups.push({ key, name: (key === path && name) || readable(partsOf(key).at(-1) ?? key), colour: REST_COLOUR, classes: 0 });
    }
    groups[place]!.classes++;
    return place;
  });
  const colours = groups.length <= GROUP_COLOURS.length ? GROUP_COLOURS : MORE_COLOURS;
  groups.forEach((group, i) => (group.colour = colours[i % colours.length]!));
  return { groups, groupOf };
}

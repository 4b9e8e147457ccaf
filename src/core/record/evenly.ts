/** At most `most` of a list, evenly over it, the first and the last among them; the list itself where it is no longer. @param most 2 or more */
export function evenly<T>(list: readonly T[], most: number): readonly T[] {
  if (list.length <= most) return list;
  return Array.from({ length: most }, (_, i) => list[Math.round((i * (list.length - 1)) / (most - 1))]!);
}

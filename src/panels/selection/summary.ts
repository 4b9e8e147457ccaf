/** What a selection of images consists of, in a few words. */

export interface SelectionSummary {
  images: number;
  classes: number;
  /** Classes with most images first, by index. */
  top: { label: number; images: number }[];
}

export function summarise(selected: ReadonlySet<number>, labels: ArrayLike<number>): SelectionSummary {
  const counts = new Map<number, number>();
  for (const index of selected) {
    const label = labels[index];
    if (label !== undefined) counts.set(label, (counts.get(label) ?? 0) + 1);
  }
  const top = [...counts].map(([label, images]) => ({ label, images })).sort((a, b) => b.images - a.images || a.label - b.label);
  return { images: selected.size, classes: counts.size, top };
}

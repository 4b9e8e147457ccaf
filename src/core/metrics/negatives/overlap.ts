/** How far two lists of nearest images agree, such as an anchor's top-k hard negatives in two runs. The lists hold no index twice. */

/** How many indices stand in both. */
export function sharedCount(a: ArrayLike<number>, b: ArrayLike<number>): number {
  return a.length - absentFrom(a, b).length;
}

/** Jaccard similarity |A ∩ B| / |A ∪ B|; 1 for two empty lists. Disagreement is 1 minus this. */
export function jaccard(a: ArrayLike<number>, b: ArrayLike<number>): number {
  const shared = sharedCount(a, b);
  const union = a.length + b.length - shared;
  return union === 0 ? 1 : shared / union;
}

/** What of `a` is not in `b`, in the order of `a`: the red boxes of a's row when it is compared with b. */
export function absentFrom(a: ArrayLike<number>, b: ArrayLike<number>): number[] {
  const other = new Set(Array.from(b));
  return Array.from(a).filter((index) => !other.has(index));
}
